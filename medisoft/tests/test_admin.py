"""What the admin offers on no page."""

import pytest
from django.test import Client

from accounts.factories import ProfessionFactory, superuser
from accounts.models import Profession


@pytest.mark.parametrize("selected", ["abc", "9" * 400, "a\0b", "{pk}"])
def test_no_list_deletes_many_rows_at_once(client: Client, db: None, selected: str) -> None:
    client.force_login(superuser())
    profession = ProfessionFactory.create()

    response = client.post(
        "/admin/accounts/profession/",
        {
            "action": "delete_selected",
            "_selected_action": selected.format(pk=profession.pk),
            "post": "yes",
        },
    )

    assert response.status_code == 200
    assert Profession.objects.contains(profession)


def test_a_search_for_hundreds_of_words_is_refused(client: Client, db: None) -> None:
    client.force_login(superuser())

    response = client.get("/admin/centres/centre/", {"q": "a b " * 1500})

    assert response.status_code == 400
