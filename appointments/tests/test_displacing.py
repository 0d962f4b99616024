"""Changes of hours, and what becomes of the appointments that they displace. Everything is around
Wednesday 2 December 2026 in Sydney, where providers work from 9:00 to 17:00."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from accounts.factories import superuser
from accounts.models import OutgoingMail, User
from appointments.displacing import (
    Cancel,
    Decision,
    Leave,
    Move,
    Outcome,
    Undecided,
    changing_hours,
)
from appointments.exceptions import OutsideHours, SlotTaken
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment, BookedSlot
from centres.factories import open_affiliation
from centres.models import Affiliation, TimeOff

pytestmark = pytest.mark.django_db
NOW = SOME_SLOT - timedelta(days=2)
TOMORROW = SOME_SLOT + timedelta(days=1)


@pytest.fixture
def place() -> Affiliation:
    return open_affiliation()


@pytest.fixture
def desk() -> User:
    return superuser()


def close(place: Affiliation, by: User, decisions: Mapping[UUID, Decision]) -> Outcome:
    """Close the place from 5:00 to 21:00 on that Wednesday."""
    hours = {
        "starts_at": SOME_SLOT - timedelta(hours=6),
        "ends_at": SOME_SLOT + timedelta(hours=10),
    }
    with changing_hours(place, decisions=decisions, by=by, now=NOW) as outcome:
        place.time_off.create(**hours)
    return outcome


def asked(place: Affiliation, by: User, decisions: Mapping[UUID, Decision]) -> Undecided:
    """What is still to be decided; nothing is changed."""
    before = list(BookedSlot.objects.order_by("pk").values_list())
    with pytest.raises(Undecided) as question:
        close(place, by, decisions)
    assert list(BookedSlot.objects.order_by("pk").values_list()) == before
    assert not TimeOff.objects.exists()
    assert not OutgoingMail.objects.exists()
    return question.value


def test_a_change_that_hits_nobody_is_made(place: Affiliation, desk: User) -> None:
    make_appointment(affiliation=place, starts_at=TOMORROW)

    outcome = close(place, desk, {})

    assert outcome == Outcome()
    assert place.time_off.exists()


def test_what_is_hit_is_asked_about_with_a_time_to_move_to(place: Affiliation, desk: User) -> None:
    visit = make_appointment(affiliation=place)

    [hit] = asked(place, desk, {}).hits

    assert hit.appointment == visit
    assert hit.proposal == TOMORROW - timedelta(hours=2)  # at nine
    assert hit.refusal is None


def test_what_is_hit_comes_without_the_reason_of_the_visit(place: Affiliation, desk: User) -> None:
    make_appointment(affiliation=place, reason="gonalgia")

    [hit] = asked(place, desk, {}).hits

    assert hit.appointment.get_deferred_fields() == {"reason"}


def test_decisions_and_change_are_carried_out_together(place: Affiliation, desk: User) -> None:
    moved, cancelled, left = (
        make_appointment(affiliation=place, starts_at=SOME_SLOT + timedelta(hours=n))
        for n in range(3)
    )
    decisions: dict[UUID, Decision] = {
        moved.pk: Move(TOMORROW),
        cancelled.pk: Cancel("ill"),
        left.pk: Leave(),
    }

    outcome = close(place, desk, decisions)

    assert place.time_off.exists()
    assert (outcome.moved, outcome.cancelled, outcome.left) == ([moved], [cancelled], [left])
    times = BookedSlot.objects.values_list("appointment", "starts_at")
    assert set(times) == {(moved.pk, TOMORROW), (left.pk, left.starts_at)}
    assert Appointment.objects.get(pk=cancelled.pk).cancelled_because == "ill"
    assert OutgoingMail.objects.count() == 2


def test_one_decision_that_is_missing_keeps_all_from_being_carried_out(
    place: Affiliation, desk: User
) -> None:
    one, other = (
        make_appointment(affiliation=place, starts_at=SOME_SLOT + timedelta(hours=n))
        for n in range(2)
    )

    question = asked(place, desk, {one.pk: Cancel("ill")})

    assert [hit.appointment for hit in question.hits] == [one, other]


def test_one_refusal_takes_everything_back_and_says_why(place: Affiliation, desk: User) -> None:
    one, other = (
        make_appointment(affiliation=place, starts_at=SOME_SLOT + timedelta(hours=n))
        for n in range(2)
    )
    make_appointment(affiliation=place, starts_at=TOMORROW)

    first, second = asked(place, desk, {one.pk: Cancel("ill"), other.pk: Move(TOMORROW)}).hits

    assert first.refusal is None
    assert isinstance(second.refusal, SlotTaken)
    assert second.proposal == TOMORROW - timedelta(hours=1.5)  # the first one is proposed nine


def test_nobody_is_moved_to_where_the_new_hours_are_closed(place: Affiliation, desk: User) -> None:
    visit = make_appointment(affiliation=place)

    [hit] = asked(place, desk, {visit.pk: Move(SOME_SLOT + timedelta(hours=1))}).hits

    assert isinstance(hit.refusal, OutsideHours)


def test_a_decision_about_what_is_not_displaced_counts_for_nothing(
    place: Affiliation, desk: User
) -> None:
    visit = make_appointment(affiliation=place, starts_at=TOMORROW)

    outcome = close(place, desk, {visit.pk: Cancel("ill")})

    assert outcome.cancelled == []
    assert Appointment.objects.standing().contains(visit)


def test_what_is_over_is_not_asked_about(place: Affiliation, desk: User) -> None:
    make_appointment(affiliation=place, starts_at=NOW - timedelta(days=7))

    close(place, desk, {})

    assert place.time_off.exists()


@pytest.mark.parametrize("decision", [Move(TOMORROW), Cancel("ill")])
def test_whoever_has_arrived_is_neither_moved_nor_cancelled_unawares(
    place: Affiliation, desk: User, decision: Decision
) -> None:
    visit = make_appointment(affiliation=place, status="arrived")

    [hit] = asked(place, desk, {visit.pk: decision}).hits

    assert hit.has_arrived


def test_whoever_has_arrived_may_be_left_and_nothing_is_asked(
    place: Affiliation, desk: User
) -> None:
    visit = make_appointment(affiliation=place, status="arrived")

    assert close(place, desk, {visit.pk: Leave()}).left == [visit]


def test_what_was_left_outside_the_weekly_hours_is_asked_about_when_time_off_comes_over_it(
    place: Affiliation, desk: User
) -> None:
    left = make_appointment(affiliation=place)
    with changing_hours(place, decisions={left.pk: Leave()}, by=desk, now=NOW):
        place.working_hours.all().delete()

    [hit] = asked(place, desk, {}).hits

    assert hit.appointment == left


def test_what_was_left_in_a_providers_time_off_is_asked_about_when_the_centre_closes(
    place: Affiliation, desk: User
) -> None:
    left = make_appointment(affiliation=place)
    close(place, desk, {left.pk: Leave()})
    off = place.time_off.get()

    with pytest.raises(Undecided), changing_hours(place.centre, decisions={}, by=desk, now=NOW):
        place.centre.time_off.create(starts_at=off.starts_at, ends_at=off.ends_at)


def test_what_was_left_is_not_asked_about_again_for_the_same_reason(
    place: Affiliation, desk: User
) -> None:
    left = make_appointment(affiliation=place)
    close(place, desk, {left.pk: Leave()})

    outcome = close(place, desk, {})

    assert outcome == Outcome()
    assert place.time_off.count() == 2
