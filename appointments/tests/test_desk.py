"""What the staff of a centre do for a patient who is on the phone or at the desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, ProviderFactory, staff_user, superuser
from accounts.models import OutgoingMail, Patient, User
from appointments import exceptions, services
from appointments.factories import make_appointment
from appointments.models import Appointment, BookedSlot
from appointments.tests.times import at
from centres.factories import open_affiliation
from centres.models import Affiliation, Membership
from records.models import AccessEvent

pytestmark = pytest.mark.django_db
Status = Appointment.Status
Action = AccessEvent.Action


@pytest.fixture
def place() -> Affiliation:
    return open_affiliation()


@pytest.fixture
def desk(place: Affiliation) -> User:
    return receptionist(place)


@pytest.fixture
def patient() -> Patient:
    return PatientFactory.create()


def receptionist(place: Affiliation) -> User:
    user = staff_user()
    Membership.objects.create(user=user, centre=place.centre)
    return user


def book(patient: Patient, place: Affiliation, by: User, hour: int = 10) -> Appointment:
    start = at(place, hour)
    return services.book(
        patient=patient,
        affiliation=place,
        starts=[start],
        reason="",
        by=by,
        now=start - timedelta(days=2),
    )


def log_of(patient: Patient) -> list[tuple[str, User, Appointment | None]]:
    return [(event.action, event.actor, event.appointment) for event in patient.access_events.all()]


def test_the_desk_books_for_a_patient_who_is_mailed_and_reads_who_did(
    place: Affiliation, desk: User, patient: Patient
) -> None:
    appointment = book(patient, place, desk)

    assert appointment.booked_by == desk
    assert log_of(patient) == [(Action.BOOKED, desk, appointment)]
    assert OutgoingMail.objects.get().to == patient.user.email


def test_a_superuser_books_at_every_centre(place: Affiliation, patient: Patient) -> None:
    assert book(patient, place, superuser()).is_live


def test_what_patients_do_themselves_is_no_line_of_the_desk(
    place: Affiliation, patient: Patient
) -> None:
    book(patient, place, patient.user)

    assert log_of(patient) == []


@pytest.mark.parametrize("who", ["staff of another centre", "closed account", "the provider"])
def test_nobody_else_books_for_a_patient(place: Affiliation, patient: Patient, who: str) -> None:
    strangers = {
        "staff of another centre": lambda: receptionist(open_affiliation()),
        "closed account": lambda: receptionist(place),
        "the provider": lambda: place.provider.user,
    }
    by = strangers[who]()
    by.is_active = who != "closed account"

    with pytest.raises(exceptions.NotThePatient):
        book(patient, place, by)

    assert not Appointment.objects.exists()


def test_a_specialist_needs_a_referral_at_the_desk_too(patient: Patient) -> None:
    place = open_affiliation(provider=ProviderFactory.create(specialist=True))

    with pytest.raises(exceptions.NeedsReferral) as refusal:
        book(patient, place, receptionist(place))

    assert refusal.value.at_desk.startswith("The patient has no referral to")


def test_the_desk_is_not_told_where_else_a_patient_goes(
    place: Affiliation, desk: User, patient: Patient
) -> None:
    elsewhere = open_affiliation()
    make_appointment(patient=patient, affiliation=elsewhere, starts_at=at(elsewhere, 10))

    with pytest.raises(exceptions.PatientIsBusy) as refusal:
        book(patient, place, desk)

    assert refusal.value.at_desk == "The patient already has an appointment at that time."
    assert str(elsewhere.provider) in str(refusal.value)


def test_the_desk_cancels_for_a_reason_that_the_patient_is_mailed(
    place: Affiliation, desk: User
) -> None:
    appointment = make_appointment(affiliation=place, starts_at=at(place, 10))

    cancelled = services.cancel(
        appointment=appointment,
        by=desk,
        now=at(place, 9),
        because=Appointment.Cancellation.ILL,
    )

    assert cancelled.status == Status.CANCELLED
    assert not BookedSlot.objects.exists()
    assert log_of(appointment.patient) == [(Action.CANCELLED, desk, appointment)]
    mail = OutgoingMail.objects.get()
    assert "Why: The provider is ill." in mail.text
    assert "Why: The provider is ill." in mail.html


def test_the_desk_moves_an_appointment(place: Affiliation, desk: User) -> None:
    appointment = make_appointment(affiliation=place, starts_at=at(place, 10))

    moved = services.reschedule(
        appointment=appointment, starts=[at(place, 15)], by=desk, now=at(place, 9)
    )

    assert moved.starts_at == at(place, 15)
    assert log_of(appointment.patient) == [(Action.MOVED, desk, appointment)]


def test_the_notice_binds_patients_and_not_the_desk(place: Affiliation, desk: User) -> None:
    appointment = make_appointment(affiliation=place, starts_at=at(place, 10))
    begun = at(place, 10) + timedelta(minutes=5)

    with pytest.raises(exceptions.TooLate):
        services.cancel(appointment=appointment, by=appointment.patient.user, now=begun)
    cancelled = services.cancel(appointment=appointment, by=desk, now=begun, because="ill")

    assert cancelled.status == Status.CANCELLED


@pytest.mark.parametrize(
    ("before", "after", "minutes"),
    [
        (Status.BOOKED, Status.ARRIVED, -20),
        (Status.ARRIVED, Status.BOOKED, -10),
        (Status.BOOKED, Status.NO_SHOW, 20),
        (Status.NO_SHOW, Status.BOOKED, 30),
    ],
)
def test_the_desk_marks_who_came_and_puts_it_right(
    place: Affiliation, desk: User, before: str, after: str, minutes: int
) -> None:
    appointment = make_appointment(affiliation=place, starts_at=at(place, 10), status=before)
    now = appointment.starts_at + timedelta(minutes=minutes)

    services.mark(appointment=appointment, status=after, by=desk, now=now)

    appointment.refresh_from_db()
    assert appointment.status == after


@pytest.mark.parametrize(
    ("status", "hours"), [(Status.ARRIVED, -24), (Status.NO_SHOW, -1)], ids=["arrived", "missed"]
)
def test_nobody_arrives_or_is_missing_before_the_time(
    place: Affiliation, desk: User, status: str, hours: int
) -> None:
    appointment = make_appointment(affiliation=place, starts_at=at(place, 10))
    now = appointment.starts_at + timedelta(hours=hours)

    with pytest.raises(exceptions.TooEarly):
        services.mark(appointment=appointment, status=status, by=desk, now=now)

    appointment.refresh_from_db()
    assert appointment.status == Status.BOOKED


@pytest.mark.parametrize("before", [Status.COMPLETED, Status.CANCELLED])
def test_what_is_over_is_not_marked(place: Affiliation, desk: User, before: str) -> None:
    appointment = make_appointment(affiliation=place, starts_at=at(place, 10), status=before)

    with pytest.raises(exceptions.IllegalMove):
        services.mark(appointment=appointment, status=Status.ARRIVED, by=desk, now=at(place, 10))


def test_a_missed_visit_is_not_put_right_beside_another_on_its_day(
    place: Affiliation, desk: User, patient: Patient
) -> None:
    missed = make_appointment(
        patient=patient, affiliation=place, starts_at=at(place, 10), status=Status.NO_SHOW
    )
    make_appointment(patient=patient, affiliation=place, starts_at=at(place, 14))

    with pytest.raises(exceptions.SameDayAppointment):
        services.mark(appointment=missed, status=Status.BOOKED, by=desk, now=at(place, 11))

    missed.refresh_from_db()
    assert missed.status == Status.NO_SHOW


@pytest.mark.parametrize("who", ["patient", "provider", "staff of another centre"])
def test_only_the_centre_marks(place: Affiliation, who: str) -> None:
    appointment = make_appointment(affiliation=place, starts_at=at(place, 10))
    by = {
        "patient": appointment.patient.user,
        "provider": place.provider.user,
        "staff of another centre": receptionist(open_affiliation()),
    }[who]

    with pytest.raises(exceptions.NotThePatient):
        services.mark(appointment=appointment, status=Status.ARRIVED, by=by, now=at(place, 10))


def test_a_patient_is_mailed_that_a_visit_counts_as_missed(place: Affiliation, desk: User) -> None:
    appointment = make_appointment(affiliation=place, starts_at=at(place, 10))

    services.mark(
        appointment=appointment, status=Status.NO_SHOW, by=desk, now=appointment.starts_at
    )

    assert OutgoingMail.objects.get().subject.startswith("Missed: your appointment of")


def test_the_log_names_the_desk_and_the_appointment(
    client: Client, place: Affiliation, desk: User, patient: Patient
) -> None:
    appointment = book(patient, place, desk)
    client.force_login(patient.user)

    page = client.get(reverse("records:access_log")).text

    assert f"<strong>{desk}</strong>, clinic staff, at {place.centre}" in page
    assert "booked for you" in page
    assert reverse("appointments:detail", args=[appointment.pk]) in page
    assert "because of" not in page
