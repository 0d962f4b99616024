"""Keys with which another index begins have none of their own, by which a history would be read
whole and then sorted."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.concurrently import RemoveIndexOfKey


def without_index(to: str, related_name: str) -> "models.ForeignKey[models.Model]":
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to=to,
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("records", "0004_author_in_order")]

    operations = [
        RemoveIndexOfKey("historyentry", "patient", without_index("accounts.patient", "entries")),
        RemoveIndexOfKey("historyentry", "author", without_index("accounts.provider", "entries")),
        RemoveIndexOfKey(
            "accessevent", "patient", without_index("accounts.patient", "access_events")
        ),
    ]
