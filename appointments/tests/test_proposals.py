"""When displaced patients could come instead. Everything is around Wednesday 2 December 2026 in
Sydney, where providers work Monday to Friday, 9:00 to 17:00."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import ProviderFactory
from appointments.factories import SOME_SLOT, make_appointment
from appointments.models import Appointment
from appointments.proposals import LOOK_AHEAD, propose
from centres.factories import open_affiliation
from centres.models import Affiliation
from centres.validators import SLOT
from referrals.factories import make_referral
from referrals.models import Referral

pytestmark = pytest.mark.django_db
NOW = SOME_SLOT - timedelta(days=2)


def at(hour: float, *, days: int = 0) -> datetime:
    """An hour of that Wednesday, or of a day later."""
    return SOME_SLOT + timedelta(hours=hour - 11, days=days)


@pytest.fixture
def place() -> Affiliation:
    return open_affiliation()


def close(place: Affiliation, begin: datetime, end: datetime) -> None:
    place.time_off.create(starts_at=begin, ends_at=end)


def close_the_day(place: Affiliation, *, days: int = 1) -> None:
    close(place, at(0), at(0, days=days))


def proposed(*visits: Appointment, now: datetime = NOW) -> list[datetime | None]:
    """The times for the visits, asked for in the order in which they are."""
    pks = [visit.pk for visit in visits]
    found = propose(list(Appointment.objects.with_names().filter(pk__in=pks)), now=now)
    return [found.get(pk) for pk in pks]


def test_the_nearest_free_time_of_the_day_comes_first(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(14))
    close(place, at(13), at(17))

    assert proposed(visit) == [at(12.5)]


def test_an_earlier_time_is_proposed_only_a_day_ahead(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(14))
    close(place, at(13), at(17))

    assert proposed(visit, now=at(12.5, days=-1)) == [at(12.5)]
    assert proposed(visit, now=at(12.5, days=-1) + timedelta(minutes=1)) == [at(9, days=1)]


def test_after_a_day_without_a_time_comes_the_first_of_a_later_day(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(14))
    close_the_day(place, days=3)  # and Saturday and Sunday are free

    assert proposed(visit) == [at(9, days=5)]


def test_no_time_is_proposed_to_two_patients(place: Affiliation) -> None:
    visits = [make_appointment(affiliation=place, starts_at=at(h)) for h in (9, 9.5, 10)]
    close_the_day(place)

    assert proposed(*visits) == [at(h, days=1) for h in (9, 9.5, 10)]


def test_a_long_visit_stays_as_long(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(9), slots=3)
    make_appointment(affiliation=place, starts_at=at(10, days=1))
    close_the_day(place)

    assert proposed(visit) == [at(10.5, days=1)]


def test_a_visit_may_keep_some_of_its_own_time(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(16), slots=2)
    close(place, at(16.5), at(17))

    assert proposed(visit) == [at(15.5)]


def test_times_that_others_hold_are_left_out(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(9))
    elsewhere = open_affiliation(provider=place.provider)
    make_appointment(affiliation=place, starts_at=at(9, days=1))
    make_appointment(affiliation=elsewhere, starts_at=at(9.5, days=1))
    close_the_day(place)

    assert proposed(visit) == [at(10, days=1)]


def test_times_at_which_the_patient_is_elsewhere_are_left_out(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(9))
    make_appointment(patient=visit.patient, starts_at=at(9, days=1))
    close_the_day(place)

    assert proposed(visit) == [at(9.5, days=1)]


def test_a_patient_of_two_displaced_visits_gets_two_times(place: Affiliation) -> None:
    colleague = open_affiliation(centre=place.centre)
    one = make_appointment(affiliation=place, starts_at=at(9))
    other = make_appointment(affiliation=colleague, patient=one.patient, starts_at=at(10))
    place.centre.time_off.create(starts_at=at(0), ends_at=at(0, days=1))

    assert proposed(one, other) == [at(9, days=1), at(9.5, days=1)]


def test_a_day_on_which_the_patient_sees_the_provider_anyway_is_left_out(
    place: Affiliation,
) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(9))
    make_appointment(affiliation=place, patient=visit.patient, starts_at=at(15, days=1))
    close_the_day(place)

    assert proposed(visit) == [at(9, days=2)]


def test_two_visits_of_one_patient_to_one_provider_go_to_two_days(place: Affiliation) -> None:
    one = make_appointment(affiliation=place, starts_at=at(9))
    other = make_appointment(affiliation=place, patient=one.patient, starts_at=at(9, days=1))
    close_the_day(place, days=2)

    assert proposed(one, other) == [at(9, days=2), at(9, days=5)]


def test_a_time_lies_within_the_term_of_the_referral() -> None:
    place = open_affiliation(provider=ProviderFactory.create(specialist=True))
    sent_at = NOW - timedelta(days=330)
    letter = make_referral(specialist=place.provider, sent_at=sent_at)
    visit = make_appointment(
        affiliation=place, patient=letter.patient, starts_at=at(9), referral=letter
    )
    within = proposed_after(place, visit, days=30)
    past = proposed_after(place, visit, days=40)

    assert within is not None
    assert past is None


def test_nothing_is_proposed_without_the_referral_that_is_needed_by_now(
    place: Affiliation,
) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(9))
    place.provider.profession.by_referral_only = True
    place.provider.profession.save()

    assert proposed_after(place, visit, days=1) is None


def proposed_after(place: Affiliation, visit: Appointment, *, days: int) -> datetime | None:
    """The time for the visit when the place is closed for so many days."""
    place.time_off.all().delete()
    close_the_day(place, days=days)
    return proposed(visit)[0]


def test_a_time_lies_within_the_term_from_another_visit_on() -> None:
    place = open_affiliation(provider=ProviderFactory.create(specialist=True))
    letter = make_referral(
        specialist=place.provider, term=Referral.Term.MONTHS_3, sent_at=NOW - timedelta(days=90)
    )
    _, visit = (
        make_appointment(
            affiliation=place, patient=letter.patient, referral=letter, starts_at=start
        )
        for start in (at(9, days=-70), at(9))
    )

    assert proposed_after(place, visit, days=15) is not None
    assert proposed_after(place, visit, days=30) is None


def test_nothing_is_proposed_past_the_days_that_are_looked_at(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(9))

    assert proposed_after(place, visit, days=LOOK_AHEAD) == at(9, days=LOOK_AHEAD)
    assert proposed_after(place, visit, days=LOOK_AHEAD + 1) is None


def test_nothing_is_proposed_past_the_horizon(place: Affiliation) -> None:
    last = timedelta(days=settings.MEDISOFT_BOOKING_HORIZON_DAYS)
    visit = make_appointment(affiliation=place, starts_at=at(9))
    close_the_day(place)

    assert proposed(visit, now=at(9, days=1) - last) == [at(9, days=1)]
    assert proposed(visit, now=at(8.5, days=1) - last) == [None]


def test_nothing_is_proposed_with_a_provider_whose_account_is_closed(place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(9))
    close_the_day(place)
    place.provider.user.is_active = False
    place.provider.user.save()

    assert proposed(visit) == [None]


def queries_of(*visits: Appointment) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert None not in proposed(*visits)
    return len(queries)


def test_many_appointments_cost_no_query_more(place: Affiliation) -> None:
    letter = make_referral(specialist=ProviderFactory.create(specialist=True), sent_at=NOW)
    specialist = open_affiliation(provider=letter.specialist, centre=place.centre)
    under = make_appointment(
        affiliation=specialist, patient=letter.patient, starts_at=at(9), referral=letter
    )
    place.centre.time_off.create(starts_at=at(0), ends_at=at(0, days=3))
    few = queries_of(under)

    more = [make_appointment(affiliation=place, starts_at=at(9) + n * SLOT) for n in range(16)]

    assert queries_of(under, *more) == few <= 9
