"""What the tests of imports from a page share: who imports, and what an import has written."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Patient, Provider, User
from centres.importing.staging import request_writing, stage
from centres.models import Affiliation, Centre, SearchDocument, StagedImport, WorkingHours
from medisoft.tests.cast import stored_rows

RunTasks = Callable[[], None]

# What is read of each model that an import writes to: all but the keys, which are drawn anew.
FACTS: list[tuple[type[Any], list[str]]] = [
    (User, ["email", "imported_email", "full_name", "phone", "role", "is_active", "is_superuser"]),
    (EmailAddress, ["user__email", "email", "verified", "primary"]),
    (Patient, ["user__email", "medicare_number"]),
    (Provider, ["user__email", "profession__name", "expertise__name"]),
    (Centre, ["name", "kind", "abn", "phone", "street", "suburb", "state", "postcode", "timezone"]),
    (Affiliation, ["provider__user__email", "centre__name", "provider_number"]),
    (
        WorkingHours,
        [
            "affiliation__provider__user__email",
            "affiliation__centre__name",
            "weekday",
            "opens",
            "closes",
        ],
    ),
    (SearchDocument, ["centre__name", "provider__user__email", "offers"]),
]


def facts() -> dict[str, list[Any]]:
    """What stands in the tables that an import writes to."""
    return {
        model._meta.label: sorted(model.objects.values_list(*fields), key=repr)
        for model, fields in FACTS
    }


def rows_besides_staged() -> dict[str, list[Any]]:
    """Every row but the waiting files and the tasks about them."""
    return stored_rows(besides={"centres.StagedImport", "django_tasks_database.DBTaskResult"})


def checked(by: User, files: dict[str, bytes], run_tasks: RunTasks) -> StagedImport:
    """Files whose list can be looked at."""
    staged = stage(files=files, by=by, now=timezone.now())
    run_tasks()
    staged.refresh_from_db()
    return staged


def ask(staged: StagedImport, version: int = 1) -> None:
    """Press Apply under that version of the list."""
    request_writing(staged=staged, version=version, now=timezone.now())
