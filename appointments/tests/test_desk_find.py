"""How the desk finds the patient who is on the phone."""

import re

import pytest
from django.test import Client

from accounts.factories import PatientFactory
from accounts.models import Patient, User
from appointments.tests.desks import book_path, find, passes_in
from centres.models import Affiliation
from records.models import AccessEvent

pytestmark = pytest.mark.django_db
Action = AccessEvent.Action


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Chloë Beaumont", "chloe"),
        ("Chloe Beaumont", "CHLOË b"),
        ("Siobhán O'Brien", "siobhan obrien"),
        ("Zoe O\u2019Brien", "o'brien"),
        ("Łukasz Ørsted", "orsted lukasz"),
        ("Анна Иванова", "иванова"),
    ],
)
def test_a_name_is_found_however_its_letters_are_typed(
    desk: Client, place: Affiliation, regular: Patient, name: str, typed: str
) -> None:
    regular.user.full_name = name
    regular.user.save()
    PatientFactory.create(user__full_name=name)  # whom the centre does not know

    page = find(desk, book_path(place), typed).text

    assert len(passes_in(page)) == 1


@pytest.mark.parametrize(
    "told",
    [
        "SVEN@example.com",
        "0491570157",
        "(0491) 570-157",
        "61 491 570 157",
        "2123 45670 1",
        "21234567011",
    ],
)
def test_a_stranger_is_found_by_what_only_the_patient_tells_and_reads_of_it(
    desk: Client, staff: User, place: Affiliation, stranger: Patient, told: str
) -> None:
    page = find(desk, book_path(place), told).text

    assert "Sven Stranger" in page
    assert "sven@example.com" not in page.replace(told, "")
    assert "570 157" not in page.replace(told, "")
    assert [(event.action, event.actor) for event in AccessEvent.objects.all()] == [
        (Action.FOUND, staff)
    ]


@pytest.mark.parametrize(
    "told",
    ["Sven", "Stranger", "sven@example", "491 570 157", "0491 570 1", "2123 4567", "Sven Stranger"],
)
def test_a_stranger_is_not_found_by_a_part_nor_by_name(
    desk: Client, place: Affiliation, stranger: Patient, told: str
) -> None:
    page = find(desk, book_path(place), told).text

    assert passes_in(page) == []
    assert "Nobody is found" in page
    assert not AccessEvent.objects.exists()


def test_a_patient_whom_the_centre_knows_is_not_logged_when_found(
    desk: Client, place: Affiliation, regular: Patient
) -> None:
    find(desk, book_path(place), regular.user.email)

    assert not AccessEvent.objects.exists()


def test_a_closed_account_is_not_found(desk: Client, place: Affiliation, regular: Patient) -> None:
    regular.user.is_active = False
    regular.user.save()

    assert passes_in(find(desk, book_path(place), "Rose").text) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Nina New", "full_name"),
        ("nina@example.com", "email"),
        ("(0491) 570-158", "phone"),
        ("2123 45670 1", "medicare_number"),
    ],
)
def test_what_was_looked_for_in_vain_is_filled_in_for_somebody_new(
    desk: Client, place: Affiliation, typed: str, name: str
) -> None:
    page = find(desk, book_path(place), typed).text

    filled = re.findall(r'<input type="\w+" name="(\w+)" value="([^"]+)"', page)
    assert (name, typed) in filled
    assert sum(value == typed for _, value in filled) == 2  # there, and where it was typed


def test_the_browser_fills_in_nothing_of_the_desk(desk: Client, place: Affiliation) -> None:
    page = desk.get(book_path(place)).text

    assert set(re.findall(r'autocomplete="(\w+)"', page)) == {"off"}
