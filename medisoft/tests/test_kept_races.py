"""Pages of the admin that two people save at once."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import ProviderFactory, superuser
from accounts.models import Staff
from accounts.services import make_staff
from appointments.tests.desks import receptionist
from centres.factories import AffiliationFactory, CentreFactory
from centres.models import Affiliation, Centre
from centres.tests.test_admin import affiliation_form, centre_form, rows
from medisoft.tests.overtaken import overtaken

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_a_place_that_somebody_else_adds_at_that_moment_is_refused_in_words(
    client: Client,
) -> None:
    centre, provider = CentreFactory.create(), ProviderFactory.create()
    client.force_login(receptionist(centre))
    form = affiliation_form(email=provider.user.email, centre=centre.pk)

    response = overtaken(
        lambda: client.post(reverse("admin:centres_affiliation_add"), form),
        lambda: AffiliationFactory.create(centre=centre, provider=provider),
    )

    assert response.status_code == 200
    assert f"{provider} works at this centre already." in response.text
    assert Affiliation.objects.count() == 1


def test_a_centre_that_somebody_else_adds_at_that_moment_is_refused_in_words(
    client: Client,
) -> None:
    client.force_login(superuser())
    first = CentreFactory.build()

    response = overtaken(
        lambda: client.post(reverse("admin:centres_centre_add"), centre_form(first)), first.save
    )

    assert response.status_code == 200
    assert "This name is taken." in response.text
    assert Centre.objects.get() == first


def test_an_account_that_somebody_else_makes_at_that_moment_is_refused_in_words(
    client: Client,
) -> None:
    client.force_login(superuser())
    told = {"full_name": "Nina New", "email": "nina@example.com", "phone": ""}

    response = overtaken(
        lambda: client.post(reverse("admin:accounts_staff_add"), told | rows("memberships")),
        lambda: make_staff(full_name="Nina Quicker", email="nina@example.com"),
    )

    assert response.status_code == 200
    assert "This email is taken." in response.text
    assert Staff.objects.filter(email="nina@example.com").count() == 1
