"""Opening a history and adding to it. Each reading and writing is logged in its own transaction;
a refusal is logged and committed before it is raised."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import QuerySet

from accounts import mail
from accounts.compiled import Compiled
from accounts.models import Patient, Provider, User
from appointments.models import Appointment
from records import exceptions
from records.access import grounds_of, has_opened, is_opened_by, opened_again, why_closed
from records.chain import digest
from records.medication import current_medication
from records.models import AccessEvent, HistoryEntry, Prescription
from records.reading import History, read_entries
from referrals import services as referrals
from referrals.exceptions import WithdrawnSince
from referrals.models import Referral

Action = AccessEvent.Action
ROWS_AT_HAND = ["appointment", "patient", "author", "amends"]  # known to exist, by the lock


@dataclass(frozen=True)
class Letter:
    """A letter to send with an entry."""

    specialist: Provider
    text: str
    term: str


@dataclass(frozen=True)
class Note:
    """What stands in an entry."""

    text: str
    medication: Sequence[Prescription]
    amends: HistoryEntry | None


@dataclass(frozen=True)
class Recorded:
    """What was saved: `entry` is None for a letter alone."""

    entry: HistoryEntry | None
    referral: Referral | None


def open_history(
    *,
    patient: Patient,
    by: User,
    now: datetime,
    because: Appointment | None = None,
    action: str = Action.OPENED,
    before: int | None = 0,
) -> History:
    """Read a page of a patient's history: the newest entries, those numbered below `before`, or
    all of them for None. The grant is logged in the transaction of the reading, with the
    appointment that justifies it: `because` where that does, else the one nearest to `now`. A
    provider's first opening is mailed to the patient.

    Raises `NoAccess` once the refusal is logged. No transaction may be around it: what is read
    could not be taken back with the event.
    """
    with transaction.atomic(durable=True):
        is_own = patient.user_id == by.pk
        grounds = None if is_own else grounds_of(patient, by, now, because)
        if grounds is not None or is_own:
            if grounds is not None:
                _tell_of_first_opening(patient, by, grounds)
            _log(patient, by, action, now, appointment=grounds)
            history = _read(patient, by, now, grounds, before)
            if grounds is None or is_opened_by(patient, by, grounds):
                return history
            # Cancelled while it was read, which would look like an empty history.
            transaction.set_rollback(True)
    refuse(patient=patient, by=by, action=action, now=now)
    raise exceptions.NoAccess(why_closed(patient, by))


def refuse(*, patient: Patient, by: User, action: str, now: datetime) -> None:
    """Log that somebody was refused, committed at once: no transaction may be around it."""
    with transaction.atomic(durable=True):
        _log(patient, by, action, now, allowed=False)


def open_letter(*, referral: Referral, by: User, now: datetime) -> str:
    """What a letter says, for a party to it; the reading is logged. Raises `NoAccess` once the
    refusal is logged. No transaction may be around it."""
    with transaction.atomic(durable=True):
        visible = Referral.objects.visible_to(by).filter(pk=referral.pk).first()
        if visible is not None and visible.letter_is_open_to(by):
            _log(referral.patient, by, Action.READ_LETTER, now)
            return visible.letter
    refuse(patient=referral.patient, by=by, action=Action.READ_LETTER, now=now)
    raise exceptions.NoAccess


def withdraw_letter(*, referral: Referral, by: User, now: datetime) -> None:
    """Withdraw a letter, and log it. Raises `NotWithdrawable`; `by` is its referrer."""
    with transaction.atomic():
        referrals.withdraw(referral=referral, now=now)
        _log(referral.patient, by, Action.WITHDREW_LETTER, now, appointment=referral.appointment)


def record(
    *,
    appointment: Appointment,
    by: User,
    text: str,
    now: datetime,
    medication: Sequence[Prescription] = (),
    amends: HistoryEntry | None = None,
    letter: Letter | None = None,
    pk: UUID | None = None,
) -> Recorded:
    """Save the entry of a consultation with its prescriptions (unsaved, without an entry) and its
    letter, and mark the appointment as completed; all in one transaction, or nothing.

    `pk` names the attempt: with that and the words of an earlier one nothing is written again, and
    what the earlier wrote is returned. An empty `text` is for a letter from a consultation that
    has its entry already.

    Raises `RecordsRefused`, `LetterRefused`, or `ValidationError` for what the models do not hold.
    Whoever reaches for what is not theirs is logged first; no transaction may be around that.
    """
    note = Note(text.strip(), medication, amends)
    pk = _own_id(pk or uuid4(), appointment, note, letter)
    try:
        with transaction.atomic():
            return _save(pk, appointment, by, note, letter, now)
    except (exceptions.NoAccess, exceptions.NotYourAppointment, exceptions.NotYourEntry):
        action = Action.WROTE if note.text or letter is None else Action.SENT_LETTER
        refuse(patient=appointment.patient, by=by, action=action, now=now)
        raise


def _read(
    patient: Patient, by: User, now: datetime, because: Appointment | None, before: int | None
) -> History:
    entries, count = read_entries(patient, by, before)
    return History(patient, entries, count, current_medication(patient, by, now), because)


def _tell_of_first_opening(patient: Patient, by: User, grounds: Appointment) -> None:
    """Queue the mail that a provider opened the history, unless they have before."""
    if has_opened(patient, by):
        return
    # Of two first openings at once the second sees the first.
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    if not has_opened(patient, by):
        mail.queue_template(
            to=patient.user.email,
            template="records/mail/opened",
            context={"appointment": grounds},
        )


def _own_id(attempt: UUID, appointment: Appointment, note: Note, letter: Letter | None) -> UUID:
    """The id of what an attempt writes. It never meets another's, whatever a browser sends; and an
    attempt that comes back with other words, from a page that was left and edited, is a new one."""
    words = [
        [str(attempt), note.text, str(note.amends and note.amends.pk)],
        [[p.medication, p.dose, p.directions, str(p.repeats)] for p in note.medication],
        [letter.specialist.pk, letter.text, letter.term] if letter else [],
    ]
    return uuid5(appointment.pk, json.dumps(words))


def _save(
    pk: UUID, appointment: Appointment, by: User, note: Note, letter: Letter | None, now: datetime
) -> Recorded:
    """Write what there is, while the patient's row is held."""
    patient = Patient.objects.select_for_update(no_key=True).get(pk=appointment.patient_id)
    current = _opened(appointment, patient, by)
    if earlier := _recorded(pk, current, letter):
        return earlier
    entry = None
    if note.text or note.medication or letter is None or not current.entries.exists():
        entry = _add_entry(pk, current, note, now)
        _log(patient, by, Action.WROTE, now, appointment=current, entry=entry)
    if current.is_standing:
        current.move_to(Appointment.Status.COMPLETED)
        current.save(update_fields=["status"])
    referral = None
    if letter is not None:
        referral = _send(pk, current, letter, now)
        _log(patient, by, Action.SENT_LETTER, now, appointment=current)
    return Recorded(entry, referral)


def _recorded(pk: UUID, appointment: Appointment, letter: Letter | None) -> Recorded | None:
    """What an earlier press of the same button wrote. Raises `WithdrawnSince`."""
    entry = appointment.entries.filter(pk=pk).first()
    referral = appointment.letters.filter(pk=pk).first() if letter else None
    if referral is not None and referral.withdrawn_at:
        raise WithdrawnSince
    return Recorded(entry, referral) if entry or referral else None


def _opened(appointment: Appointment, patient: Patient, by: User) -> Appointment:
    """The appointment as it is now, where it opens the history to `by`. Raises `NoAccess` or
    `NotYourAppointment`."""
    current = opened_again(appointment, patient, by)
    if current is not None:
        return current
    closed = Appointment.objects.select_related("provider").get(pk=appointment.pk)
    if closed.provider.user_id != by.pk:
        raise exceptions.NotYourAppointment
    raise exceptions.NoAccess(
        f"This appointment is now {closed.get_status_display().lower()}, so the history of its "
        "patient is closed to you. Nothing was saved."
    )


def _add_entry(pk: UUID, appointment: Appointment, note: Note, now: datetime) -> HistoryEntry:
    if not note.text:
        raise exceptions.NothingWritten
    for prescription in note.medication:
        prescription.clean_fields(exclude=["entry"])  # first, since the digest is of what is stored
    last, previous = next(iter(_last(appointment.patient)[:1]), (0, ""))
    entry = HistoryEntry(
        pk=pk,
        appointment=appointment,
        patient_id=appointment.patient_id,
        author_id=appointment.provider_id,
        text=note.text,
        recorded_at=now,
        amends=note.amends,
        number=last + 1,
    )
    entry.digest = digest(entry, note.medication, previous)
    entry.clean_fields(exclude=ROWS_AT_HAND)
    entry.save()
    for prescription in note.medication:
        prescription.entry = entry
    Prescription.objects.bulk_create(note.medication)
    return entry


@Compiled
def _last(patient: Patient) -> QuerySet[HistoryEntry, tuple[int, str]]:
    """Number and digest of the entries of a patient, the newest first."""
    entries = HistoryEntry.objects.filter(patient=patient)
    return entries.order_by("-number").values_list("number", "digest")


def _send(pk: UUID, appointment: Appointment, letter: Letter, now: datetime) -> Referral:
    return referrals.send(
        pk=pk,
        appointment_id=appointment.pk,
        specialist=letter.specialist,
        letter=letter.text,
        term=letter.term,
        now=now,
    )


def _log(
    patient: Patient,
    by: User,
    action: str,
    now: datetime,
    *,
    appointment: Appointment | None = None,
    allowed: bool = True,
    entry: HistoryEntry | None = None,
) -> None:
    AccessEvent.objects.create(
        patient=patient,
        actor=by,
        action=action,
        at=now,
        appointment=appointment,
        allowed=allowed,
        entry_number=entry.number if entry else None,
        entry_digest=entry.digest if entry else "",
    )
