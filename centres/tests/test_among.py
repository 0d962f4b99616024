"""Statements by hand that ask for many keys."""

import pytest
from django.db import connection

from centres.among import among

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans")
def test_a_statement_is_planned_once_for_few_keys_and_for_many() -> None:
    with connection.cursor() as cursor:
        for count in [1, 2, 3] * 5:
            condition, values = among(range(count))
            cursor.execute(f"SELECT n FROM generate_series(1, 9999) n WHERE n {condition}", values)
        cursor.execute(
            "SELECT custom_plans, generic_plans FROM pg_prepared_statements "
            "WHERE statement LIKE '%generate_series(1, 9999)%' AND statement NOT LIKE '%pg_prep%'"
        )
        ((custom, generic),) = cursor.fetchall()

    assert custom == 5  # the first ones, as always
    assert generic > 0
