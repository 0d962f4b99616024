"""Files that were uploaded and wait to be imported."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import User
from centres.importing.sealing import seal, unseal


class StagedImportQuerySet(models.QuerySet["StagedImport"]):
    def of(self, user: User | AnonymousUser, *, now: datetime) -> Self:
        """Those that a superuser has uploaded and that are still kept. Nobody meets another's."""
        if user.is_anonymous or not user.is_active or not user.is_superuser:
            return self.none()
        return self.filter(user=user, expires_at__gt=now)

    def unwritten(self) -> Self:
        """Those that wait, the newest first."""
        return self.exclude(state=StagedImport.State.WRITTEN).order_by("-expires_at")

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)


class StagedImport(models.Model):
    """The files of one upload, and what an import of them would do. Both are personal data: they
    are stored encrypted, and no longer than until `expires_at`."""

    class State(models.TextChoices):
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        WRITING = "writing", "Being imported"
        WRITTEN = "written", "Imported"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.CHECKING)
    files = models.BinaryField()  # sealed; empty once they are imported
    listing = models.BinaryField(default=b"")  # sealed; empty until they are checked
    version = models.PositiveIntegerField(default=0)  # of the listing: who applies has seen it
    said = models.TextField(blank=True)  # why nothing was written
    expires_at = models.DateTimeField(db_index=True)

    objects = StagedImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["checking", "checked", "writing", "written"]),
                name="staged_import_state_known",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_busy(self) -> bool:
        """Whether the worker has yet to do something with it."""
        return self.state in {self.State.CHECKING, self.State.WRITING}


def seal_files(files: Mapping[str, bytes]) -> bytes:
    """Files by their names, each byte as the character of that number."""
    return seal(json.dumps({name: content.decode("latin-1") for name, content in files.items()}))


def unseal_files(sealed: bytes | memoryview) -> dict[str, bytes]:
    """Raises `NotImported` when they can no longer be read."""
    files: dict[str, str] = json.loads(unseal(sealed))
    return {name: text.encode("latin-1") for name, text in files.items()}
