"""Prepared queries read what the rule lets somebody read, and no more."""

from datetime import timedelta

import pytest

from accounts.factories import PatientFactory, UserFactory
from accounts.models import Patient, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from records.factories import make_entry
from records.medication import current_medication
from records.models import HistoryEntry, Prescription
from records.querysets import PAGE
from records.reading import read_entries
from records.tests.sending import AMOXICILLIN

pytestmark = pytest.mark.django_db

CAPITALS = {**AMOXICILLIN, "medication": "AMOXICILLIN"}
ASPIRIN = {**AMOXICILLIN, "medication": "Aspirin"}


@pytest.fixture
def visit() -> Appointment:
    """Of a patient with one entry more than a page has, beside another who has one."""
    visit = make_appointment()
    for _ in range(PAGE):
        make_entry(visit, medication=[AMOXICILLIN])
    make_entry(visit, medication=[CAPITALS, ASPIRIN, ASPIRIN])
    later = visit.starts_at + timedelta(hours=1)
    other = make_appointment(affiliation=visit.affiliation, starts_at=later)
    make_entry(other, medication=[AMOXICILLIN])
    return visit


@pytest.fixture
def readers(visit: Appointment) -> list[User]:
    """The patient and the provider; then who reads nothing: another patient, another provider, one
    whose appointment is cancelled, staff."""
    cancelled = make_appointment(patient=visit.patient, status=Appointment.Status.CANCELLED)
    return [
        visit.patient.user,
        visit.provider.user,
        PatientFactory.create().user,
        make_appointment().provider.user,
        cancelled.provider.user,
        UserFactory.create(role=User.Role.STAFF),
    ]


@pytest.mark.parametrize("before", [0, 2, 5, 100, None])
def test_the_entries_are_those_of_the_page_that_somebody_may_read(
    visit: Appointment, readers: list[User], before: int | None
) -> None:
    for reader in readers:
        visible = HistoryEntry.objects.visible_to(reader).filter(patient=visit.patient)
        below = visible.filter(number__lt=before) if before else visible

        entries, count = read_entries(visit.patient, reader, before)

        page = below.order_by("-number")[: None if before is None else PAGE]
        assert [entry.pk for entry in entries] == [entry.pk for entry in page]
        assert count == visible.count()
        for entry in entries:
            found = Prescription.objects.filter(entry=entry.pk).order_by("pk")
            assert [each.pk for each in entry.prescriptions] == [each.pk for each in found]
    assert len(entries) == 0
    assert read_entries(visit.patient, readers[0], before)[1] == PAGE + 1


def test_the_medication_is_the_newest_of_each_that_somebody_may_read(
    visit: Appointment, readers: list[User]
) -> None:
    now = visit.ends_at
    for reader in readers:
        visible = Prescription.objects.visible_to(reader).filter(entry__patient=visit.patient)
        newest = {each.medication.casefold(): each.pk for each in [*visible.standing(now)][::-1]}

        found = current_medication(visit.patient, reader, now)

        assert {each.medication.casefold(): each.pk for each in found} == newest
    names = [each.medication for each in current_medication(visit.patient, readers[0], now)]
    assert names == ["AMOXICILLIN", "Aspirin"]


def test_of_a_patient_without_entries_nothing_is_read() -> None:
    nobody: Patient = make_appointment().patient

    assert read_entries(nobody, nobody.user, 0) == ([], 0)
