"""docs/import.md tells every file and column."""

from django.conf import settings

from centres.importing.layout import ALIASES, LAYOUTS


def test_every_file_and_column_is_described() -> None:
    text = (settings.BASE_DIR / "docs" / "import.md").read_text()
    _, *sections = text.split("\n### ")
    described = {section.split()[0]: section for section in sections}

    missing = [
        (layout.file, column)
        for layout in LAYOUTS
        for column in layout.columns + layout.further
        if f"`{column}`" not in described[layout.file]
    ]

    assert missing == []
    assert all(f"`{alias}`" in text for alias in ALIASES)
