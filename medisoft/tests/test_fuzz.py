"""Whatever somebody sends in a form or a query string, the site answers and does not break."""

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appointments.tests.times import at, iso
from medisoft.tests.cast import WRITTEN_BY_ASKING, Cast, assemble, stored_rows, undone

pytestmark = pytest.mark.django_db

# Each example is taken back, so that all may share the cast of their test. How long the making of
# one takes says more about the machine.
shared_cast = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

NASTY = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud7ff\u202e\u200b",
    "😀" * 50,
    "Ærø Øster 北京 مرحبا",
    "<script>alert(1)</script>",
    "'; DROP TABLE x; --",
    "%00%s{{7*7}}${7*7}",
    "-1",
    "0",
    "1",
    "2",
    "1e309",
    "nan",
    "٣",
    "9" * 40,
    "x" * 5000,
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "2027-04-04",
    "2027-04-04T02:00:00+10:00",
    "2027-04-04T02:00:00+99:99",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+14:00",
    "past",
    "week",
    "centre",
    "provider",
    "a@b.c",
    "[" * 500,
]
texts = st.sampled_from(NASTY) | st.text(max_size=60)


def values_of(**known: list[str]) -> st.SearchStrategy[dict[str, list[str]]]:
    """What a form or a query string may hold: its fields, each missing, once or repeated, with
    values that it knows among others that it does not; and a field of another name."""
    fields = {
        name: st.lists(st.sampled_from(values) | texts if values else texts, max_size=5)
        for name, values in known.items()
    }
    return st.fixed_dictionaries({}, optional={**fields, "unknown": st.lists(texts, max_size=2)})


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


def send(
    cast: Cast,
    actor: str,
    method: str,
    path: str,
    sent: dict[str, list[str]],
    writes: Collection[str] = (),
) -> Any:
    """The answer. One that is no redirect has written nothing but the rows that asking `writes`."""
    cache.clear()  # else most examples are told to wait, and reach no form
    with undone():
        client = cast.client(actor)
        before = stored_rows(besides=writes)
        response = client.get(path, sent) if method == "GET" else client.post(path, sent)
        if response.status_code != 302:
            assert stored_rows(besides=writes) == before
        return response


QUERIES = {
    "/": ("provider, booked", values_of(day=["2027-04-04"], view=["week"])),
    "/search/": (
        "patient",
        values_of(
            q=["example gp", "randwik"],
            kind=["centre", "provider"],
            suburb=["randwick"],
            service=["gp"],
            expertise=["cardiology"],
            page=["1", "2", "last"],
        ),
    ),
    "/appointments/": ("patient", values_of(when=["past"], page=["1", "2", "last"])),
    "/history/export/": ("patient", values_of(format=["json", "fhir"])),
    "/history/access/": ("patient", values_of(who=["me"], page=["1", "2", "last"])),
    "/accounts/login/": ("anonymous", values_of(next=["/search/", "//evil.example"])),
    "/accounts/password/reset/": ("anonymous", values_of(email=["a@example.com"])),
}


@pytest.mark.parametrize("path", QUERIES)
@shared_cast
@given(drawn=st.data())
def test_no_query_string_breaks_a_page(cast: Cast, path: str, drawn: st.DataObject) -> None:
    actor, values = QUERIES[path]

    logged = WRITTEN_BY_ASKING.get(resolve(path).view_name, ())
    response = send(cast, actor, "GET", path, drawn.draw(values), logged)

    assert response.status_code < 500


FORMS = {
    "/profile/": (
        "patient",
        values_of(
            full_name=["Tony Marino"],
            phone=["02 9385 5425"],
            medicare_number=["2123 45670 1"],
            display=["dark"],
        ),
    ),
    "/accounts/login/": (
        "anonymous",
        values_of(login=["person1@example.com"], password=["x"], next=["/search/"]),
    ),
    "/accounts/password/reset/": ("anonymous", values_of(email=["person1@example.com"])),
    "/accounts/password/change/": (
        "patient",
        values_of(oldpassword=[], password1=["correct-horse"], password2=["correct-horse"]),
    ),
    "/accounts/email/": (
        "patient",
        values_of(email=["x@example.com"], action_add=["1"], action_remove=["1"]),
    ),
    "/accounts/reauthenticate/": ("patient", values_of(password=["x"], next=["/search/"])),
}


@pytest.mark.parametrize("path", FORMS)
@shared_cast
@given(drawn=st.data())
def test_no_form_breaks_its_page(cast: Cast, path: str, drawn: st.DataObject) -> None:
    actor, values = FORMS[path]

    response = send(cast, actor, "POST", path, drawn.draw(values))

    assert response.status_code < 500


@shared_cast
@given(drawn=st.data())
def test_nothing_sent_for_a_provider_number_breaks_the_profile(
    cast: Cast, drawn: st.DataObject
) -> None:
    values = values_of(affiliation=[str(cast.gp.pk)], provider_number=["2449001X"])

    response = send(cast, "provider, booked", "POST", "/profile/", drawn.draw(values))

    assert response.status_code < 500


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("view", ["book", "reschedule"])
@shared_cast
@given(drawn=st.data())
def test_nothing_sent_to_the_picker_breaks_it(
    cast: Cast, view: str, method: str, drawn: st.DataObject
) -> None:
    pk = cast.appointment_for("patient").pk
    path = f"/book/{cast.gp.pk}/" if view == "book" else f"/appointments/{pk}/reschedule/"
    times = iso(cast.gp, at(cast.gp, 9), slots=16)
    values = values_of(
        slots=times, reason=["x"], check=["1"], week=["2027-04-04"], length=["30", "120"]
    )

    response = send(cast, "patient", method, path, drawn.draw(values))

    assert response.status_code < 500


@shared_cast
@given(drawn=st.data())
def test_nothing_sent_in_a_consultation_breaks_it(cast: Cast, drawn: st.DataObject) -> None:
    addressees = [cast.other_specialist.pk, cast.gp.provider_id]
    entries = [str(entry.pk) for entry in cast.entries.values()]
    row = {"medication": ["Zinc"], "dose": ["1 mg"], "directions": ["Daily"], "repeats": ["1"]}
    values = values_of(
        text=["A cough."],
        amends=entries,
        entry=entries,
        seen=["1"],
        action=["save", "send", "preview", "find", "add-row", "remove-row:0"],
        specialist=[str(pk) for pk in addressees],
        letter=["Dear colleague"],
        given=["Dear colleague"],
        term=["3", "indefinite"],
        find=["cardiology"],
        **{"rx-TOTAL_FORMS": ["1", "2"], "rx-INITIAL_FORMS": ["0"]},
        **{f"rx-{n}-{name}": known for n in range(2) for name, known in row.items()},
    )
    path = f"/appointments/{cast.appointment_for('provider, booked').pk}/consultation/"
    logged = WRITTEN_BY_ASKING["records:consultation"]

    sent = drawn.draw(values)
    response = send(cast, "provider, booked", "POST", path, sent, logged)

    assert response.status_code < 500


@shared_cast
@given(values_of(reason=["x"], confirm=["1"]))
def test_nothing_sent_to_withdraw_a_letter_breaks_it(
    cast: Cast, sent: dict[str, list[str]]
) -> None:
    path = f"/referrals/{cast.letter_for('').pk}/withdraw/"

    assert send(cast, "provider, booked", "POST", path, sent).status_code == 302


@shared_cast
@given(values_of(stars=["1", "5"]))
def test_nothing_sent_as_a_rating_breaks_it(cast: Cast, sent: dict[str, list[str]]) -> None:
    for path in (f"/centres/{cast.gp.centre_id}/rate/", f"/providers/{cast.gp.provider_id}/rate/"):
        assert send(cast, "patient", "POST", path, sent).status_code < 500


@shared_cast
@given(
    values_of(
        first=["2026-11-01", "2200-01-01"],
        last=["2026-11-29", "1999-12-31"],
        format=["csv"],
        table=["slots", "lead"],
    )
)
def test_nothing_asked_of_an_overview_breaks_it(cast: Cast, sent: dict[str, list[str]]) -> None:
    path = f"/admin/centres/centre/{cast.gp.centre_id}/overview/"

    assert send(cast, "superuser", "GET", path, sent).status_code < 500


@shared_cast
@given(texts)
def test_no_number_in_a_path_breaks_the_site(cast: Cast, number: str) -> None:
    for kind in ("centres", "providers", "book", "appointments"):
        path = f"/{kind}/{quote(number, safe='')}/"
        response = cast.client("patient").get(path)
        assert response.status_code < 500
