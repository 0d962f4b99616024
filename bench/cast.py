"""Whom the measurements are about, in a database that `grow` has filled: somebody with a long
history, a doctor with a full day, a centre with thirty providers, and people who book."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Patient, Provider, User
from appointments import services as booking
from appointments.availability import free_starts
from appointments.exceptions import Refused
from centres.clock import ONE_DAY
from centres.models import Affiliation, Centre, WorkingHours
from medisoft.demo.histories import NOTES
from medisoft.demo.people import DEMO_PASSWORD
from medisoft.growing.people import ADMIN_EMAIL, GP_EMAIL, STAFF_EMAIL
from records import services as records
from records.models import HistoryEntry, Prescription

PASSWORD = DEMO_PASSWORD
LONG_HISTORY_EMAIL = "long.history@example.org"
ENTRIES, VISITS = 200, 20
STAFF_OF_CENTRE = 30  # providers
SATURDAY = 5
BOOKERS = 64  # patients who log in
VISITS_A_DAY = 10  # of each provider of the centre, on the full day


@dataclass(frozen=True)
class Cast:
    """Emails, ids and a day; everybody logs in with PASSWORD."""

    patient: str
    gp: str
    staff: str
    superuser: str
    bookers: Sequence[str]
    centre: int  # where thirty providers work, kept by the staff
    full_day: date
    consultations: Sequence[str]  # the GP's appointments of that day; the first is the patient's


def assemble(now: datetime) -> Cast:
    """Write what is not there yet, through the site's own services."""
    gp = Provider.objects.get(user__email=GP_EMAIL)
    centre = Centre.objects.get(pk=1)
    _fill_with_providers(centre)
    patient = _patient_with_long_history(now)
    full_day = _coming_weekday(now)
    of_gp = Affiliation.objects.filter(provider=gp).with_names()
    _fill_day([*of_gp], full_day, now, first=patient)
    _fill_day([*centre.affiliations.with_names()], full_day, now)
    bookers = _bookers()
    mine = gp.appointments.filter(day=full_day).live()  # also when they are completed
    visits = sorted(mine, key=lambda visit: visit.patient_id != patient.pk)
    return Cast(
        patient=LONG_HISTORY_EMAIL,
        gp=GP_EMAIL,
        staff=STAFF_EMAIL,
        superuser=ADMIN_EMAIL,
        bookers=bookers,
        centre=centre.pk,
        full_day=full_day,
        consultations=[str(visit.pk) for visit in visits],
    )


def _coming_weekday(now: datetime) -> date:
    day = timezone.localdate(now) + ONE_DAY
    while day.weekday() >= SATURDAY:
        day += ONE_DAY
    return day


def _fill_with_providers(centre: Centre) -> None:
    """Providers of elsewhere come on Saturdays, when nobody has hours."""
    here = centre.affiliations.count()
    elsewhere = Provider.objects.exclude(affiliations__centre=centre).order_by("pk")
    for provider in elsewhere[: max(0, STAFF_OF_CENTRE - here)]:
        place = Affiliation.objects.create(provider=provider, centre=centre)
        WorkingHours.objects.create(
            affiliation=place, weekday=SATURDAY, opens=time(9), closes=time(13)
        )


def _patient_with_long_history(now: datetime) -> Patient:
    found = Patient.objects.filter(user__email=LONG_HISTORY_EMAIL).first()
    if found is not None and HistoryEntry.objects.filter(patient=found).count() >= ENTRIES:
        return found
    user = User.objects.create_user(
        email=LONG_HISTORY_EMAIL, full_name="Lou Longworth", role=User.Role.PATIENT
    )
    _let_log_in(User.objects.filter(pk=user.pk))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    patient = Patient.objects.create(user=user)
    places = Affiliation.objects.filter(provider__profession__by_referral_only=False)
    days = (
        timezone.localdate(now) - timedelta(weeks=VISITS - n, days=n % 5) for n in range(VISITS)
    )
    for place, day in zip(places.with_names().order_by("pk")[:VISITS], days, strict=True):
        _visit(patient, place, day)
    return patient


def _visit(patient: Patient, place: Affiliation, day: date) -> None:
    """A visit on the first free half hour from `day`, with its share of the entries."""
    morning = datetime.combine(day, time(0), place.centre.zone)
    start = free_starts([place], first_day=day, days=14, now=morning)[place.pk][0]
    visit = booking.book(
        patient=patient,
        affiliation=place,
        starts=[start],
        reason="",
        by=patient.user,
        now=morning,
    )
    by = place.provider.user
    notes = NOTES["GP"]
    for nth in range(ENTRIES // VISITS):
        at, note = start + timedelta(minutes=nth), notes[nth % len(notes)]
        records.open_history(patient=patient, by=by, because=visit, now=at)
        records.record(
            appointment=visit,
            by=by,
            text=f"{note.text} ({nth + 1})",
            now=at,
            medication=[
                Prescription(medication=medication, dose=dose, directions=how, repeats=repeats)
                for medication, dose, how, repeats in note.medication
            ],
        )


def _fill_day(
    places: Sequence[Affiliation], day: date, now: datetime, first: Patient | None = None
) -> None:
    """Let VISITS_A_DAY people come to each provider on that day."""
    free = free_starts(places, first_day=day, days=1, now=now)
    patients = _patients_in_turn(first)
    for place in places:
        if place.provider.profession.by_referral_only:
            continue
        for start in free[place.pk][:VISITS_A_DAY]:
            _book_somebody(patients, place, start, now)


def _patients_in_turn(first: Patient | None) -> Iterator[Patient]:
    if first is not None:
        yield first
    yield from Patient.objects.select_related("user").order_by("pk").iterator()


def _book_somebody(
    patients: Iterator[Patient], place: Affiliation, start: datetime, now: datetime
) -> None:
    """The next patient whom the rules let book."""
    for patient in patients:
        try:
            booking.book(
                patient=patient,
                affiliation=place,
                starts=[start],
                reason="",
                by=patient.user,
                now=now,
            )
        except Refused:
            continue
        return


def _bookers() -> list[str]:
    """Patients from the middle of the table, who can log in from now on."""
    users = User.objects.filter(role=User.Role.PATIENT).exclude(email=LONG_HISTORY_EMAIL)
    pks = list(islice(users.order_by("-pk").values_list("pk", flat=True), BOOKERS))
    chosen = User.objects.filter(pk__in=pks)
    _let_log_in(chosen)
    return list(chosen.order_by("pk").values_list("email", flat=True))


def _let_log_in(users: QuerySet[User]) -> None:
    users.update(password=make_password(PASSWORD))
