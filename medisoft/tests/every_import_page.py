"""The pages of superusers: accounts of staff, and an import before it, in each state, with faults
and without."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from centres.importing.listing import list_plan
from centres.importing.models import seal_files
from centres.importing.plan import plan
from centres.importing.sealing import seal
from centres.models import StagedImport
from centres.tests.importing import FOLDER, folder, with_row

State = StagedImport.State
PLACE = "/admin/centres/centre/import/"
MANY = "".join(f"p{number}@example.com,,,,\n" for number in range(250))


def staged_import(user: User, files: dict[str, bytes], state: str, *, said: str = "") -> str:
    """Files in a state, with their list; the path of their page."""
    listing = list_plan(plan(files)).to_json()
    staged = StagedImport.objects.create(
        user=user,
        files=seal_files(files),
        listing=seal(listing),
        version=1,
        state=state,
        said=said,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    return f"{PLACE}{staged.pk}/"


def superusers_pages(user: User) -> list[str]:
    """Of somebody who keeps staff, and whose files are right, faulty, long or written."""
    many = folder({"patient.csv": FOLDER["patient.csv"] + MANY})
    long = staged_import(user, many, State.CHECKED)
    return [
        "/admin/",
        "/admin/centres/centre/",
        "/admin/accounts/staff/",
        "/admin/accounts/staff/add/",
        f"/admin/accounts/staff/{user.pk}/change/",
        PLACE,
        staged_import(user, folder(), State.CHECKED),
        staged_import(user, with_row("patient.csv", "nobody,,,x,"), State.CHECKED, said="Busy."),
        long,
        f"{long}?page=2",
        staged_import(user, folder(), State.WRITING),
        staged_import(user, folder(), State.WRITTEN),
    ]
