"""What a person reads is in our words: Django's and the log-in library's own reach nobody."""

import re
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.factories import PASSWORD, PatientFactory, with_login
from centres.factories import AffiliationFactory

FOREIGN = re.compile(
    r"\bEnsure\b|\bvalid\b|\binvalid\b|Null characters|This field|\bplease\b|\boops\b", re.I
)
SPOILT = ["", "x" * 5000, "a\0b", "\u202eab", "💥", "@"]


def refusals(page: str) -> list[str]:
    """The sentences in the summary of what is wrong."""
    (summary,) = re.findall(r'role="alert".*?</div>', page, re.S)
    return re.findall(r"<li>.*?</li>", summary, re.S)


@pytest.fixture
def person(client: Client, db: None) -> Client:
    """A patient's browser, the password confirmed a moment ago."""
    client.force_login(with_login(PatientFactory.create().user))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def provider(client: Client, db: None) -> Client:
    affiliation = AffiliationFactory.create(pk=1)
    client.force_login(affiliation.provider.user)
    return client


@pytest.mark.parametrize("text", SPOILT)
@pytest.mark.parametrize(
    ("who", "path", "names"),
    [
        ("client", "/accounts/login/", ["login", "password"]),
        ("client", "/accounts/password/reset/", ["email"]),
        ("person", "/accounts/password/change/", ["oldpassword", "password1", "password2"]),
        ("person", "/accounts/email/", ["email", "action_add"]),
        ("person", "/accounts/2fa/totp/activate/", ["code"]),
        ("person", "/accounts/2fa/webauthn/add/", ["name", "credential"]),
        ("person", "/accounts/reauthenticate/", ["password"]),
        ("person", "/profile/", ["full_name", "phone"]),
        ("person", "/profile/", ["medicare_number", "full_name"]),
        ("person", "/profile/", ["display"]),
        ("provider", "/profile/", ["provider_number", "full_name"]),
    ],
)
def test_a_form_refuses_in_our_words(
    request: pytest.FixtureRequest, db: None, who: str, path: str, names: list[str], text: str
) -> None:
    client: Client = request.getfixturevalue(who)

    place = {"affiliation": "1"} if who == "provider" else {}
    response = client.post(path, place | dict.fromkeys(names, text))

    told = refusals(response.content.decode())
    assert told
    assert not [sentence for sentence in told if FOREIGN.search(sentence)]


@pytest.mark.parametrize("text", SPOILT)
def test_the_form_behind_a_reset_link_refuses_in_our_words(
    client: Client, db: None, text: str
) -> None:
    user = with_login(PatientFactory.create().user)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    link = reverse("account_reset_password") + f"key/{key}/"
    form = client.get(link, follow=True).redirect_chain[-1][0]

    response = client.post(form, dict.fromkeys(["password1", "password2"], text))

    told = refusals(response.content.decode())
    assert told
    assert not [sentence for sentence in told if FOREIGN.search(sentence)]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_new_password_has_at_most_128_characters(person: Client) -> None:
    new = "long-horse-battery" * 8
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    response = person.post(reverse("account_change_password"), sent)

    assert b"Use at most 128 characters." in response.content


def test_a_changed_password_leads_back_to_the_profile_and_is_told(person: Client) -> None:
    new = "another-horse-battery"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    response = person.post(reverse("account_change_password"), sent, follow=True)

    assert response.redirect_chain == [(reverse("accounts:profile"), 302)]
    assert b"Your password is changed." in response.content


def test_every_mail_begins_alike() -> None:
    templates = Path(settings.BASE_DIR, "templates")
    greetings = [
        re.findall("Hello.*", path.read_text())
        for path in templates.rglob("*")
        if path.suffix in {".txt", ".html"}
    ]

    found = {line.removesuffix("</p>") for lines in greetings for line in lines}
    assert found == {"Hello,"}
