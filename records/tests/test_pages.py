"""A long history comes in pages, and every entry of it is on one."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Patient
from appointments.models import Appointment
from appointments.tests.pages import queries_of, text
from records.factories import make_entry
from records.models import AccessEvent
from records.querysets import PAGE
from records.tests.sending import AMOXICILLIN, page_of, save

pytestmark = pytest.mark.django_db

LONG = 2 * PAGE + 5
HISTORY = reverse("records:history")


def write(visit: Appointment, count: int = LONG) -> None:
    for _ in range(count):
        make_entry(visit)


def numbers_on(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<li id="entry-([0-9]+)"', page)]


def turned(client: Client, path: str, to: str = "Earlier", query: str = "") -> list[list[int]]:
    """The entries of each page, from the newest on unless told, by its link `to` others."""
    page = text(client.get(path + query))
    pages = [numbers_on(page)]
    while link := re.search(rf'href="(\?before=[0-9]+)#entries">{to} entries', page):
        page = text(client.get(path + link[1]))
        pages.append(numbers_on(page))
    return pages


@pytest.fixture
def paths(visit: Appointment, tony: Patient) -> dict[str, tuple[Client, str]]:
    """Who reads Tony's history where."""
    own, doctors = Client(), Client()
    own.force_login(tony.user)
    doctors.force_login(visit.provider.user)
    return {
        "patient": (own, HISTORY),
        "provider": (doctors, reverse("records:patient", args=[tony.pk])),
    }


@pytest.mark.parametrize("who", ["patient", "provider"])
def test_links_to_earlier_entries_lead_to_each_of_them_once(
    visit: Appointment, paths: dict[str, tuple[Client, str]], who: str
) -> None:
    write(visit)

    pages = turned(*paths[who])

    assert [len(page) for page in pages] == [PAGE, PAGE, 5]
    assert [number for page in pages for number in page] == list(range(LONG, 0, -1))


@pytest.mark.parametrize(("oldest", "lengths"), [(6, [5, PAGE]), (5, [4, PAGE, PAGE])])
def test_links_to_later_entries_lead_to_the_page_before_the_newest(
    visit: Appointment, paths: dict[str, tuple[Client, str]], oldest: int, lengths: list[int]
) -> None:
    write(visit)

    pages = turned(*paths["patient"], to="Later", query=f"?before={oldest}")

    assert [len(page) for page in pages] == lengths
    numbers = [number for page in pages[::-1] for number in page]
    assert numbers == list(range(sum(lengths), 0, -1))


@pytest.mark.parametrize("who", ["patient", "provider"])
def test_a_page_says_which_entries_it_holds_and_each_is_logged(
    visit: Appointment, paths: dict[str, tuple[Client, str]], who: str
) -> None:
    write(visit)
    client, path = paths[who]
    AccessEvent.objects.filter(action="opened").count()

    page = text(client.get(f"{path}?before={PAGE + 6}"))

    assert f"{PAGE + 5} to 6 of {LONG} entries" in page
    assert "Newest entries" in page
    assert AccessEvent.objects.filter(action="opened").count() == 1


def test_a_history_of_one_page_has_no_links(visit: Appointment, client: Client) -> None:
    write(visit, PAGE)

    page = text(client.get(page_of(visit)))

    assert len(numbers_on(page)) == PAGE
    assert "Earlier entries" not in page


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "9" * 30, "1\0", "²"])
def test_what_is_no_number_shows_the_newest(
    visit: Appointment, paths: dict[str, tuple[Client, str]], before: str
) -> None:
    write(visit, PAGE + 1)
    client, path = paths["patient"]

    page = text(client.get(path, {"before": before}))

    assert numbers_on(page)[0] == PAGE + 1


def test_all_medication_stays_on_every_page(
    visit: Appointment, paths: dict[str, tuple[Client, str]]
) -> None:
    make_entry(visit, medication=[AMOXICILLIN | {"repeats": 1}])
    write(visit, PAGE)
    client, path = paths["patient"]

    newest, oldest = text(client.get(path)), text(client.get(f"{path}?before=2"))

    assert newest.count("<strong>Amoxicillin</strong>") == 1  # current
    assert oldest.count("<strong>Amoxicillin</strong>") == 2  # and of its entry


@pytest.mark.parametrize("who", ["patient", "provider"])
def test_an_entry_and_its_amendment_on_other_pages_lead_to_each_other(
    visit: Appointment, paths: dict[str, tuple[Client, str]], who: str
) -> None:
    first = make_entry(visit)
    write(visit, PAGE)
    amending = make_entry(visit, amends=first)
    client, path = paths[who]

    newer = text(client.get(path))
    older = text(client.get(f"{path}?before=2"))

    assert f'<a href="?before=2#entry-1">entry {first.number}</a>' in newer
    last = amending.number
    assert f'<a href="?before={last + 1}#entry-{last}">entry {last}</a>' in older
    assert numbers_on(text(client.get(f"{path}?before={last + 1}")))[0] == last


def test_beside_a_consultation_earlier_entries_are_shown_and_nothing_typed_is_lost(
    client: Client, visit: Appointment
) -> None:
    write(visit, PAGE + 1)
    first = text(client.get(page_of(visit)))
    assert 'value="earlier:2"' in first

    page = text(save(client, visit, action="earlier:2", text="Half a note.", seen=f"{PAGE}"))

    assert numbers_on(page) == [1]
    assert "Half a note.</textarea>" in page
    assert f'name="seen" value="{PAGE}"' in page  # the newest did not stand on it
    assert visit.entries.count() == PAGE + 1


def test_the_page_of_earlier_entries_stays_while_rows_are_added_and_goes_with_newest(
    client: Client, visit: Appointment
) -> None:
    write(visit, PAGE + 1)

    more = text(save(client, visit, action="add-row", before="2"))
    newest = text(save(client, visit, action="earlier:0", before="2"))

    assert numbers_on(more) == [1]
    assert 'name="before" value="2"' in more
    assert numbers_on(newest)[0] == PAGE + 1


def test_beside_a_consultation_an_amended_entry_of_another_page_is_a_button_of_the_form(
    client: Client, visit: Appointment
) -> None:
    first = make_entry(visit)
    write(visit, PAGE)
    make_entry(visit, amends=first)

    page = text(client.get(page_of(visit)))

    assert 'value="earlier:2"' in page
    assert 'formaction="#entry-1"' in page


def test_own_entries_beside_the_form_are_offered_to_amend_and_the_one_that_is_chosen(
    client: Client, visit: Appointment
) -> None:
    first = make_entry(visit)
    write(visit, PAGE)

    plain = text(client.get(page_of(visit)))
    chosen = text(client.get(f"{page_of(visit)}?amends={first.pk}"))

    assert len(re.findall(r"<option [^>]*>Entry ", plain)) == PAGE
    assert re.search(rf'<option value="{first.pk}" selected>\s*Entry 1,', chosen)


def test_the_page_of_an_entry_to_amend_stands_beside_its_correction_and_the_newest_when_asked_for(
    client: Client, visit: Appointment
) -> None:
    first, second = make_entry(visit), make_entry(visit)
    write(visit, PAGE - 1)
    path = page_of(visit)

    opened = text(client.get(path, {"amends": str(first.pk)}))
    newest = text(client.get(path, {"amends": str(first.pk), "before": "0"}))

    assert numbers_on(opened) == [1]
    assert f'data-turns-to="?amends={first.pk}&before=0#history"' in opened
    assert numbers_on(newest)[0] == PAGE + 1
    assert numbers_on(text(client.get(path, {"amends": str(second.pk)})))[0] == PAGE + 1


def test_a_page_beside_a_consultation_has_an_address_that_tells_what_was_seen(
    client: Client, visit: Appointment
) -> None:
    write(visit, PAGE + 1)
    path = page_of(visit)
    first = text(client.get(path))
    assert f'data-turns-to="?before=2&seen={PAGE + 1}#history"' in first
    write(visit, 1)

    page = text(client.get(path, {"before": "2", "seen": f"{PAGE + 1}"}))

    assert numbers_on(page) == [1]
    assert f'name="seen" value="{PAGE + 1}"' in page  # the one that came since was not shown
    assert f'name="seen" value="{PAGE + 2}"' in text(client.get(path, {"before": "2"}))


def test_a_letter_is_proposed_from_the_newest_entries_whichever_are_shown(
    client: Client, visit: Appointment
) -> None:
    make_entry(visit, text="Long ago.")
    write(visit, PAGE - 1)
    make_entry(visit, text="Newest words.")

    page = text(
        save(client, visit, action="earlier:2", text="", letter="As it was.", given="As it was.")
    )
    by_address = text(client.get(page_of(visit), {"before": "2"}))

    assert "As it was.</textarea>" in page
    [letter] = re.findall(r"Dear colleague,.*?</textarea>", by_address, re.DOTALL)
    assert "Newest words." in letter


def test_print_and_file_hold_the_whole_history(
    visit: Appointment, paths: dict[str, tuple[Client, str]]
) -> None:
    write(visit)
    client, _ = paths["patient"]

    printed = text(client.get(reverse("records:print")))
    file = client.get(reverse("records:export")).json()

    assert numbers_on(printed) == list(range(1, LONG + 1))
    assert [entry["number"] for entry in file["entries"]] == list(range(1, LONG + 1))
    assert "Earlier entries" not in printed


@pytest.mark.parametrize("who", ["patient", "provider"])
def test_every_page_costs_the_same_number_of_queries_and_not_many(
    visit: Appointment, paths: dict[str, tuple[Client, str]], who: str
) -> None:
    write(visit, 1)
    client, path = paths[who]
    once = queries_of(client, path)

    write(visit, LONG)

    savepoint = 2  # what stands for the transaction in a test
    assert queries_of(client, path) == once <= 12 + savepoint
