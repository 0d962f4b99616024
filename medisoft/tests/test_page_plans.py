"""No page reads a whole table of those that grow with a nation, and none asks many questions."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from medisoft.tests.every_page import PEOPLE, Site, furnish
from medisoft.tests.plans import assert_by_index

MOST_QUERIES = 12  # each costs time on the way to the database, however quick its answer
# Pages that put together more than others do, or that are opened seldom.
MORE_QUERIES = {
    "admin:appointments_appointment_change": 13,
    "admin:centres_affiliation_change": 18,
    "appointments:book": 17,
    "centres:search": 14,
    "records:consultation": 14,
    "records:patient": 14,
}


def allowed(path: str) -> int:
    return MORE_QUERIES.get(resolve(urlsplit(path).path).view_name, MOST_QUERIES)


@pytest.fixture
def site(db: None) -> Site:
    return furnish()


@pytest.mark.parametrize("person", PEOPLE)
def test_pages_are_read_by_index_with_few_queries(client: Client, site: Site, person: str) -> None:
    if person in site.users:
        client.force_login(site.users[person])
    many = {}

    for path in site.paths[person]:
        client.get(path)  # what a process keeps is read once
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert_by_index(queries.captured_queries)
        many[path] = len(queries)

    over = {path: asked for path, asked in many.items() if asked > MOST_QUERIES}
    assert {path: asked for path, asked in over.items() if asked > allowed(path)} == {}
