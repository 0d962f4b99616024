"""How passwords are hashed."""

import pytest
from argon2 import Parameters, Type, extract_parameters
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client, override_settings

from accounts.factories import PASSWORD, PatientFactory, with_login
from accounts.hashers import Argon2

LOG_IN = "/accounts/login/"
OF_THE_SITE = ["accounts.hashers.Argon2"]


def parameters(encoded: str) -> Parameters:
    return extract_parameters(encoded.removeprefix("argon2"))


def test_a_hash_costs_what_owasp_asks_for() -> None:
    used = parameters(Argon2().encode(PASSWORD, "a-salt-of-enough-bytes"))

    assert (used.type, used.memory_cost, used.time_cost) == (Type.ID, 19 * 1024, 2)


@pytest.mark.django_db
def test_a_hash_of_other_cost_is_made_anew_at_the_next_log_in(client: Client) -> None:
    user = with_login(PatientFactory.create().user)
    user.password = Argon2PasswordHasher().encode(PASSWORD, "a-salt-of-enough-bytes")
    user.save()

    with override_settings(PASSWORD_HASHERS=OF_THE_SITE):
        response = client.post(LOG_IN, {"login": user.email, "password": PASSWORD})
        user.refresh_from_db()

    assert response.status_code == 302
    assert parameters(user.password).memory_cost == 19 * 1024
