"""The twelve actors of the access matrix, around one patient's appointments."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.factories import PatientFactory, ProviderFactory, staff_user, superuser, with_login
from accounts.models import Provider, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at, coming_wednesday
from centres.factories import CentreFactory, open_affiliation
from centres.importing.models import seal_files
from centres.models import Affiliation, Membership, StagedImport
from records.factories import make_entry
from records.models import HistoryEntry
from referrals.factories import make_referral
from referrals.models import Referral

# What stands in the clinical fields: rare words, each in one of them and nowhere else on the site.
REASON, SPECIALISTS_REASON = "gonalgia", "crepitus"
ENTRY, SPECIALISTS_ENTRY = "hydrarthrosis", "synovectomy"
MEDICATION, DOSE, DIRECTIONS = "Meloxicam", "7500microgram", "postprandially"
LETTERS = {"specialist, referral only": "stenocardia", "specialist, booked": "gonarthrosis"}
PROLONGED_BY_READING = {"sessions.Session", "usersessions.UserSession"}
LOG = "records.AccessEvent"
# Pages of clinical text, and what asking for one writes: a line in the patient's log, also when it
# is refused; at a provider's first opening a mail to the patient.
WRITTEN_BY_ASKING = {
    "records:history": {LOG},
    "records:print": {LOG},
    "records:export": {LOG},
    "records:consultation": {LOG, "accounts.OutgoingMail", "django_tasks_database.DBTaskResult"},
    "records:patient": {LOG, "accounts.OutgoingMail", "django_tasks_database.DBTaskResult"},
    "referrals:detail": {LOG},
    "referrals:print": {LOG},
    "referrals:withdraw": {LOG},
}

ACTORS = [
    "anonymous",
    "patient",
    "other patient",
    "provider, booked",
    "provider, cancelled",
    "provider, same centre",
    "provider, other centre",
    "specialist, referral only",
    "specialist, booked",
    "staff, that centre",
    "staff, other centre",
    "superuser",
]


@dataclass(frozen=True)
class Cast:
    users: dict[str, User | None]
    appointments: dict[str, Appointment]
    letters: dict[str, Referral]
    entries: dict[str, HistoryEntry]
    other_specialist: Provider
    gp: Affiliation
    specialist: Affiliation
    files: StagedImport  # that the superuser has uploaded

    def client(self, actor: str, **options: Any) -> Client:
        """A browser in which the actor is logged in."""
        client = Client(**options)
        user = self.users[actor]
        if user is not None:
            client.force_login(user)
        return client

    def appointment_for(self, actor: str) -> Appointment:
        """The patient's appointment with that provider; with the GP, for everybody else."""
        return self.appointments.get(actor, self.appointments["provider, booked"])

    def letter_for(self, actor: str) -> Referral:
        """The letter to that specialist; the one that nobody has used, for everybody else."""
        return self.letters.get(actor, self.letters["specialist, referral only"])

    def entry_for(self, actor: str) -> HistoryEntry:
        """The entry of that provider; the GP's, for everybody else."""
        return self.entries.get(actor, self.entries["provider, booked"])


def assemble() -> Cast:
    """Everybody, and the patient's appointments: one that stands with the GP and with a
    specialist, one that was cancelled, and an earlier one with the GP, who wrote an entry and
    letters to two specialists."""
    patient = PatientFactory.create()
    centre, elsewhere = CentreFactory.create(), CentreFactory.create()
    places = {
        "provider, booked": open_affiliation(centre=centre),
        "provider, cancelled": open_affiliation(centre=centre),
        "provider, same centre": open_affiliation(centre=centre),
        "provider, other centre": open_affiliation(centre=elsewhere),
        "specialist, referral only": open_affiliation(
            centre=centre, provider=ProviderFactory.create(specialist=True)
        ),
        "specialist, booked": open_affiliation(
            centre=centre, provider=ProviderFactory.create(specialist=True)
        ),
    }
    gp, left = places["provider, booked"], places["provider, cancelled"]
    specialist = places["specialist, booked"]
    with_gp = make_appointment(patient=patient, affiliation=gp, starts_at=at(gp, 10), reason=REASON)
    letters = {
        actor: make_referral(
            appointment=with_gp,
            specialist=places[actor].provider,
            letter=words,
            sent_at=timezone.now(),
        )
        for actor, words in LETTERS.items()
    }
    users = {
        "patient": patient.user,
        "other patient": PatientFactory.create().user,
        **{actor: place.provider.user for actor, place in places.items()},
        "staff, that centre": staff_user(),
        "staff, other centre": staff_user(),
        "superuser": superuser(),
    }
    seen = make_appointment(
        patient=patient, affiliation=gp, starts_at=at(gp, 10, day=coming_wednesday(weeks=-4))
    )
    tablets = {"medication": MEDICATION, "dose": DOSE, "directions": DIRECTIONS}
    booked = make_appointment(
        patient=patient,
        affiliation=specialist,
        starts_at=at(specialist, 12),
        reason=SPECIALISTS_REASON,
        referral=letters["specialist, booked"],
    )
    entries = {
        "provider, booked": make_entry(seen, text=ENTRY, medication=[tablets]),
        "specialist, booked": make_entry(booked, text=SPECIALISTS_ENTRY),
    }
    Membership.objects.create(user=users["staff, that centre"], centre=centre)
    Membership.objects.create(user=users["staff, other centre"], centre=elsewhere)
    return Cast(
        users={"anonymous": None} | {actor: with_login(user) for actor, user in users.items()},
        appointments={
            "provider, booked": with_gp,
            "provider, cancelled": make_appointment(
                patient=patient,
                affiliation=left,
                starts_at=at(left, 11),
                status=Appointment.Status.CANCELLED,
                reason=REASON,
            ),
            "specialist, booked": booked,
        },
        letters=letters,
        entries=entries,
        other_specialist=ProviderFactory.create(specialist=True),
        gp=gp,
        specialist=specialist,
        files=StagedImport.objects.create(
            user=users["superuser"],
            files=seal_files({}),
            expires_at=timezone.now() + timedelta(hours=1),
        ),
    )


def stored_rows(*, besides: Collection[str] = ()) -> dict[str, list[Any]]:
    """Every row that the site keeps, but for sessions, since reading a page prolongs one, and for
    the models `besides`."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.label not in PROLONGED_BY_READING | {*besides}
    }


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back afterwards, also what commits by itself."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
