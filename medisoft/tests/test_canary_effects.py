"""Clinical words leave no trace beside the fields that hold them: in no mail, task, log, listing,
output or error page."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse

from appointments.tests.times import at, coming_wednesday, iso
from medisoft.tests.cast import DIRECTIONS, DOSE, ENTRY, LETTERS, MEDICATION, REASON, Cast, assemble
from medisoft.tests.processes import LONGEST_WAIT, manage
from medisoft.tests.test_canary import GP, WORDS, words_in
from medisoft.tests.written import Log
from records.models import HistoryEntry, Prescription
from records.tests.sending import page_of, rows
from records.tests.tampering import change
from referrals.models import Referral

pytestmark = pytest.mark.django_db

FIELDS = {
    "Appointment.reason",
    "HistoryEntry.text",
    "Prescription.medication",
    "Prescription.dose",
    "Prescription.directions",
    "Referral.letter",
}
LOOKUPS = {
    "referral": ["letter", "appointment__reason"],
    "provider": ["entries__text", "letters_sent__letter", "appointments__reason"],
    "affiliation": ["appointments__reason", "provider__entries__text"],
    "centre": ["affiliations__appointments__reason"],
    "profession": ["providers__entries__prescriptions__medication"],
    "expertise": ["providers__letters_received__letter"],
}


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


def consult(cast: Cast, **options: Any) -> Any:
    """What the site answers to a consultation that is saved with everything in it."""
    tablets = {"medication": MEDICATION, "dose": DOSE, "directions": DIRECTIONS}
    letter = {"letter": LETTERS["specialist, booked"], "term": "12"}
    sent = {"action": "send", "text": ENTRY, "specialist": cast.other_specialist.pk} | letter
    path = page_of(cast.appointment_for(GP))
    return cast.client(GP, **options).post(path, sent | rows(tablets))


def everything_takes_place(cast: Cast) -> None:
    """An opening, a consultation with a letter, and a patient who books, moves and cancels; staff
    send a notice again."""
    patient, place = cast.client("patient"), cast.gp
    cast.client(GP).get(page_of(cast.appointment_for(GP)))
    book = reverse("appointments:book", args=[place.pk])
    slots = [iso(place, at(place, hour, day=coming_wednesday(weeks=2))) for hour in (9, 15)]
    booked = patient.post(book, {"slots": slots[0], "reason": REASON}).headers["Location"]
    moved = patient.post(f"{booked}reschedule/", {"slots": slots[1], "reason": REASON})
    answers = [moved, patient.post(f"{booked}cancel/"), consult(cast)]
    chosen = {"action": "send_notice_again", "_selected_action": Referral.objects.latest("sent_at")}
    notices = reverse("admin:referrals_referral_changelist")
    answers.append(cast.client("superuser").post(notices, chosen))
    assert [answer.status_code for answer in answers] == [302] * 4


def traces() -> Iterator[tuple[str, set[str]]]:
    """Every place outside the clinical fields that holds clinical words."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            held: dict[str, object] = {"__str__": row, "__repr__": repr(row)}
            held |= {
                field.name: getattr(row, field.attname) for field in model._meta.concrete_fields
            }
            if isinstance(row, Session):
                held["session_data"] = row.get_decoded()
            for name, value in held.items():
                place = f"{model.__name__}.{name}"
                if place not in FIELDS and (words := words_in(value)):
                    yield place, words


def test_mails_tasks_logs_and_rows_hold_no_clinical_word(
    cast: Cast, run_tasks: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()

    everything_takes_place(cast)
    queued = list(traces())
    run_tasks()

    assert queued == []
    assert list(traces()) == []
    assert len(mail.outbox) >= 6
    assert words_in(caplog.text, *(vars(record) for record in caplog.records)) == set()
    for sent in mail.outbox:
        assert isinstance(sent, mail.EmailMultiAlternatives)
        assert words_in(vars(sent), sent.message().as_string()) == set()


def test_no_list_of_the_admin_finds_or_filters_by_clinical_words(cast: Cast) -> None:
    client = cast.client("superuser")

    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for word in WORDS:
            answer = client.get(path, {"q": word})
            if admin.site._registry[model].search_fields:
                assert answer.context["cl"].result_count == 0
        for lookup in LOOKUPS.get(str(model._meta.model_name), []):
            assert client.get(path, {f"{lookup}__startswith": "x"}).status_code == 400


@pytest.mark.parametrize("place", ["HistoryEntry.save", "Prescription.clean_fields"])
def test_an_error_page_and_its_log_hold_no_clinical_word(
    cast: Cast, place: str, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError(ENTRY)

    model, name = place.split(".")
    monkeypatch.setattr(
        {"HistoryEntry": HistoryEntry, "Prescription": Prescription}[model], name, fail
    )

    answer = consult(cast, raise_request_exception=False)

    assert answer.status_code == 500
    assert "RuntimeError" in log.getvalue()
    assert words_in(answer.content, log.getvalue()) == set()


@pytest.mark.races
def test_no_command_prints_a_clinical_word(process_environment: dict[str, str]) -> None:
    cast = assemble()
    everything_takes_place(cast)
    entry = cast.entry_for(GP)
    change(entry, text=f"{ENTRY}!")
    emails = [str(entry.author.user.email), str(entry.patient.user.email)]

    for command in (
        ["verify_history"],
        ["check_integrity"],
        ["explain_access", *emails],
        ["worker", "--batch"],
    ):
        environment = {**process_environment, "MEDISOFT_LOG_LEVEL": "DEBUG"}
        with manage(*command, environment=environment) as process:
            printed, _ = process.communicate(timeout=LONGEST_WAIT)
        assert printed
        assert words_in(printed) == set()
        assert process.returncode == (command == ["verify_history"])
