"""Files as they arrive from a browser."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MEGABYTE = 1_000_000  # bytes
PAGE = "admin:import"  # the one page of the site that takes files


class ImportUpload(FileUploadHandler):
    """Holds the files of an import in memory, and never on a disk: they are personal data. Of more
    than the site takes it keeps the size alone, by which the form refuses them in words. Files
    that are sent to another page, or by anybody but a superuser, are passed over."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0
        self.content = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Raises `SkipFile` for a file that nobody reads."""
        super().new_file(*args, **kwargs)
        request = self.request
        match = request.resolver_match if request else None
        if request is None or match is None or match.view_name != PAGE:
            raise SkipFile
        if not request.user.is_superuser:
            raise SkipFile
        self.content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received <= settings.MEDISOFT_IMPORT_MAX_MB * MEGABYTE:
            self.content.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """The file with the size that was sent, however much of it is held."""
        self.content.seek(0)
        name, kind = self.field_name, self.content_type
        return InMemoryUploadedFile(
            self.content, name, self.file_name, kind, file_size, self.charset
        )
