"""A correction is a new entry, tied to an own earlier one."""

import pytest

from appointments.models import Appointment
from appointments.tests.booking import TEN
from centres.validators import SLOT
from records import exceptions
from records.models import HistoryEntry
from records.services import record
from records.tests.consulting import NOW, visit, write

pytestmark = pytest.mark.django_db


def amend(earlier: HistoryEntry, *, under: Appointment) -> HistoryEntry | None:
    by = under.provider.user
    return record(appointment=under, by=by, text="A cold.", now=NOW, amends=earlier).entry


def test_an_own_entry_is_amended_by_a_new_one_and_both_stay() -> None:
    first = write(visit())

    second = amend(first, under=first.appointment)

    assert second is not None
    assert (second.number, second.amends) == (2, first)
    assert list(HistoryEntry.objects.values_list("text", flat=True)) == ["A cough.", "A cold."]


def test_an_entry_is_amended_once() -> None:
    first = write(visit())
    shown = HistoryEntry.objects.select_related("amended_by").get()  # remembers that nothing does
    amend(first, under=first.appointment)

    for earlier in (first, shown, HistoryEntry.objects.get(number=1)):
        with pytest.raises(exceptions.AmendedAlready):
            amend(earlier, under=first.appointment)
    assert HistoryEntry.objects.count() == 2


def test_an_amendment_is_amended_in_turn() -> None:
    first = write(visit())
    second = amend(first, under=first.appointment)
    assert second is not None

    third = amend(second, under=first.appointment)

    assert third is not None
    assert (third.number, third.amends) == (3, second)


def test_nobody_amends_the_entry_of_another() -> None:
    first = write(visit())
    other = visit(patient=first.patient, starts_at=TEN + SLOT)

    with pytest.raises(exceptions.NotYourEntry):
        amend(first, under=other)

    assert HistoryEntry.objects.get() == first


def test_an_own_entry_about_another_patient_is_not_amended() -> None:
    first = write(visit())
    other = visit(affiliation=first.appointment.affiliation, starts_at=TEN + SLOT)

    with pytest.raises(exceptions.NotYourEntry):
        amend(first, under=other)

    assert HistoryEntry.objects.get() == first
