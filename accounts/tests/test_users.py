import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.factories import (
    PatientFactory,
    ProviderFactory,
    UserFactory,
    staff_user,
    superuser,
)
from accounts.models import Expertise, Patient, Profession, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("tony.nguyen@example.com", "Tony Nguyen"),
        ("jo-anne_lee42@example.com", "Jo Anne Lee"),
        ("42@example.com", "42@example.com"),
    ],
)
def test_an_account_without_a_name_shows_one_made_from_its_address(email: str, name: str) -> None:
    assert User(email=email).name == name


def test_the_own_name_wins_over_the_address() -> None:
    assert User(email="tony@example.com", full_name="Anton").name == "Anton"


def test_an_address_is_kept_in_lower_case() -> None:
    user = User.objects.create_user(" Tony@Example.COM ", role=User.Role.PATIENT)

    assert user.email == "tony@example.com"


def test_two_accounts_never_share_an_address_whatever_its_case() -> None:
    UserFactory.create(email="tony@example.com")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("TONY@example.com", role=User.Role.PATIENT)

    assert User.objects.count() == 1


def test_a_superuser_made_at_the_console_can_log_in_at_once(client: Client) -> None:
    User.objects.create_superuser("root@example.com", "correct-horse-battery")

    response = client.post(
        reverse("account_login"),
        {"login": "root@example.com", "password": "correct-horse-battery"},
    )

    assert response["Location"] == reverse("home")


def test_a_providers_account_cannot_be_a_patient() -> None:
    provider = UserFactory.create(role=User.Role.PROVIDER)

    with pytest.raises(ValidationError):
        Patient(user=provider).full_clean()


@pytest.mark.parametrize("model", [EmailAddress, Authenticator, UserSession, Group, User])
def test_nobody_can_open_an_account_through_the_admin(model: type[Model]) -> None:
    assert not admin.site.is_registered(model)


@pytest.mark.parametrize("model", [Profession, Expertise])
def test_only_superusers_see_professions_and_expertise(client: Client, model: type[Model]) -> None:
    address = reverse(f"admin:accounts_{model._meta.model_name}_changelist")

    client.force_login(staff_user())
    assert client.get(address).status_code == 403

    client.force_login(superuser())
    assert client.get(address).status_code == 200


def test_a_superuser_adds_a_profession_without_a_release(client: Client) -> None:
    client.force_login(superuser())

    client.post(reverse("admin:accounts_profession_add"), {"name": "Audiologist"})

    assert Profession.objects.filter(name="Audiologist").exists()


def test_staff_who_keep_no_centre_see_an_empty_admin(client: Client) -> None:
    client.force_login(staff_user())

    response = client.get(reverse("admin:index"))

    assert response.status_code == 200
    assert b"permission to view or edit anything" in response.content


def test_staff_who_keep_nothing_find_a_page_that_says_so(client: Client) -> None:
    client.force_login(staff_user())

    response = client.get(reverse("home"))

    assert b"Your account is ready" in response.content
    assert b"/admin/" not in response.content


def test_the_home_of_staff_asks_for_a_missing_name(client: Client) -> None:
    client.force_login(staff_user(full_name=""))

    assert b"We do not know your name yet." in client.get(reverse("home")).content


def test_a_permission_of_djangos_own_opens_nothing(client: Client) -> None:
    staff = staff_user()
    staff.user_permissions.add(Permission.objects.get(codename="view_centre"))
    client.force_login(staff)

    assert "Your account is ready" in client.get(reverse("home")).text
    assert client.get(reverse("admin:centres_centre_changelist")).status_code == 403


def test_a_patient_cannot_enter_the_admin(client: Client) -> None:
    client.force_login(PatientFactory.create().user)

    assert client.get(reverse("admin:login")).status_code == 403


def test_a_profession_needs_referrals_only_once_its_providers_have_an_expertise() -> None:
    provider = ProviderFactory.create()
    provider.profession.by_referral_only = True
    with pytest.raises(ValidationError, match="have no expertise"):
        provider.profession.full_clean()

    provider.expertise = Expertise.objects.create(name="Cardiology")
    provider.save()
    provider.profession.full_clean()


@pytest.mark.parametrize("model", [Profession, Expertise])
def test_two_professions_or_expertises_never_share_a_name_however_it_is_spelt(
    model: type[Profession] | type[Expertise],
) -> None:
    model.objects.create(name="Émigré medicine")

    with pytest.raises(ValidationError, match="This name is taken"):
        model(name="E\u0301MIGRÉ  medicine").full_clean()


def test_a_profession_is_stored_with_single_spaces() -> None:
    profession = Profession(name="Sports  physician")

    profession.full_clean()

    assert profession.name == "Sports physician"
