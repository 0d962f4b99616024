"""What providers wrote about the visits of the demo, and the letters that came of them."""

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import cycle
from typing import NamedTuple

from accounts.models import Patient, Provider, User
from appointments import services as booking
from appointments.availability import free_starts
from appointments.exceptions import Refused
from appointments.models import Appointment
from medisoft.demo.people import PATIENT, PROVIDER, SPECIALIST
from records.models import AccessEvent, HistoryEntry, Prescription
from records.services import Letter, record
from referrals.models import Referral

READING = timedelta(minutes=2)  # into the visit, the provider opens the history
WRITING = timedelta(minutes=25)  # and then writes
AHEAD = 28  # days in which letters are booked
LETTERS = 5  # from the GP who has a log-in, about as many patients


class Note(NamedTuple):
    """What is written about a visit: a text, and what is prescribed."""

    text: str
    medication: tuple[tuple[str, str, str, int], ...] = ()


NOTES = {
    "GP": [
        Note(
            "Blood pressure 148/92, twice. No chest pain. Advised less salt and daily walks.\n"
            "Started perindopril. Review in four weeks.",
            (("Perindopril", "4 mg", "One tablet each morning", 5),),
        ),
        Note("Sore right knee after a fall. No swelling, full movement. Ice and rest for a week."),
        Note(
            "Short of breath on stairs for a month. Heart sounds normal, no ankle swelling.\n"
            "ECG today without change. A cardiologist should see this.",
        ),
        Note("Yearly check-up. Weight 82 kg. Blood taken for cholesterol and glucose."),
        Note(
            "Asthma well controlled, no night symptoms. Inhaler technique checked.",
            (("Budesonide with formoterol", "200/6 mcg", "Two puffs morning and evening", 5),),
        ),
    ],
    "Pathologist": [Note("Cholesterol 5.9 mmol/L, glucose 5.2 mmol/L, kidney function normal.")],
    "Pharmacist": [
        Note("Medication review. No interactions. Explained when to take each tablet."),
        Note("Flu vaccination in the left arm, 0.5 mL. Well after 15 minutes."),
    ],
    "Physiotherapist": [
        Note("Knee: strength 4 of 5, stairs still painful. Exercises for the thigh, twice a day."),
        Note("Knee: stairs without pain. Exercises go on for two weeks, then no further visit."),
    ],
    "Radiographer": [Note("X-ray of the right knee, two views. No fracture. Report to the GP.")],
}
CORRECTION = "Correction: the blood pressure was 138/92. The treatment stays as it is."
LETTER = """Thank you for seeing {patient}, who has been short of breath on stairs for a month.

Heart sounds are normal and there is no swelling of the ankles. An ECG showed no change.
Blood pressure is treated with perindopril 4 mg, one tablet each morning.

I would be glad of your opinion and advice."""


def add_histories(now: datetime) -> None:
    """An entry for each visit that is over, whose provider has opened the history first. One entry
    is amended, and one provider was refused."""
    notes = {profession: cycle(known) for profession, known in NOTES.items()}
    for visit in _visits_over(now):
        by = visit.provider.user
        _log_opening(visit.patient, by, visit.starts_at + READING, visit)
        note = next(notes[visit.provider.profession.name])
        record(
            appointment=visit,
            by=by,
            text=note.text,
            medication=[
                Prescription(medication=name, dose=dose, directions=directions, repeats=repeats)
                for name, dose, directions, repeats in note.medication
            ],
            now=visit.starts_at + WRITING,
        )
    _amend(now)
    _be_refused(now)


def add_letters(now: datetime) -> None:
    """Letters of the GP to the specialist, and bookings under all but the first: that one the
    patient who has a log-in can book."""
    specialist = Provider.objects.get(user__email=SPECIALIST.email)
    for number, visit in enumerate(_visits_to_refer_from()):
        letter = LETTER.format(patient=visit.patient)
        sent = record(
            appointment=visit,
            by=visit.provider.user,
            text="",
            letter=Letter(specialist, letter, Referral.Term.MONTHS_12),
            now=visit.ends_at,
        )
        if number and sent.referral is not None:
            _book_under(sent.referral, number, now)


def _visits_over(now: datetime) -> list[Appointment]:
    """In their order, those of the patient who has a log-in first: the notes begin with them."""
    over = Appointment.objects.standing().filter(ends_at__lte=now).with_names()
    return sorted(over, key=lambda visit: visit.patient.user.email != PATIENT.email)


def _amend(now: datetime) -> None:
    entry = HistoryEntry.objects.filter(
        patient__user__email=PATIENT.email, text=NOTES["GP"][0].text
    ).latest("number")
    record(
        appointment=entry.appointment,
        by=entry.author.user,
        text=CORRECTION,
        medication=[
            Prescription(medication=name, dose=dose, directions=directions, repeats=repeats)
            for name, dose, directions, repeats in NOTES["GP"][0].medication
        ],
        amends=entry,
        now=now - READING,
    )


def _be_refused(now: datetime) -> None:
    patient = Patient.objects.get(user__email=PATIENT.email)
    strangers = Provider.objects.filter(profession__name="GP", user__email__endswith="@example.org")
    stranger = strangers.exclude(appointments__patient=patient).earliest("pk")
    _log_opening(patient, stranger.user, now - timedelta(days=2), None)


def _log_opening(patient: Patient, by: User, at: datetime, because: Appointment | None) -> None:
    """As `records.services.open_history` does, which commits by itself: the demo is loaded whole or
    not at all."""
    AccessEvent.objects.create(
        patient=patient,
        actor=by,
        action=AccessEvent.Action.OPENED,
        at=at,
        appointment=because,
        allowed=because is not None,
    )


def _visits_to_refer_from() -> list[Appointment]:
    """The latest visit to the GP of some patients each, of the one who has a log-in first."""
    seen = Appointment.objects.completed().filter(provider__user__email=PROVIDER.email)
    latest = {visit.patient_id: visit for visit in seen.with_names().order_by("starts_at")}
    own_first = sorted(
        latest.values(), key=lambda visit: (visit.patient.user.email != PATIENT.email, visit.pk)
    )
    return own_first[:LETTERS]


def _book_under(referral: Referral, number: int, now: datetime) -> None:
    place = referral.specialist.affiliations.with_names().earliest("pk")
    free = free_starts([place], first_day=now.date(), days=AHEAD, now=now)[place.pk]
    with suppress(Refused):  # the patient may have enough to come
        booking.book(
            patient=referral.patient,
            affiliation=place,
            starts=[free[7 * number]],
            reason="",
            referral=referral,
            by=referral.patient.user,
            now=now,
        )
