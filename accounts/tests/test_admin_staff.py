"""The accounts of staff in the admin, and the closing of anybody's."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.factories import (
    PASSWORD,
    PatientFactory,
    ProviderFactory,
    staff_user,
    superuser,
    with_login,
)
from accounts.models import Patient, Provider, User
from appointments.factories import make_appointment
from appointments.tests.desks import receptionist
from centres.factories import CentreFactory
from centres.models import Centre, Membership

pytestmark = pytest.mark.django_db
EMAIL = "ann.desk@example.com"
ADD = "/admin/accounts/staff/add/"


@pytest.fixture
def boss(client: Client) -> User:
    user = superuser(full_name="Ada Boss")
    client.force_login(user)
    return user


def change_path(user: User) -> str:
    return reverse("admin:accounts_staff_change", args=[user.pk])


def sent(*centres: Centre, **fields: Any) -> dict[str, Any]:
    """The form as a browser posts it, for somebody who keeps these centres from now on."""
    rows = {f"memberships-{number}-centre": centre.pk for number, centre in enumerate(centres)}
    total = {"memberships-TOTAL_FORMS": len(centres), "memberships-INITIAL_FORMS": 0}
    return {"full_name": "Ann Desk", "phone": "", **total, **rows, **fields}


def logged_in(user: User) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def test_a_new_member_of_staff_chooses_a_password_by_mail_and_keeps_the_centre(
    client: Client, boss: User, run_tasks: Callable[[], None]
) -> None:
    centre = CentreFactory.create()

    response = client.post(ADD, sent(centre, email=f" {EMAIL.upper()}"))
    run_tasks()

    user = User.objects.get(email=EMAIL)
    assert response.status_code == 302
    assert (user.role, user.is_superuser, user.has_usable_password()) == ("staff", False, False)
    assert EmailAddress.objects.get(user=user).verified
    assert [*Centre.objects.kept_by(user)] == [centre]
    [letter] = mail.outbox
    assert letter.to == [EMAIL]
    assert re.search(r"/accounts/password/reset/key/\S+", str(letter.body))


def test_the_mail_names_the_link_of_the_log_in_page_in_its_words(
    client: Client, boss: User, run_tasks: Callable[[], None]
) -> None:
    client.post(ADD, sent(email=EMAIL))
    run_tasks()

    [link] = re.findall("choose “(.+?)” there", str(mail.outbox[0].body))
    assert f">{link}</a>" in Client().get("/accounts/login/").text


def test_the_log_of_a_new_account_holds_ids_and_no_names(client: Client, boss: User) -> None:
    client.post(ADD, sent(CentreFactory.create(name="Bondi Clinic"), email=EMAIL))

    entry = LogEntry.objects.get()
    assert entry.object_id == entry.object_repr == str(User.objects.get(email=EMAIL).pk)
    assert not re.search("Ann|Desk|Bondi|example", entry.change_message)


@pytest.mark.parametrize("taken", ["the log-in of a patient", "an address of somebody"])
def test_an_email_that_somebody_has_makes_no_account(
    client: Client, boss: User, taken: str
) -> None:
    patient = PatientFactory.create().user
    if taken == "an address of somebody":
        EmailAddress.objects.create(user=patient, email=EMAIL, verified=False)
    else:
        User.objects.filter(pk=patient.pk).update(email=EMAIL)

    response = client.post(ADD, sent(email=EMAIL.upper()))

    assert "This email is taken." in response.text
    assert not User.objects.filter(role=User.Role.STAFF).exclude(pk=boss.pk).exists()


def test_a_new_account_needs_a_name(client: Client, boss: User) -> None:
    response = client.post(ADD, sent(email=EMAIL, full_name=""))

    assert response.status_code == 200
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("person", [PatientFactory, ProviderFactory])
def test_no_patient_and_no_provider_is_among_the_staff(
    client: Client, boss: User, person: Any
) -> None:
    user = person.create(user__full_name="Tony Marino").user

    assert "Tony Marino" not in client.get("/admin/accounts/staff/").text
    assert client.get(change_path(user)).status_code == 404


def test_no_form_sets_a_password_an_email_or_what_somebody_may(client: Client, boss: User) -> None:
    user = staff_user()
    forged = {"email": "thief@example.com", "password": "x", "role": "patient"}
    kept = User.objects.filter(pk=user.pk).values("email", "password", "role", "is_superuser")
    before = kept.get()

    told = sent(is_active="on", phone="02 9385 5425")
    client.post(change_path(user), told | forged | {"is_superuser": "on"})

    user.refresh_from_db()
    assert kept.get() == before
    assert (user.full_name, user.phone) == ("Ann Desk", "02 9385 5425")


def test_a_closed_account_is_logged_out_everywhere_and_opens_again_without_its_sessions(
    client: Client, boss: User
) -> None:
    user = with_login(staff_user())
    there = logged_in(user)
    assert get_user(there).is_authenticated

    client.post(change_path(user), sent())
    assert not get_user(there).is_authenticated
    assert not get_user(logged_in(user)).is_authenticated
    client.post(change_path(user), sent(is_active="on"))

    assert not get_user(there).is_authenticated
    assert get_user(logged_in(user)).is_authenticated


def test_superusers_do_not_close_their_own_account(client: Client, boss: User) -> None:
    client.post(change_path(boss), sent())

    boss.refresh_from_db()
    assert boss.is_active
    assert boss.full_name == "Ann Desk"


def test_superusers_close_the_account_of_a_patient_and_of_a_provider(
    client: Client, boss: User
) -> None:
    patient, provider = PatientFactory.create(), ProviderFactory.create()
    browser = logged_in(with_login(patient.user))
    told = {"full_name": patient.user.full_name, "phone": "", "medicare_number": ""}

    client.post(reverse("admin:accounts_patient_change", args=[patient.pk]), told)
    client.post(
        reverse("admin:accounts_provider_change", args=[provider.pk]),
        {"profession": provider.profession_id, "expertise": ""},
    )

    assert not Patient.objects.get(user__is_active=False).user.is_active
    assert not Provider.objects.listed().contains(provider)
    assert not get_user(browser).is_authenticated


def test_staff_of_a_centre_keep_a_patients_details_and_neither_close_nor_open_the_account(
    client: Client,
) -> None:
    visit = make_appointment()
    user = visit.patient.user
    client.force_login(receptionist(visit.centre))
    told = {"full_name": "Tony Marino", "phone": "", "medicare_number": ""}

    for is_active in (True, False):
        User.objects.filter(pk=user.pk).update(is_active=is_active)
        asked = {} if is_active else {"is_active": "on"}
        path = reverse("admin:accounts_patient_change", args=[visit.patient_id])
        assert client.post(path, told | asked).status_code == 302

        user.refresh_from_db()
        assert (user.full_name, user.is_active) == ("Tony Marino", is_active)


def test_the_command_makes_the_same_account(run_tasks: Callable[[], None]) -> None:
    centre = CentreFactory.create(name="Bondi Clinic")
    output = StringIO()

    call_command("create_staff", EMAIL, name="Ann Desk", centre=["bondi clinic"], stdout=output)
    run_tasks()

    user = User.objects.get()
    assert (user.email, user.full_name, user.role) == (EMAIL, "Ann Desk", "staff")
    assert Membership.objects.get(user=user).centre == centre
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]
    assert EMAIL in output.getvalue()


@pytest.mark.parametrize(
    ("email", "centre", "why"),
    [
        (EMAIL, "Nowhere", "no centre with the name “Nowhere”"),
        ("taken@example.com", "Bondi Clinic", "This email is taken"),
        ("ann", "Bondi Clinic", "email address"),
    ],
)
def test_the_command_says_why_it_makes_no_account(email: str, centre: str, why: str) -> None:
    CentreFactory.create(name="Bondi Clinic")
    with_login(staff_user(email="taken@example.com"))

    with pytest.raises(CommandError, match=why):
        call_command("create_staff", email, name="Ann Desk", centre=[centre])

    assert User.objects.count() == 1
    assert not Membership.objects.exists()
