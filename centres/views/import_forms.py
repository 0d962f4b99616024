"""What a superuser sends to import: the client's files, then the list that is to be applied."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from centres.importing.listing import FILES
from centres.importing.uploads import MEGABYTE

BY_COMMAND = "Have an operator run import_csv."
# Half a gigabyte of the worker's memory; 20 MB of line ends alone would be forty.
MOST_LINES = 200_000


Upload = UploadedFile[bytes]


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Upload], name: str
    ) -> list[Upload]:
        return files.getlist(name)


class FilesField(forms.Field):
    """The known files that were chosen, each content by its file's name."""

    widget = SeveralFiles(attrs={"accept": ".csv,text/csv"})

    def clean(self, value: list[Upload]) -> dict[str, bytes]:
        """Raises `ValidationError` unless they are some of the known files, each once, and
        together not too long."""
        if not value:
            raise ValidationError("Choose the files.")
        self._check_names([upload.name or "" for upload in value])
        most = settings.MEDISOFT_IMPORT_MAX_MB
        if sum(upload.size or 0 for upload in value) > most * MEGABYTE:
            raise ValidationError(f"The files have more than {most} MB in all. {BY_COMMAND}")
        files = {upload.name or "": upload.read() for upload in value}
        lines = sum(max(map(content.count, (b"\n", b"\r"))) for content in files.values())
        if lines > MOST_LINES:
            raise ValidationError(f"The files have more than {MOST_LINES} lines. {BY_COMMAND}")
        return files

    def _check_names(self, names: list[str]) -> None:
        for name in names:
            if name not in FILES:
                raise ValidationError(f"“{name}” is not known. Known are: {', '.join(FILES)}.")
            if names.count(name) > 1:
                raise ValidationError(f"“{name}” is there twice. Choose it once.")


class UploadForm(forms.Form):
    uploads = FilesField(
        label="The client's CSV files",
        help_text=f"Choose all of them at once: {', '.join(FILES)}. The last may be left out.",
    )


class ApplyForm(forms.Form):
    """`version` is that of the list which the person has seen."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
