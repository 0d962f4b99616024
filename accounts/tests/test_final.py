"""What is written once stays: nothing that the ORM or SQL can say changes or deletes it."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils import timezone

from accounts import final
from accounts.final import Final, RowIsFinal
from accounts.models import User
from appointments.models import Appointment
from records.models import AccessEvent, HistoryEntry, Prescription
from records.services import open_history, record
from records.tests.consulting import NOW, visit
from referrals.factories import gp, make_referral
from referrals.models import Referral

pytestmark = pytest.mark.django_db

MODELS: list[type[Final]] = [HistoryEntry, Prescription, AccessEvent, Referral]
# A change that each model would hold, were it not final.
CHANGES: dict[type[Final], dict[str, Any]] = {
    HistoryEntry: {"text": "Nothing."},
    Prescription: {"dose": "1 kg"},
    AccessEvent: {"allowed": False},
    Referral: {"letter": "Nothing."},
}

# A copy of one would be refused as a second amendment already.
NOT_AN_AMENDMENT: dict[type[Final], dict[str, Any]] = {HistoryEntry: {"amends": None}}


@pytest.fixture(autouse=True)
def rows(db: None) -> None:
    """Two of each, the second entry an amendment of the first."""
    appointment = visit(affiliation=gp())
    doctor = appointment.provider.user
    open_history(patient=appointment.patient, by=doctor, now=NOW)
    first = record(
        appointment=appointment,
        by=doctor,
        text="A cough.",
        now=NOW,
        medication=[
            Prescription(medication=name, dose="5 mg", directions="Daily") for name in "ab"
        ],
    )
    record(appointment=appointment, by=doctor, text="A cold.", now=NOW, amends=first.entry)
    make_referral(appointment=appointment)
    make_referral(appointment=appointment)


def everything() -> dict[str, list[dict[str, Any]]]:
    return {
        model.__name__: [dict(row) for row in model._base_manager.order_by("pk").values()]
        for model in MODELS
    }


def refuses(attempt: Callable[[], object], *how: type[Exception]) -> None:
    """That the attempt is refused, and that no row differs afterwards."""
    before = everything()
    with pytest.raises(how), transaction.atomic():
        attempt()
    assert all(before.values())
    assert everything() == before


def sql(statement: str, *, check_constraints: bool = False) -> Callable[[], None]:
    def execute() -> None:
        connection.check_constraints()  # so that PostgreSQL has none left to ask at a TRUNCATE
        with connection.cursor() as cursor:
            cursor.execute(statement)
        if check_constraints:  # those that wait for the end of a transaction
            connection.check_constraints()

    return execute


def plain(model: type[Final]) -> "models.QuerySet[Any]":
    """A queryset of Django's own, which knows nothing of final rows."""
    return models.QuerySet(model)


def changed(row: Final) -> Final:
    for name, value in CHANGES[type(row)].items():
        setattr(row, name, value)
    return row


def copy(row: Final) -> Final:
    """A new object with the values of a stored one, changed."""
    model = type(row)
    return changed(model(**{f.attname: getattr(row, f.attname) for f in model._meta.fields}))


def upsert(queryset: Any, row: Final) -> None:
    queryset.bulk_create(
        [copy(row)],
        update_conflicts=True,
        update_fields=list(CHANGES[type(row)]),
        unique_fields=["pk"],
    )


# Each takes a stored row.
ATTEMPTS: dict[str, Callable[[Any], object]] = {
    "save": lambda row: changed(row).save(),
    "save, forced": lambda row: changed(row).save(force_update=True),
    "save of a field": lambda row: changed(row).save(update_fields=CHANGES[type(row)]),
    "save of a copy": lambda row: copy(row).save(),
    "save as of a fixture": lambda row: changed(row).save_base(raw=True),
    "delete": lambda row: row.delete(),
    "update": lambda row: type(row).objects.update(**CHANGES[type(row)]),
    "update of nothing": lambda row: type(row).objects.update(),
    "queryset's delete": lambda row: type(row).objects.all().delete(),
    "base manager's update": lambda row: type(row)._base_manager.update(**CHANGES[type(row)]),
    "base manager's delete": lambda row: type(row)._base_manager.all().delete(),
    "bulk update": lambda row: type(row).objects.bulk_update([changed(row)], CHANGES[type(row)]),
    "update or create": lambda row: type(row).objects.update_or_create(
        pk=row.pk, defaults=CHANGES[type(row)]
    ),
    "bulk create over it": lambda row: upsert(type(row).objects, row),
    "bulk create": lambda row: type(row).objects.bulk_create([copy(row)]),
    "raw delete": lambda row: type(row).objects.all()._raw_delete("default"),
    "Django's own update": lambda row: plain(type(row)).update(**CHANGES[type(row)]),
    "Django's own delete": lambda row: plain(type(row)).filter(pk=row.pk)._raw_delete("default"),
    "Django's own bulk create": lambda row: upsert(plain(type(row)), row),
    "collector": lambda row: collect([row]),
}


def collect(rows: Iterable[Any]) -> None:
    collector = Collector(using="default")
    collector.collect(list(rows))
    collector.delete()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_the_orm_neither_changes_nor_deletes_a_row(
    model: type[Final], attempt: Callable[[Any], object]
) -> None:
    row = model._base_manager.order_by("pk").filter(**NOT_AN_AMENDMENT.get(model, {})).last()

    refuses(lambda: attempt(row), RowIsFinal, IntegrityError, ProtectedError)


@pytest.mark.parametrize("path", ["patient.user", "patient", "provider.user", "provider"])
def test_who_stands_in_a_row_is_not_deleted(path: str) -> None:
    owner: Any = Appointment.objects.get()
    for name in path.split("."):
        owner = getattr(owner, name)

    refuses(lambda: owner.delete(), ProtectedError)
    refuses(lambda: type(owner).objects.all().delete(), ProtectedError)


@pytest.mark.parametrize("path", ["affiliation", "affiliation.centre"])
def test_where_it_was_written_is_not_deleted(path: str) -> None:
    test_who_stands_in_a_row_is_not_deleted(path)


def test_the_appointment_under_which_it_was_written_is_not_deleted() -> None:
    refuses(lambda: Appointment.objects.get().delete(), ProtectedError)
    refuses(lambda: Appointment.objects.all().delete(), ProtectedError)


def columns_of(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields]


def deletions(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    truncation = [f"TRUNCATE {table} CASCADE"] if connection.vendor == "postgresql" else []
    return [f"DELETE FROM {table}", *truncation]


def copying(model: type[Final], tail: str = "", *, verb: str = "INSERT", **values: str) -> str:
    """A statement that inserts all rows of a table once more, with some columns changed."""
    table, columns = model._meta.db_table, {column: column for column in columns_of(model)} | values
    into = f"{table} ({', '.join(columns)})"
    return f"{verb} INTO {into} SELECT {', '.join(columns.values())} FROM {table} WHERE true {tail}"


UPSERTS = [
    copying(HistoryEntry, "ON CONFLICT (id) DO UPDATE SET text = 'x'"),
    copying(Prescription, "ON CONFLICT (id) DO UPDATE SET dose = 'x'"),
    copying(AccessEvent, "ON CONFLICT (id) DO UPDATE SET at = '2020-01-01 00:00:00'"),
    copying(Referral, "ON CONFLICT (id) DO UPDATE SET letter = 'x'"),
]
replacing = partial(copying, verb="INSERT OR REPLACE")
NEW_ID = "lower(hex(randomblob(16)))"
UNUSED = "number + 100"
LATER = "'2030-01-01 00:00:00'"
# Statements that meet a stored row by one of its keys.
OVERWRITES = {
    "sqlite": [
        *UPSERTS,
        replacing(HistoryEntry, text="'x'"),
        replacing(HistoryEntry, id=NEW_ID),  # of the same number
        replacing(HistoryEntry, "AND amends_id IS NOT NULL", id=NEW_ID, number=UNUSED),
        replacing(HistoryEntry, id=NEW_ID, number=UNUSED, amends_id="NULL", rowid="rowid"),
        replacing(Prescription, dose="'x'"),
        replacing(AccessEvent, at=LATER),
        replacing(AccessEvent, "AND entry_number IS NOT NULL", id="NULL"),  # of the same entry
        replacing(Referral, letter="'x'"),
        replacing(Referral, id=NEW_ID),  # to the same specialist
        replacing(Referral, id=NEW_ID, withdrawn_at=LATER, rowid="rowid"),
    ],
    "postgresql": [
        *UPSERTS,
        copying(
            HistoryEntry,
            "ON CONFLICT (patient_id, number) DO UPDATE SET text = 'x'",
            id="gen_random_uuid()",
        ),
    ],
}


@pytest.mark.parametrize("model", MODELS)
def test_sql_updates_no_column(model: type[Final]) -> None:
    table = model._meta.db_table
    differing = [
        column
        for column in columns_of(model)
        if len(set(plain(model).values_list(column, flat=True))) > 1
    ]

    assert len(differing) > 1
    for column in differing:
        other = f"SELECT {column} FROM {table} AS o WHERE o.id <> {table}.id LIMIT 1"
        refuses(sql(f"UPDATE {table} SET {column} = ({other})"), IntegrityError)


@pytest.mark.parametrize("model", MODELS)
def test_sql_deletes_no_row(model: type[Final]) -> None:
    for statement in deletions(model):
        refuses(sql(statement), IntegrityError)


@pytest.mark.parametrize("model", [User, Appointment])
def test_sql_deletes_no_row_together_with_what_it_points_to(model: type[models.Model]) -> None:
    for statement in deletions(model):
        refuses(sql(statement, check_constraints=True), IntegrityError)


def test_sql_inserts_over_no_row() -> None:
    for statement in OVERWRITES[connection.vendor]:
        refuses(sql(statement), IntegrityError)


def test_without_triggers_sql_would_insert_over_rows() -> None:
    for statement in OVERWRITES[connection.vendor]:
        before = everything()
        with transaction.atomic():
            connection.check_constraints()
            final.lift()
            sql(statement)()
            after = everything()
            transaction.set_rollback(True)
        assert any(row not in after[name] for name in before for row in before[name]), statement


def test_a_letter_is_withdrawn_once_and_for_good() -> None:
    withdrawal = timezone.now()
    Referral.objects.update(withdrawn_at=withdrawal)

    assert Referral.objects.update(withdrawn_at=withdrawal + timedelta(days=1)) == 0
    assert Referral.objects.update(withdrawn_at=None) == 0
    later = "UPDATE referrals_referral SET withdrawn_at = "
    refuses(sql(f"{later} NULL"), IntegrityError)
    refuses(sql(f"{later} '2030-01-01 00:00:00'"), IntegrityError)
    assert set(Referral.objects.values_list("withdrawn_at", flat=True)) == {withdrawal}


def test_nothing_else_of_a_letter_changes_with_its_withdrawal() -> None:
    both = {"withdrawn_at": timezone.now(), "letter": "Nothing."}

    refuses(lambda: Referral.objects.update(**both), RowIsFinal)
    refuses(lambda: plain(Referral).update(**both), IntegrityError)
