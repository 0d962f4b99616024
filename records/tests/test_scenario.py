"""The client's own scenario: a history that follows the patient, and opens to whom they book."""

from datetime import datetime

import pytest

from accounts.factories import PatientFactory, ProfessionFactory, ProviderFactory
from accounts.models import Patient, Provider
from appointments import services as booking
from appointments.models import Appointment
from appointments.tests.booking import HALF_HOUR, NOW, SYDNEY
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation
from records.exceptions import NoAccess, NotYourEntry
from records.services import open_history, record

pytestmark = pytest.mark.django_db


def test_the_history_follows_the_patient_to_whom_they_book_and_to_nobody_else() -> None:
    tony = PatientFactory.create()
    jack = ProviderFactory.create(profession__name="GP")
    a, b, c = CentreFactory.create_batch(3)
    jack_at_a = open_affiliation(provider=jack, centre=a)
    jack_at_c = open_affiliation(provider=jack, centre=c)
    radiographer = open_affiliation(
        centre=b, provider__profession=ProfessionFactory.create(name="Radiographer")
    )
    other_gp = open_affiliation(centre=a)

    first = book(tony, jack_at_a, day=24)
    assert read(tony, jack, first) == []
    record(appointment=first, by=jack.user, text="A lump in the left arm.", now=NOW)

    second = book(tony, radiographer, day=25)
    assert read(tony, radiographer.provider, second) == ["A lump in the left arm."]
    record(
        appointment=second,
        by=radiographer.provider.user,
        text="lesion of size 1 cm in the left arm",
        now=NOW,
    )

    third = book(tony, jack_at_c, day=26)
    both = ["lesion of size 1 cm in the left arm", "A lump in the left arm."]
    assert read(tony, jack, third) == both
    with pytest.raises(NoAccess):
        read(tony, other_gp.provider)
    with pytest.raises(NotYourEntry):
        record(
            appointment=second,
            by=radiographer.provider.user,
            text="No lump.",
            amends=first.entries.get(),
            now=NOW,
        )
    assert read(tony, jack, third) == both


def book(patient: Patient, affiliation: Affiliation, *, day: int) -> Appointment:
    return booking.book(
        patient=patient,
        affiliation=affiliation,
        starts=[datetime(2026, 11, day, 10, tzinfo=SYDNEY)],
        reason="",
        by=patient.user,
        now=NOW,
    )


def read(patient: Patient, provider: Provider, because: Appointment | None = None) -> list[str]:
    history = open_history(patient=patient, by=provider.user, because=because, now=NOW + HALF_HOUR)
    return [entry.text for entry in history.entries]
