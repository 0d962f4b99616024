"""A patient who cancels closes the history at once, however many are reading it."""

from functools import partial

import pytest

from appointments.models import Appointment
from appointments.tests.racing import DONE, race
from centres.validators import SLOT
from records.models import AccessEvent
from records.tests import racing
from records.tests.consulting import NOW, visit, write

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

PROCESSES = 4
READERS = 25  # in each


def test_no_reading_that_began_after_the_cancelling_succeeds() -> None:
    earlier = visit()
    write(earlier)
    appointment = visit(patient=earlier.patient, starts_at=earlier.starts_at + SLOT)
    readers = [partial(racing.read_until_refused, appointment.pk, READERS)] * PROCESSES
    cancelling = partial(racing.cancel_when_read, appointment.pk, PROCESSES * READERS, NOW)

    outcomes = race([*([one] for one in readers), [cancelling]])

    assert outcomes == {DONE: PROCESSES + 1}
    assert Appointment.objects.get(pk=appointment.pk).status == Appointment.Status.CANCELLED
    cancelled_at = AccessEvent.objects.get(actor=appointment.patient.user).at
    readings = AccessEvent.objects.filter(actor=appointment.provider.user)
    succeeded, refused = readings.filter(allowed=True), readings.filter(allowed=False)
    assert succeeded.count() >= PROCESSES * READERS
    assert not succeeded.filter(at__gt=cancelled_at).exists()
    assert refused.count() == 2 * PROCESSES * READERS  # each reader's last two, all of them logged
    assert refused.filter(at__gt=cancelled_at).count() >= PROCESSES * READERS
