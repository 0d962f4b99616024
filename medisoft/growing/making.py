"""All rows of a plan, a batch at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count, islice
from random import Random
from uuid import UUID

from medisoft.bulk.rows import Row, Table
from medisoft.demo.histories import LETTER, NOTES, Note
from medisoft.growing import tables
from medisoft.growing.moments import START, moment
from medisoft.growing.names import REASONS, full_name
from medisoft.growing.people import (
    PATIENT_EMAIL,
    STAFF,
    account,
    address,
    medicare_number,
    place_rows,
    profession_of,
    user_of,
)
from medisoft.growing.plan import Plan
from medisoft.growing.ratings import Ratings
from medisoft.growing.tables import Batch
from medisoft.growing.visits import HALF_HOUR, Visit, share, visits
from records.chain import digest
from records.models import HistoryEntry, Prescription

AT_ONCE = 500  # patients of a batch, with some 20,000 rows
ROWS_AT_ONCE = 20_000  # of places and providers
READING, WRITING = 120, 1500  # seconds into the visit, as a provider opens the history and writes
DAY = 24 * 3600  # seconds
ALL_IDS = 1 << 122  # the random bits of a UUID of version 4
SPECIALIST = [Note("Seen for the letter of the GP. Findings as described there. Review in a year.")]


def batches(plan: Plan) -> Iterator[Batch]:
    """Places and providers first, then patients with all that is theirs."""
    places = place_rows(plan)
    while some := list(islice(places, ROWS_AT_ONCE)):
        yield _batch(some, 0)
    making = _Making(plan)
    rows: list[tuple[Table, Row]] = []
    patients = 0
    for number, own in enumerate(visits(plan)):
        rows.extend(making.patient(number, own))
        patients += 1
        if patients == AT_ONCE:
            yield _batch(rows, patients)
            rows, patients = [], 0
    yield _batch(rows, patients)


def _batch(rows: Iterable[tuple[Table, Row]], patients: int) -> Batch:
    by_table: dict[Table, list[Row]] = defaultdict(list)
    for table, row in rows:
        by_table[table].append(row)
    return Batch(dict(by_table), patients)


class _Making:
    """Numbers the rows as they come."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._random = Random(plan.seed)  # noqa: S311 (nothing secret)
        sizes = plan.sizes
        self._appointments, self._entries = count(), count()
        self._slots, self._events, self._prescriptions = count(1), count(1), count(1)
        self._attended = count()
        self._ratings = Ratings(plan.seed)
        # One for all: making a row of a model anew takes as long as all else about an entry.
        self._entry_row = HistoryEntry()
        # How many there will be is known only once they have all been dealt out.
        self._all_attended = sum(v.fate == "attended" for own in visits(plan) for v in own)
        self._first_user = STAFF + sizes.providers + 1
        self._now = int(datetime.combine(plan.today, datetime.min.time(), UTC).timestamp())

    def patient(self, number: int, own: list[Visit]) -> Iterator[tuple[Table, Row]]:
        """A patient, and the visits with what was written about them."""
        sizes = self._plan.sizes
        user = self._first_user + number
        name = full_name(user)
        email = address(name, user) if number else PATIENT_EMAIL
        yield from account(self._plan, user, name, email, "patient")
        patient = _Patient(self._id(number, sizes.patients), user, name)
        yield tables.PATIENTS, (patient.pk, medicare_number(number), user)
        letter = self._id(number, sizes.patients)
        pks = {visit.day: self._id(next(self._appointments), sizes.appointments) for visit in own}
        referred = {v.letter_from.day: v for v in own if v.letter_from is not None}
        for visit in own:
            pk = pks[visit.day]
            yield from self._visit(patient, visit, pk, letter)
            if visit.day in referred:
                specialist = referred[visit.day].provider
                yield from self._letter(patient, visit, pk, letter, specialist)
        yield from self._ratings.of(patient.pk, own)

    def _visit(
        self, patient: "_Patient", visit: Visit, pk: str, letter: str
    ) -> Iterator[tuple[Table, Row]]:
        status, entries = visit.fate, 0
        if visit.fate == "attended":
            entries = share(self._plan.sizes.entries, next(self._attended), self._all_attended)
            status = "completed" if entries else "arrived"
        before = min(visit.starts, self._now) - self._random.randint(1, 20) * DAY
        earlier = visit.letter_from
        yield (
            tables.APPOINTMENTS,
            (
                *(pk, patient.pk, visit.place.affiliation, visit.provider),
                *(self._plan.days[visit.day].isoformat(), moment(visit.starts)),
                moment(visit.starts + HALF_HOUR),
                *(REASONS[self._random.randrange(len(REASONS))], status, "", patient.user),
                *(letter if earlier else None, int(status == "cancelled")),
                moment(max(before, earlier.starts + HALF_HOUR) if earlier else before),
            ),
        )
        if status != "cancelled":
            yield (
                tables.SLOTS,
                (next(self._slots), pk, visit.provider, patient.pk, moment(visit.starts)),
            )
        if entries:
            yield self._event(patient, visit, pk, "opened", READING)
        for nth in range(entries):
            entry = self._id(next(self._entries), self._plan.sizes.entries)
            yield from self._entry(patient, visit, pk, entry, nth)

    def _entry(
        self, patient: "_Patient", visit: Visit, appointment: str, pk: str, nth: int
    ) -> Iterator[tuple[Table, Row]]:
        """The first about a visit, or one that amends the one before."""
        notes = NOTES.get(profession_of(visit.provider), SPECIALIST)
        note = notes[self._random.randrange(len(notes))]
        at = WRITING + nth
        entry = self._entry_row
        entry.pk, entry.appointment_id, entry.patient_id = (
            UUID(pk),
            UUID(appointment),
            UUID(patient.pk),
        )
        entry.author_id, entry.text = visit.provider, note.text
        entry.recorded_at = START + timedelta(seconds=visit.starts + at)
        entry.amends_id = UUID(patient.last_entry) if nth else None
        entry.number = patient.entries + 1
        entry.digest = digest(entry, self._medication(note), patient.last_digest)
        yield (
            tables.ENTRIES,
            (
                *(pk, appointment, patient.pk, visit.provider, note.text),
                moment(visit.starts + at),
                *(patient.last_entry if nth else None, entry.number, entry.digest),
            ),
        )
        for medication, dose, directions, repeats in note.medication:
            number = next(self._prescriptions)
            yield tables.PRESCRIPTIONS, (number, pk, medication, dose, directions, repeats)
        yield self._event(patient, visit, appointment, "wrote", at, entry.number, entry.digest)
        patient.last_entry, patient.last_digest, patient.entries = pk, entry.digest, entry.number

    @staticmethod
    @cache
    def _medication(note: Note) -> list[Prescription]:
        return [
            Prescription(medication=medication, dose=dose, directions=directions, repeats=repeats)
            for medication, dose, directions, repeats in note.medication
        ]

    def _letter(
        self, patient: "_Patient", visit: Visit, appointment: str, pk: str, specialist: int
    ) -> Iterator[tuple[Table, Row]]:
        """A letter from the visit, with the notice of it."""
        text = LETTER.format(patient=patient.name)
        referrer, sent = visit.provider, moment(visit.starts + HALF_HOUR)
        yield (
            tables.REFERRALS,
            (
                *(pk, patient.pk, appointment, visit.place.affiliation, referrer),
                *(visit.place.number, specialist, text, "12", sent),
            ),
        )
        yield tables.NOTICES, (pk, pk, user_of(referrer), sent, sent)
        yield self._event(patient, visit, appointment, "sent", HALF_HOUR)

    def _event(
        self,
        patient: "_Patient",
        visit: Visit,
        appointment: str,
        action: str,
        after: int,
        number: int | None = None,
        signed: str = "",
    ) -> tuple[Table, Row]:
        """A line of the log: what the provider did `after` so many seconds of the visit."""
        at, actor = moment(visit.starts + after), user_of(visit.provider)
        return tables.EVENTS, (
            *(next(self._events), patient.pk, actor, action, at, appointment, 1, number, signed),
        )

    def _id(self, nth: int, of: int) -> str:
        """A random UUID of version 4, greater than those with a smaller `nth`: rows that arrive in
        the order of their keys are written several times as quickly."""
        step = ALL_IDS // of
        bits = nth * step + self._random.randrange(step)
        high, low = divmod(bits, 1 << 62)
        return f"{high >> 12:012x}4{high & 0xFFF:03x}{(0b10 << 62) | low:016x}"


@dataclass
class _Patient:
    pk: str
    user: int
    name: str
    entries: int = 0
    last_entry: str = ""
    last_digest: str = ""
