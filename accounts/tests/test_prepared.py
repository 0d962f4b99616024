"""A prepared query gives the rows of the queryset that it is made of."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from accounts.factories import PatientFactory
from accounts.models import Patient
from accounts.prepared import Prepared

pytestmark = pytest.mark.django_db

SOMEBODY = 1_000_001
SOME_ID = UUID(int=1)
SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def found(user: int, pk: UUID, since: datetime) -> QuerySet[Patient, tuple[object, ...]]:
    """Columns of each kind that a database may hold otherwise than a model."""
    patients = Patient.objects.filter(user=user, pk=pk, user__date_joined__gt=since)
    return patients.values_list("pk", "user", "user__is_active", "user__date_joined")


def test_it_is_asked_with_other_values() -> None:
    prepared = Prepared(found(SOMEBODY, SOME_ID, SOME_DAY), SOMEBODY, SOME_ID, SOME_DAY)
    since = timezone.now() - timedelta(days=1)
    patient, other = PatientFactory(), PatientFactory()

    for user, pk in [(patient.user_id, patient.pk), (other.user_id, other.pk)]:
        (row,) = prepared.rows(user, pk, since)
        assert row == found(user, pk, since).get()
        assert type(row[2]) is bool
    assert prepared.rows(patient.user_id, other.pk, since) == []
    assert prepared.rows(patient.user_id, patient.pk, timezone.now()) == []


def test_an_example_that_is_not_in_the_query_is_refused() -> None:
    with pytest.raises(ValueError, match="stands nowhere"):
        Prepared(found(SOMEBODY, SOME_ID, SOME_DAY), SOMEBODY, SOME_ID, SOME_DAY, 1_000_002)
