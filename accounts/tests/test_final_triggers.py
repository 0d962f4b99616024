"""The triggers of final rows come back by themselves, whatever happened to the tables."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import QuerySet

from accounts import final
from records.models import AccessEvent, HistoryEntry, Prescription
from records.tests.consulting import visit, write
from referrals.models import Referral

pytestmark = pytest.mark.django_db(transaction=True)


def is_final(entry: HistoryEntry) -> bool:
    """Whether the database itself refuses to change it."""
    try:
        with transaction.atomic():
            QuerySet(HistoryEntry).filter(pk=entry.pk).update(text="Nothing.")
    except IntegrityError:
        return True
    return False


def migrate() -> None:
    call_command("migrate", verbosity=0)


def lose_the_triggers() -> None:
    final.lift()


def flush() -> None:
    final.lift()
    call_command("flush", interactive=False, verbosity=0)


def make_the_tables_anew() -> None:
    """As a later migration would: SQLite makes a table anew for it, and drops the triggers."""
    for model, name in (
        (HistoryEntry, "digest"),
        (Prescription, "dose"),
        (AccessEvent, "entry_digest"),
        (Referral, "provider_number"),
    ):
        old: Any = model._meta.get_field(name)
        new = models.CharField(max_length=old.max_length + 1, blank=old.blank)
        new.set_attributes_from_name(name)
        new.model = model
        with connection.schema_editor() as editor:
            editor.alter_field(model, old, new)
        with connection.schema_editor() as editor:
            editor.alter_field(model, new, old)


def go_back_to_no_tables() -> None:
    call_command("migrate", "records", "zero", verbosity=0)


def test_a_database_made_from_nothing_has_all_triggers() -> None:
    assert list(final.missing()) == []


@pytest.mark.parametrize(
    "harm", [lose_the_triggers, flush, make_the_tables_anew, go_back_to_no_tables]
)
def test_migrate_brings_the_triggers_back(harm: Callable[[], None]) -> None:
    harm()

    migrate()

    assert list(final.missing()) == []
    assert is_final(write(visit()))


def test_rows_stay_while_their_table_is_made_anew() -> None:
    entry = write(visit())
    before = list(HistoryEntry.objects.values())

    make_the_tables_anew()
    migrate()

    assert list(HistoryEntry.objects.values()) == before
    assert is_final(entry)


def test_a_trigger_that_is_gone_is_named() -> None:
    name = "records_historyentry_no_delete"
    place = " ON records_historyentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{place}")

    (line,) = final.missing()

    migrate()
    assert line.startswith(f"records.HistoryEntry: the trigger {name} is missing.")


def test_a_trigger_that_was_switched_off_is_named() -> None:
    if connection.vendor == "sqlite":  # which knows no such thing
        return
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_historyentry DISABLE TRIGGER ALL")

    assert len(list(final.missing())) == 3
    migrate()
    assert list(final.missing()) == []


def test_a_flush_does_not_empty_a_history() -> None:
    entry = write(visit())

    with pytest.raises(CommandError):
        call_command("flush", interactive=False, verbosity=0)

    assert HistoryEntry.objects.get() == entry
