"""Which letters are not sent, and what sending one leaves behind."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.factories import ProfessionFactory, ProviderFactory
from accounts.models import OutgoingMail, Provider
from appointments.factories import make_appointment
from appointments.models import Appointment
from records.tests.consulting import NOW, counts
from referrals import exceptions
from referrals.factories import gp, make_referral
from referrals.models import Notice, Referral
from referrals.services import send

pytestmark = pytest.mark.django_db

Status = Appointment.Status


@pytest.fixture
def visit(db: None) -> Appointment:
    return make_appointment(affiliation=gp())


def send_to(specialist: Provider, visit: Appointment) -> Referral:
    return send(
        pk=Referral().pk,
        appointment_id=visit.pk,
        specialist=specialist,
        letter="Stenocardia.",
        term="12",
        now=NOW,
    )


def refused(how: type[exceptions.LetterRefused], says: str, to: Provider, by: Appointment) -> None:
    before = counts()
    with pytest.raises(how, match=says):
        send_to(to, by)
    assert counts() == before


def unlisted() -> Provider:
    gone = ProviderFactory.create(specialist=True)
    gone.user.is_active = False
    gone.user.save()
    return gone


def test_a_letter_to_oneself_is_refused(visit: Appointment) -> None:
    refused(exceptions.ToOneself, "refer a patient to yourself", visit.provider, visit)


@pytest.mark.parametrize(
    ("to", "says"),
    [(ProviderFactory.create, "without a referral"), (unlisted, "no longer takes bookings")],
)
def test_a_letter_to_no_specialist_who_takes_bookings_is_refused(
    visit: Appointment, to: Callable[[], Provider], says: str
) -> None:
    refused(exceptions.NotASpecialist, says, to(), visit)


def test_a_letter_by_a_profession_that_does_not_refer_is_refused(visit: Appointment) -> None:
    visit.provider.profession = ProfessionFactory.create(name="Pharmacist")
    visit.provider.save()
    to = ProviderFactory.create(specialist=True)

    refused(exceptions.MayNotRefer, "does not write referral letters", to, visit)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW])
def test_a_letter_without_a_live_appointment_is_refused(status: str) -> None:
    visit = make_appointment(affiliation=gp(), status=status)
    to = ProviderFactory.create(specialist=True)

    refused(exceptions.NoAccessToPatient, "neither cancelled nor missed", to, visit)


def test_a_second_letter_to_a_specialist_from_one_consultation_is_refused(
    visit: Appointment,
) -> None:
    to = ProviderFactory.create(specialist=True)
    send_to(to, visit)

    refused(exceptions.AlreadySent, "a letter from this consultation already", to, visit)


def test_the_database_holds_no_second_letter_of_a_consultation(visit: Appointment) -> None:
    first = make_referral(appointment=visit, sent_at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        make_referral(appointment=visit, specialist=first.specialist, sent_at=timezone.now())

    assert Referral.objects.get() == first


def test_a_letter_that_is_sent_queues_one_notice_without_its_text(visit: Appointment) -> None:
    letter = send_to(ProviderFactory.create(specialist=True), visit)

    assert Notice.objects.get().referral == letter
    queued = OutgoingMail.objects.get()
    assert queued.to == letter.specialist.user.email
    assert "stenocardia" not in f"{queued.subject} {queued.text} {queued.html}".casefold()
