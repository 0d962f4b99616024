"""The parts of pages that a process draws once for everybody of a role."""

import pickle
import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, staff_user, superuser
from accounts.models import User
from appointments.tests.desks import receptionist
from centres.factories import CentreFactory, open_affiliation
from centres.models import Membership

pytestmark = pytest.mark.django_db

HOME, SEARCH = reverse("home"), reverse("centres:search")


def kept() -> list[str]:
    fragments: dict[str, bytes] = vars(caches["fragments"])["_cache"]
    return [pickle.loads(fragment) for fragment in fragments.values()]


def page_of(user: User, path: str = SEARCH) -> str:
    client = Client()
    client.force_login(user)
    return client.get(path).content.decode()


def links(page: str) -> list[str]:
    navigation = page.partition('aria-label="Main"')[2].partition("</nav>")[0]
    return re.findall(r">([^<]+)</a>", navigation)


def test_they_hold_nothing_of_whoever_was_first() -> None:
    first, second = (PatientFactory.create().user for _ in range(2))
    for path in (HOME, SEARCH):
        page_of(first, path)
    drawn = kept()

    for path in (HOME, SEARCH):
        page_of(second, path)

    assert kept() == drawn != []
    for found in (first.email, first.name, f'"{first.pk}"', "csrfmiddlewaretoken", "value="):
        assert found not in "".join(drawn)


def test_each_role_has_links_of_its_own_whoever_came_before() -> None:
    keeper = staff_user()
    Membership.objects.create(user=keeper, centre=CentreFactory.create())
    everybody = [
        PatientFactory.create().user,
        open_affiliation().provider.user,
        staff_user(),
        keeper,
    ]

    found = [links(page_of(user)) for user in everybody]

    assert found == [
        ["Home", "Find care", "Appointments", "History"],
        ["Day", "Appointments", "Referrals", "Find care"],
        ["Home", "Find care"],
        ["Admin", "Find care"],
    ]


def sidebar(user: User, model: str) -> str:
    """Of the admin, beside the list of a model."""
    page = page_of(user, reverse(f"admin:{model}_changelist"))
    return page.partition('id="nav-sidebar"')[2].partition("</nav>")[0]


def test_the_sidebar_of_the_admin_is_that_of_the_role_whoever_came_before() -> None:
    one, other = (receptionist(CentreFactory.create()) for _ in range(2))

    found = [sidebar(user, "accounts_patient") for user in (one, superuser(), other)]

    assert ["model-patient" in links for links in found] == [True] * 3
    assert ["model-staff" in links for links in found] == [False, True, False]
    assert one.name not in "".join(kept())


def test_the_sidebar_marks_the_list_that_is_open_whichever_came_before() -> None:
    user = receptionist(CentreFactory.create())

    current = [
        re.findall(r'aria-current="page">([^<]+)</a>', sidebar(user, model))
        for model in ("accounts_patient", "accounts_provider", "centres_centre")
    ]

    assert current == [["Patients"], ["Providers"], ["Centres"]]


def test_staff_without_a_centre_see_no_model_in_the_admin() -> None:
    page_of(receptionist(CentreFactory.create()), reverse("admin:index"))

    assert "model-patient" not in page_of(staff_user(), reverse("admin:index"))


def test_each_page_marks_its_own_link_whichever_came_before() -> None:
    user = PatientFactory.create().user

    current = [
        re.findall(r'aria-current="page">([^<]+)</a>', page_of(user, path))
        for path in (HOME, SEARCH, reverse("accounts:profile"))
    ]

    assert current == [["Home"], ["Find care"], ["Profile"]]
