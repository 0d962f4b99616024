"""Sending a letter, withdrawing it, and telling the specialist."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts import mail
from accounts.models import Patient, Provider, User
from referrals.exceptions import AlreadySent, NotWithdrawable
from referrals.models import Notice, Referral

# What a letter names was read to write it: nobody needs to ask whether it exists.
ROWS_AT_HAND = ["patient", "appointment", "affiliation", "referrer", "specialist"]


def send(
    *, pk: UUID, appointment_id: UUID, specialist: Provider, letter: str, term: str, now: datetime
) -> Referral:
    """Send the letter that came from a consultation, and queue the notice to the specialist, in
    one transaction. Whoever calls holds the patient's row and has asked for access.

    Raises `LetterRefused`, or `ValidationError` for a letter or a term that the model does not
    hold; then nothing has changed.
    """
    referral = Referral(
        pk=pk,
        appointment_id=appointment_id,
        specialist=specialist,
        letter=letter.strip(),
        term=term,
        sent_at=now,
    )
    appointment = referral.appointment
    referral.patient_id = appointment.patient_id
    referral.referrer = appointment.provider
    referral.affiliation = appointment.affiliation
    referral.provider_number = appointment.affiliation.provider_number
    referral.clean_fields(exclude=ROWS_AT_HAND)
    referral.check_new()
    try:
        with transaction.atomic():
            referral.save()
            notify(referral=referral, by=referral.referrer.user, now=now)
    except IntegrityError as error:
        sent = Referral.objects.filter(appointment=appointment_id, specialist=specialist)
        if not sent.filter(withdrawn_at=None).exists():
            raise
        raise AlreadySent(
            f"You have sent {specialist} a letter from this consultation already. Withdraw that "
            "one to send another."
        ) from error
    return referral


def withdraw(*, referral: Referral, now: datetime) -> None:
    """Withdraw a letter under which nobody has booked. Raises `NotWithdrawable`."""
    with transaction.atomic():
        # Booking holds the same row: of the two at once, the later sees the other.
        Patient.objects.select_for_update(no_key=True).get(pk=referral.patient_id)
        current = Referral.objects.with_visits().with_names().get(pk=referral.pk)
        check_withdrawal(current, now)
        Referral.objects.filter(pk=referral.pk).update(withdrawn_at=now)


def check_withdrawal(referral: Referral, now: datetime) -> None:
    """Raises `NotWithdrawable` for a letter `with_visits` that is no longer merely sent."""
    state = referral.state_at(now)
    if state != Referral.State.SENT:
        raise NotWithdrawable(
            f"This referral is {state.label.lower()}. Only one that nobody has used can be "
            "withdrawn."
        )


def notify(*, referral: Referral, by: User, now: datetime) -> Notice:
    """Queue the mail that tells the specialist of a letter: who wrote, and a link. Who the patient
    is and what it says stay on the site."""
    with transaction.atomic():
        queued = mail.queue_template(
            to=referral.specialist.user.email,
            template="referrals/mail/received",
            context={"referral": referral},
        )
        return Notice.objects.create(pk=queued.pk, referral=referral, queued_by=by, queued_at=now)
