from datetime import UTC, datetime, time, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.factories import PatientFactory, ProviderFactory
from centres import integrity
from centres.factories import AffiliationFactory, CentreFactory
from centres.models import (
    Affiliation,
    Centre,
    CentreRating,
    ExtraHours,
    ProviderRating,
    TimeOff,
    WorkingHours,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 2, 12, tzinfo=UTC)


def test_two_centres_cannot_share_a_name_whatever_its_case() -> None:
    CentreFactory.create(name="Prince of Wales")

    with pytest.raises(IntegrityError), transaction.atomic():
        CentreFactory.create(name="PRINCE of wales")
    assert Centre.objects.count() == 1


@pytest.mark.parametrize("spelt", ["CAFÉ ÉLAN", "Cafe\u0301 E\u0301lan", "Café  Élan"])
def test_a_centres_name_is_taken_however_it_is_spelt(spelt: str) -> None:
    CentreFactory.create(name="Café Élan")

    with pytest.raises(ValidationError) as refusal:
        CentreFactory.build(name=spelt).full_clean()
    assert refusal.value.message_dict == {"name": ["This name is taken."]}


def test_a_centre_keeps_its_own_name() -> None:
    CentreFactory.create(name="Café Élan").full_clean()


def test_names_that_the_database_took_for_two_are_a_fault() -> None:
    CentreFactory.create(name="Café Élan")
    second = CentreFactory.create(name="Cafe\u0301  E\u0301lan")

    faults = [fault for check in integrity.CHECKS for fault in check()]

    assert faults == [f"centres.Centre {second.pk}: has the name of another"]


def test_a_provider_has_one_place_at_a_centre() -> None:
    affiliation = AffiliationFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        AffiliationFactory.create(provider=affiliation.provider, centre=affiliation.centre)
    assert Affiliation.objects.count() == 1


def test_an_address_leaves_out_what_is_not_known() -> None:
    whole = Centre(street="1 High St", suburb="Randwick", state="NSW", postcode="2031")

    assert whole.address == "1 High St, Randwick NSW 2031"
    assert Centre(suburb="Randwick").address == "Randwick"


def test_only_a_centre_on_other_clocks_than_the_site_has_a_clock_note() -> None:
    assert Centre(timezone=settings.TIME_ZONE).clock_note == ""
    assert Centre(timezone="Australia/Lord_Howe").clock_note == "Lord Howe time"


def test_a_centre_in_an_unknown_zone_is_refused() -> None:
    centre = CentreFactory.build(timezone="Australia/Nowhere")

    with pytest.raises(ValidationError) as refusal:
        centre.full_clean()
    assert "timezone" in refusal.value.message_dict


@pytest.mark.parametrize(
    ("weekday", "opens", "closes"),
    [
        pytest.param(0, time(17), time(9), id="ends before it starts"),
        pytest.param(0, time(9), time(9), id="no time at all"),
        pytest.param(7, time(9), time(17), id="an eighth weekday"),
        pytest.param(0, time(9, 15), time(17), id="off the half hour"),
    ],
)
def test_the_database_refuses_impossible_hours(weekday: int, opens: time, closes: time) -> None:
    affiliation = AffiliationFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingHours.objects.create(
            affiliation=affiliation, weekday=weekday, opens=opens, closes=closes
        )
    assert not WorkingHours.objects.exists()


def test_midnight_ends_a_day() -> None:
    hours = WorkingHours(weekday=0, opens=time(22), closes=time(0))

    assert hours.closes_minute - hours.opens_minute == 120


@pytest.mark.parametrize("both", [True, False])
def test_time_off_belongs_to_a_centre_or_to_one_provider_there(both: bool) -> None:
    place = AffiliationFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        TimeOff.objects.create(
            centre=place.centre if both else None,
            affiliation=place if both else None,
            starts_at=NOON,
            ends_at=NOON + timedelta(hours=1),
        )
    assert not TimeOff.objects.exists()


@pytest.mark.parametrize("model", [TimeOff, ExtraHours])
def test_dated_exceptions_end_after_they_start(model: type[TimeOff] | type[ExtraHours]) -> None:
    place = AffiliationFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(affiliation=place, starts_at=NOON, ends_at=NOON)
    assert not model.objects.exists()


@pytest.mark.parametrize("stars", [0, 6])
def test_the_database_refuses_other_stars_than_1_to_5(stars: int) -> None:
    patient = PatientFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        CentreRating.objects.create(
            patient=patient, centre=CentreFactory.create(), stars=stars, rated_at=NOON
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ProviderRating.objects.create(
            patient=patient, provider=ProviderFactory.create(), stars=stars, rated_at=NOON
        )
    assert not CentreRating.objects.exists()
    assert not ProviderRating.objects.exists()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0293822222", "02 9382 2222"),
        ("0412345678", "0412 345 678"),
        ("1300123456", "1300 123 456"),
        ("93855425", "9385 5425"),
        ("(02) 9382-2222", "(02) 9382-2222"),
        ("+61293822222", "+61293822222"),
    ],
)
def test_a_phone_number_is_shown_in_groups(typed: str, shown: str) -> None:
    assert CentreFactory.build(phone=typed).phone_shown == shown


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("(02) 9382 1111", "0293821111"),
        ("(+61) 2 9382-1111", "+61293821111"),
        ("+61 (0)2 9382 1111", "+61293821111"),
        ("(0)2 9382 1111", "0293821111"),
    ],
)
def test_the_link_of_a_phone_number_dials_it(typed: str, dialled: str) -> None:
    assert CentreFactory.build(phone=typed).phone_link == f"tel:{dialled}"


def test_the_zone_of_a_centre_stays_once_providers_work_there() -> None:
    centre = CentreFactory.create(timezone="Australia/Sydney")
    centre.timezone = "Australia/Perth"
    centre.full_clean()

    AffiliationFactory.create(centre=centre)
    with pytest.raises(ValidationError, match="another time zone would move"):
        centre.full_clean()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "\u202eABC"),
        ("name", "\u200b"),
        ("suburb", "\u3164"),
        ("street", "1 High\x07 Street"),
        ("abn", "\x07"),
        ("postcode", "\u202e12"),
    ],
)
def test_a_centre_has_no_text_that_cannot_be_seen(field: str, text: str) -> None:
    centre = CentreFactory.build(**{field: text})

    with pytest.raises(ValidationError) as refusal:
        centre.full_clean()
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), NOON),
        (NOON, datetime(2200, 1, 1, tzinfo=UTC)),
    ],
)
def test_exceptions_to_hours_lie_in_the_years_of_the_calendar(
    starts: datetime, ends: datetime
) -> None:
    affiliation = AffiliationFactory.create()
    for model in (TimeOff, ExtraHours):
        exception = model(affiliation=affiliation, starts_at=starts, ends_at=ends)
        with pytest.raises(ValidationError, match="Choose a year from 2000 to 2199"):
            exception.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            exception.save()


def test_exceptions_to_hours_are_named_by_their_day_on_the_clock_of_the_centre() -> None:
    affiliation = AffiliationFactory.create()
    midnight = datetime(2026, 12, 24, 13, tzinfo=UTC)  # of 25 December, in Sydney
    dates = {"starts_at": midnight, "ends_at": midnight + timedelta(days=1)}

    for exception in [
        TimeOff(centre=affiliation.centre, **dates),
        TimeOff(affiliation=affiliation, **dates),
        ExtraHours(affiliation=affiliation, **dates),
    ]:
        assert str(exception).endswith(": Friday 25 December 2026")
