"""What is understood of the answers to the page of decisions."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.utils.datastructures import MultiValueDict

from appointments.displacing import Cancel, Decision, Leave, Move
from appointments.factories import SOME_SLOT
from appointments.views.desk.decisions import DecisionsForm

ONE, OTHER = UUID(int=1), UUID(int=2)
SEEN = json.dumps({str(ONE): SOME_SLOT.isoformat(), str(OTHER): ""})


def decisions(seen: str = SEEN, **answers: Any) -> dict[UUID, Decision]:
    """Of a form in which two appointments stood, the first with a time to move to."""
    sent = {"seen": seen} | answers
    data = MultiValueDict({f"displaced-{name}": [value] for name, value in sent.items()})
    return DecisionsForm(data).decisions()


def test_each_choice_is_a_decision_of_its_own() -> None:
    answers = {str(ONE): "move", str(OTHER): "cancel", "because": "ill"}

    assert decisions(**answers) == {ONE: Move(SOME_SLOT), OTHER: Cancel("ill")}


def test_one_choice_for_all_counts_before_the_others() -> None:
    answers = {str(ONE): "move", "all": "leave"}

    assert decisions(**answers) == {ONE: Leave(), OTHER: Leave()}


def test_what_has_no_time_to_move_to_stays_undecided_when_all_are_moved() -> None:
    assert decisions(all="move") == {ONE: Move(SOME_SLOT)}


@pytest.mark.parametrize("because", ["", "tired", "a\0b"])
def test_nothing_is_cancelled_without_a_reason_from_the_list(because: str) -> None:
    assert decisions(all="cancel", because=because) == {}


def test_one_choice_for_all_leaves_out_whoever_has_arrived() -> None:
    assert decisions(all="move", arrived=str(ONE)) == {}
    assert decisions(all="cancel", because="ill", arrived=str(ONE)) == {OTHER: Cancel("ill")}


def test_whoever_has_arrived_stays_with_all_others() -> None:
    assert decisions(all="leave", arrived=str(ONE)) == {ONE: Leave(), OTHER: Leave()}


def test_who_has_arrived_is_moved_by_a_choice_of_their_own() -> None:
    answers = {str(ONE): "move", "all": "cancel", "arrived": str(ONE)}

    assert decisions(**answers) == {ONE: Move(SOME_SLOT)}


def test_what_was_not_seen_is_not_decided() -> None:
    assert decisions(seen="{}", all="leave", **{str(ONE): "leave"}) == {}


def test_what_was_not_seen_has_no_choice_even_when_one_is_for_all() -> None:
    """Whoever booked since the page was shown is asked about with nothing chosen yet."""
    sent = {"displaced-seen": ["{}"], "displaced-all": ["cancel"]}

    assert DecisionsForm(MultiValueDict(sent)).choice(ONE) == ""


@pytest.mark.parametrize("choice", ["", "delete", "a\0b"])
def test_an_unknown_choice_decides_nothing(choice: str) -> None:
    assert decisions(**{str(ONE): choice, "all": choice}) == {}


@pytest.mark.parametrize(
    "seen",
    [
        *("", "{", "[]", "null", '"x"', "a\0b", "1e999", "{}"),
        *('{"a": ""}', '{"1": 1}', f'{{"{ONE}": 1}}', f'{{"{ONE}": "tomorrow"}}'),
        *(f'{{"{ONE}": "9999-01-01T00:00:00Z"}}', "[" * 100_000),
    ],
)
def test_what_no_page_sends_counts_as_nothing_seen(seen: str) -> None:
    assert decisions(seen=seen, all="leave") == {}


def test_a_first_form_holds_no_answers() -> None:
    form = DecisionsForm(MultiValueDict({"name": ["x"]}))

    assert not form.is_sent
    assert form.decisions() == {}
