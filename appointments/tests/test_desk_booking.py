"""The page on which the desk books for whoever is on the phone."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.test import Client

from accounts.factories import PatientFactory, ProviderFactory, with_login
from accounts.models import OutgoingMail, Patient, User
from appointments.factories import make_appointment
from appointments.models import Appointment
from appointments.tests.desks import book_found, book_path, find, passes_in, receptionist
from appointments.tests.times import at
from appointments.views.desk.forms import SALT
from centres.factories import open_affiliation
from centres.models import Affiliation
from records.models import AccessEvent
from referrals.factories import make_referral

pytestmark = pytest.mark.django_db
Action = AccessEvent.Action


def booked(place: Affiliation) -> list[Patient]:
    ahead = Appointment.objects.filter(starts_at=at(place, 10))
    return [appointment.patient for appointment in ahead]


def test_a_patient_whom_the_centre_knows_is_found_by_the_beginnings_of_names_and_booked(
    desk: Client, staff: User, place: Affiliation, regular: Patient
) -> None:
    response = book_found(desk, book_path(place), "reg ros")

    assert response.status_code == 302
    assert booked(place) == [regular]
    assert OutgoingMail.objects.get().to == regular.user.email
    [event] = AccessEvent.objects.all()
    assert (event.action, event.actor) == (Action.BOOKED, staff)


def test_a_stranger_is_booked_once_found(
    desk: Client, place: Affiliation, stranger: Patient
) -> None:
    book_found(desk, book_path(place), "sven@example.com")

    assert booked(place) == [stranger]


def test_nobody_is_booked_by_an_id_or_by_what_another_desk_has_found(
    desk: Client, place: Affiliation, stranger: Patient
) -> None:
    other = receptionist(place.centre)
    of_another = signing.dumps([str(stranger.pk), other.pk], salt=SALT)

    for value in (str(stranger.pk), of_another, "x", ""):
        response = desk.post(book_path(place), {"action": "book", "patient": value, "length": 30})
        assert response.status_code == 200
    assert booked(place) == []


def test_a_second_press_of_the_button_books_nothing_more(
    desk: Client, place: Affiliation, regular: Patient
) -> None:
    first, second = (book_found(desk, book_path(place), "Rose") for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert booked(place) == [regular]


def test_a_longer_appointment_takes_adjoining_half_hours(
    desk: Client, place: Affiliation, regular: Patient
) -> None:
    book_found(desk, book_path(place), "Rose", length=90)

    assert Appointment.objects.get(starts_at=at(place, 10)).slots.count() == 3


def test_of_two_desks_that_want_one_time_the_second_is_offered_others_for_the_same_patient(
    desk: Client, place: Affiliation, regular: Patient
) -> None:
    [kept] = passes_in(find(desk, book_path(place), "Rose").text)
    make_appointment(affiliation=place, starts_at=at(place, 10))  # at the other desk, meanwhile

    response = desk.post(book_path(place), {"action": "book", "patient": kept, "length": 30})

    assert response.status_code == 409
    assert "Somebody else has booked this time." in response.text
    assert "Rose Regular" in response.text
    assert response.text.count("formaction") == 3
    first = response.text.index("formaction")
    assert [match.start() < first for match in re.finditer("autofocus", response.text)] == [True]
    assert "Try this time again" in response.text
    assert regular not in booked(place)


def test_a_busy_patient_is_refused_without_a_word_of_where(
    desk: Client, place: Affiliation, regular: Patient
) -> None:
    elsewhere = open_affiliation()
    make_appointment(patient=regular, affiliation=elsewhere, starts_at=at(elsewhere, 10))

    response = book_found(desk, book_path(place), "Rose")

    assert "The patient already has an appointment at that time." in response.text
    assert str(elsewhere.provider) not in response.text
    assert str(elsewhere.centre) not in response.text


def test_a_specialist_is_booked_under_the_patients_letter_alone(client: Client) -> None:
    place = open_affiliation(provider=ProviderFactory.create(specialist=True))
    client.force_login(receptionist(place.centre))
    without, holder = PatientFactory.create_batch(2)
    letter = make_referral(patient=holder, specialist=place.provider)

    refused = book_found(client, book_path(place), without.user.email)
    taken = book_found(client, book_path(place), holder.user.email)

    assert "The patient has no referral to" in refused.text
    assert taken.status_code == 302
    assert Appointment.objects.get(starts_at=at(place, 10)).referral == letter


def test_somebody_new_gets_an_account_and_the_time(
    desk: Client, staff: User, place: Affiliation
) -> None:
    response = desk.post(
        book_path(place),
        {
            "action": "new",
            "full_name": "Nina New",
            "email": "Nina@example.com",
            "phone": "",
            "medicare_number": "2123 45670 1",
            "length": 30,
        },
    )

    assert response.status_code == 302
    [patient] = booked(place)
    assert patient.user.email == "nina@example.com"
    assert patient.medicare_number == "2123456701"
    assert not patient.user.has_usable_password()
    assert {event.action for event in AccessEvent.objects.all()} == {
        Action.MADE_ACCOUNT,
        Action.BOOKED,
    }


def test_a_second_press_of_the_button_makes_one_account_and_one_booking(
    desk: Client, place: Affiliation
) -> None:
    new = {"action": "new", "full_name": "Nina New", "email": "Nina@example.com", "length": 30}

    first, second = (desk.post(book_path(place), new) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert [patient.user.email for patient in booked(place)] == ["nina@example.com"]


def test_what_another_desk_has_booked_for_somebody_new_is_lost(
    desk: Client, place: Affiliation
) -> None:
    new = {"action": "new", "full_name": "Nina New", "email": "nina@example.com", "length": 30}
    other = Client()
    other.force_login(receptionist(place.centre))
    other.post(book_path(place), new)

    response = desk.post(book_path(place), new)

    assert "Somebody else has booked this time." in response.text


def test_who_reads_that_an_email_is_taken_has_found_its_patient(
    desk: Client, staff: User, place: Affiliation, stranger: Patient, regular: Patient
) -> None:
    for patient in (stranger, regular):
        with_login(patient.user)
        new = {"full_name": "Nina New", "email": patient.user.email, "length": 30}
        response = desk.post(book_path(place), {"action": "new", **new})
        assert "This email is taken." in response.text

    [event] = AccessEvent.objects.all()
    assert (event.action, event.actor, event.patient) == (Action.FOUND, staff, stranger)


def test_a_time_that_is_lost_tells_of_no_account(
    desk: Client, place: Affiliation, stranger: Patient
) -> None:
    make_appointment(affiliation=place, starts_at=at(place, 10))
    with_login(stranger.user)

    for email in (stranger.user.email, "nobody@example.com"):
        new = {"action": "new", "full_name": "Nina New", "email": email, "length": 30}
        response = desk.post(book_path(place), new)
        assert "Somebody else has booked this time." in response.text
        assert "taken" not in response.text
    assert not AccessEvent.objects.exists()


def test_no_account_is_made_when_the_time_is_lost(desk: Client, place: Affiliation) -> None:
    make_appointment(affiliation=place, starts_at=at(place, 10))

    response = desk.post(
        book_path(place),
        {"action": "new", "full_name": "Nina New", "email": "nina@example.com", "length": 30},
    )

    assert "Somebody else has booked this time." in response.text
    assert not User.objects.filter(email="nina@example.com").exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "TAKEN@example.com", "This email is taken."),
        ("email", "nobody", "Enter an email, like name@example.com."),
        ("full_name", "", "Enter the full name."),
        ("medicare_number", "2123 45671 1", "one of its digits is wrong"),
        ("phone", "abc", "Enter a phone number"),
    ],
)
def test_a_fault_is_told_and_nothing_is_made(
    desk: Client, place: Affiliation, field: str, value: str, said: str
) -> None:
    with_login(PatientFactory.create(user__email="taken@example.com").user)
    people = User.objects.count()
    told = {"full_name": "Nina New", "email": "nina@example.com", "length": 30, field: value}

    response = desk.post(book_path(place), {"action": "new", **told})

    assert said in response.text
    assert User.objects.count() == people
    assert booked(place) == []


def test_an_email_that_is_taken_leads_to_whose_it_is(
    desk: Client, place: Affiliation, stranger: Patient
) -> None:
    with_login(stranger.user)
    new = {"action": "new", "full_name": "Sven", "email": "Sven@example.com", "length": 30}

    page = desk.post(book_path(place), new).text

    assert "Somebody has an account with this email." in page
    [typed] = re.findall(r'<input type="text" name="who" value="([^"]*)"', page)
    assert len(passes_in(find(desk, book_path(place), typed).text)) == 1


def test_the_mail_to_somebody_new_leads_to_a_password(
    desk: Client, place: Affiliation, run_tasks: object, mailoutbox: list[object]
) -> None:
    new = {"action": "new", "full_name": "Nina New", "email": "nina@example.com", "length": 30}
    desk.post(book_path(place), new)

    run_tasks()  # type: ignore[operator]

    [welcome] = [mail for mail in mailoutbox if mail.subject == "Your MediSoft account"]  # type: ignore[attr-defined]
    path = welcome.body.split("localhost:8000")[1].split()[0]  # type: ignore[attr-defined]
    assert Client().get(path, follow=True).status_code == 200


def test_the_admins_log_has_the_id_and_no_name(
    desk: Client, staff: User, place: Affiliation, regular: Patient
) -> None:
    book_found(desk, book_path(place), "Rose")

    entry = LogEntry.objects.get()
    assert entry.user == staff
    assert entry.object_repr == str(Appointment.objects.get(starts_at=at(place, 10)).pk)
    assert "Rose" not in entry.change_message


def test_staff_of_another_centre_have_no_such_page(client: Client, place: Affiliation) -> None:
    client.force_login(receptionist(open_affiliation().centre))

    assert client.get(book_path(place)).status_code == 404
    assert find(client, book_path(place), "Rose").status_code == 404


@pytest.mark.parametrize("slots", ["", "never", "2026-12-02T10:00:00"])
def test_a_time_that_nobody_knows_leads_to_the_day(
    desk: Client, place: Affiliation, slots: str
) -> None:
    response = desk.get(book_path(place).partition("?")[0], {"slots": slots})

    assert response.status_code == 302
