"""Importing from a page: files are uploaded, checked and written, and a person looks in between.

Checking and writing are tasks, because a hundred thousand rows take longer than a request may.
A task may run twice, at the same time or after a killed worker: each step is taken from the state
before it, once.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.contrib.admin.models import ADDITION
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from accounts.kept import note
from accounts.models import User
from centres.importing.exceptions import NotImported, OtherPlan
from centres.importing.listing import Listing, list_plan
from centres.importing.models import StagedImport, seal_files, unseal_files
from centres.importing.plan import Plan, plan
from centres.importing.report import Outcome
from centres.importing.sealing import seal, unseal
from centres.importing.writing import apply

State = StagedImport.State

KEPT_FOR = timedelta(hours=1)  # time to look at the list; personal data waits no longer
ANOTHER_LIST = "This list has changed since you opened it. Look at it again, then apply it."


def stage(*, files: Mapping[str, bytes], by: User, now: datetime) -> StagedImport:
    """Keep uploaded files (by name, each a file's content) for an hour, and queue their check."""
    with transaction.atomic():
        StagedImport.objects.expired(now).delete()
        until = now + KEPT_FOR
        staged = StagedImport.objects.create(user=by, files=seal_files(files), expires_at=until)
        check_files.enqueue(str(staged.pk))
        forget.using(run_after=until).enqueue()
    return staged


def listing_of(staged: StagedImport) -> Listing | None:
    """What an import of the files would do, or has done; None until they are checked. Raises
    `NotImported` when it can no longer be read."""
    return Listing.from_json(unseal(staged.listing)) if staged.listing else None


def request_writing(*, staged: StagedImport, version: int, now: datetime) -> None:
    """Queue the writing of what that version of the list shows. Asked a second time, nothing
    happens. Raises `NotImported` when there is nothing to write, or another list by now."""
    listing = listing_of(staged)
    if listing is not None:
        listing.check()
    checked = StagedImport.objects.filter(pk=staged.pk, state=State.CHECKED)
    with transaction.atomic():
        until = now + KEPT_FOR
        if (
            checked.filter(version=version)
            .exclude(listing=b"")
            .update(state=State.WRITING, said="", expires_at=until)
        ):
            write_files.enqueue(str(staged.pk))
            forget.using(run_after=until).enqueue()
        elif checked.exists():
            raise NotImported(ANOTHER_LIST)


@task()
def check_files(pk: str) -> None:
    """Find out what an import of the staged files would do."""
    staged = StagedImport.objects.filter(pk=pk, state=State.CHECKING).first()
    if staged is None:
        return
    try:
        listing = list_plan(plan(unseal_files(staged.files)))
    except NotImported as refusal:
        _settle(staged, said=str(refusal))
    else:
        _settle(staged, listing=listing)


@task()
def write_files(pk: str) -> None:
    """Import the staged files, if that still does what was shown; else show what it would do."""
    staged = StagedImport.objects.filter(pk=pk, state=State.WRITING).first()
    if staged is None:
        return
    try:
        shown = listing_of(staged)
        planned = plan(unseal_files(staged.files))
        _compare(planned, shown)  # before passwords are hashed for nothing
        apply(
            planned,
            hash_workers=os.cpu_count() or 1,
            last_look=partial(_take, staged.pk, shown),
        )
    except OtherPlan as other:
        _settle(staged, listing=list_plan(other.plan), said=OtherPlan.words)
    except NotImported as refusal:
        _settle(staged, said=f"{refusal} Nothing was written.")


@task()
def forget() -> None:
    """Delete the files whose hour is over."""
    StagedImport.objects.expired(timezone.now()).delete()


def _compare(planned: Plan, shown: Listing | None) -> None:
    """Raises `OtherPlan` unless it is what was shown."""
    if list_plan(planned) != shown:
        raise OtherPlan(planned)


def _take(pk: UUID, shown: Listing | None, planned: Plan) -> None:
    """Mark the files as written, in the transaction that writes them. Raises `NotImported` when
    that has happened already or they were thrown away."""
    staged = StagedImport.objects.select_for_update().filter(pk=pk, state=State.WRITING).first()
    if staged is None:
        raise NotImported("These files are imported already, or were thrown away.")
    _compare(planned, shown)
    listing = replace(list_plan(planned), entries=[])
    staged.state, staged.files, staged.listing = State.WRITTEN, b"", seal(listing.to_json())
    staged.save()
    counts = ", ".join(f"{listing.total(outcome)} {outcome}" for outcome in Outcome)
    note(staged.user, staged, ADDITION, f"Imported: {counts}.")


def _settle(staged: StagedImport, *, listing: Listing | None = None, said: str = "") -> None:
    """Give the files back to be looked at, unless another run of the task has settled them."""
    listed = {"listing": seal(listing.to_json()), "version": F("version") + 1} if listing else {}
    same_state = StagedImport.objects.filter(pk=staged.pk, state=staged.state)
    same_state.update(state=State.CHECKED, said=said, **listed)
