"""The files that pages load."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's, which knows the address of a file once it was asked for. Django puts it
    together anew for each of a page's ten files."""

    def __init__(self) -> None:
        super().__init__()
        self._urls: dict[tuple[str | None, bool], str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        asked = name, force
        if asked not in self._urls:
            self._urls[asked] = super().url(name, force)
        return self._urls[asked]
