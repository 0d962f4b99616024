"""Visits past and to come, and stars."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain, cycle

from django.conf import settings

from accounts.models import Patient, Provider
from appointments import services
from appointments.availability import free_starts
from appointments.exceptions import Refused
from appointments.models import Appointment, BookedSlot
from centres.models import Affiliation, Centre, CentreRating, ProviderRating
from centres.validators import SLOT
from medisoft.demo.people import PROVIDER, made_up_patients

PAST = timedelta(days=28)
AHEAD = timedelta(days=14)
REASONS = ["Check-up", "Sore knee", "Repeat prescription", "Test results", "Flu vaccination", ""]
# Of the free starts of a fortnight every so manieth is booked.
STEP = 61
BUSY_STEP = 2  # of the provider who has a log-in above
ROOM = 2  # appointments that each patient can still book before meeting the limit


def add_visits(now: datetime) -> None:
    """Visits of the made-up patients to everybody who needs no referral. Those in the past wait for
    what `histories` writes about them."""
    tony, *others = made_up_patients()
    affiliations = list(
        Affiliation.objects.with_names()
        .filter(provider__profession__by_referral_only=False)
        .order_by("pk")
    )
    jacks = [a for a in affiliations if a.provider.user.email == PROVIDER.email]
    nearby = [a for a in affiliations if a.centre in {jack.centre for jack in jacks}]
    _book_own(tony, jacks, now)
    _add_past_visits(tony, others, nearby, affiliations, now)
    _book_ahead(others, affiliations, now)


def _book_own(patient: Patient, affiliations: Collection[Affiliation], now: datetime) -> None:
    """Two appointments to come and a cancelled one, some days apart."""
    free = free_starts(affiliations, first_day=now.date(), days=AHEAD.days, now=now)
    first, second = affiliations
    booked = [
        services.book(
            patient=patient,
            affiliation=affiliation,
            starts=[start],
            reason=reason,
            by=patient.user,
            now=now,
        )
        for affiliation, start, reason in [
            (first, free[first.pk][20], "Repeat prescription"),
            (second, free[second.pk][20], "Test results"),
            (first, free[first.pk][-1], "Check-up"),
        ]
    ]
    services.cancel(appointment=booked[-1], by=patient.user, now=now)


def _add_past_visits(
    patient: Patient,
    others: Iterable[Patient],
    nearby: Iterable[Affiliation],
    affiliations: Collection[Affiliation],
    now: datetime,
) -> None:
    """One visit of the patient to each place nearby, further back each time, and some of the others
    everywhere, at most one a day; written as they are, since `book` refuses what is past."""
    free = free_starts(
        affiliations, first_day=(now - PAST).date(), days=PAST.days + 1, now=now - PAST
    )
    over = {pk: [start for start in starts if start + SLOT <= now] for pk, starts in free.items()}
    own = (
        (patient, place, over[place.pk][-1 - 12 * number % len(over[place.pk])])
        for number, place in enumerate(nearby, start=1)
    )
    turns = cycle(others)
    visits = chain(own, ((next(turns), *chosen) for chosen in _chosen(over, affiliations)))
    taken: set[tuple[object, date | datetime]] = set()
    appointments: list[Appointment] = []
    for visitor, affiliation, start in visits:
        both = {(visitor, start.date()), (affiliation.provider, start)}
        if not taken & both:
            taken |= both
            reason = REASONS[len(appointments) % len(REASONS)]
            appointments.append(_past_visit(visitor, affiliation, start, reason))
    Appointment.objects.bulk_create(appointments)
    BookedSlot.objects.bulk_create(
        BookedSlot(
            appointment=appointment,
            patient_id=appointment.patient_id,
            provider_id=appointment.provider_id,
            starts_at=appointment.starts_at,
        )
        for appointment in appointments
    )


def _past_visit(
    patient: Patient, affiliation: Affiliation, start: datetime, reason: str
) -> Appointment:
    return Appointment(
        patient=patient,
        affiliation=affiliation,
        provider=affiliation.provider,
        day=start.astimezone(affiliation.centre.zone).date(),
        starts_at=start,
        ends_at=start + SLOT,
        reason=reason,
        booked_by=patient.user,
        created_at=start - timedelta(days=3),
    )


def _book_ahead(
    patients: Iterable[Patient], affiliations: Collection[Affiliation], now: datetime
) -> None:
    """Appointments to come. A patient who may not take the time is passed over."""
    most = settings.MEDISOFT_MAX_UPCOMING - ROOM
    held: Counter[Patient] = Counter()
    free = free_starts(affiliations, first_day=now.date(), days=AHEAD.days, now=now)
    turns = cycle(patients)
    for number, (affiliation, start) in enumerate(_chosen(free, affiliations)):
        patient = next(turns)
        if held[patient] >= most:
            continue
        try:
            services.book(
                patient=patient,
                affiliation=affiliation,
                starts=[start],
                reason=REASONS[number % len(REASONS)],
                by=patient.user,
                now=now,
            )
        except Refused:
            continue
        held[patient] += 1


def _chosen(
    free: dict[int, list[datetime]], affiliations: Collection[Affiliation]
) -> Iterator[tuple[Affiliation, datetime]]:
    """A few of the free starts of each affiliation, and many of the busy provider's."""
    for number, affiliation in enumerate(affiliations):
        busy = affiliation.provider.user.email == PROVIDER.email
        step = BUSY_STEP if busy else STEP
        for start in free[affiliation.pk][number % step :: step]:
            yield affiliation, start


def add_stars(now: datetime) -> None:
    """Stars of about a third of the patients for each provider and centre, mostly good."""
    patients = made_up_patients()
    ProviderRating.objects.bulk_create(
        ProviderRating(patient=patient, provider=provider, stars=stars, rated_at=now)
        for place, provider in enumerate(Provider.objects.order_by("pk"))
        for patient, stars in _raters(patients, place)
    )
    CentreRating.objects.bulk_create(
        CentreRating(patient=patient, centre=centre, stars=stars, rated_at=now)
        for place, centre in enumerate(Centre.objects.order_by("pk"))
        for patient, stars in _raters(patients, place)
    )


def _raters(patients: Collection[Patient], place: int) -> Iterator[tuple[Patient, int]]:
    for turn, patient in enumerate(patients):
        if (turn + place) % 3 == 0:
            yield patient, 5 - (turn * place) % 4
