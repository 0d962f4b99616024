from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.contrib.auth import get_user
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.factories import PASSWORD, PatientFactory, with_login
from accounts.models import OutgoingMail, User

ACTIVATE = "/accounts/2fa/totp/activate/"
AUTHENTICATE = "/accounts/2fa/authenticate/"
ADD_PASSKEY = "/accounts/2fa/webauthn/add/"
CREDENTIAL = '{"id": "YWE", "rawId": "YWE", "type": "public-key", "response": %s}'
# What a hostile browser may send in place of a credential.
NO_CREDENTIALS = [
    "",
    "x",
    "1",
    "[]",
    "{}",
    "null",
    '{"id": 1}',
    '{"id": "a", "rawId": {}, "type": "public-key", "response": {}}',
    CREDENTIAL % "[]",
    CREDENTIAL % "{}",
    CREDENTIAL % '{"clientDataJSON": 1}',
    CREDENTIAL % '{"clientDataJSON": "e30", "attestationObject": "oA"}',
    CREDENTIAL % '{"clientDataJSON": "💥", "attestationObject": "💥"}',
    CREDENTIAL % '{"clientDataJSON": "e30", "attestationObject": "_w"}',
    CREDENTIAL % '{"clientDataJSON": "e30", "authenticatorData": "oA", "signature": "oA"}',
    CREDENTIAL
    % '{"clientDataJSON": "e30", "authenticatorData": "o", "signature": "", "userHandle": "MQ"}',
    CREDENTIAL % ('{"userHandle": "%s"}' % ("9" * 400)),
    "[" * 5000,
]


@pytest.fixture
def tony(db: None) -> User:
    return with_login(PatientFactory.create(user__email="tony@example.com").user)


@pytest.fixture
def tonys(tony: User) -> Client:
    """Tony's browser, the password confirmed a moment ago."""
    client = Client(raise_request_exception=False)
    log_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def log_in(client: Client) -> Any:
    return client.post("/accounts/login/", {"login": "tony@example.com", "password": PASSWORD})


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(counters()))))


def activate(client: Client) -> str:
    secret = str(client.get(ACTIVATE).context["form"].secret)
    response = client.post(ACTIVATE, {"code": code_for(secret)})
    if response.status_code == 200:  # the half minute of that code was over
        response = client.post(ACTIVATE, {"code": code_for(secret)})
    assert response.status_code == 302
    return secret


def recovery_codes(user: User) -> list[str]:
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return list(codes.wrap().get_unused_codes())


def test_setting_up_an_app_asks_for_the_password_first(client: Client, tony: User) -> None:
    client.force_login(tony)

    assert client.get(ACTIVATE)["Location"].startswith("/accounts/reauthenticate/")


def test_an_app_is_set_up_and_told_by_mail(
    tonys: Client, tony: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        activate(tonys)

    assert Authenticator.objects.filter(user=tony, type=Authenticator.Type.TOTP).exists()
    assert "Authenticator app turned on" in OutgoingMail.objects.values_list("subject", flat=True)


def test_with_an_app_the_password_alone_lets_nobody_in(tonys: Client, client: Client) -> None:
    activate(tonys)

    assert log_in(client).url == AUTHENTICATE
    assert not get_user(client).is_authenticated
    assert client.get("/profile/").status_code == 302


def test_a_passkey_is_asked_for_only_where_there_is_one(tonys: Client, client: Client) -> None:
    activate(tonys)
    log_in(client)

    assert b"Use a passkey" not in client.get(AUTHENTICATE).content


def test_a_recovery_code_lets_in_once(tonys: Client, tony: User) -> None:
    activate(tonys)
    code = recovery_codes(tony)[0]

    for lets_in in (True, False):
        client = Client()
        log_in(client)
        client.post(AUTHENTICATE, {"code": code})
        assert get_user(client).is_authenticated is lets_in


def test_five_wrong_codes_lock_even_the_right_one(
    tonys: Client, tony: User, client: Client
) -> None:
    activate(tonys)
    code = recovery_codes(tony)[0]
    log_in(client)
    for _ in range(5):
        client.post(AUTHENTICATE, {"code": "000000"})

    response = client.post(AUTHENTICATE, {"code": code})

    assert b"Wait 5 minutes" in response.content
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("code", ["", "x" * 5000, "a\0b", "💥", "<b>", "-1", "１２３４５６"])  # noqa: RUF001
def test_a_wrong_code_is_refused_in_words(tonys: Client, client: Client, code: str) -> None:
    activate(tonys)
    log_in(client)

    response = client.post(AUTHENTICATE, {"code": code})

    assert response.status_code == 200
    assert b"There is a problem" in response.content
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("credential", NO_CREDENTIALS)
def test_what_is_no_passkey_is_not_added(tonys: Client, credential: str) -> None:
    response = tonys.post(ADD_PASSKEY, {"name": "Key", "credential": credential})

    assert response.status_code == 200
    assert b"There is a problem" in response.content
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", NO_CREDENTIALS)
def test_what_is_no_passkey_logs_nobody_in(tony: User, credential: str) -> None:
    client = Client(raise_request_exception=False)
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})

    response = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})

    assert response.status_code == 302
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("credential", NO_CREDENTIALS)
def test_what_is_no_passkey_is_no_second_step(tonys: Client, credential: str) -> None:
    activate(tonys)
    client = Client(raise_request_exception=False)
    log_in(client)
    client.get(AUTHENTICATE)

    response = client.post(AUTHENTICATE, {"credential": credential})

    assert response.status_code == 200
    assert not get_user(client).is_authenticated


def passkey_of(user: User) -> Authenticator:
    passkey: Authenticator = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
    )
    return passkey


@pytest.mark.parametrize("name", ["", "x" * 61, "a\0b", "\u202eenohp", "two\nlines"])
def test_a_passkey_keeps_its_name_when_the_new_one_is_refused(
    tonys: Client, tony: User, name: str
) -> None:
    passkey = passkey_of(tony)

    response = tonys.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/edit/", {"name": name})

    assert b"There is a problem" in response.content
    passkey.refresh_from_db()
    assert passkey.wrap().name == "Phone"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("verb", ["edit", "remove"])
def test_the_passkey_of_somebody_else_does_not_exist(tonys: Client, verb: str, method: str) -> None:
    passkey = passkey_of(PatientFactory.create().user)
    path = f"/accounts/2fa/webauthn/keys/{passkey.pk}/{verb}/"

    response = getattr(tonys, method)(path, {"name": "Mine"})

    assert response.status_code == 404
    passkey.refresh_from_db()
    assert passkey.wrap().name == "Phone"
