"""`check_integrity` asks about a constraint's rule though the database has lost the constraint."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction

from accounts import final
from accounts.integrity import constraints
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment, BookedSlot
from centres.factories import AffiliationFactory, CentreFactory
from centres.models import Centre, WorkingHours
from centres.validators import SLOT

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def without_constraint(model: type[models.Model], name: str) -> Iterator[None]:
    """The database without one constraint; it comes back once all rows are gone."""
    constraint = next(one for one in model._meta.constraints if one.name == name)
    others = [one for one in model._meta.constraints if one is not constraint]
    with connection.schema_editor() as editor, pytest.MonkeyPatch.context() as patch:
        patch.setattr(model._meta, "constraints", others)  # SQLite copies the table as that says
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        with final.lifted():
            call_command("flush", interactive=False, verbosity=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def hours_off_the_half_hour() -> None:
    WorkingHours.objects.create(
        affiliation=AffiliationFactory.create(), weekday=0, opens=time(9, 15), closes=time(17)
    )


def a_name_twice() -> None:
    CentreFactory.create(name="Example Hospital")
    CentreFactory.create(name="EXAMPLE hospital")


def a_slot_twice() -> None:
    first = make_appointment()
    make_appointment(affiliation=first.affiliation)


def a_patient_at_two_places() -> None:
    first = make_appointment()
    make_appointment(patient=first.patient)


def two_standing_a_day() -> None:
    first = make_appointment()
    make_appointment(
        patient=first.patient, affiliation=first.affiliation, starts_at=SOME_SLOT + SLOT
    )


@pytest.mark.parametrize(
    ("model", "name", "plant"),
    [
        (WorkingHours, "hours_on_the_half_hour", hours_off_the_half_hour),
        (Centre, "centre_name_unique", a_name_twice),
        (BookedSlot, "slot_taken_once", a_slot_twice),
        (BookedSlot, "patient_at_one_place", a_patient_at_two_places),
        (Appointment, "one_standing_a_day", two_standing_a_day),
    ],
)
def test_a_row_that_a_lost_constraint_would_refuse_is_named(
    model: type[models.Model], name: str, plant: Callable[[], None]
) -> None:
    with without_constraint(model, name):
        plant()

        faults = [
            fault for fault in constraints(model._meta.app_label) if f"breaks {name}" in fault
        ]

    assert len(faults) == 1
    assert faults[0].startswith(model._meta.label)


def test_a_row_whose_patient_is_not_there_is_named() -> None:
    appointment = make_appointment()

    with transaction.atomic():  # keys are asked at its end, and what is taken back is never asked
        Appointment.objects.update(patient=uuid4())
        faults = list(constraints("appointments"))
        transaction.set_rollback(True)

    assert faults == [f"appointments.Appointment {appointment.pk}: its patient is not there"]
