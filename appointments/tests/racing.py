"""Real processes that book, move, cancel and close at the same time, or die while they do."""

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import cache
from threading import Barrier
from typing import Any
from uuid import UUID

import django
from django.apps import apps

if not apps.ready:  # in the server that the processes are forked from
    django.setup()

from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Patient, User
from appointments import services
from appointments.displacing import Cancel, Decision, Move, Undecided, changing_hours
from appointments.exceptions import Refused, SlotTaken
from appointments.models import Appointment
from centres.models import Affiliation
from centres.services import take_off

LONGEST_RACE = 900  # seconds; a race that takes longer hangs
DONE = "done"

# Something that a process tries: a `partial` of a function like those below, which can be sent.
# What it returns is the name of what happened, if that is neither `DONE` nor a `Refused`.
Attempt = Callable[[], str | None]


def book(patient_id: UUID, affiliation_id: int, starts: Sequence[datetime], now: datetime) -> None:
    patient, affiliation = _patient(patient_id), _affiliation(affiliation_id)
    services.book(
        patient=patient,
        affiliation=affiliation,
        starts=starts,
        reason="",
        by=patient.user,
        now=now,
    )


def book_what_is_left(
    held_id: UUID,
    patient_id: UUID,
    affiliation_id: int,
    starts: Sequence[datetime],
    now: datetime,
) -> None:
    """Try to book again and again, until it is done or refused after `held_id` was cancelled."""
    while True:
        is_left = not Appointment.objects.standing().filter(pk=held_id).exists()
        try:
            return book(patient_id, affiliation_id, starts, now)
        except SlotTaken:
            if is_left:
                raise


def move(appointment_id: UUID, starts: Sequence[datetime], now: datetime) -> None:
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    by = appointment.patient.user
    services.reschedule(appointment=appointment, starts=starts, by=by, now=now)


def cancel(appointment_id: UUID, now: datetime) -> None:
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    services.cancel(appointment=appointment, by=appointment.patient.user, now=now)


def close(place_id: int, begin: datetime, end: datetime, by_id: int, now: datetime) -> str | None:
    """Close a place for a time, and move or cancel whoever is hit, as often as somebody else is
    asked about; `off already` when it was closed meanwhile."""
    place, by = _affiliation(place_id), User.objects.get(pk=by_id)
    decisions: dict[UUID, Decision] = {}
    while True:
        try:
            with changing_hours(place, decisions=decisions, by=by, now=now):
                take_off(place=place, starts_at=begin, ends_at=end)
        except ValidationError:
            return "off already"
        except Undecided as question:
            decisions = {
                hit.appointment.pk: Move(hit.proposal) if hit.proposal else Cancel("away")
                for hit in question.hits
            }
        else:
            return None


def race(entrants: Sequence[Sequence[Attempt]]) -> Counter[str]:
    """How often each thing happened while all entrants, each in a process of its own, made their
    attempts in turn: `DONE`, or the name of a refusal. Any other exception is raised here."""
    context = _forks()
    start_line = context.Barrier(len(entrants))
    enter = (_database_name(), start_line)
    with ProcessPoolExecutor(len(entrants), context, _enter, enter) as processes:
        runs = [processes.submit(_run, attempts) for attempts in entrants]
        return sum((run.result(timeout=LONGEST_RACE) for run in runs), Counter[str]())


def is_killed_after(number: int, attempt: Attempt) -> bool:
    """Whether a process, which kills itself once the database has answered `number` of its
    statements, dies in the attempt; else the attempt needs no more statements than that."""
    process = _forks().Process(target=_die_after, args=(_database_name(), number, attempt))
    process.start()
    process.join(LONGEST_RACE)
    if process.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"The attempt ended with exit code {process.exitcode}.")
    return bool(process.exitcode)


@cache
def _patient(pk: UUID) -> Patient:
    return Patient.objects.select_related("user").get(pk=pk)


@cache
def _affiliation(pk: int) -> Affiliation:
    return Affiliation.objects.with_names().get(pk=pk)


def _forks() -> Any:
    """Forks of a process that has read the code once and has no connection yet."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


def _use_database(name: str) -> None:
    """The test's own: the settings, which a new process reads, name the one beside it."""
    connection.settings_dict["NAME"] = name


_start_line: Barrier


def _enter(database_name: str, start_line: Barrier) -> None:
    global _start_line
    _use_database(database_name)
    _start_line = start_line


def _run(attempts: Sequence[Attempt]) -> Counter[str]:
    _start_line.wait(LONGEST_RACE)
    return Counter(_outcome(attempt) for attempt in attempts)


def _outcome(attempt: Attempt) -> str:
    try:
        return attempt() or DONE
    except Refused as refusal:
        return type(refusal).__name__


def _die_after(database_name: str, number: int, attempt: Attempt) -> None:
    _use_database(database_name)
    answered = 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal answered
        answer = execute(*statement)
        answered += 1
        if answered == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with connection.execute_wrapper(count):
        attempt()
