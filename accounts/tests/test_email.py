import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.test import Client

from accounts.factories import PASSWORD, PatientFactory, UserFactory, with_login
from accounts.models import OutgoingMail, User

pytestmark = pytest.mark.django_db

CHANGE = "/accounts/email/"


@pytest.fixture
def tony(client: Client) -> User:
    user = with_login(PatientFactory.create(user__email="tony@example.com").user)
    user.imported_email = user.email
    user.save()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return user


def ask_for(client: Client, email: str, **more: Any) -> Any:
    return client.post(CHANGE, {"email": email, "action_add": "1"}, follow=True, **more)


def words(response: Any) -> str:
    """The page without the tokens, which differ each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def link_in_mail() -> str:
    mail = OutgoingMail.objects.get(subject="Confirm your email")
    return str(re.findall(r"http\S+/accounts/confirm-email/\S+", mail.text)[0])


def test_the_email_changes_only_when_the_new_address_confirms(client: Client, tony: User) -> None:
    ask_for(client, "Anton@Example.com")
    tony.refresh_from_db()
    assert tony.email == "tony@example.com"
    assert OutgoingMail.objects.get().to == "anton@example.com"

    link = link_in_mail()
    client.get(link)  # a mail program that looks ahead confirms nothing
    tony.refresh_from_db()
    assert tony.email == "tony@example.com"

    client.post(link)
    tony.refresh_from_db()
    assert tony.email == "anton@example.com"
    assert tony.imported_email == "tony@example.com"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("anton@example.com", True, True)
    ]


def test_the_link_leads_to_this_site_whatever_host_the_request_has_named(
    client: Client, tony: User
) -> None:
    ask_for(client, "anton@example.com", headers={"host": "localhost:6666"})

    assert link_in_mail().startswith(f"{settings.SITE_URL}/accounts/confirm-email/")


def test_a_change_waits_for_the_password(client: Client, tony: User) -> None:
    client.logout()
    client.force_login(tony)

    asked = ask_for(client, "anton@example.com")
    assert "/accounts/reauthenticate/" in asked.redirect_chain[-1][0]
    assert not OutgoingMail.objects.exists()

    client.post(asked.redirect_chain[-1][0], {"password": PASSWORD})
    assert OutgoingMail.objects.get().to == "anton@example.com"


def test_the_old_address_is_told_of_the_change(client: Client, tony: User) -> None:
    ask_for(client, "anton@example.com")
    link = link_in_mail()
    OutgoingMail.objects.all().delete()

    client.post(link)

    mail = OutgoingMail.objects.get()
    assert mail.to == "tony@example.com"
    assert "from tony@example.com to anton@example.com" in mail.text
    assert "from tony@example.com to anton@example.com" in mail.html
    for text in (mail.text, mail.html):  # a reset link would go to the new address
        assert "call your clinic now" in text
        assert "/password/reset/" not in text


@pytest.mark.parametrize("confirmed", [True, False])
def test_anothers_address_is_neither_revealed_nor_taken(
    client: Client, tony: User, confirmed: bool
) -> None:
    other = UserFactory.create(email="ann@example.com")
    if confirmed:
        with_login(other)

    taken = ask_for(client, "ann@example.com")
    link = link_in_mail()
    OutgoingMail.objects.all().delete()
    EmailAddress.objects.filter(user=tony, verified=False).delete()
    free = ask_for(client, "free@example.com")
    assert words(taken).replace("ann@", "free@") == words(free)

    client.post(link)
    tony.refresh_from_db()
    other.refresh_from_db()
    assert (tony.email, other.email) == ("tony@example.com", "ann@example.com")


def test_an_address_of_another_account_cannot_be_confirmed(client: Client, tony: User) -> None:
    ask_for(client, "ann@example.com")
    link = link_in_mail()
    UserFactory.create(email="ann@example.com")

    client.post(link)

    tony.refresh_from_db()
    assert tony.email == "tony@example.com"
    assert b"This email cannot be used" in client.get("/profile/").content


def test_a_change_confirmed_elsewhere_leads_to_the_log_in_and_says_what_to_do(
    client: Client, tony: User
) -> None:
    ask_for(client, "anton@example.com")

    page = Client().post(link_in_mail(), follow=True).content.decode()

    assert "Your email is now anton@example.com. Log in with it." in page
    assert client.get("/profile/").status_code == 200  # where it was asked for, nothing ends


def test_the_same_address_again_is_told_that_its_mail_is_on_its_way(
    client: Client, tony: User
) -> None:
    ask_for(client, "anton@example.com")

    page = ask_for(client, "Anton@example.com").content.decode()

    assert "A mail is on its way to this address." in page
    assert "Send the mail again" in page
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("path", ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"])
def test_the_two_step_log_in_can_be_set_up_while_a_change_waits(
    client: Client, tony: User, path: str
) -> None:
    ask_for(client, "anton@example.com")

    assert client.get(path).status_code == 200


def test_the_email_can_change_with_the_two_step_log_in_on(client: Client, tony: User) -> None:
    Authenticator.objects.create(user=tony, type=Authenticator.Type.TOTP, data={"secret": ""})

    ask_for(client, "anton@example.com")
    client.post(link_in_mail())

    tony.refresh_from_db()
    assert tony.email == "anton@example.com"
    assert is_mfa_enabled(tony)


def test_a_change_can_be_given_up(client: Client, tony: User) -> None:
    ask_for(client, "anton@example.com")

    client.post(CHANGE, {"email": "anton@example.com", "action_remove": "1"})

    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["tony@example.com"]


def test_the_own_address_again_is_no_change(client: Client, tony: User) -> None:
    response = ask_for(client, "TONY@example.com")

    assert b"This is your email already." in response.content
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "nonsense", "a" * 243 + "@example.com", "a\0@example.com", "💥", "<b>@x"]
)
def test_a_wrong_address_is_refused_in_words_and_kept(
    client: Client, tony: User, text: str
) -> None:
    response = ask_for(client, text)

    assert response.status_code == 200
    assert b"There is a problem" in response.content
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("action", ["action_send", "action_remove", "action_primary"])
def test_an_address_of_somebody_else_cannot_be_managed(
    client: Client, tony: User, action: str
) -> None:
    other = with_login(UserFactory.create())

    client.post(CHANGE, {"email": other.email, action: "1"})

    assert EmailAddress.objects.filter(user=other, verified=True, primary=True).exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("key", ["x", "MTo:1:x", "%00", "9" * 300])
def test_a_made_up_confirmation_link_is_refused(client: Client, key: str) -> None:
    response = client.get(f"/accounts/confirm-email/{key}/")

    assert response.status_code in (200, 404)
