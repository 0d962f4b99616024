"""How long a session lives, what caches may keep, and who must log in in two steps."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.base import BaseHandler
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from pytest_django import Settings

from accounts.factories import PatientFactory, ProviderFactory, UserFactory, superuser
from accounts.models import User
from centres.factories import open_affiliation
from medisoft.tests.cast import assemble
from medisoft.tests.every_url import every_url

HOUR = 60 * 60  # seconds
PAGE = reverse_lazy("account_change_password")  # as good as any for somebody who is logged in


@pytest.fixture
def patient_client(client: Client, db: None) -> Client:
    """Logged in, after a first page."""
    client.force_login(PatientFactory.create().user)
    client.get(PAGE)
    return client


def grow_old(client: Client, key: str, seconds: int) -> None:
    session = client.session
    session[key] = int(time.time()) - seconds
    session.save()


def logged_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_a_session_ends_after_half_an_hour_without_a_request(patient_client: Client) -> None:
    idle = Session.objects.get()

    assert idle.expire_date - timezone.now() <= timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now())
    assert not logged_in(patient_client)


def test_a_request_moves_the_end_of_the_idle_time(patient_client: Client) -> None:
    grow_old(patient_client, "seen", 120)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))

    patient_client.get(PAGE)

    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_a_session_in_use_ends_after_twelve_hours(patient_client: Client) -> None:
    grow_old(patient_client, "began", 12 * HOUR)

    assert not logged_in(patient_client)


def test_a_session_in_use_lives_until_then(patient_client: Client) -> None:
    grow_old(patient_client, "began", 12 * HOUR - 60)

    assert logged_in(patient_client)


def test_the_greatest_age_is_a_setting(patient_client: Client, settings: Settings) -> None:
    settings.MEDISOFT_SESSION_MAX_AGE = HOUR
    grow_old(patient_client, "began", HOUR)

    assert not logged_in(patient_client)


@pytest.mark.parametrize("name", ["usersessions_list", "account_change_password", "mfa_index"])
def test_no_cache_keeps_a_personal_page(patient_client: Client, name: str) -> None:
    response = patient_client.get(reverse(name))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_no_cache_keeps_a_redirect_or_a_missing_page(patient_client: Client) -> None:
    missing = patient_client.get("/no-such-page/")
    redirect = Client().get(PAGE)

    assert "no-store" in missing["Cache-Control"]
    assert "no-store" in redirect["Cache-Control"]


def test_caches_may_keep_static_files(client: Client) -> None:
    response = client.get("/static/theme.css")

    assert response.getvalue()  # reading it to the end closes the file
    assert "no-store" not in response["Cache-Control"]


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (User.Role.PATIENT, "accounts:profile"),
        (User.Role.PATIENT, "centres:rate_provider"),
        (User.Role.PROVIDER, "accounts:profile"),
        (User.Role.PROVIDER, "home"),
    ],
)
def test_an_account_without_its_person_is_told_so(
    client: Client, db: None, role: User.Role, name: str
) -> None:
    place = open_affiliation()
    client.force_login(UserFactory.create(role=role))

    response = client.get(reverse(name, args=[place.provider_id] if "rate" in name else []))

    assert response.status_code == 403
    assert b"Your account is not complete" in response.content


def required_of(settings: Settings, *roles: str) -> None:
    settings.MEDISOFT_MFA_REQUIRED_ROLES = list(roles)


def test_nobody_must_log_in_in_two_steps_by_default(patient_client: Client) -> None:
    assert logged_in(patient_client)


@pytest.mark.parametrize(
    "actor", ["patient", "provider, booked", "staff, that centre", "superuser"]
)
def test_who_must_is_led_to_the_set_up_from_every_page(
    db: None, settings: Settings, actor: str
) -> None:
    required_of(settings, *User.Role.values)
    cast = assemble()
    client = cast.client(actor)

    left = {
        url.name
        for url in every_url(cast)
        if client.get(url.path).headers.get("Location") != reverse("mfa_index")
        and not url.name.startswith("mfa_")  # the set-up itself
    }

    assert left == {"account_logout", "account_reauthenticate", "healthz"}


def test_the_set_up_and_the_log_out_stay_open(client: Client, db: None, settings: Settings) -> None:
    required_of(settings, "provider")
    client.force_login(ProviderFactory.create().user)

    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


def test_after_the_set_up_every_page_is_open(client: Client, db: None, settings: Settings) -> None:
    required_of(settings, "patient")
    patient = PatientFactory.create()
    Authenticator.objects.create(user=patient.user, type=Authenticator.Type.TOTP, data={})
    client.force_login(patient.user)

    assert logged_in(client)


def test_recovery_codes_alone_are_no_second_step(
    client: Client, db: None, settings: Settings
) -> None:
    required_of(settings, "patient")
    patient = PatientFactory.create()
    Authenticator.objects.create(user=patient.user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(patient.user)

    assert not logged_in(client)


def test_another_role_is_left_alone(patient_client: Client, settings: Settings) -> None:
    required_of(settings, "provider", "staff")

    assert logged_in(patient_client)


def test_an_unknown_role_stops_the_start(settings: Settings) -> None:
    required_of(settings, "doctor")

    with pytest.raises(ImproperlyConfigured, match="doctor"):
        BaseHandler().load_middleware()


@pytest.mark.parametrize("cookie", ['"aaaaaaaaaaaa\\000bbbbbbbbbb"', "x" * 5000, "é", ""])
def test_a_cookie_that_is_no_session_is_none(client: Client, db: None, cookie: str) -> None:
    named = f"{settings.SESSION_COOKIE_NAME}={cookie}"

    response = client.get(reverse("account_login"), headers={"cookie": named})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "path", ["centres/centre/?name=%00", "centres/centre/?kind__exact=%00", "?%00"]
)
def test_a_nul_in_an_address_of_the_admin_is_a_bad_request(
    client: Client, db: None, path: str
) -> None:
    client.force_login(superuser())

    response = client.get(reverse("admin:index") + path)

    assert response.status_code == 400
