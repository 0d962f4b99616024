"""The demo: the people of `fixtures/`, two who keep the site, visits past and to come, stars."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain, cycle
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail, Patient, Provider, User
from appointments import services
from appointments.availability import free_starts
from appointments.exceptions import Refused
from appointments.models import Appointment, BookedSlot
from centres.importing.plan import plan
from centres.importing.reading import read_folder
from centres.importing.writing import Watch, apply, unwatched
from centres.models import Affiliation, Centre, CentreRating, ProviderRating
from centres.validators import SLOT

FIXTURES = settings.BASE_DIR / "fixtures"


class LogIn(NamedTuple):
    role: str
    email: str


# Printed on the start screen: whoever runs the demo is meant to know it.
DEMO_PASSWORD = "try-medisoft"  # noqa: S105
LOGINS = [
    PATIENT := LogIn("Patient", "tony.marino@example.com"),
    PROVIDER := LogIn("Provider (GP)", "jack.okafor@example.org"),
    STAFF := LogIn("Clinic staff", "clinic.staff@example.org"),
    SUPERUSER := LogIn("Superuser", "admin@example.org"),
]

PAST = timedelta(days=28)
AHEAD = timedelta(days=14)
REASONS = ["Check-up", "Sore knee", "Repeat prescription", "Test results", "Flu vaccination", ""]
# Of the free starts of a fortnight every so manieth is booked.
STEP = 61
BUSY_STEP = 2  # of the provider who has a log-in above
ROOM = 2  # appointments that each patient can still book before meeting the limit


class NotADemo(Exception):
    """The database is in use for something else; `str` says so."""


def load(*, now: datetime, hash_workers: int, watch: Watch = unwatched) -> bool:
    """Fill the database with the demo, and return whether anything was to do. What was loaded
    before stays as people have changed it since.

    Raises `NotADemo` when there are other accounts than just those of the fixtures, which a demo
    that was stopped has left: the demo's passwords are public, and its superuser keeps every
    centre. Raises `NotImported` as an import does.
    """
    if User.objects.filter(email=SUPERUSER.email).exists():
        return False
    planned = plan(read_folder(FIXTURES))
    own = {account.email for account in planned.folder.accounts}
    if set(User.objects.values_list("imported_email", flat=True)) not in (set(), own):
        raise NotADemo("The database holds other accounts than the demo's. Use an empty one.")
    apply(planned, hash_workers=hash_workers, watch=watch)
    with transaction.atomic():
        _add_visits(now)
        _forget_mails()
        _add_stars(now)
        _add_keepers()
    return True


def _forget_mails() -> None:
    """Nobody asked for these appointments: the first mail that a visitor finds is their own. The
    database holds nothing but the demo, and so does its queue."""
    DBTaskResult.objects.all().delete()
    OutgoingMail.objects.all().delete()


def _add_keepers() -> None:
    """Last, since the superuser stands for a demo that is complete."""
    staff = User.objects.create_user(
        STAFF.email, DEMO_PASSWORD, role=User.Role.STAFF, full_name="Robin Attwater"
    )
    EmailAddress.objects.create(user=staff, email=staff.email, verified=True, primary=True)
    User.objects.create_superuser(SUPERUSER.email, DEMO_PASSWORD, full_name="Alex Sandoval")


def _patients() -> list[Patient]:
    """The made-up patients, the one with a log-in first. The client's own get nothing: mails
    would go to addresses that may be somebody's."""
    patients = Patient.objects.filter(user__email__endswith="@example.com").select_related("user")
    return sorted(patients, key=lambda patient: (patient.user.email != PATIENT.email, patient.pk))


def _add_visits(now: datetime) -> None:
    tony, *others = _patients()
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
    everywhere, at most one a day; written as completed, since `book` refuses what is past."""
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
        status=Appointment.Status.COMPLETED,
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


def _add_stars(now: datetime) -> None:
    """Stars of about a third of the patients for each provider and centre, mostly good."""
    patients = _patients()
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
