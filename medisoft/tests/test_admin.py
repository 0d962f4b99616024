"""Where the admin begins, and what it offers on no page."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from accounts.factories import ProfessionFactory, superuser
from accounts.kept import note_change
from accounts.models import Profession
from appointments.factories import make_appointment
from appointments.tests.desks import receptionist
from centres.factories import CentreFactory, open_affiliation
from centres.templatetags.kept import MOST_CENTRES


def test_the_first_page_leads_to_the_day_of_each_centre_that_one_keeps(
    client: Client, db: None
) -> None:
    own, other = CentreFactory.create(), CentreFactory.create()
    client.force_login(receptionist(own))

    page = client.get("/admin/").text

    assert f"/admin/centres/centre/{own.pk}/day/" in page
    assert f"/admin/centres/centre/{other.pk}/day/" not in page
    assert str(other) not in page


def test_the_first_page_names_no_centres_of_somebody_who_keeps_very_many(
    client: Client, db: None
) -> None:
    CentreFactory.create_batch(MOST_CENTRES + 1)
    client.force_login(superuser())

    page = client.get("/admin/").text

    assert "/day/" not in page
    assert "Your centres" not in page


def test_recent_actions_are_in_words_of_what_one_keeps_and_ids_of_the_rest(
    client: Client, db: None
) -> None:
    ours, theirs = make_appointment(), make_appointment()
    user = receptionist(ours.centre)
    client.force_login(user)
    for visit in (ours, theirs):
        note_change(user, visit, "status")

    page = client.get("/admin/").text

    assert f"11:00am, with {ours.provider} at {ours.centre}</a>" in page
    assert f"{theirs.pk}</a>" in page
    assert str(theirs.provider) not in page


def test_the_history_of_an_appointment_is_told_on_the_clock_of_its_centre(
    client: Client, db: None
) -> None:
    visit = make_appointment(affiliation=open_affiliation(centre__timezone="Australia/Perth"))
    user = receptionist(visit.centre)
    client.force_login(user)
    note_change(user, visit, "status")

    page = client.get(f"/admin/appointments/appointment/{visit.pk}/history/").text

    assert "Change history: Wednesday 2 December 2026, 8:00am (Perth time)" in page
    assert "UTC" not in page
    assert re.search(r"20\d\d, \d+:\d\d[ap]m</th>", page)


@pytest.mark.parametrize("selected", ["abc", "9" * 400, "a\0b", "{pk}"])
def test_no_list_deletes_many_rows_at_once(client: Client, db: None, selected: str) -> None:
    client.force_login(superuser())
    profession = ProfessionFactory.create()

    response = client.post(
        "/admin/accounts/profession/",
        {
            "action": "delete_selected",
            "_selected_action": selected.format(pk=profession.pk),
            "post": "yes",
        },
    )

    assert response.status_code in (302, 400)
    assert Profession.objects.contains(profession)


@pytest.mark.parametrize("action", ["export_csv", "export_xlsx"])
@pytest.mark.parametrize("selected", ["abc", "9" * 400, "a\0b"])
def test_a_choice_that_is_no_id_breaks_no_action(
    client: Client, db: None, action: str, selected: str
) -> None:
    client.force_login(superuser())

    for path in ("/admin/accounts/profession/", "/admin/accounts/patient/"):
        response = client.post(path, {"action": action, "_selected_action": selected})
        assert response.status_code in (200, 302, 400)


def test_a_search_for_hundreds_of_words_is_refused(client: Client, db: None) -> None:
    client.force_login(superuser())

    response = client.get("/admin/centres/centre/", {"q": "a b " * 1500})

    assert response.status_code == 400


def test_the_way_to_the_site_does_not_lead_staff_back_to_the_admin(
    client: Client, db: None
) -> None:
    client.force_login(receptionist(CentreFactory.create()))

    page = client.get("/admin/").text

    assert '<a href="/search/">View site</a>' in page
    assert client.get("/search/").status_code == 200


@pytest.mark.parametrize("key", ["{pk}/{row}", "{pk}/x"])
def test_no_address_leads_from_any_row_to_its_page(client: Client, db: None, key: str) -> None:
    client.force_login(superuser())
    visit = make_appointment()
    kind = ContentType.objects.get_for_model(visit)

    response = client.get(f"/admin/r/{key.format(pk=kind.pk, row=visit.pk)}/")

    assert response.status_code == 404
