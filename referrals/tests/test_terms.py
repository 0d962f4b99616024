"""How long a letter is good for, and how far it has come."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.factories import PatientFactory, ProviderFactory
from appointments.exceptions import NeedsReferral
from appointments.factories import make_appointment
from appointments.models import Appointment
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation
from referrals.factories import gp, make_referral
from referrals.models import Referral
from referrals.services import withdraw

pytestmark = pytest.mark.django_db

SYDNEY, PERTH = ZoneInfo("Australia/Sydney"), ZoneInfo("Australia/Perth")
SENT = datetime(2027, 3, 10, 11, tzinfo=SYDNEY)  # a Wednesday
LATER = datetime(2028, 2, 2, 11, tzinfo=SYDNEY)
Status, State, Term = Appointment.Status, Referral.State, Referral.Term


@pytest.fixture
def specialist(db: None) -> Affiliation:
    return open_affiliation(provider=ProviderFactory.create(specialist=True))


def letter(specialist: Affiliation, *, sent_at: datetime = SENT, term: str = "12") -> Referral:
    return make_referral(specialist=specialist.provider, sent_at=sent_at, term=term)


def come(
    referral: Referral, specialist: Affiliation, day: date, status: str = Status.COMPLETED
) -> Appointment:
    """A visit under a letter, at ten o'clock."""
    return make_appointment(
        patient=referral.patient,
        affiliation=specialist,
        starts_at=datetime(day.year, day.month, day.day, 10, tzinfo=specialist.centre.zone),
        status=status,
        referral=referral,
    )


def now_known(referral: Referral) -> Referral:
    return Referral.objects.with_visits().with_names().get(pk=referral.pk)


def usable_on(referral: Referral, day: date) -> bool:
    return referral in Referral.objects.usable(referral.patient, day)


@pytest.mark.parametrize(
    ("term", "first", "last"),
    [
        ("3", date(2027, 4, 1), date(2027, 6, 30)),
        ("6", date(2027, 4, 1), date(2027, 9, 30)),
        ("12", date(2027, 4, 1), date(2028, 3, 31)),
        ("18", date(2027, 4, 1), date(2028, 9, 30)),
        # Months without the day of the first visit end with their last one.
        ("3", date(2027, 11, 30), date(2028, 2, 29)),
        ("6", date(2027, 8, 31), date(2028, 2, 29)),
        ("12", date(2028, 2, 29), date(2029, 2, 28)),
        ("12", date(2027, 3, 15), date(2028, 3, 14)),
        ("18", date(2027, 8, 31), date(2029, 2, 28)),
    ],
)
def test_the_term_runs_from_the_first_visit_to_its_last_day(
    specialist: Affiliation, term: str, first: date, last: date
) -> None:
    sent = letter(specialist, sent_at=SENT if first < date(2028, 1, 1) else LATER, term=term)
    come(sent, specialist, first)

    assert now_known(sent).until == last
    assert usable_on(sent, last)
    assert not usable_on(sent, last + timedelta(days=1))
    assert now_known(sent).state_on(last) == State.SEEN
    assert now_known(sent).state_on(last + timedelta(days=1)) == State.LAPSED


def test_an_indefinite_term_has_no_end_once_it_has_begun(specialist: Affiliation) -> None:
    sent = letter(specialist, term=Term.INDEFINITE)
    come(sent, specialist, date(2027, 4, 1))

    assert now_known(sent).until is None
    assert usable_on(sent, date(2060, 1, 1))
    assert now_known(sent).state_on(date(2060, 1, 1)) == State.SEEN


@pytest.mark.parametrize("term", Term.values)
@pytest.mark.parametrize(
    ("sent_at", "last"),
    [
        (SENT, date(2028, 3, 9)),
        (datetime(2028, 2, 29, 11, tzinfo=SYDNEY), date(2029, 2, 28)),
        (datetime(2027, 2, 28, 11, tzinfo=SYDNEY), date(2028, 2, 27)),
    ],
)
def test_a_letter_that_nobody_used_lapses_after_twelve_months(
    specialist: Affiliation, term: str, sent_at: datetime, last: date
) -> None:
    sent = letter(specialist, sent_at=sent_at, term=term)

    assert now_known(sent).until == last
    assert usable_on(sent, last)
    assert not usable_on(sent, last + timedelta(days=1))
    assert now_known(sent).state_on(last) == State.SENT
    assert now_known(sent).state_on(last + timedelta(days=1)) == State.LAPSED


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW])
def test_a_visit_that_did_not_happen_begins_no_term(specialist: Affiliation, status: str) -> None:
    sent = letter(specialist, term="3")

    come(sent, specialist, date(2027, 4, 1), status)

    assert now_known(sent).until == date(2028, 3, 9)
    assert now_known(sent).state_on(date(2027, 4, 2)) == State.SENT
    assert usable_on(sent, date(2028, 1, 1))


def test_a_visit_before_those_that_are_booked_may_not_push_them_out(
    specialist: Affiliation,
) -> None:
    sent = letter(specialist, term="3")
    come(sent, specialist, date(2027, 8, 2), Status.BOOKED)

    assert not usable_on(sent, date(2027, 5, 2))
    assert usable_on(sent, date(2027, 5, 3))
    with pytest.raises(NeedsReferral):
        come(sent, specialist, date(2027, 4, 30), Status.BOOKED)
    assert sent.appointments.count() == 1


def test_a_visit_may_be_moved_anywhere_in_a_term_that_would_begin_with_it(
    specialist: Affiliation,
) -> None:
    sent = letter(specialist, term="3")
    only = come(sent, specialist, date(2027, 4, 1), Status.BOOKED)

    assert not usable_on(sent, date(2027, 12, 1))
    assert Referral.objects.usable(sent.patient, date(2027, 12, 1), besides=only.pk) == [sent]


@pytest.mark.parametrize(
    ("zone", "first"),
    [("Australia/Perth", date(2027, 4, 1)), ("Australia/Sydney", date(2027, 4, 2))],
)
def test_the_term_is_counted_on_the_clock_where_the_visit_is(zone: str, first: date) -> None:
    place = open_affiliation(
        provider=ProviderFactory.create(specialist=True), centre=CentreFactory.create(timezone=zone)
    )
    sent = letter(place)
    instant = datetime(2027, 4, 1, 22, tzinfo=PERTH)  # past midnight in Sydney

    make_appointment(patient=sent.patient, affiliation=place, starts_at=instant, referral=sent)

    assert now_known(sent).first_day == first
    assert now_known(sent).until == first.replace(year=2028) - timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Australia/Perth", date(2027, 3, 10)), ("Australia/Sydney", date(2027, 3, 11))],
)
def test_a_letter_is_dated_where_it_was_written(
    specialist: Affiliation, zone: str, day: date
) -> None:
    place = gp(centre=CentreFactory.create(timezone=zone))
    sent_at = datetime(2027, 3, 10, 22, tzinfo=PERTH)
    visit = make_appointment(affiliation=place, starts_at=sent_at - timedelta(hours=1))

    sent = make_referral(appointment=visit, specialist=specialist.provider, sent_at=sent_at)

    assert sent.sent_on == day
    assert now_known(sent).state_at(sent_at) == State.SENT


def test_a_letter_is_sent_then_booked_then_seen(specialist: Affiliation) -> None:
    sent = letter(specialist)
    day = date(2027, 4, 1)
    assert now_known(sent).state_on(day) == State.SENT

    visit = come(sent, specialist, day, Status.BOOKED)
    assert now_known(sent).state_on(day) == State.BOOKED
    Appointment.objects.update(status=Status.ARRIVED)
    assert now_known(sent).state_on(day) == State.BOOKED
    Appointment.objects.filter(pk=visit.pk).update(status=Status.COMPLETED)
    assert now_known(sent).state_on(day) == State.SEEN


def test_a_cancelled_booking_returns_a_letter_to_sent(specialist: Affiliation) -> None:
    sent = letter(specialist)
    come(sent, specialist, date(2027, 4, 1), Status.BOOKED)

    sent.appointments.update(status=Status.CANCELLED)

    assert now_known(sent).state_on(date(2027, 4, 1)) == State.SENT


def test_a_withdrawn_letter_stays_withdrawn_and_books_nothing(specialist: Affiliation) -> None:
    sent = letter(specialist)

    withdraw(referral=sent, now=SENT)

    assert now_known(sent).state_on(date(2030, 1, 1)) == State.WITHDRAWN
    assert not usable_on(sent, date(2027, 4, 1))


def test_of_several_letters_the_one_that_lasts_longest_is_offered_first(
    specialist: Affiliation,
) -> None:
    patient = PatientFactory.create()
    short, endless, long = (
        make_referral(patient=patient, specialist=specialist.provider, sent_at=sent_at, term=term)
        for sent_at, term in ((SENT, "3"), (SENT + timedelta(days=1), "indefinite"), (LATER, "12"))
    )
    for sent in (short, endless):
        come(sent, specialist, date(2027, 4, 1) + timedelta(days=sent is endless))

    assert Referral.objects.usable(patient, date(2027, 6, 1)) == [endless, long, short]
