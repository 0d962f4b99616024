"""Correcting an entry by a newer one."""

import pytest

from appointments.factories import make_appointment
from records.exceptions import AmendedAlready
from records.factories import make_entry

pytestmark = pytest.mark.django_db


def test_a_newer_entry_amends_an_own_earlier_one() -> None:
    appointment = make_appointment()
    first = make_entry(appointment)

    second = make_entry(appointment, amends=first)

    assert second.amends == first
    assert not second.is_amended
    first.refresh_from_db()
    assert first.is_amended


def test_an_entry_is_amended_once() -> None:
    appointment = make_appointment()
    first = make_entry(appointment)
    make_entry(appointment, amends=first)

    with pytest.raises(AmendedAlready):
        make_entry(appointment, amends=first)

    assert appointment.entries.count() == 2
