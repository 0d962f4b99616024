"""Statements that are put together once read what their querysets say, for whoever asks."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from accounts.compiled import MOST, Compiled
from accounts.factories import PatientFactory, ProviderFactory, UserFactory
from accounts.models import Patient, User

pytestmark = pytest.mark.django_db

Users = QuerySet[User, Any]
USERS: QuerySet[User] = User.objects.all()
PATIENTS: QuerySet[Patient] = Patient.objects.all()
LONG_AGO = datetime(2000, 1, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def seen_by(reader: User, since: datetime) -> Users:
    """Oneself; of a provider everybody."""
    if reader.role == User.Role.STAFF:
        return USERS.none().values_list("pk")
    found = USERS.filter(date_joined__gt=since).order_by("pk")
    own = found if reader.is_provider else found.filter(pk=reader.pk)
    return own.values_list("pk", "email", "date_joined", "is_active")


@pytest.fixture
def people() -> list[User]:
    return [
        PatientFactory.create(user__date_joined=LATER).user,
        PatientFactory.create().user,
        ProviderFactory.create().user,
        UserFactory.create(role=User.Role.PATIENT, is_active=False),
    ]


@pytest.mark.parametrize("since", [LONG_AGO, datetime(2099, 12, 31, tzinfo=UTC), LATER])
def test_each_reader_is_given_what_the_queryset_says(people: list[User], since: datetime) -> None:
    compiled = Compiled(seen_by)

    for reader in [*people, *people]:
        assert list(compiled(reader, since)) == list(seen_by(reader, since))


def test_instants_are_read_in_utc(people: list[User]) -> None:
    [(_, _, joined, _)] = Compiled(seen_by)(people[0], LONG_AGO)

    assert (joined, joined.tzinfo) == (LATER, UTC)


def test_a_part_is_read_without_the_rest(people: list[User]) -> None:
    everybody = seen_by(people[2], LONG_AGO)

    for part in (slice(1, 3), slice(2), slice(2, None), slice(90, 95)):
        assert Compiled(seen_by)(people[2], LONG_AGO)[part] == list(everybody[part])


def test_a_statement_is_put_together_once_and_read_each_time(
    people: list[User], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made: list[User] = []

    def counted(reader: User, since: datetime) -> Users:
        made.append(reader)
        return seen_by(reader, since)

    compiled = Compiled(counted)
    list(compiled(people[0], LONG_AGO))
    made.clear()

    with django_assert_num_queries(2):
        assert [pk for pk, *_ in compiled(people[1], LATER)] == []
        assert [pk for pk, *_ in compiled(people[1], LONG_AGO)] == [people[1].pk]
    assert not made


def test_who_can_have_no_rows_costs_no_query(
    people: list[User], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    staff = UserFactory.create(role=User.Role.STAFF)

    with django_assert_num_queries(0):
        assert list(Compiled(seen_by)(staff, LONG_AGO)) == []


def test_days_are_bound_like_instants(people: list[User]) -> None:
    def joined_on(day: date) -> Users:
        return USERS.filter(date_joined__date=day).values_list("pk")

    compiled = Compiled(joined_on)

    assert list(compiled(date(2000, 1, 1))) == []
    assert list(compiled(date(2100, 1, 1))) == [(people[0].pk,)]


def test_rows_and_keys_are_bound_by_what_they_are(people: list[User]) -> None:
    patients = [people[0].patient, people[1].patient]

    def found(patient: Patient, pk: UUID, user: int) -> QuerySet[Patient, Any]:
        own = PATIENTS.filter(pk=pk, user=user, user__patient=patient)
        return own.values_list("pk", "user")

    compiled = Compiled(found)

    for patient in patients:
        rows = list(compiled(patient, patient.pk, patient.user_id))
        assert rows == [(patient.pk, patient.user_id)]
    assert list(compiled(patients[0], patients[1].pk, patients[1].user_id)) == []
    assert list(compiled(patients[1], patients[1].pk, patients[0].user_id)) == []


def test_another_way_of_asking_is_another_statement(people: list[User]) -> None:
    def some(reader: User, is_upwards: bool, places: range) -> Users:
        chosen = USERS.exclude(pk=reader.pk).order_by("pk" if is_upwards else "-pk")
        return USERS.filter(pk__in=chosen[places.start : places.stop]).values_list("pk")

    compiled = Compiled(some)

    for is_upwards in (True, False):
        for places in (range(2), range(1, 2)):
            rows = list(compiled(people[0], is_upwards, places))
            assert rows == list(some(people[0], is_upwards, places))


def test_what_cannot_be_bound_anew_is_refused(people: list[User]) -> None:
    def named(name: str) -> Users:
        return USERS.filter(full_name=name).values_list("pk")

    with pytest.raises(TypeError, match="str is no kind of value"):
        list(Compiled(named)(people[0].full_name))


def of_ones_mail(reader: User, day: date) -> Users:
    return USERS.filter(email=reader.email).values_list("pk")


def of_a_clinic(reader: User, day: date) -> Users:
    is_own = reader.email.endswith("@clinic.example")
    return (USERS if is_own else USERS.filter(pk=reader.pk)).values_list("pk")


def on_a_workday(reader: User, day: date) -> Users:
    found = USERS.filter(pk=reader.pk, date_joined__date=day)
    return (found if day.weekday() < 5 else found.filter(role="patient")).values_list("pk")


def from_the_database(reader: User, day: date) -> Users:
    return USERS.filter(pk__in=[user.pk for user in USERS]).values_list("pk")


@pytest.mark.parametrize(
    "more", [of_ones_mail, of_a_clinic, on_a_workday, from_the_database], ids=lambda f: f.__name__
)
def test_a_queryset_that_takes_more_from_its_reader_is_refused(
    people: list[User], more: Callable[[User, date], Users]
) -> None:
    """Kept, it would show the first reader's rows to the next."""
    with pytest.raises(RuntimeError):
        list(Compiled(more)(people[0], date(2100, 1, 1)))


def test_values_are_given_by_their_places(people: list[User]) -> None:
    with pytest.raises(TypeError, match="by position"):
        Compiled(seen_by)(people[0], since=LONG_AGO)


def test_rows_are_read_without_steps(people: list[User]) -> None:
    with pytest.raises(TypeError):
        Compiled(seen_by)(people[0], LONG_AGO)[::2]


def test_no_value_in_place_of_one_is_refused(people: list[User]) -> None:
    def joined_on(day: date | None) -> Users:
        return USERS.filter(date_joined__date=day).values_list("pk")

    compiled = Compiled(joined_on)
    list(compiled(date(2100, 1, 1)))

    with pytest.raises(TypeError):
        list(compiled(None))


def test_what_is_asked_for_stays_while_somebody_turns_many_pages(people: list[User]) -> None:
    made: list[User] = []

    def counted(reader: User, since: datetime) -> Users:
        made.append(reader)
        return seen_by(reader, since)

    compiled = Compiled(counted)
    for number in range(MOST + 5):
        compiled(people[0], LONG_AGO)[number : number + 1]
        made.clear()
        list(compiled(people[0], LONG_AGO))
        assert not made or number == 0


def test_only_so_many_statements_are_kept(people: list[User]) -> None:
    compiled = Compiled(seen_by)

    for number in range(MOST + 5):
        assert compiled(people[0], LONG_AGO)[number : number + 1] == (
            [] if number else list(seen_by(people[0], LONG_AGO))
        )

    assert len(compiled._kept) == MOST


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40, -(2**70)])
def test_a_number_that_no_column_holds_finds_nothing(people: list[User], number: int) -> None:
    def of_number(pk: int) -> Users:
        return USERS.filter(pk=pk).values_list("pk")

    compiled = Compiled(of_number)

    assert list(compiled(number)) == []
    assert list(compiled(people[0].pk)) == [(people[0].pk,)]
    assert list(compiled(number)) == []
