"""How people are looked for among a million: by what an index holds."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from accounts.factories import PatientFactory, superuser
from accounts.integrity import CHECKS
from accounts.models import User
from accounts.querysets import UserQuerySet, looked_for

pytestmark = pytest.mark.django_db
NAME = "Siobhán Anne O\u2019Brien-Łukasz"


def is_found(text: str) -> bool:
    found: bool = User.objects.filter(looked_for(text)).exists()
    return found


@pytest.mark.parametrize(
    "typed",
    [
        *("siobhan", "SIOBHÁN", "sio", "obrien", "O'Brien", "o'bri", "obrien-lukasz"),
        *("anne obrien", "obrien, siobhan", "siobhan lukasz", "sio an obr"),
        *("0491 570 006", "(0491) 570-006", "+61 491 570 006", "SIO@example.com"),
    ],
)
def test_somebody_is_found_by_the_beginnings_of_the_name_or_a_whole_address(typed: str) -> None:
    PatientFactory.create(
        user__full_name=NAME, user__phone="+61 491 570 006", user__email="sio@example.com"
    )

    assert is_found(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("rien", "siobhan smith", "anne", "lukasz", "%", "_iobhan", "siobhan%", "-", ","),
        *("0491 570 0", "0491570007", "sio@example", "@"),
    ],
)
def test_nobody_is_found_by_a_part_or_by_a_sign_of_patterns(typed: str) -> None:
    PatientFactory.create(
        user__full_name=NAME, user__phone="0491 570 006", user__email="sio@example.com"
    )

    assert not is_found(typed)


def renamed(user: User) -> User:
    user.full_name = "Zoë Example"
    return user


WAYS: dict[str, Callable[[User], object]] = {
    "save": lambda user: renamed(user).save(),
    "save of a field": lambda user: renamed(user).save(update_fields=["full_name"]),
    "update": lambda user: User.objects.filter(pk=user.pk).update(full_name="Zoë Example"),
    "update in bulk": lambda user: User.objects.bulk_update([renamed(user)], ["full_name"]),
    "create in bulk": lambda user: User.objects.bulk_create(
        [User(email="zoe@example.com", full_name="Zoë Example", role="patient")]
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_name_is_found_however_it_was_written(way: str) -> None:
    user = PatientFactory.create().user

    WAYS[way](user)

    assert is_found("zoe example")


def left_unfolded(name: str = "Zoë Example") -> User:
    """An account as a release writes it that knows nothing of folded names."""
    user: User = PatientFactory.create(user__full_name=name).user
    User.objects.filter(pk=user.pk).update(folded_name="", folded_surname="")
    return user


def faults() -> list[str]:
    return [fault for check in CHECKS for fault in check()]


def test_names_of_before_are_found_once_they_are_brought_up_to_date() -> None:
    user = left_unfolded()
    assert faults() == [f"accounts.User {user.pk}: is not found by its name"]

    migration = import_module("accounts.migrations.0005_fold_names")
    migration.fold_names(apps, connection.schema_editor())

    assert faults() == []
    assert is_found("zoe")


def test_a_name_that_the_release_before_writes_is_mended_by_whatever_is_saved_of_the_account() -> (
    None
):
    user = User.objects.get(pk=left_unfolded().pk)

    user.save(update_fields=["phone"])

    assert is_found("zoe")


def test_a_person_whom_the_release_before_named_is_mended_in_the_admin(client: Client) -> None:
    user = left_unfolded()
    url = reverse("admin:accounts_patient_change", args=[user.patient.pk])
    unchanged = {"full_name": user.full_name, "phone": user.phone, "medicare_number": ""}
    client.force_login(superuser())

    client.post(url, {**unchanged, "is_active": "on"})

    assert is_found("zoe")


def test_the_command_mends_names_that_the_release_before_has_written_or_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    left_unfolded()
    changed = PatientFactory.create(user__full_name="Old Name").user
    QuerySet(User).filter(pk=changed.pk).update(full_name="Ann New")

    call_command("rebuild_search")

    assert faults() == []
    assert is_found("zoe")
    assert is_found("new")
    assert capsys.readouterr().out.endswith("Names: 2 brought up to date.\n")


def test_a_name_that_is_changed_while_the_command_runs_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = left_unfolded()
    User.objects.filter(pk=read.pk).update(full_name="Ann New")
    monkeypatch.setattr(UserQuerySet, "unfolded", lambda users: iter([read]))

    assert User.objects.fold_names() == 0
    assert is_found("ann new")
