"""The pages of the admin on which the site has a hand, filled and empty."""

from datetime import datetime
from urllib.parse import urlencode

from accounts.models import User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import CentreFactory
from centres.models import Affiliation, Centre, ExtraHours, Membership, TimeOff
from centres.services import close_on
from centres.tests.holidays import coming_holiday
from centres.validators import SLOT, YEARS


def take_off(gp: Affiliation, start: datetime) -> None:
    """Every kind of exception to the hours, in the hour and a half from `start`."""
    half, end = start + SLOT, start + 2 * SLOT
    TimeOff.objects.create(affiliation=gp, starts_at=start, ends_at=half, reason="Dentist")
    TimeOff.objects.create(centre=gp.centre, starts_at=half, ends_at=end, reason="Fire drill")
    ExtraHours.objects.create(affiliation=gp, starts_at=end, ends_at=end + SLOT)


def holidays_pages(centre: Centre, stateless: Centre) -> list[str]:
    """A year in which one of the holidays is closed already, one that is over, one of which
    nothing is known, and a centre whose state is not said."""
    coming = coming_holiday()
    close_on(centre=centre, holidays=[coming])
    Centre.objects.filter(pk=stateless.pk).update(state="")
    years = [coming.day.year, coming.day.year - 2, YEARS.stop - 1]
    return [
        *(f"/admin/centres/centre/{centre.pk}/holidays/?year={year}" for year in years),
        f"/admin/centres/centre/{stateless.pk}/holidays/",
    ]


def receptionists_pages(user: User, gp: Affiliation) -> list[str]:
    """The desk of a centre with visits in every state, and of one where nobody works."""
    Membership.objects.create(user=user, centre=gp.centre)
    empty = CentreFactory.create(name="An empty centre")
    Membership.objects.create(user=user, centre=empty)
    day = coming_wednesday(weeks=3)
    states = Appointment.Status
    visits = [
        make_appointment(affiliation=gp, starts_at=at(gp, hour, day=day), status=status, slots=2)
        for hour, status in enumerate([states.BOOKED, states.ARRIVED, states.NO_SHOW], start=9)
    ]
    take_off(gp, at(gp, 12, day=day))
    place = "/admin/appointments/appointment"
    [free] = iso(gp, at(gp, 15, day=day))
    return [
        "/admin/",
        "/admin/centres/centre/",
        f"/admin/centres/centre/{gp.centre_id}/day/?day={day}",
        f"/admin/centres/centre/{empty.pk}/day/",
        f"/admin/centres/centre/{gp.centre_id}/overview/?first={day}&last={day}",
        f"/admin/centres/centre/{empty.pk}/overview/?first=never",
        f"/admin/centres/centre/{gp.centre_id}/week/?day={day}",
        f"/admin/centres/centre/{empty.pk}/week/",
        f"/admin/centres/centre/{gp.centre_id}/change/",
        f"/admin/centres/affiliation/{gp.pk}/change/",
        f"/admin/centres/affiliation/{gp.pk}/off/?day={day}",
        f"/admin/centres/affiliation/{gp.pk}/off/",
        *holidays_pages(gp.centre, empty),
        *(f"{place}/{visit.pk}/change/" for visit in visits),
        f"{place}/{visits[0].pk}/move/",
        f"{place}/{visits[0].pk}/move/?{urlencode({'slots': free})}",
        *(f"{place}/{visit.pk}/cancel/" for visit in visits[::2]),
        f"{place}/book/{gp.pk}/?{urlencode({'slots': free})}",
    ]
