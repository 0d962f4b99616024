"""What the database itself refuses of an appointment."""

import pytest
from django.db import IntegrityError, transaction

from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import BookedSlot
from centres.validators import SLOT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("person", ["provider", "patient"])
def test_nobody_has_two_appointments_in_one_half_hour(person: str) -> None:
    taken = make_appointment().slots.get()
    other = make_appointment(starts_at=SOME_SLOT + SLOT).slots.get()
    setattr(other, person, getattr(taken, person))
    other.starts_at = taken.starts_at

    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()

    assert BookedSlot.objects.filter(starts_at=taken.starts_at).get() == taken
