"""The actions of the access matrix: on which pages they take place, and what is sent there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from appointments.tests.times import at, iso
from centres.models import Membership
from centres.tests.holidays import coming_holiday
from medisoft.tests.cast import ACTORS, ENTRY, MEDICATION, Cast

PROVIDERS = [actor for actor in ACTORS if actor.startswith(("provider", "specialist"))]


@dataclass(frozen=True)
class Page:
    """A page that an action has, what a POST to it holds, and how it refuses who is logged in:
    403 when it is another role's page, 404 when the thing on it may not be seen. An action may
    have a page for each role: to others than `roles` it is then a page of another role. On a page
    that shows everybody their own, `own` is what shows of the patient's. A form may be refused in
    words, which `says` has."""

    name: str
    pk: Callable[[Cast, str], object] | None = None
    fields: Callable[[Cast, str], dict[str, Any]] = field(default=lambda cast, actor: {})
    refuses_with: int = 404
    roles: Collection[str] = tuple(ACTORS)
    own: str = ""
    says: str = ""

    def url(self, cast: Cast, actor: str) -> str:
        return reverse(self.name, args=[self.pk(cast, actor)] if self.pk else [])


def appointment(cast: Cast, actor: str) -> object:
    return cast.appointment_for(actor).pk


def new_time(cast: Cast, actor: str) -> dict[str, Any]:
    return {"slots": iso(cast.gp, at(cast.gp, 15)), "reason": "x"}


def at_the_specialist(cast: Cast, actor: str) -> dict[str, Any]:
    return new_time(cast, actor) | {"referral": letter(cast, "specialist, booked")}


def letter(cast: Cast, actor: str) -> object:
    return cast.letter_for(actor).pk


def stars(cast: Cast, actor: str) -> dict[str, Any]:
    return {"stars": "4"}


def entry(cast: Cast, actor: str) -> dict[str, Any]:
    return {"text": "x"}


def own_entry(cast: Cast, actor: str) -> dict[str, Any]:
    return {"text": "x", "amends": cast.entry_for(actor).pk}


def others_entry(cast: Cast, actor: str) -> dict[str, Any]:
    other = "specialist, booked" if actor == "provider, booked" else "provider, booked"
    return {"text": "x", "amends": cast.entry_for(other).pk}


def letter_to_send(cast: Cast, actor: str) -> dict[str, Any]:
    addressee = cast.other_specialist
    sent = {"specialist": addressee.pk, "letter": "x", "term": "12"}
    return {"action": "send", "text": "x", **sent}


def holiday(cast: Cast, actor: str) -> dict[str, Any]:
    return {"days": coming_holiday().day.isoformat()}


def receptionist(cast: Cast, actor: str) -> object:
    return Membership.objects.get(centre=cast.gp.centre_id).user_id


def closed(cast: Cast, actor: str) -> dict[str, Any]:
    """What the form of an account sends that closes it."""
    return {"full_name": "x", "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


def consultation(fields: Any = entry, **options: Any) -> Page:
    return Page("records:consultation", appointment, fields, roles=PROVIDERS, **options)


def of_providers(own: str) -> list[Page]:
    """The pages on which a provider reads a history."""
    patient = Page(
        "records:patient",
        lambda cast, actor: cast.appointment_for(actor).patient_id,
        roles=PROVIDERS,
        own=own,
    )
    return [patient, consultation(own=own)]


def of_parties(name: str) -> Page:
    return Page(name, letter, roles=[*PROVIDERS, "patient", "other patient"])


def of_patients(name: str, own: str) -> Page:
    return Page(name, refuses_with=403, roles=["patient", "other patient"], own=own)


ACTIONS = {
    "search": [Page("centres:search")],
    "profiles": [
        Page("centres:centre", lambda cast, actor: cast.gp.centre_id),
        Page("centres:provider", lambda cast, actor: cast.gp.provider_id),
    ],
    "appointment": [Page("appointments:detail", appointment)],
    "book": [Page("appointments:book", lambda cast, actor: cast.gp.pk, new_time, 403)],
    "book specialist": [
        Page("appointments:book", lambda cast, actor: cast.specialist.pk, at_the_specialist, 403)
    ],
    "rate": [
        Page("centres:rate_centre", lambda cast, actor: cast.gp.centre_id, stars, 403),
        Page("centres:rate_provider", lambda cast, actor: cast.gp.provider_id, stars, 403),
    ],
    "home": [Page("home")],
    "own profile": [Page("accounts:profile")],
    "own appointments": [Page("appointments:list", refuses_with=403)],
    "cancel": [Page("appointments:cancel", appointment)],
    "reschedule": [Page("appointments:reschedule", appointment, new_time)],
    "calendar file": [Page("appointments:calendar", appointment)],
    "patient page": [of_providers(ENTRY)[0]],
    "consultation page": [consultation()],
    "history read": [of_patients("records:history", ENTRY), *of_providers(ENTRY)],
    "prescription read": [of_patients("records:history", MEDICATION), *of_providers(MEDICATION)],
    "entry add": [consultation()],
    "entry amend own": [consultation(own_entry)],
    "entry amend other's": [consultation(others_entry, says="You can amend only your own")],
    "referral send": [consultation(letter_to_send, says="does not write referral letters")],
    "access log read": [of_patients("records:access_log", "added entry 1")],
    "history export": [of_patients("records:export", ENTRY)],
    "history print": [of_patients("records:print", ENTRY)],
    "own referrals": [Page("referrals:list", refuses_with=403)],
    "referral read": [of_parties("referrals:detail"), of_parties("referrals:print")],
    "referral withdraw": [of_parties("referrals:withdraw")],
    "admin: referrals": [Page("admin:referrals_referral_change", letter)],
    "admin: patients": [
        Page(
            "admin:accounts_patient_change",
            lambda cast, actor: cast.appointment_for(actor).patient_id,
        )
    ],
    "admin: appointments": [
        Page("admin:appointments_appointment_change", appointment),
        Page("admin:centres_centre_day", lambda cast, actor: cast.gp.centre_id),
        Page("admin:appointments_appointment_move", appointment),
        Page(
            "admin:appointments_appointment_cancel",
            appointment,
            lambda cast, actor: {"because": "ill"},
        ),
    ],
    "admin: book for a patient": [
        Page("admin:appointments_appointment_book", lambda cast, actor: cast.gp.pk)
    ],
    "admin: overview": [
        Page("admin:centres_centre_overview", lambda cast, actor: cast.gp.centre_id)
    ],
    "admin: hours": [
        Page("admin:centres_centre_week", lambda cast, actor: cast.gp.centre_id),
        Page("admin:centres_centre_change", lambda cast, actor: cast.gp.centre_id),
        Page("admin:centres_affiliation_change", lambda cast, actor: cast.gp.pk),
        Page(
            "admin:centres_affiliation_off",
            lambda cast, actor: cast.gp.pk,
            lambda cast, actor: {"span": "day"},
        ),
        Page("admin:centres_centre_holidays", lambda cast, actor: cast.gp.centre_id, holiday),
    ],
    "admin: status": [
        Page(
            "admin:appointments_appointment_mark",
            appointment,
            lambda cast, actor: {"status": "arrived"},
        )
    ],
    "admin: accounts of staff": [
        Page("admin:accounts_staff_changelist", refuses_with=403),
        Page("admin:accounts_staff_add", refuses_with=403),
        Page("admin:accounts_staff_change", receptionist, closed),
    ],
    "admin: import": [
        Page("admin:import", refuses_with=403),
        Page("admin:import_plan", lambda cast, actor: cast.files.pk, refuses_with=403),
    ],
}

# What no page does: the models refuse it to everybody, and the admin does not know them.
OF_NO_PAGE = {"entry delete", "admin: clinical text"}
