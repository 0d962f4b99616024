"""What an import writes, and what it leaves alone."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Patient, Provider, User
from centres.importing.exceptions import HasFaults, NotImported
from centres.importing.plan import plan
from centres.importing.reading import read_folder
from centres.importing.report import Outcome
from centres.importing.writing import apply
from centres.models import Affiliation, Centre, SearchDocument, WorkingHours
from centres.tests.importing import CLIENT_FOLDER, FOLDER, dump, folder, run, with_row

pytestmark = pytest.mark.django_db


def week(email: str) -> set[tuple[str, int, str, str]]:
    """Centre, weekday, opening and closing time of a provider's hours."""
    hours = WorkingHours.objects.filter(affiliation__provider__user__email=email)
    return {
        (h.affiliation.centre.name, h.weekday, f"{h.opens:%H:%M}", f"{h.closes:%H:%M}")
        for h in hours.select_related("affiliation__centre")
    }


def test_the_clients_files_import_as_they_are() -> None:
    run(read_folder(CLIENT_FOLDER))

    counts = [model.objects.count() for model in (Patient, Provider, Centre, Affiliation)]
    assert counts == [4, 8, 6, 12]
    assert {centre.kind for centre in Centre.objects.all()} == set(Centre.Kind)


def test_a_second_import_of_the_clients_files_changes_nothing() -> None:
    run(read_folder(CLIENT_FOLDER))
    before = dump()

    again = run(read_folder(CLIENT_FOLDER))

    assert not again.has_effect
    assert again.report.total(Outcome.SAME) == 30
    assert dump() == before


def test_a_second_import_with_hours_and_every_column_changes_nothing() -> None:
    run(folder())
    before = dump()

    again = run(folder())

    assert not again.has_effect
    assert dump() == before


def test_every_column_reaches_its_field() -> None:
    run(folder())

    patient = Patient.objects.get(user__email="pat@example.com")
    specialist = Provider.objects.get(user__email="kim@example.com")
    place = Affiliation.objects.get(provider_number="2449001X")
    clinic = Centre.objects.get(name="South Clinic")
    assert (patient.user.full_name, patient.user.phone) == ("Pat Example", "0290001234")
    assert patient.medicare_number == "2123456701"
    assert specialist.service == "Cardiology"
    assert (str(place.centre), place.provider.user.email) == ("North Hospital", "gil@example.com")
    assert (clinic.timezone, clinic.state, clinic.kind) == (
        "Australia/Perth",
        "WA",
        Centre.Kind.MEDICAL_CENTRE,
    )
    assert week("gil@example.com") == {
        ("North Hospital", 0, "09:00", "12:00"),
        ("South Clinic", 1, "09:00", "17:00"),
    }


def test_a_centre_without_a_time_zone_gets_the_sites(settings: Settings) -> None:
    run(with_row("health_centres.csv", "Hospital,,East,,Ryde,,"))

    assert Centre.objects.get(name="East").timezone == settings.TIME_ZONE


def test_addresses_are_stored_in_lower_case_and_count_as_verified() -> None:
    run(with_row("patient.csv", "Mixed.Case@Example.com,,,,"))

    user = User.objects.get(email="mixed.case@example.com")
    address = EmailAddress.objects.get(user=user)
    assert user.imported_email == address.email == user.email
    assert address.verified
    assert address.primary


def test_each_account_of_a_large_folder_has_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("centres.importing.writing.BATCH", 3)

    run(folder())

    addresses = EmailAddress.objects.values_list("user", "email")
    assert sorted(addresses) == sorted(User.objects.values_list("pk", "email"))


def test_an_address_is_not_spelt_as_another() -> None:
    run(with_row("patient.csv", "pat@STRASSE.example,,,,\npat@straße.example,,,,"))

    emails = User.objects.filter(email__startswith="pat@str").values_list("email", flat=True)
    assert sorted(emails) == ["pat@strasse.example", "pat@straße.example"]


@pytest.mark.parametrize("spelt", ["CAFÉ ÉLAN", "Cafe\u0301 E\u0301lan", "Café  Élan"])
def test_a_centre_is_known_however_its_name_is_spelt(spelt: str) -> None:
    run(with_row("health_centres.csv", "Hospital,,Café Élan,,Ryde,,"))

    run(with_row("health_centres.csv", f"Hospital,,{spelt},,Epping,,"))

    assert Centre.objects.get(name="Café Élan").suburb == "Epping"
    assert Centre.objects.count() == 3


def test_names_are_stored_with_single_spaces_and_composed() -> None:
    centres = FOLDER["health_centres.csv"] + "Hospital,,Cafe\u0301  E\u0301lan,,Ryde,,\n"
    providers = FOLDER["provider.csv"] + "ann@example.com,Specialist,,Eye  surgery\n"

    run(folder({"health_centres.csv": centres, "provider.csv": providers}))

    assert Centre.objects.filter(name="Café Élan").exists()
    assert Provider.objects.get(user__email="ann@example.com").service == "Eye surgery"


def test_what_was_imported_is_found() -> None:
    run(folder())

    assert SearchDocument.objects.filter(centre__name="South Clinic").exists()
    assert SearchDocument.objects.filter(provider__user__email="kim@example.com").exists()


def test_an_imported_password_opens_the_account(client: Client) -> None:
    run(read_folder(CLIENT_FOLDER))

    response = client.post(
        reverse("account_login"), {"login": "jack@gmail.com", "password": "cs1531"}
    )

    assert response.status_code == 302
    assert "_auth_user_id" in client.session


def test_an_account_without_a_password_gets_in_by_the_reset_mail(
    client: Client, run_tasks: Callable[[], None]
) -> None:
    run(folder())
    client.post(reverse("account_reset_password"), {"email": "pat@example.com"})
    run_tasks()
    (link,) = re.findall(r"https?://[^/]+(/\S+)", str(mail.outbox[0].body))
    form = client.get(link, follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": "correct-horse-battery", "password2": "correct-horse-battery"})

    assert User.objects.get(email="pat@example.com").check_password("correct-horse-battery")


def test_a_password_of_an_account_that_exists_stays() -> None:
    run(with_row("patient.csv", "new@example.com,first-password,,,"))

    run(with_row("patient.csv", "new@example.com,other-password,,,"))

    assert User.objects.get(email="new@example.com").check_password("first-password")


def test_a_changed_email_makes_no_second_account() -> None:
    run(folder())
    User.objects.filter(email="pat@example.com").update(email="married@example.com")
    before = dump()

    again = run(folder())

    assert not again.has_effect
    assert dump() == before


def test_blanks_are_filled_and_what_somebody_filled_in_stays() -> None:
    run(folder())
    User.objects.filter(email="pat@example.com").update(full_name="Patricia Example", phone="")

    again = run(folder())

    user = User.objects.get(email="pat@example.com")
    assert (user.full_name, user.phone) == ("Patricia Example", "0290001234")
    assert again.report.rows["patient.csv", Outcome.CHANGED] == 1


def test_a_provider_is_found_by_a_name_that_a_later_import_fills_in() -> None:
    run(folder())
    header = "provider_email,provider_type,password,full_name"

    run(folder({"provider.csv": f"{header}\ngil@example.com,GP,,Gilbert Example\n"}))

    postings = SearchDocument.objects.filter(provider__user__email="gil@example.com")
    assert postings.filter(postings__word="gilbert").exists()


def test_an_own_name_and_number_that_differ_are_kept() -> None:
    run(folder())
    User.objects.filter(email="pat@example.com").update(full_name="Patricia Example")
    Affiliation.objects.filter(provider_number="2449001X").update(provider_number="2449011W")
    before = dump()

    again = run(folder())

    assert again.report.total(Outcome.KEPT) == 2
    assert dump() == before


def test_a_week_without_hours_is_shared_out_between_centres_and_told() -> None:
    planned = run(folder({"working_hours.csv": None}))

    assert week("gil@example.com") == {
        *(("North Hospital", day, "09:00", "17:00") for day in (0, 2, 4)),
        *(("South Clinic", day, "09:00", "17:00") for day in (1, 3)),
    }
    told = [w.text for w in planned.report.warnings if w.line == 2 and "hours" in w.text]
    assert told == [
        "No hours are stated. An import gives Mon, Wed, Fri 09:00-17:00. Change them in the admin."
    ]


def test_a_place_added_later_gets_no_hours_while_others_have_some() -> None:
    run(folder())
    before = week("kim@example.com")

    planned = run(with_row("provider_health_centre.csv", "kim@example.com,North Hospital,"))

    assert week("kim@example.com") == before
    assert (5, "No hours are stated. An import gives none. Change them in the admin.") in {
        (w.line, w.text) for w in planned.report.warnings
    }


def test_hours_that_staff_took_away_do_not_come_back() -> None:
    run(folder({"working_hours.csv": None}))
    WorkingHours.objects.all().delete()

    run(folder({"working_hours.csv": None}))

    assert not WorkingHours.objects.exists()


def test_a_new_place_gets_the_whole_week_and_an_emptied_one_stays_empty() -> None:
    run(folder({"working_hours.csv": None}))
    WorkingHours.objects.all().delete()
    links = FOLDER["provider_health_centre.csv"] + "kim@example.com,North Hospital,\n"

    run(folder({"working_hours.csv": None, "provider_health_centre.csv": links}))

    assert week("kim@example.com") == {
        ("North Hospital", day, "09:00", "17:00") for day in range(5)
    }


def test_rows_that_came_meanwhile_are_met_again_in_the_transaction() -> None:
    planned = plan(folder())
    run(folder())
    before = dump()

    written = apply(planned, hash_workers=1)

    assert not written.has_effect
    assert dump() == before


def test_a_fault_that_came_meanwhile_stops_the_import() -> None:
    planned = plan(folder())
    User.objects.create_user("gil@example.com", role=User.Role.STAFF)
    before = dump()

    with pytest.raises(HasFaults):
        apply(planned, hash_workers=1)

    assert dump() == before


def test_a_failure_in_the_last_step_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**subjects: object) -> None:
        raise NotImported

    monkeypatch.setattr("centres.importing.writing.reindex", fail)
    before = dump()

    with pytest.raises(NotImported):
        run(folder())

    assert dump() == before
