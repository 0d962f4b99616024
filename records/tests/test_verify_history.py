"""`verify_history` finds what was changed behind the system's back, and tells nothing of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import PatientFactory, ProviderFactory
from accounts.models import Patient
from appointments.factories import make_appointment
from records import chain
from records.factories import make_entry
from records.models import AccessEvent, HistoryEntry, Prescription
from records.tests.tampering import change, take_away

pytestmark = pytest.mark.django_db

ASPIRIN = {"medication": "Aspirin", "dose": "1 tablet", "directions": "Daily", "repeats": 2}


@pytest.fixture
def entries() -> list[HistoryEntry]:
    """Three of one patient, each with medication."""
    appointment = make_appointment()
    return [make_entry(appointment, text="Marker", medication=[ASPIRIN]) for _ in range(3)]


def verify(*patients: object) -> list[str]:
    """The lines that the command prints, without the summary."""
    lines = StringIO()
    try:
        call_command("verify_history", *map(str, patients), stdout=lines)
    except CommandError:
        return lines.getvalue().splitlines()
    return lines.getvalue().splitlines()[:-1]


def take_away_whole(*entries: HistoryEntry) -> None:
    for entry in entries:
        take_away(*entry.prescriptions.all(), entry)


def event_of(entry: HistoryEntry) -> AccessEvent:
    return AccessEvent.objects.get(patient=entry.patient, entry_number=entry.number)


def test_sound_histories_are_told_to_be_whole(entries: list[HistoryEntry]) -> None:
    PatientFactory.create()
    lines = StringIO()

    call_command("verify_history", stdout=lines)

    assert lines.getvalue() == "Patients: 2. Every history is whole.\n"


def another_text(entries: list[HistoryEntry]) -> str:
    change(entries[1], text="Something else")
    return f"entry 2 ({entries[1].pk}) was changed."


def another_author(entries: list[HistoryEntry]) -> str:
    change(entries[0], author=ProviderFactory.create())
    return f"entry 1 ({entries[0].pk}) was changed."


def another_time(entries: list[HistoryEntry]) -> str:
    change(entries[0], recorded_at=entries[0].recorded_at + timedelta(microseconds=1))
    return f"entry 1 ({entries[0].pk}) was changed."


def an_amendment_that_was_none(entries: list[HistoryEntry]) -> str:
    change(entries[2], amends=entries[0])
    return f"entry 3 ({entries[2].pk}) was changed."


def another_dose(entries: list[HistoryEntry]) -> str:
    change(entries[1].prescriptions.get(), dose="9 tablets")
    return f"entry 2 ({entries[1].pk}) was changed."


def a_prescription_more(entries: list[HistoryEntry]) -> str:
    Prescription.objects.create(entry=entries[2], **ASPIRIN)
    return f"entry 3 ({entries[2].pk}) was changed."


def a_prescription_less(entries: list[HistoryEntry]) -> str:
    take_away(entries[2].prescriptions.get())
    return f"entry 3 ({entries[2].pk}) was changed."


def another_number(entries: list[HistoryEntry]) -> str:
    change(entries[1], number=9)
    return "entry 2 is missing."


def another_number_for_the_last(entries: list[HistoryEntry]) -> str:
    change(entries[2], number=9)
    return "entry 3 is missing."


def the_first_gone(entries: list[HistoryEntry]) -> str:
    take_away_whole(entries[0])
    return "entry 1 is missing."


def one_gone_from_the_middle(entries: list[HistoryEntry]) -> str:
    take_away_whole(entries[1])
    return "entry 2 is missing."


def one_gone_from_the_middle_and_from_the_log(entries: list[HistoryEntry]) -> str:
    take_away(event_of(entries[1]))
    take_away_whole(entries[1])
    return "entry 2 is missing."


def the_last_gone(entries: list[HistoryEntry]) -> str:
    take_away_whole(entries[2])
    return "entry 3 is missing, and all after it."


def the_last_two_gone(entries: list[HistoryEntry]) -> str:
    take_away_whole(*entries[1:])
    return "entry 2 is missing, and all after it."


def all_gone(entries: list[HistoryEntry]) -> str:
    take_away_whole(*entries)
    return "entry 1 is missing, and all after it."


def one_that_nobody_logged(entries: list[HistoryEntry]) -> str:
    take_away(event_of(entries[2]))
    return f"entry 3 ({entries[2].pk}) is not in the log."


def another_actor_in_the_log(entries: list[HistoryEntry]) -> str:
    change(event_of(entries[0]), actor=ProviderFactory.create().user)
    return f"entry 1 ({entries[0].pk}) is not as the log says."


@pytest.mark.parametrize(
    "tamper",
    [
        another_text,
        another_author,
        another_time,
        an_amendment_that_was_none,
        another_dose,
        a_prescription_more,
        a_prescription_less,
        another_number,
        another_number_for_the_last,
        the_first_gone,
        one_gone_from_the_middle,
        one_gone_from_the_middle_and_from_the_log,
        the_last_gone,
        the_last_two_gone,
        all_gone,
        one_that_nobody_logged,
        another_actor_in_the_log,
    ],
)
def test_the_first_entry_that_does_not_fit_is_named(
    entries: list[HistoryEntry], tamper: Callable[[list[HistoryEntry]], str]
) -> None:
    patient = entries[0].patient
    make_entry(make_appointment())

    told = tamper(entries)

    assert verify() == [f"Patient {patient.pk}: {told}"]


def test_an_entry_moved_to_another_patient_is_missed_there_and_does_not_fit_here(
    entries: list[HistoryEntry],
) -> None:
    other = PatientFactory.create()
    change(entries[2], patient=other)

    assert sorted(verify()) == sorted(
        [
            f"Patient {entries[0].patient_id}: entry 3 is missing, and all after it.",
            f"Patient {other.pk}: entry 1 is missing.",
        ]
    )


def test_a_change_makes_the_command_fail_with_a_summary(entries: list[HistoryEntry]) -> None:
    change(entries[0], text="Something else")

    with pytest.raises(CommandError, match=r"^Patients: 1\. Histories that do not fit: 1\.$") as e:
        call_command("verify_history", stdout=StringIO())

    assert e.value.returncode == 1


def test_the_output_holds_no_names_and_nothing_clinical(entries: list[HistoryEntry]) -> None:
    change(entries[0], text="Marker, changed")

    line = "".join(verify())

    for secret in ("Marker", "Aspirin", str(entries[0].patient), str(entries[0].author)):
        assert secret not in line


def test_patients_are_named_by_email_or_id(entries: list[HistoryEntry]) -> None:
    patient = entries[0].patient
    change(entries[0], text="Something else")

    assert len(verify(patient.user.email.upper())) == 1
    assert len(verify(patient.pk)) == 1
    assert verify(PatientFactory.create().pk) == []


@pytest.mark.parametrize("name", ["nobody@example.com", "6dd9d3a4-3f22-4f0c-8f5b-0d3a3c1b8b6e"])
def test_an_unknown_patient_is_told(name: str) -> None:
    with pytest.raises(CommandError, match=f"There is no patient with the email or id “{name}”."):
        call_command("verify_history", name, stdout=StringIO())


def test_every_part_of_many_patients_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.management.commands.verify_history.AT_ONCE", 2)
    entries = [make_entry(make_appointment()) for _ in range(5)]
    for entry in entries:
        change(entry, text="Something else")

    assert len(verify()) == Patient.objects.count() == 5


def test_the_number_of_queries_does_not_grow_with_the_patients() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert verify() == []
        return len(captured)

    make_entry(make_appointment())
    few = queries()
    for _ in range(10):
        make_entry(make_appointment())

    assert queries() == few


def test_an_entry_saved_between_the_readings_is_no_fault(
    entries: list[HistoryEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    writings, unsaved = chain._writings, [entries[0].appointment]

    def save_and_read(patients: Sequence[UUID]) -> Iterator[AccessEvent]:
        if unsaved:
            make_entry(unsaved.pop())
        yield from writings(patients)

    monkeypatch.setattr(chain, "_writings", save_and_read)

    assert verify() == []
    assert entries[0].appointment.entries.count() == 4
