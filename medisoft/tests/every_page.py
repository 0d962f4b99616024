"""Every page that answers to a link, filled and empty, for each kind of person."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.factories import (
    PatientFactory,
    ProviderFactory,
    UserFactory,
    staff_user,
    superuser,
    with_login,
)
from accounts.models import Patient, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.times import at, coming_wednesday, iso
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation, CentreRating, ProviderRating
from medisoft.tests.every_admin_page import receptionists_pages
from medisoft.tests.every_import_page import superusers_pages
from medisoft.tests.every_letter_page import letters_pages, referrers_pages, specialists_pages
from records.factories import make_entry
from records.services import refuse

PEOPLE = [
    "stranger",
    "patient",
    "patient with nothing",
    "provider",
    "provider with nothing",
    "specialist",
    "staff",
    "receptionist",
    "superuser",
]
# What is no page: words or a file for a program, answers to a POST, Django's own admin.
NO_PAGES = {
    "healthz",
    "appointments:calendar",
    "records:export",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
    "account_confirm_login_code",  # of a way to log in that is off
    "account_set_password",  # a password is chosen by the link of a mail
}


@dataclass(frozen=True)
class Site:
    """Who there is, and the paths that each of them opens."""

    users: dict[str, User]
    paths: dict[str, list[str]]


def furnish() -> Site:
    """A small site with something on every page, and people for whom there is nothing."""
    users = {
        "patient": PatientFactory.create(user__full_name="Tony Marino").user,
        "patient with nothing": PatientFactory.create(user__full_name="").user,
        "provider": ProviderFactory.create(user__full_name="Mary Jackson").user,
        "provider with nothing": ProviderFactory.create(user__full_name="").user,
        "specialist": ProviderFactory.create(specialist=True).user,
        "staff": staff_user(),
        "receptionist": staff_user(),
        "superuser": superuser(),
    }
    for user in users.values():
        with_login(user)
    gp = open_affiliation(
        provider=users["provider"].provider,
        centre=CentreFactory.create(name="Prince of Wales Hospital", phone="02 9382 2222"),
    )
    return Site(
        users,
        {
            "stranger": strangers_pages(),
            "patient": [
                *patients_pages(users["patient"].patient, gp),
                *letters_pages(users["patient"].patient),
            ],
            "patient with nothing": [
                *HOMES,
                "/appointments/?when=past",
                "/referrals/",
                *HISTORY,
                *ACCOUNT,
            ],
            "provider": [*providers_pages(users["provider"], gp), *referrers_pages(gp)],
            "provider with nothing": [
                *HOMES,
                "/?view=week",
                "/appointments/?when=past",
                "/referrals/",
            ],
            "specialist": specialists_pages(users["specialist"]),
            "staff": ["/", "/search/?q=jackson", "/profile/", *profiles(gp)],
            "receptionist": receptionists_pages(users["receptionist"], gp),
            "superuser": superusers_pages(users["superuser"]),
        },
    )


HOMES = ["/", "/profile/", "/appointments/", "/search/", "/search/?q=nobody"]
HISTORY = ["/history/", "/history/print/", "/history/access/", "/history/access/?who=me"]
ACCOUNT = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/logout/",
]


def strangers_pages() -> list[str]:
    """The pages before the log-in, with links of mails that work and that do not."""
    user = UserFactory.create()
    with_login(user)
    user.emailaddress_set.update(verified=False)
    confirmation = EmailConfirmationHMAC(user.emailaddress_set.get())
    reset = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/inactive/",
        "/accounts/confirm-email/",
        f"/accounts/confirm-email/{confirmation.key}/",
        "/accounts/confirm-email/x/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        f"/accounts/password/reset/key/{reset}/",
        "/accounts/password/reset/key/1-x/",
        "/accounts/password/reset/key/done/",
        "/no/such/page/",
    ]


def profiles(gp: Affiliation) -> list[str]:
    return [f"/centres/{gp.centre_id}/", f"/providers/{gp.provider_id}/"]


def patients_pages(patient: Patient, gp: Affiliation) -> list[str]:
    """A patient with appointments in every state, before pickers that are full, empty, far away
    or closed, and check pages that take a time or refuse it."""
    specialist = open_affiliation(provider=ProviderFactory.create(specialist=True))
    far = open_affiliation(centre=CentreFactory.create(timezone="Australia/Perth", state="WA"))
    empty = CentreFactory.create(name="A centre without providers")
    now = timezone.now()
    CentreRating.objects.create(patient=patient, centre=gp.centre, stars=4, rated_at=now)
    ProviderRating.objects.create(patient=patient, provider=gp.provider, stars=5, rated_at=now)
    coming = make_appointment(
        patient=patient, affiliation=gp, starts_at=at(gp, 11), reason="A sore knee\nand ankle"
    )
    others = at(far, 12)
    make_appointment(affiliation=far, starts_at=others)
    status = Appointment.Status
    earlier = [
        make_appointment(
            patient=patient,
            affiliation=gp,
            starts_at=at(gp, 9, day=coming_wednesday(weeks=-week)),
            status=state,
        )
        for week, state in enumerate([status.COMPLETED, status.CANCELLED, status.NO_SHOW], 3)
    ]
    write_history(patient, gp)
    at_far = iso(far, at(far, 15))
    return [
        *HOMES,
        *HISTORY,
        "/search/?kind=nonsense",
        "/search/?q=jakson&service=GP&suburb=Randwick",
        "/appointments/?when=past",
        *(f"/appointments/{appointment.pk}/" for appointment in [coming, *earlier]),
        *(f"/appointments/{coming.pk}/{verb}/" for verb in ["cancel", "reschedule"]),
        f"/appointments/{coming.pk}/reschedule/?{urlencode({'slots': iso(gp, at(gp, 14))[0]})}",
        f"/appointments/{earlier[0].pk}/cancel/",
        *profiles(gp),
        *profiles(specialist),
        *profiles(far),
        f"/centres/{empty.pk}/",
        *(f"{path}rate/" for path in profiles(gp)),
        f"/book/{gp.pk}/?week=never&length=7",
        f"/book/{far.pk}/?length=120",
        f"/book/{specialist.pk}/",
        f"/book/{far.pk}/?slots=never",
        *(
            f"/book/{far.pk}/?{urlencode({'slots': [slot]}, doseq=True)}"
            for slot in [*at_far, *iso(far, others), *iso(far, coming.starts_at)]
        ),
        "/appointments/00000000-0000-0000-0000-000000000000/",
    ]


def write_history(patient: Patient, gp: Affiliation, *, hour: int = 9) -> None:
    """Two entries, of which one amends the other, with medication; and a refusal in the log."""
    visit = make_appointment(
        patient=patient, affiliation=gp, starts_at=at(gp, hour, day=coming_wednesday(weeks=-2))
    )
    aspirin = {"medication": "Aspirin", "dose": "100 mg", "directions": "Once a day", "repeats": 2}
    first = make_entry(visit, text="Pain in the left knee\nand ankle", medication=[aspirin])
    make_entry(visit, text="Pain in the right knee", amends=first, medication=[aspirin])
    stranger = ProviderFactory.create(user__full_name="Anna Example").user
    refuse(patient=patient, by=stranger, action="opened", now=timezone.now())


def two_step_pages(passkey: int) -> list[str]:
    """For somebody who logs in with an authenticator app or with that passkey."""
    return [
        "/accounts/2fa/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/reauthenticate/",
        f"/accounts/2fa/webauthn/keys/{passkey}/edit/",
        f"/accounts/2fa/webauthn/keys/{passkey}/remove/",
    ]


def providers_pages(user: User, gp: Affiliation) -> list[str]:
    """A provider with a full day ahead, in day and week view."""
    day = coming_wednesday(weeks=2)
    visits = [
        make_appointment(affiliation=gp, starts_at=at(gp, hour, day=day), reason="A check-up")
        for hour in (9, 10, 13)
    ]
    write_history(visits[0].patient, gp, hour=12)
    return [
        *HOMES,
        f"/?day={day}",
        f"/?day={day}&view=week",
        "/?day=never",
        "/appointments/?when=past",
        *(f"/appointments/{visit.pk}/consultation/" for visit in visits[:2]),
        *(f"/patients/{visit.patient_id}/" for visit in visits[:2]),
        f"/appointments/{visits[0].pk}/",
        *profiles(gp),
        f"/book/{gp.pk}/",
    ]


def names_of_pages() -> set[str]:
    """The name of everything in the URLconf but the admin and what is no page."""
    return set(_names(get_resolver().url_patterns, "")) - NO_PAGES


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if not str(pattern.pattern).startswith("admin/"):
                yield f"{prefix}{pattern.name}"
        elif pattern.namespace != "admin":
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)
