"""Centres, places and hours in the admin."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.forms import inlineformset_factory
from django.test import Client
from django.urls import reverse

from accounts.factories import ProviderFactory, staff_user, superuser
from appointments.tests.pages import queries_of
from centres.admin.hours import WeekFormSet
from centres.factories import AffiliationFactory, CentreFactory, open_affiliation, work_week
from centres.models import Affiliation, Centre, ExtraHours, TimeOff, WorkingHours

pytestmark = pytest.mark.django_db
MONDAY = 0
SAVED = 302


@pytest.fixture(autouse=True)
def _superuser(client: Client) -> None:
    client.force_login(superuser())


def change_url(edited: Centre | Affiliation) -> str:
    return reverse(f"admin:centres_{edited._meta.model_name}_change", args=[edited.pk])


def rows(prefix: str, *filled: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """An inline formset as a browser posts it; the first `initial` rows exist already."""
    management = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": initial}
    values = {
        f"{prefix}-{number}-{name}": value
        for number, row in enumerate(filled)
        for name, value in row.items()
    }
    return management | values


def week(*hours: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    return rows("working_hours", *hours, initial=initial)


def hours(opens: str, closes: str, **more: Any) -> dict[str, Any]:
    return {"weekday": MONDAY, "opens": opens, "closes": closes, **more}


def kept(row: WorkingHours, **more: Any) -> dict[str, Any]:
    """A row as its form shows it."""
    return {
        "id": row.pk,
        "weekday": row.weekday,
        "opens": f"{row.opens:%H:%M}",
        "closes": f"{row.closes:%H:%M}",
        **more,
    }


def affiliation_form(**more: Any) -> dict[str, Any]:
    return {"provider_number": ""} | week() | rows("time_off") | rows("extra_hours") | more


def centre_form(centre: Centre, **more: Any) -> dict[str, Any]:
    fields = ["name", "kind", "abn", "phone", "street", "suburb", "state", "postcode", "timezone"]
    values = {name: getattr(centre, name) for name in fields}
    return values | rows("memberships") | rows("time_off") | more


def spans(affiliation: Affiliation) -> list[tuple[time, time]]:
    return list(affiliation.working_hours.values_list("opens", "closes"))


def shown_messages(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_superuser_adds_a_provider_to_a_centre_with_hours(client: Client) -> None:
    provider, centre = ProviderFactory.create(), CentreFactory.create()

    response = client.post(
        reverse("admin:centres_affiliation_add"),
        {"provider": provider.pk, "centre": centre.pk, "provider_number": "2449001X"}
        | week(hours("09:00", "12:00"), hours("13:00", "00:00")),
    )

    assert response.status_code == SAVED
    affiliation = Affiliation.objects.get(provider=provider, centre=centre)
    assert spans(affiliation) == [(time(9), time(12)), (time(13), time(0))]


def test_hours_that_overlap_in_one_form_are_refused(client: Client) -> None:
    affiliation = AffiliationFactory.create()

    response = client.post(
        change_url(affiliation),
        affiliation_form(**week(hours("09:00", "12:00"), hours("11:00", "13:00"))),
    )

    assert "Monday 09:00-12:00 overlaps Monday 11:00-13:00." in response.text
    assert spans(affiliation) == []


def test_hours_that_overlap_those_at_another_centre_are_refused_without_its_name(
    client: Client,
) -> None:
    elsewhere = AffiliationFactory.create(centre__timezone="Australia/Perth")
    work_week(elsewhere, opens=time(12), closes=time(14))  # from 14:00 or 15:00 in Sydney
    affiliation = AffiliationFactory.create(provider=elsewhere.provider)

    response = client.post(
        change_url(affiliation), affiliation_form(**week(hours("14:00", "17:00")))
    )

    assert "Monday 14:00-17:00 overlaps Monday 12:00-14:00 at another centre" in response.text
    assert spans(affiliation) == []


def test_hours_may_take_the_place_of_those_deleted_with_them(client: Client) -> None:
    affiliation = AffiliationFactory.create()
    work_week(affiliation, weekdays=range(1))
    old = affiliation.working_hours.get()

    response = client.post(
        change_url(affiliation),
        affiliation_form(**week(kept(old, DELETE="on"), hours("10:00", "11:00"), initial=1)),
    )

    assert response.status_code == SAVED
    assert spans(affiliation) == [(time(10), time(11))]


def test_hours_that_somebody_added_meanwhile_count(client: Client) -> None:
    affiliation = AffiliationFactory.create()
    opened_before = affiliation_form(**week(hours("09:00", "12:00")))
    work_week(affiliation, weekdays=range(1))

    response = client.post(change_url(affiliation), opened_before)

    assert "overlaps" in response.text
    assert spans(affiliation) == [(time(9), time(17))]


def test_a_row_that_the_form_leaves_counts_as_somebody_changed_it_meanwhile() -> None:
    affiliation = AffiliationFactory.create()
    work_week(affiliation, opens=time(9), closes=time(12), weekdays=range(1))
    row = affiliation.working_hours.get()
    fields = ["weekday", "opens", "closes"]
    formset = inlineformset_factory(Affiliation, WorkingHours, formset=WeekFormSet, fields=fields)
    opened_before = formset(
        week(kept(row), hours("12:00", "14:00"), initial=1), instance=affiliation
    )
    assert len(opened_before.initial_forms) == 1  # they are read here

    WorkingHours.objects.update(closes=time(13))

    assert not opened_before.is_valid()


@pytest.mark.parametrize(
    ("opens", "closes"), [("09:15", "10:00"), ("12:00", "09:00"), ("", "09:00"), ("x", "\0")]
)
def test_impossible_hours_are_refused(client: Client, opens: str, closes: str) -> None:
    affiliation = AffiliationFactory.create()

    response = client.post(change_url(affiliation), affiliation_form(**week(hours(opens, closes))))

    assert response.status_code == 200
    assert spans(affiliation) == []


def test_the_times_of_exceptions_are_on_the_centres_clock(client: Client) -> None:
    affiliation = AffiliationFactory.create(centre__timezone="Australia/Perth")
    off = {"starts_at": "2026-12-24T12:00", "ends_at": "2026-12-25T00:00"}

    saved = client.post(
        change_url(affiliation),
        affiliation_form(**rows("time_off", off), **rows("extra_hours", off)),
    )
    shown = client.get(change_url(affiliation))

    noon = datetime(2026, 12, 24, 4, tzinfo=UTC)
    assert saved.status_code == SAVED
    assert TimeOff.objects.get(affiliation=affiliation).starts_at == noon
    assert ExtraHours.objects.get(affiliation=affiliation).starts_at == noon
    assert shown.text.count('value="2026-12-24T12:00"') == 2
    assert "On the centre's clock (Australia/Perth)." in shown.text


def test_a_holiday_closes_a_whole_centre(client: Client) -> None:
    centre = CentreFactory.create()
    holiday = {
        "starts_at": "2026-12-25T00:00",
        "ends_at": "2026-12-26T00:00",
        "reason": "Christmas Day",
    }

    response = client.post(change_url(centre), centre_form(centre, **rows("time_off", holiday)))

    assert response.status_code == SAVED
    assert centre.time_off.get().starts_at == datetime(2026, 12, 24, 13, tzinfo=UTC)


def test_an_abn_that_fails_its_check_is_kept_with_a_warning(client: Client) -> None:
    centre = CentreFactory.create()

    response = client.post(change_url(centre), centre_form(centre, abn="1111"))

    centre.refresh_from_db()
    assert centre.abn == "1111"
    assert "is not a right ABN" in shown_messages(response)


def test_a_provider_number_that_fails_its_check_is_kept_with_a_warning(client: Client) -> None:
    affiliation = AffiliationFactory.create()

    response = client.post(change_url(affiliation), affiliation_form(provider_number="2449001Y"))

    affiliation.refresh_from_db()
    assert affiliation.provider_number == "2449001Y"
    assert "check character" in shown_messages(response)


def test_right_numbers_bring_no_warning(client: Client) -> None:
    affiliation = AffiliationFactory.create()

    response = client.post(change_url(affiliation), affiliation_form(provider_number="2449001X"))

    assert "check" not in shown_messages(response)


def test_who_and_where_of_a_place_stay(client: Client) -> None:
    affiliation = AffiliationFactory.create()
    other = ProviderFactory.create()

    client.post(change_url(affiliation), affiliation_form(provider=other.pk))

    assert Affiliation.objects.get().provider == affiliation.provider


@pytest.mark.parametrize("model", ["centre", "affiliation"])
def test_lists_and_their_search_open(client: Client, model: str) -> None:
    open_affiliation()

    response = client.get(reverse(f"admin:centres_{model}_changelist"), {"q": "example"})

    assert response.status_code == 200
    assert response.context["cl"].result_count == 1


@pytest.mark.parametrize("model", ["centres_centre", "centres_affiliation", "accounts_provider"])
def test_a_list_costs_the_same_at_1_row_and_at_30(client: Client, model: str) -> None:
    path = reverse(f"admin:{model}_changelist")
    open_affiliation(provider__specialist=True)
    one_row = queries_of(client, path)

    for _ in range(29):
        open_affiliation(provider__specialist=True)

    assert queries_of(client, path) == one_row <= 12


@pytest.mark.parametrize(("field", "typed"), [("provider", "ann"), ("centre", "wales")])
def test_providers_and_centres_are_found_by_typing(client: Client, field: str, typed: str) -> None:
    open_affiliation(provider__user__full_name="Ann Example", centre__name="Prince of Wales")
    open_affiliation()
    asked = {"app_label": "centres", "model_name": "affiliation", "field_name": field}

    response = client.get(reverse("admin:autocomplete"), {**asked, "term": typed})

    assert len(response.json()["results"]) == 1


@pytest.mark.parametrize("pk", ["999999", "1" + "0" * 30, "-1", "x"])
@pytest.mark.parametrize("model", ["centre", "affiliation"])
def test_what_does_not_exist_is_not_found(client: Client, model: str, pk: str) -> None:
    response = client.get(reverse(f"admin:centres_{model}_change", args=[pk]))

    assert response.status_code == 404


@pytest.mark.parametrize("model", ["centre", "affiliation"])
def test_staff_of_no_centre_keep_nothing_here(client: Client, model: str) -> None:
    affiliation = open_affiliation()
    client.force_login(staff_user())
    edited = affiliation if model == "affiliation" else affiliation.centre

    assert client.get(reverse(f"admin:centres_{model}_changelist")).status_code == 403
    assert client.post(change_url(edited), {}).status_code == 404
    assert Affiliation.objects.count() == Centre.objects.count() == 1
