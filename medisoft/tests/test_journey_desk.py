"""A receptionist's day in Chromium, by the keyboard alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.factories import PatientFactory
from accounts.models import OutgoingMail
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.desks import day_path, receptionist
from appointments.tests.times import at, coming_wednesday
from centres.factories import CentreFactory, open_affiliation, work_week
from centres.models import Affiliation
from centres.validators import SLOT
from medisoft.tests.browsing import Keys, enter

pytestmark = pytest.mark.django_db(transaction=True)
Status = Appointment.Status


@pytest.fixture
def place(transactional_db: None) -> Affiliation:
    """A provider who works at every hour of every day, so that the desk has a today."""
    place = open_affiliation(centre=CentreFactory.create(name="Prince of Wales Hospital"))
    place.working_hours.all().delete()
    midnight = datetime.min.time()
    work_week(place, opens=midnight, closes=midnight, weekdays=range(7))
    return place


@pytest.fixture
def desk(page: Page, place: Affiliation) -> Page:
    enter(page, receptionist(place.centre))
    return page


def use(page: Page, name: str, *, role: str = "button") -> None:
    """Go to a link or a button by Tab and press it."""
    target = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    Keys(page).tab_to(target)
    page.keyboard.press("Enter")


def test_twelve_callers_are_booked_one_after_the_other(desk: Page, place: Affiliation) -> None:
    for number in range(12):
        patient = PatientFactory.create(user__full_name=f"Caller Number{number:02}")
        earlier = at(place, 9, day=coming_wednesday(weeks=-3)) + number * SLOT
        make_appointment(patient=patient, affiliation=place, starts_at=earlier)

    for number in range(12):
        desk.goto(day_path(place))
        clock = at(place, 9) + number * SLOT
        words = f"Book {clock:%I:%M}".replace("Book 0", "Book ")
        suffix = "am" if clock.hour < 12 else "pm"
        use(desk, f"{words}{suffix} with {place.provider}", role="link")
        expect(desk.get_by_label("Name, email, phone or Medicare number")).to_be_focused()
        desk.keyboard.type(f"number{number:02}")
        desk.keyboard.press("Enter")
        expect(desk.get_by_label(f"Caller Number{number:02}")).to_be_focused()
        desk.keyboard.press("Enter")
        expect(desk.get_by_text(f"Booked: Caller Number{number:02}")).to_be_visible()

    ahead = Appointment.objects.filter(starts_at__gte=at(place, 9))
    assert ahead.count() == OutgoingMail.objects.count() == 12


def test_three_arrive_one_stays_away_and_one_is_put_right(desk: Page, place: Affiliation) -> None:
    now = timezone.now()
    start = now.replace(minute=30 * (now.minute // 30), second=0, microsecond=0)
    visits = [
        make_appointment(affiliation=other, starts_at=start)
        for other in [place, *_more_places(place, 3)]
    ]
    desk.goto(day_path(place).partition("?")[0])

    for visit in visits[:3]:
        use(desk, f"Arrived: {visit.patient}")
        expect(desk.get_by_text(f"{visit.patient}: Arrived.")).to_be_visible()
    use(desk, f"Missed: {visits[3].patient}")
    expect(desk.get_by_text(f"{visits[3].patient}: Missed.")).to_be_visible()
    use(desk, str(visits[2].patient), role="link")
    use(desk, "Put right: back to Booked")
    expect(desk.get_by_text(f"{visits[2].patient}: Booked.")).to_be_visible()

    states = [Appointment.objects.get(pk=visit.pk).status for visit in visits]
    assert states == [Status.ARRIVED, Status.ARRIVED, Status.BOOKED, Status.NO_SHOW]


def test_who_keeps_a_centre_no_longer_is_told_and_sees_no_name_any_more(
    browser: Browser, browser_context_args: dict[str, Any], place: Affiliation
) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(place, 9))
    desk = browser.new_page(**browser_context_args)  # one that may complain of an answer of 404
    enter(desk, receptionist(place.centre))
    desk.goto(day_path(place))
    expect(desk.get_by_role("link", name=str(visit.patient))).to_be_visible()

    place.centre.memberships.all().delete()
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as each ten seconds

    expect(desk.get_by_text("This day sheet is not open to you any more.")).to_be_visible()
    expect(desk.get_by_text(str(visit.patient))).to_have_count(0)
    desk.close()


def _more_places(place: Affiliation, count: int) -> list[Affiliation]:
    return [open_affiliation(centre=place.centre) for _ in range(count)]


def test_a_patient_of_a_provider_who_fell_ill_is_moved_and_another_cancelled(
    desk: Page, place: Affiliation
) -> None:
    first, second = (make_appointment(affiliation=place, starts_at=at(place, h)) for h in (9, 10))

    desk.goto(day_path(place))
    use(desk, str(first.patient), role="link")
    use(desk, "Move", role="link")
    later = at(place, 9) + timedelta(days=1)
    use(desk, f"9:00am, {later:%A} {later.day} {later:%B}", role="link")
    use(desk, "Move the appointment")
    expect(desk.get_by_text(f"{first.patient} is mailed.")).to_be_visible()
    desk.goto(day_path(place))
    use(desk, str(second.patient), role="link")
    use(desk, "Cancel the appointment", role="link")
    desk.get_by_label("The provider is ill").focus()
    desk.keyboard.press("Space")
    use(desk, "Cancel the appointment")
    expect(desk.get_by_text(f"Cancelled. {second.patient} is mailed.")).to_be_visible()

    moved = Appointment.objects.get(pk=first.pk)
    cancelled = Appointment.objects.get(pk=second.pk)
    assert moved.starts_at == later
    assert (cancelled.status, cancelled.cancelled_because) == (Status.CANCELLED, "ill")


def test_all_patients_of_a_provider_who_fell_ill_are_moved_at_once(
    desk: Page, place: Affiliation
) -> None:
    visits = [make_appointment(affiliation=place, starts_at=at(place, h)) for h in range(9, 16)]
    desk.goto(day_path(place))

    use(desk, f"Day off: {place.provider}", role="link")
    use(desk, "Off the whole day")
    expect(desk.get_by_role("radio", name="Move to")).to_have_count(len(visits))
    use(desk, "Move all")

    expect(desk.get_by_text(f"Moved: {len(visits)} appointments.")).to_be_visible()
    told = desk.get_by_role("link", name=f"{place.provider}: off all day")
    expect(told).to_be_visible()
    next_day = coming_wednesday() + timedelta(days=1)
    moved = Appointment.objects.standing().filter(day=next_day, sequence=1)
    assert set(moved) == set(visits)
    assert OutgoingMail.objects.count() == len(visits)


def test_the_sheet_shows_what_another_desk_does_and_keeps_the_focus(
    desk: Page, place: Affiliation
) -> None:
    desk.clock.install()
    desk.goto(day_path(place))
    free = desk.get_by_role("link", name=f"Book 3:00pm with {place.provider}")
    free.focus()

    visit = make_appointment(affiliation=place, starts_at=at(place, 10))
    desk.clock.run_for(11_000)

    expect(desk.get_by_role("link", name=str(visit.patient))).to_be_visible()
    expect(free).to_be_focused()


def test_the_sheet_prints_without_what_is_pressed(desk: Page, place: Affiliation) -> None:
    visit = make_appointment(affiliation=place, starts_at=at(place, 10))
    desk.goto(day_path(place))

    desk.emulate_media(media="print")

    expect(desk.get_by_text(str(visit.patient)).first).to_be_visible()
    expect(desk.get_by_role("link", name="A day later")).to_be_hidden()
    expect(desk.get_by_role("link", name="Book 3:00pm")).to_be_hidden()
