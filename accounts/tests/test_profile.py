import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.factories import PatientFactory, ProviderFactory, staff_user
from accounts.forms import DetailsForm
from accounts.models import Patient, User
from centres.factories import AffiliationFactory
from centres.models import Affiliation, ProviderRating

pytestmark = pytest.mark.django_db

PROFILE = "/profile/"
NOT_TEXT = ["x" * 5000, "a\0b", "\u202e<b>", "💥"]


@pytest.fixture
def patient(client: Client) -> Patient:
    patient = PatientFactory.create(user__full_name="Tony", user__phone="02 9385 5425")
    client.force_login(patient.user)
    return patient


@pytest.fixture
def affiliation(client: Client) -> Affiliation:
    affiliation = AffiliationFactory.create(provider_number="2449001X")
    client.force_login(affiliation.provider.user)
    return affiliation


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_led_to_the_log_in(client: Client, method: str) -> None:
    response = getattr(client, method)(PROFILE)

    assert response.url == f"{reverse('account_login')}?next={PROFILE}"


def test_a_person_changes_name_and_phone(client: Client, patient: Patient) -> None:
    response = client.post(
        PROFILE, {"full_name": "  李 Tony ", "phone": "+61 2 9385 5425"}, follow=True
    )

    patient.user.refresh_from_db()
    assert (patient.user.full_name, patient.user.phone) == ("李 Tony", "+61 2 9385 5425")
    assert b"Your details are saved." in response.content


def test_what_changed_of_the_account_meanwhile_stays(patient: Patient) -> None:
    form = DetailsForm({"full_name": "Anton", "phone": ""}, instance=patient.user)
    assert form.is_valid()
    User.objects.update(is_active=False, password="new")

    form.save()

    patient.user.refresh_from_db()
    assert (patient.user.full_name, patient.user.is_active) == ("Anton", False)
    assert patient.user.password == "new"


def test_a_post_of_the_name_alone_leaves_the_phone(client: Client, patient: Patient) -> None:
    client.post(PROFILE, {"full_name": "Anton"})

    patient.user.refresh_from_db()
    assert (patient.user.full_name, patient.user.phone) == ("Anton", "02 9385 5425")


def test_the_phone_may_be_taken_out(client: Client, patient: Patient) -> None:
    client.post(PROFILE, {"full_name": "Tony", "phone": ""})

    patient.user.refresh_from_db()
    assert patient.user.phone == ""


@pytest.mark.parametrize("text", ["", "   ", "42", *NOT_TEXT])
def test_a_wrong_name_is_refused_in_words_and_nothing_changes(
    client: Client, patient: Patient, text: str
) -> None:
    response = client.post(PROFILE, {"full_name": text, "phone": "0293855426"})

    assert response.status_code == 200
    assert b"Error: Profile" in response.content
    assert response.context["form"]["full_name"].value() == text
    patient.user.refresh_from_db()
    assert (patient.user.full_name, patient.user.phone) == ("Tony", "02 9385 5425")


@pytest.mark.parametrize("text", ["abc", "1", "-" * 10, *NOT_TEXT])
def test_a_wrong_phone_is_refused_in_words_and_nothing_changes(
    client: Client, patient: Patient, text: str
) -> None:
    response = client.post(PROFILE, {"full_name": "Anton", "phone": text})

    assert b"There is a problem" in response.content
    patient.user.refresh_from_db()
    assert (patient.user.full_name, patient.user.phone) == ("Tony", "02 9385 5425")


def test_markup_in_a_name_is_shown_as_text(client: Client, patient: Patient) -> None:
    client.post(PROFILE, {"full_name": "<script>x</script>"})

    assert b"<script>x" not in client.get(PROFILE).content


def test_fields_that_are_no_part_of_the_page_change_nothing(
    client: Client, patient: Patient
) -> None:
    client.post(PROFILE, {"full_name": "Tony", "role": "staff", "email": "x@example.com"})

    before = patient.user.email
    patient.user.refresh_from_db()
    assert (patient.user.role, patient.user.email) == ("patient", before)


def test_a_patient_saves_a_medicare_number_and_sees_it_as_on_the_card(
    client: Client, patient: Patient
) -> None:
    response = client.post(PROFILE, {"medicare_number": "2123-456701"}, follow=True)

    patient.refresh_from_db()
    assert patient.medicare_number == "2123456701"
    assert b'value="2123 45670 1"' in response.content


def test_a_patient_takes_the_medicare_number_out(client: Client, patient: Patient) -> None:
    client.post(PROFILE, {"medicare_number": "2123 45670 1"})
    client.post(PROFILE, {"medicare_number": ""})

    patient.refresh_from_db()
    assert patient.medicare_number == ""


@pytest.mark.parametrize("text", ["2123 45671 1", "1", "٢١٢٣٤٥٦٧٠١", "-2123456701", *NOT_TEXT])
def test_a_wrong_medicare_number_is_refused_and_kept_on_the_page(
    client: Client, patient: Patient, text: str
) -> None:
    response = client.post(PROFILE, {"medicare_number": text})

    assert b"There is a problem" in response.content
    assert response.context["form"]["medicare_number"].value() == text
    patient.refresh_from_db()
    assert patient.medicare_number == ""


def test_sections_posted_together_are_saved_together_or_not_at_all(
    client: Client, patient: Patient
) -> None:
    client.post(PROFILE, {"full_name": "Anton", "medicare_number": "wrong"})

    patient.user.refresh_from_db()
    assert patient.user.full_name == "Tony"


def test_a_provider_sees_service_rating_and_centres(
    client: Client, affiliation: Affiliation
) -> None:
    ProviderRating.objects.create(
        patient=PatientFactory.create(),
        provider=affiliation.provider,
        stars=4,
        rated_at="2026-01-01T00Z",
    )

    page = client.get(PROFILE).content.decode()

    assert affiliation.centre.name in page
    assert "4 out of 5" in page
    assert "2449001X" in page
    assert "medicare_number" not in page


def number_post(affiliation: Affiliation, text: str) -> dict[str, object]:
    return {"affiliation": affiliation.pk, "provider_number": text}


def test_a_provider_changes_the_number_of_one_centre(
    client: Client, affiliation: Affiliation
) -> None:
    other = AffiliationFactory.create(provider=affiliation.provider, provider_number="2449001X")

    response = client.post(PROFILE, number_post(affiliation, "244900 2k"), follow=True)

    affiliation.refresh_from_db()
    other.refresh_from_db()
    assert (affiliation.provider_number, other.provider_number) == ("2449002K", "2449001X")
    assert b"The provider number is saved." in response.content


def test_a_number_that_does_not_fit_is_kept_with_a_warning(
    client: Client, affiliation: Affiliation
) -> None:
    response = client.post(PROFILE, number_post(affiliation, "2449001Y"), follow=True)

    affiliation.refresh_from_db()
    assert affiliation.provider_number == "2449001Y"
    assert b"Check the provider number 2449001Y" in response.content


@pytest.mark.parametrize("text", ["123456789", "24490-1X", "二四四九", *NOT_TEXT])
def test_what_is_no_provider_number_at_all_is_refused(
    client: Client, affiliation: Affiliation, text: str
) -> None:
    response = client.post(PROFILE, number_post(affiliation, text))

    assert b"There is a problem" in response.content
    affiliation.refresh_from_db()
    assert affiliation.provider_number == "2449001X"


@pytest.mark.parametrize("pk", ["0", "-1", "99999999999999999999", "x", "\0", ""])
def test_a_number_for_no_centre_of_the_provider_changes_nothing(
    client: Client, affiliation: Affiliation, pk: str
) -> None:
    response = client.post(PROFILE, {"affiliation": pk, "provider_number": "1"})

    assert response.status_code == 404
    affiliation.refresh_from_db()
    assert affiliation.provider_number == "2449001X"


def test_a_provider_cannot_change_anothers_number(client: Client, affiliation: Affiliation) -> None:
    other = AffiliationFactory.create(provider_number="2449001X")

    response = client.post(PROFILE, number_post(other, "1") | {"full_name": "Anton"})

    assert response.status_code == 404
    other.refresh_from_db()
    assert not User.objects.filter(full_name="Anton").exists()
    assert other.provider_number == "2449001X"


def test_staff_have_a_profile_without_the_parts_of_the_others(client: Client) -> None:
    client.force_login(staff_user())

    page = client.get(PROFILE).content.decode()

    assert "medicare_number" not in page
    assert "provider_number" not in page


def test_the_page_says_which_email_waits_and_whether_two_steps_are_on(
    client: Client, patient: Patient
) -> None:
    before = client.get(PROFILE).content.decode()
    EmailAddress.objects.create(user=patient.user, email="new@example.com", verified=False)
    Authenticator.objects.create(user=patient.user, type=Authenticator.Type.TOTP, data={})

    after = client.get(PROFILE).content.decode()

    assert "Set up two-step log-in" in before
    assert "Waiting for" not in before
    assert "Manage two-step log-in" in after
    assert "Waiting for new@example.com" in after


@pytest.mark.parametrize("display", ["light", "dark"])
def test_a_chosen_display_is_remembered_on_the_device(
    client: Client, patient: Patient, display: str
) -> None:
    response = client.post(PROFILE, {"display": display}, follow=True)

    assert b"Your display is saved." in response.content
    assert f'data-bs-theme="{display}"' in client.get(PROFILE).content.decode()
    assert client.cookies["display"]["httponly"]


def test_the_device_decides_again_when_asked_to(client: Client, patient: Patient) -> None:
    client.post(PROFILE, {"display": "dark"})
    client.post(PROFILE, {"display": "device"})

    assert "data-bs-theme" not in client.get(PROFILE).content.decode()


@pytest.mark.parametrize("display", ["pink", '"><script>', "", "💥"])
def test_an_unknown_display_is_refused(client: Client, patient: Patient, display: str) -> None:
    response = client.post(PROFILE, {"display": display})

    assert b"There is a problem" in response.content
    assert "display" not in response.cookies


def test_a_forged_display_cookie_reaches_no_markup(client: Client, patient: Patient) -> None:
    client.cookies["display"] = "x onload=alert(1)"

    assert b"onload" not in client.get(PROFILE).content


@pytest.mark.parametrize("centres", [1, 30])
def test_the_page_costs_the_same_with_one_centre_and_with_thirty(
    client: Client, centres: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    provider = ProviderFactory.create()
    AffiliationFactory.create_batch(centres, provider=provider)
    client.force_login(provider.user)
    client.get(PROFILE)

    with django_assert_num_queries(8):
        client.get(PROFILE)
