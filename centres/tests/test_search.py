"""The search page."""

import re
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.factories import PatientFactory, ProfessionFactory, ProviderFactory, staff_user
from accounts.models import Patient
from centres import services
from centres.factories import AffiliationFactory, CentreFactory, open_affiliation, work_week
from centres.models import ProviderRating

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(client: Client) -> Patient:
    patient = PatientFactory.create()
    client.force_login(patient.user)
    return patient


def page(client: Client, **query: str) -> str:
    """The text of a page of results, with one space between words."""
    response = client.get(reverse("centres:search"), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_result_shows_name_service_place_and_rating(client: Client, patient: Patient) -> None:
    affiliation = open_affiliation(
        provider__specialist=True,
        provider__user__full_name="Mary Heart",
        centre__name="Prince Hospital",
    )
    ProviderRating.objects.create(
        provider=affiliation.provider, patient=patient, stars=4, rated_at=timezone.now()
    )

    text = page(client, q="heart")

    assert reverse("centres:provider", args=[affiliation.provider_id]) in text
    assert "Cardiology (Specialist) at Prince Hospital (Randwick)" in text
    assert "(1 rating)" in text
    assert "Needs a GP referral" in text


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("kind", ["centre", "provider"])
def test_a_result_shows_the_average_of_all_its_ratings(client: Client, kind: str) -> None:
    place = open_affiliation()
    subject = place.centre if kind == "centre" else place.provider
    for stars in (5, 4):
        rater = PatientFactory.create()
        services.rate(patient=rater, subject=subject, stars=stars, now=timezone.now())

    text = page(client, kind=kind)

    assert "4.5 out of 5" in text
    assert "(2 ratings)" in text


@pytest.mark.usefixtures("patient")
def test_a_patient_gets_three_times_to_book_and_a_way_to_more(client: Client) -> None:
    affiliation = open_affiliation(provider__user__full_name="Jack Jackson")
    book = reverse("appointments:book", args=[affiliation.pk])

    text = page(client, q="jackson")

    assert len(re.findall(rf'href="{book}\?slots=20\d\d-[^"]+%2B1[01]%3A00"', text)) == 3
    assert f'href="{book}"' in text


def test_staff_read_the_times_and_cannot_book(client: Client) -> None:
    client.force_login(staff_user())
    affiliation = open_affiliation(provider__user__full_name="Jack Jackson")

    text = page(client, q="jackson")

    assert "Next free times" in text
    assert reverse("appointments:book", args=[affiliation.pk]) not in text


@pytest.mark.usefixtures("patient")
def test_times_of_a_provider_with_two_centres_say_where(client: Client) -> None:
    here = open_affiliation(centre__name="Here Clinic", provider__user__full_name="Jack Jackson")
    AffiliationFactory.create(provider=here.provider, centre__name="There Clinic")

    text = page(client, q="jackson")

    assert "Next free times at Here Clinic" in text
    assert "at Here Clinic (Randwick) and There Clinic (Randwick)" in text


@pytest.mark.usefixtures("patient")
def test_the_way_to_more_times_names_the_centre_out_of_sight(client: Client) -> None:
    here = open_affiliation(centre__name="Here Clinic", provider__user__full_name="Jack Jackson")
    AffiliationFactory.create(provider=here.provider, centre__name="There Clinic")

    hidden = '<span class="visually-hidden"> with Jack Jackson at Here Clinic</span></a>'
    assert f"More times{hidden}" in page(client, q="jackson")


@pytest.mark.usefixtures("patient")
def test_times_at_two_centres_say_each_where_it_is(client: Client) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).weekday()
    here = AffiliationFactory.create(centre__name="Here Clinic")
    there = AffiliationFactory.create(provider=here.provider, centre__name="There Clinic")
    work_week(here, opens=time(9), closes=time(10), weekdays=range(tomorrow, tomorrow + 1))
    work_week(there, opens=time(10), closes=time(11), weekdays=range(tomorrow, tomorrow + 1))

    text = page(client, kind="provider")

    assert text.count("am at Here Clinic") == 2
    assert text.count("am at There Clinic") == 1


@pytest.mark.usefixtures("patient")
def test_a_result_says_why_it_matched(client: Client) -> None:
    open_affiliation(
        centre__name="Prince of Wales Hospital", provider__user__full_name="Jack Jackson"
    )

    assert "Matched “Jackson”" in page(client, q="jakson")
    assert "Works at Prince of Wales Hospital" in page(client, q="prnce", kind="provider")
    assert "Works at" not in page(client, q="prince wales", kind="provider")
    assert "Services: GP" in page(client, q="doctor", kind="centre")
    assert "Services: GP" not in page(client, q="gp", kind="centre")
    assert "In Randwick NSW 2031" in page(client, q="2031", kind="provider")
    assert "Matched" not in page(client, q="jack")


@pytest.mark.usefixtures("patient")
def test_a_service_that_the_card_of_a_centre_leaves_out_is_said(client: Client) -> None:
    centre = CentreFactory.create()
    for letter in "ABCDEFG":
        AffiliationFactory.create(
            centre=centre, provider__profession=ProfessionFactory.create(name=f"{letter}ologist")
        )

    text = page(client, q="gologist", kind="centre")

    assert "Eologist, Fologist and more" in text
    assert "Services: Gologist" in text


@pytest.mark.usefixtures("patient")
def test_every_result_stands_on_exactly_one_page(client: Client) -> None:
    for _ in range(23):
        AffiliationFactory.create()

    pages = [page(client, page=str(number)) for number in (1, 2, 3)]

    links = [link for text in pages for link in re.findall(r'<h3><a href="([^"]+)"', text)]
    assert [text.count("<h3><a href=") for text in pages] == [20, 20, 6]
    assert len(links) == 46
    assert len(set(links)) == 46
    assert "Page 3 of 3" in pages[2]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(("kind", "most"), [("", 10), ("provider", 9), ("centre", 6)])
def test_a_page_costs_the_same_queries_at_one_result_and_at_thirty(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, kind: str, most: int
) -> None:
    open_affiliation(centre__suburb="Newtown")
    page(client, q="newtown")  # the first look loads the words and starts the session's clock
    with django_assert_max_num_queries(most) as one:
        page(client, q="newtown", kind=kind)
    for _ in range(30):
        open_affiliation(centre__suburb="Newtown")
    page(client, q="newtown")

    with django_assert_max_num_queries(most) as thirty:
        page(client, q="newtown", kind=kind)

    assert len(thirty) == len(one)


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"q": "x" * 101}, "Use at most 100 characters."),
        ({"q": "a b c d e f g h i j k"}, "Search for at most 10 words."),
        ({"q": "a\0b"}, "Take out the characters that cannot be seen."),
        ({"q": "🙂"}, "Use letters or numbers."),
        ({"suburb": "<>"}, "Use letters or numbers."),
        ({"kind": "hospital"}, "Choose centres, providers or both."),
        ({"page": "0"}, "There is no such page."),
        ({"page": "-1"}, "There is no such page."),
        ({"page": "9" * 5000}, "There is no such page."),
        ({"page": "x"}, "There is no such page."),
        ({"page": "99"}, "There is no such page."),
    ],
)
def test_bad_input_meets_a_message(client: Client, query: dict[str, str], message: str) -> None:
    CentreFactory.create()

    assert message in page(client, **query)


@pytest.mark.usefixtures("patient")
def test_what_was_typed_and_chosen_stays_in_the_form(client: Client) -> None:
    text = page(client, q='"gp"', kind="centre", suburb="Randwick")

    assert re.search(r'name="q" value="&#34;gp&#34;"', text)
    assert re.search(r'name="suburb" value="Randwick"', text)
    assert re.findall(r'<option value="(\w*)" selected>', text) == ["centre"]


@pytest.mark.usefixtures("patient")
def test_a_problem_and_a_hint_belong_to_their_field(client: Client) -> None:
    text = page(client, q="🙂", suburb="🙂", kind="hospital")

    for said in (
        "id_q_error",
        "id_suburb_helptext id_suburb_error",
        "id_kind_helptext id_kind_error",
    ):
        assert f'aria-invalid="true" aria-describedby="{said}"' in text
        assert all(f'id="{name}"' in text for name in said.split())
    assert text.count('aria-invalid="true"') == 3


@pytest.mark.usefixtures("patient")
def test_markup_that_was_typed_is_escaped(client: Client) -> None:
    text = page(client, q="<script>alert(1)</script>")

    assert "<script>alert" not in text


@pytest.mark.usefixtures("patient")
def test_the_button_stands_beside_the_box_and_before_the_filters(client: Client) -> None:
    text = page(client)

    assert text.index('name="q"') < text.index(">Search</button>") < text.index("<details")


def test_search_asks_for_a_log_in(client: Client) -> None:
    response = client.get(reverse("centres:search"), {"q": "jackson"})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_search_refuses_a_post(client: Client, patient: Patient) -> None:
    assert client.post(reverse("centres:search")).status_code == 405


def test_a_provider_may_search(client: Client) -> None:
    client.force_login(ProviderFactory.create().user)

    assert "Find care" in page(client)


@pytest.mark.usefixtures("patient")
def test_a_problem_met_while_typing_leaves_the_focus_in_the_field(client: Client) -> None:
    response = client.get("/search/", {"q": "🙂"}, headers={"HX-Request": "true"})

    assert "Use letters or numbers." in response.content.decode()
    assert "data-error-summary" not in response.content.decode()


@pytest.mark.usefixtures("patient")
def test_times_of_another_zone_say_so(client: Client) -> None:
    open_affiliation(centre__timezone="Australia/Perth", centre__name="Perth Clinic")

    assert "Next free times (Perth time)" in page(client, kind="provider")


@pytest.mark.usefixtures("patient")
def test_times_are_those_at_the_suburb_that_was_typed(client: Client) -> None:
    there = open_affiliation(centre__suburb="Kensington")
    elsewhere = open_affiliation(provider=there.provider, centre__suburb="Ultimo")

    text = page(client, q="gp kensington")

    assert f"{reverse('appointments:book', args=[there.pk])}?slots=" in text
    assert reverse("appointments:book", args=[elsewhere.pk]) not in text
