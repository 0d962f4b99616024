"""What of a plan would get slower with every row."""

import pytest
from django.db import connection

from bench.plans import MOST_TURNS, faults
from centres.factories import CentreFactory
from centres.models import Centre

FEW = 20  # rows of a table that is large for these tests

only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite tells neither sorts on disk nor turns"
)


@pytest.fixture
def _centres() -> None:
    CentreFactory.create_batch(FEW * 2)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE centres_centre")


@pytest.mark.django_db
@pytest.mark.usefixtures("_centres")
def test_a_large_table_that_is_read_whole_is_a_fault() -> None:
    by_phone = "SELECT * FROM centres_centre WHERE phone = '9'"

    assert [fault.split()[-1] for fault in faults(by_phone, large=FEW)] == ["centres_centre"]
    assert faults(by_phone) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("_centres")
def test_a_row_that_an_index_finds_is_none() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # it would rather read a table of a page or two
            cursor.execute("SET LOCAL enable_seqscan = off")

    assert faults("SELECT * FROM centres_centre WHERE id = 3", large=FEW) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("_centres")
def test_a_change_is_explained_and_not_made() -> None:
    found = faults("DELETE FROM centres_centre WHERE phone <> '9'", large=FEW)

    assert found != []
    assert Centre.objects.count() == FEW * 2


@only_postgresql
@pytest.mark.django_db
def test_a_loop_of_many_turns_is_a_fault() -> None:
    turns = MOST_TURNS + 1
    looks_up = (
        f"SELECT * FROM generate_series(1, {turns}) n "
        "JOIN LATERAL (SELECT n AS same OFFSET 0) looked ON true"
    )

    assert faults(looks_up) == [f"Nested Loop of {turns} turns"]
    assert faults(looks_up.replace(str(turns), "10")) == []


@only_postgresql
@pytest.mark.django_db
def test_a_sort_on_disk_is_a_fault() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64kB'")

    (fault,) = faults("SELECT n FROM generate_series(1, 50000) n ORDER BY -n")

    assert fault.startswith("Sort on disk")
