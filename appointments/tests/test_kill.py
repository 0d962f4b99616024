"""A process that is killed in the middle of a change leaves all of it or nothing."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.factories import PatientFactory, superuser
from accounts.models import OutgoingMail
from appointments import integrity
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment, BookedSlot, EarlierTime
from appointments.tests import racing
from centres.factories import open_affiliation
from centres.models import TimeOff
from centres.validators import SLOT
from records.models import AccessEvent

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

NOW = SOME_SLOT - timedelta(days=1)
CHANGED = [Appointment, BookedSlot, EarlierTime, OutgoingMail, DBTaskResult, AccessEvent, TimeOff]


def rows() -> dict[str, list[dict[str, Any]]]:
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in CHANGED
    }


def booking() -> racing.Attempt:
    patient, affiliation = PatientFactory.create(), open_affiliation()
    return partial(racing.book, patient.pk, affiliation.pk, [SOME_SLOT, SOME_SLOT + SLOT], NOW)


def moving() -> racing.Attempt:
    appointment = make_appointment(slots=2)
    return partial(racing.move, appointment.pk, [SOME_SLOT + SLOT, SOME_SLOT + 2 * SLOT], NOW)


def cancelling() -> racing.Attempt:
    return partial(racing.cancel, make_appointment(slots=2).pk, NOW)


def closing() -> racing.Attempt:
    """Of a day on which somebody is booked, who is moved to the next."""
    place = make_appointment().affiliation
    begin, end = SOME_SLOT - 4 * SLOT, SOME_SLOT + 12 * SLOT
    return partial(racing.close, place.pk, begin, end, superuser().pk, NOW)


@pytest.mark.parametrize("prepare", [booking, moving, cancelling, closing])
def test_a_change_killed_after_any_statement_leaves_no_trace(
    prepare: Callable[[], racing.Attempt],
) -> None:
    attempt = prepare()
    before = rows()

    for number in count(1):
        if not racing.is_killed_after(number, attempt):
            break
        assert rows() == before

    assert number > 5
    assert OutgoingMail.objects.count() == DBTaskResult.objects.count() == 1
    assert not list(integrity.faults())
