"""`grow` fills an empty database with rows that keep every rule."""

import hashlib
import re
from contextlib import suppress
from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from accounts import final
from accounts.factories import PatientFactory
from accounts.models import Patient, Provider, User
from appointments.factories import make_appointment
from appointments.models import Appointment, BookedSlot
from centres.models import Affiliation, Centre, SearchPosting
from medisoft.demo.people import DEMO_PASSWORD
from medisoft.growing.grow import grow
from medisoft.growing.people import LOG_INS
from medisoft.growing.plan import NotGrown, Sizes
from records.models import AccessEvent, HistoryEntry, Prescription
from referrals.models import Referral

pytestmark = pytest.mark.django_db

SMALL = Sizes(centres=100, providers=20, patients=40, appointments=400, entries=300)
TODAY = date(2026, 11, 26)

Status = Appointment.Status


def digest_of_all_rows() -> str:
    """Over every row of our apps, in the order of their keys."""
    digest = hashlib.sha256()
    for model in apps.get_models():
        if model._meta.app_label in {"accounts", "centres", "referrals", "appointments", "records"}:
            rows = model._default_manager.order_by("pk").values_list()
            digest.update(repr(list(rows)).encode())
    return digest.hexdigest()


def rows_of(*kinds: type[models.Model]) -> list[int]:
    return [kind._default_manager.count() for kind in kinds]


def test_as_many_rows_are_made_as_were_told() -> None:
    grow(SMALL, seed=1, today=TODAY)

    made = rows_of(Centre, Provider, Patient, Appointment, HistoryEntry)
    assert made == [100, 20, 40, 400, 300]


@pytest.mark.parametrize(
    "sizes",
    [
        SMALL,
        Sizes(centres=1, providers=1, patients=1, appointments=60, entries=180),
        Sizes(centres=70, providers=12, patients=5, appointments=50, entries=1),
        Sizes(centres=1, providers=2, patients=0, appointments=0, entries=0),
    ],
    ids=["small", "one of each", "many centres", "nobody"],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_rows_keep_every_rule(sizes: Sizes, seed: int) -> None:
    grow(sizes, seed=seed, today=TODAY)

    call_command("check_integrity", stdout=StringIO())
    call_command("verify_history", stdout=StringIO())


def test_the_rows_are_of_all_kinds() -> None:
    grow(SMALL, seed=1, today=TODAY)

    assert set(Appointment.objects.values_list("status", flat=True)) == set(Status.values)
    assert all(rows_of(BookedSlot, Prescription, AccessEvent, Referral, SearchPosting))
    assert Appointment.objects.exclude(referral=None).exists()
    assert Affiliation.objects.count() > Provider.objects.count()


def test_every_centre_has_its_staff_who_keep_a_few_and_cannot_log_in() -> None:
    grow(SMALL, seed=1, today=TODAY)

    all_staff = User.objects.filter(role=User.Role.STAFF)
    staff = all_staff.exclude(email__in=LOG_INS.values())
    kept = staff.annotate(kept=Count("memberships")).values_list("kept", flat=True)
    assert staff.count() == 2 * SMALL.centres
    assert set(kept) == {1, 2, 3}
    assert not any(one.has_usable_password() for one in staff)
    assert not Centre.objects.exclude(memberships__user__in=staff).exists()


def test_visits_before_the_day_are_over_and_no_others() -> None:
    grow(SMALL, seed=1, today=TODAY)

    over = Appointment.objects.filter(day__lt=TODAY)
    assert not over.filter(status=Status.BOOKED).exists()
    assert not Appointment.objects.filter(day__gte=TODAY, status=Status.COMPLETED).exists()
    assert not HistoryEntry.objects.filter(recorded_at__date__gt=TODAY).exists()


class Undone(Exception):
    """Takes a transaction back."""


def digest_after(seed: int, today: date = TODAY) -> str:
    """Of what is written into a database that is empty again afterwards."""
    digest = ""
    with suppress(Undone), transaction.atomic():
        grow(SMALL, seed=seed, today=today)
        digest = digest_of_all_rows()
        raise Undone
    return digest


def test_the_same_seed_and_day_write_the_same_rows() -> None:
    assert digest_after(seed=1) == digest_after(seed=1)


def test_another_seed_or_day_writes_other_rows() -> None:
    digests = {
        digest_after(seed=1),
        digest_after(seed=2),
        digest_after(seed=1, today=TODAY + timedelta(days=1)),
    }

    assert len(digests) == 3


def test_a_second_process_makes_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    here = digest_after(seed=1)
    monkeypatch.setattr("medisoft.growing.processes.FEW", 0)

    assert digest_after(seed=1) == here


def test_a_database_with_an_account_is_left_alone() -> None:
    PatientFactory.create()

    with pytest.raises(NotGrown):
        grow(SMALL, seed=1, today=TODAY)

    assert rows_of(User, Centre) == [1, 0]
    assert not list(final.missing())


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        (Sizes(0, 1, 1, 1, 1), "at least 1 centre"),
        (Sizes(1, 1, -1, -5, -3), "no number below 0"),
        (Sizes(1, 1, 1000, 100_000, 1), "room for"),
        (Sizes(1, 9, 1, 101, 1), "appointments a patient"),
        (Sizes(1, 1, 1, 1, 9), "entries an appointment"),
    ],
)
def test_sizes_that_do_not_fit_together_are_refused(sizes: Sizes, sentence: str) -> None:
    with pytest.raises(NotGrown, match=sentence):
        grow(sizes, seed=1, today=TODAY)

    assert not User.objects.exists()


def test_final_rows_stay_final_afterwards() -> None:
    grow(SMALL, seed=1, today=TODAY)

    assert not list(final.missing())


def schema() -> set[tuple[str, str]]:
    """The name and the definition of every index and foreign key, without the casts and brackets
    that PostgreSQL adds whenever it reads one."""
    sql = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
        "UNION SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchall()
    return {
        (name, re.sub(r"::(character varying|text)(\[\])?|[()]", "", sql)) for name, sql in found
    }


def test_indexes_and_foreign_keys_are_there_again_afterwards() -> None:
    before = schema()

    grow(SMALL, seed=1, today=TODAY)

    assert len(before) > 50
    assert schema() == before


def test_new_rows_can_be_added_afterwards() -> None:
    grow(SMALL, seed=1, today=TODAY)

    make_appointment()

    assert Appointment.objects.count() == 401


def test_a_provider_opens_the_history_of_a_grown_patient(client: Client) -> None:
    grow(SMALL, seed=1, today=TODAY)
    entry = HistoryEntry.objects.earliest("pk")

    client.force_login(entry.author.user)
    page = client.get(reverse("records:patient", args=[entry.patient_id]))

    assert entry.text.splitlines()[0] in page.content.decode()


def test_search_finds_grown_providers(client: Client) -> None:
    grow(SMALL, seed=1, today=TODAY)
    provider = Provider.objects.get(user__email="gp@example.org")
    client.force_login(User.objects.get(email="patient@example.org"))

    page = client.get(reverse("centres:search"), {"q": provider.user.full_name})

    assert reverse("centres:provider", args=[provider.pk]) in page.content.decode()


@pytest.mark.parametrize("email", LOG_INS.values(), ids=LOG_INS)
def test_one_of_each_role_can_log_in(client: Client, email: str) -> None:
    grow(SMALL, seed=1, today=TODAY)

    assert client.login(email=email, password=DEMO_PASSWORD)


def test_the_command_prints_the_log_ins_and_how_much_it_wrote() -> None:
    lines = StringIO()

    call_command("grow", patients=10, appointments=20, stdout=lines)

    assert all(email in lines.getvalue() for email in LOG_INS.values())
    assert "Wrote" in lines.getvalue().splitlines()[-1]
    assert rows_of(Patient, Appointment, HistoryEntry) == [10, 20, 14]


def test_the_command_refuses_in_a_sentence() -> None:
    PatientFactory.create()

    with pytest.raises(CommandError, match="Use an empty one"):
        call_command("grow", patients=10)


def test_a_day_that_is_none_is_refused_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="Write a day like 2026-11-26"):
        call_command("grow", "--today=nonsense")
