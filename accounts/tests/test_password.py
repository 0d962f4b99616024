"""Passwords: forgotten, chosen by a link in a mail, and changed."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import is_password_usable, make_password
from django.core.mail import EmailMultiAlternatives as Mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.factories import PASSWORD, PatientFactory, staff_user, with_login
from accounts.models import OutgoingMail, User
from accounts.passwords import unusable_password

pytestmark = pytest.mark.django_db

RESET = "/accounts/password/reset/"
CHANGE = "/accounts/password/change/"
RunTasks = Callable[[], None]


@pytest.fixture
def tony() -> User:
    return with_login(PatientFactory.create(user__email="tony@example.com").user)


def test_a_reset_for_an_unknown_address_answers_the_same_and_sends_nothing(
    client: Client, tony: User, run_tasks: RunTasks, mailoutbox: list[Mail]
) -> None:
    known = client.post(RESET, {"email": tony.email}, follow=True)
    run_tasks()
    mailoutbox.clear()
    unknown = client.post(RESET, {"email": "nobody@example.com"}, follow=True)
    run_tasks()

    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content
    assert mailoutbox == []


def test_a_reset_for_an_unknown_address_takes_the_same_queries(client: Client, tony: User) -> None:
    counts = []
    for email in (tony.email, "nobody@example.com"):
        with CaptureQueriesContext(connection) as queries:
            client.post(RESET, {"email": email})
        counts.append([query["sql"].split()[0] for query in queries])

    assert counts[0] == counts[1]


def test_a_forgotten_password_is_chosen_anew_by_the_link_in_the_mail(
    client: Client, tony: User, run_tasks: RunTasks, mailoutbox: list[Mail]
) -> None:
    client.post(RESET, {"email": "TONY@example.com"})
    run_tasks()
    (mail,) = mailoutbox
    link = re.findall(r"http\S+/accounts/password/reset/key/\S+", str(mail.body))[0]
    assert mail.to == ["tony@example.com"]
    assert link in str(mail.alternatives[0][0])

    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "another-good-password", "password2": "another-good-password"}
    client.post(form, new)

    tony.refresh_from_db()
    assert tony.check_password("another-good-password")
    assert b"This link no longer works" in client.get(link).content
    assert OutgoingMail.objects.filter(subject="Your password was reset").exists()


def test_the_link_leads_to_this_site_whatever_host_the_request_has_named(
    client: Client, tony: User, run_tasks: RunTasks, mailoutbox: list[Mail]
) -> None:
    client.post(RESET, {"email": tony.email}, headers={"host": "localhost:6666"})
    run_tasks()

    assert f"{settings.SITE_URL}{RESET}key/" in str(mailoutbox[0].body)
    assert "localhost:6666" not in str(mailoutbox[0].message())


def test_the_queue_of_resets_holds_no_address(client: Client, tony: User) -> None:
    client.post(RESET, {"email": tony.email})

    assert DBTaskResult.objects.get().args_kwargs == {"args": [tony.pk], "kwargs": {}}


def test_an_address_that_is_not_confirmed_gets_no_link(
    client: Client, tony: User, run_tasks: RunTasks, mailoutbox: list[Mail]
) -> None:
    EmailAddress.objects.create(user=tony, email="slip@example.com", verified=False)

    client.post(RESET, {"email": "slip@example.com"})
    run_tasks()

    assert mailoutbox == []


def test_a_closed_account_gets_no_link(
    client: Client, tony: User, run_tasks: RunTasks, mailoutbox: list[Mail]
) -> None:
    User.objects.update(is_active=False)

    client.post(RESET, {"email": tony.email})
    run_tasks()

    assert mailoutbox == []


def test_an_account_without_a_password_gets_in_by_the_reset_mail(
    client: Client, tony: User, run_tasks: RunTasks, mailoutbox: list[Mail]
) -> None:
    tony.set_unusable_password()
    tony.save()

    client.post(RESET, {"email": tony.email})
    run_tasks()

    assert mailoutbox[0].to == [tony.email]


def test_one_address_is_mailed_five_links_at_most_in_five_minutes(
    client: Client, tony: User
) -> None:
    for _ in range(5):
        assert client.post(RESET, {"email": tony.email}).status_code == 302

    assert client.post(RESET, {"email": tony.email}).status_code == 429
    assert DBTaskResult.objects.count() == 5


@pytest.mark.parametrize(("minutes", "works"), [(24 * 60 - 1, True), (24 * 60 + 1, False)])
def test_a_reset_link_works_for_one_day(
    client: Client, tony: User, minutes: int, works: bool
) -> None:
    class Earlier(type(default_token_generator)):  # type: ignore[misc]
        def _now(self) -> datetime:
            return super()._now() - timedelta(minutes=minutes)  # type: ignore[no-any-return]

    key = f"{user_pk_to_url_str(tony)}-{Earlier().make_token(tony)}"

    page = client.get(f"{RESET}key/{key}/", follow=True).content.decode()

    assert ("password1" in page) is works
    assert ("This link no longer works" in page) is not works


@pytest.mark.parametrize("key", ["1-set-password", "zzzzzzzzzzzzzzzzzzzz-x", "-", "%00-1"])
def test_a_made_up_reset_link_is_refused(client: Client, key: str) -> None:
    response = client.get(f"/accounts/password/reset/key/{key}/", follow=True)

    assert response.status_code in (200, 404)
    assert "password1" not in response.content.decode()


def test_a_changed_password_is_told_by_mail_and_the_old_one_no_longer_works(
    client: Client, tony: User
) -> None:
    client.force_login(tony)
    new = "ten-horses"

    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})

    tony.refresh_from_db()
    assert tony.check_password(new)
    assert OutgoingMail.objects.get().to == tony.email


@pytest.mark.parametrize("new", ["tenhorses", "qwertyuiop", "tony@example"])
def test_a_password_that_is_short_or_easily_guessed_is_refused(
    client: Client, tony: User, new: str
) -> None:
    client.force_login(tony)

    response = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert b"There is a problem" in response.content
    tony.refresh_from_db()
    assert tony.check_password(PASSWORD)


def test_the_admins_own_password_page_leads_to_the_one_that_tells_the_owner(client: Client) -> None:
    client.force_login(staff_user())

    assert client.get("/admin/password_change/")["Location"] == CHANGE


def test_the_current_password_cannot_be_guessed_where_it_is_changed(
    client: Client, tony: User
) -> None:
    client.force_login(tony)
    new = "another-good-password"
    sent = {"oldpassword": "wrong-password", "password1": new, "password2": new}
    for _ in range(5):
        client.post(CHANGE, sent)

    response = client.post(CHANGE, sent | {"oldpassword": PASSWORD})

    assert (response.status_code, response["Retry-After"]) == (429, "300")
    tony.refresh_from_db()
    assert tony.check_password(PASSWORD)


def test_accounts_without_a_password_hold_what_nobody_can_guess() -> None:
    held = [unusable_password() for _ in range(3)]

    assert not any(map(is_password_usable, held))
    assert len(set(held)) == 3
    assert {len(password) for password in held} == {len(make_password(None))}
