"""What no page of the admin sends, sent to it all the same."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.factories import superuser
from centres.models import Affiliation

pytestmark = pytest.mark.django_db
ADD = "admin:centres_affiliation_add"
NO_IDS = ["abc", "9" * 40, "-1", "1.5", "٣", ""]


@pytest.mark.parametrize("text", NO_IDS)
@pytest.mark.parametrize("field", ["provider", "centre"])
def test_a_link_with_a_value_that_is_no_id_opens_an_empty_form(
    client: Client, field: str, text: str
) -> None:
    client.force_login(superuser())

    response = client.get(reverse(ADD), {field: text})

    assert response.status_code == 200


@pytest.mark.parametrize("text", [*NO_IDS, "a\0b"])
def test_a_post_with_a_value_that_is_no_id_is_refused(client: Client, text: str) -> None:
    client.force_login(superuser())
    management = {"working_hours-TOTAL_FORMS": 0, "working_hours-INITIAL_FORMS": 0}

    response = client.post(reverse(ADD), {"provider": text, "centre": text} | management)

    assert response.status_code == 200
    assert not Affiliation.objects.exists()
