"""Indexes by which people are looked for. Those of the admin's log stand here too: it is a table of
Django's, which gives it none of these."""

from typing import Any

from django.db import migrations, models

from accounts.concurrently import AddIndex, AddIndexElsewhere
from accounts.lookups import Digits


def index(model: str, *expressions: Any, **options: Any) -> AddIndex:
    return AddIndex(model_name=model, index=models.Index(*expressions, **options))


def index_of_log(name: str, *fields: str) -> AddIndexElsewhere:
    return AddIndexElsewhere("admin", "logentry", models.Index(fields=fields, name=name))


NAME = ["full_name", "email"]
PATTERNS = ["varchar_pattern_ops"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("accounts", "0005_fold_names"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [
        index("patient", fields=["medicare_number"], name="patient_by_medicare"),
        index("user", fields=NAME, name="user_by_name"),
        index("user", fields=NAME, condition=models.Q(role="staff"), name="staff_by_name"),
        index("user", fields=["folded_name"], opclasses=PATTERNS, name="user_folded"),
        index("user", fields=["folded_surname"], opclasses=PATTERNS, name="user_surname"),
        index("user", Digits("phone"), name="user_by_phone"),
        index_of_log("admin_log_of_row", "object_id", "content_type"),
        index_of_log("admin_log_of_user", "user", "action_time"),
    ]
