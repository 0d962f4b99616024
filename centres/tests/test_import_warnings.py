"""What an import takes although somebody should look at it."""

import pytest

from accounts.factories import ExpertiseFactory
from accounts.models import Expertise
from centres.importing.report import Outcome
from centres.models import Affiliation, Centre
from centres.tests.importing import FOLDER, dump, folder, run

pytestmark = pytest.mark.django_db
PROVIDERS = "provider.csv"


def test_a_profession_is_kept_with_a_warning() -> None:
    run(folder())
    providers = FOLDER[PROVIDERS].replace("gil@example.com,GP", "gil@example.com,Pharmacist")
    before = dump()

    again = run(folder({PROVIDERS: providers}))

    assert (2, "provider_type") in {(w.line, w.column) for w in again.report.warnings}
    assert dump() == before


def test_a_centres_facts_follow_the_file_and_its_zone_stays() -> None:
    run(folder())
    centres = FOLDER["health_centres.csv"].replace("Fremantle", "Perth")

    again = run(folder({"health_centres.csv": centres.replace("Australia/Perth", "Asia/Tokyo")}))

    centre = Centre.objects.get(name="South Clinic")
    assert (centre.suburb, centre.timezone) == ("Perth", "Australia/Perth")
    assert again.report.rows["health_centres.csv", Outcome.CHANGED] == 1
    assert (3, "timezone") in {(w.line, w.column) for w in again.report.warnings}


def test_numbers_that_fail_their_check_are_kept_with_a_warning() -> None:
    links = FOLDER["provider_health_centre.csv"] + "kim@example.com,North Hospital,1234567Z\n"
    centres = FOLDER["health_centres.csv"] + "Hospital,1111,East,,Ryde,,\n"
    files = folder({"provider_health_centre.csv": links, "health_centres.csv": centres})

    planned = run(files)

    warned = {(w.column, w.value) for w in planned.report.warnings}
    assert {("provider_number", "1234567Z"), ("abn", "1111")} <= warned
    assert Affiliation.objects.filter(provider_number="1234567Z").exists()
    assert Centre.objects.filter(abn="1111").exists()


def test_an_expertise_that_is_new_is_told_at_the_first_of_its_rows() -> None:
    ExpertiseFactory.create(name="Cardiology")
    rows = "ann@example.com,Specialist,,Rheumatology\nbob@example.com,Specialist,,rheumatology\n"

    planned = run(folder({PROVIDERS: FOLDER[PROVIDERS] + rows}))

    told = [(w.line, w.text) for w in planned.report.warnings if w.column == "expertise"]
    assert told == [(4, "This expertise is new. An import adds it.")]
    assert Expertise.objects.filter(name__iexact="rheumatology").count() == 1
