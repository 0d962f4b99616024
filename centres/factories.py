"""Example centres, and providers who work there."""

from datetime import time

import factory

from accounts.factories import ProviderFactory
from centres.models import Affiliation, Centre, WorkingHours


class CentreFactory(factory.django.DjangoModelFactory[Centre]):
    class Meta:
        model = Centre

    name = factory.Sequence(lambda n: f"Example Health Centre {n}")
    kind = Centre.Kind.MEDICAL_CENTRE
    suburb = "Randwick"
    state = Centre.State.NSW
    postcode = "2031"
    timezone = "Australia/Sydney"


class AffiliationFactory(factory.django.DjangoModelFactory[Affiliation]):
    """A provider at a centre, without hours."""

    class Meta:
        model = Affiliation

    provider = factory.SubFactory(ProviderFactory)
    centre = factory.SubFactory(CentreFactory)


def work_week(
    affiliation: Affiliation,
    *,
    opens: time = time(9),
    closes: time = time(17),
    weekdays: range = range(5),
) -> None:
    """Give an affiliation the same hours on each of `weekdays` (0 is Monday)."""
    WorkingHours.objects.bulk_create(
        WorkingHours(affiliation=affiliation, weekday=weekday, opens=opens, closes=closes)
        for weekday in weekdays
    )


def open_affiliation(**fields: object) -> Affiliation:
    """A provider at a centre, Monday to Friday from 09:00 to 17:00."""
    affiliation = AffiliationFactory.create(**fields)
    work_week(affiliation)
    return affiliation
