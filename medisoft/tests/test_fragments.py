"""The parts of pages that a process draws once for everybody of a role."""

import pickle
import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, staff_user
from accounts.models import User
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


def test_each_page_marks_its_own_link_whichever_came_before() -> None:
    user = PatientFactory.create().user

    current = [
        re.findall(r'aria-current="page">([^<]+)</a>', page_of(user, path))
        for path in (HOME, SEARCH, reverse("accounts:profile"))
    ]

    assert current == [["Home"], ["Find care"], ["Profile"]]
