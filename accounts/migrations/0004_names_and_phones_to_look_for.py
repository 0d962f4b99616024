"""What databases look for people in. Indexes of the admin's log stand here too: it is a table of
Django's, which gives it none of these."""

from typing import Any

from django.db import migrations, models

from accounts.folding import folded_name
from accounts.lookups import Digits

BATCH = 1000


def fold_names(apps: Any, editor: Any) -> None:
    users = apps.get_model("accounts", "User").objects.exclude(full_name="").order_by("pk")
    names, after = users.values_list("pk", "full_name"), 0
    update = "UPDATE accounts_user SET folded_name = %s, folded_surname = %s WHERE id = %s"
    while batch := list(names.filter(pk__gt=after)[:BATCH]):
        with editor.connection.cursor() as cursor:
            cursor.executemany(update, [(*folded_name(name).values(), pk) for pk, name in batch])
        after = batch[-1][0]


def folded(name: str) -> migrations.AddField:
    field = models.CharField(db_default="", default="", editable=False, max_length=150)
    return migrations.AddField(model_name="user", name=name, field=field)


def index(model: str, *expressions: Any, **options: Any) -> migrations.AddIndex:
    return migrations.AddIndex(model_name=model, index=models.Index(*expressions, **options))


def index_of_log(name: str, columns: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE INDEX {name} ON django_admin_log ({columns})", f"DROP INDEX {name}"
    )


NAME = ["full_name", "email"]
PATTERNS = ["varchar_pattern_ops"]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_staff"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [
        folded("folded_name"),
        folded("folded_surname"),
        migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True),
        index("patient", fields=["medicare_number"], name="patient_by_medicare"),
        index("user", fields=NAME, name="user_by_name"),
        index("user", fields=NAME, condition=models.Q(role="staff"), name="staff_by_name"),
        index("user", fields=["folded_name"], opclasses=PATTERNS, name="user_folded"),
        index("user", fields=["folded_surname"], opclasses=PATTERNS, name="user_surname"),
        index("user", Digits("phone"), name="user_by_phone"),
        index_of_log("admin_log_of_row", "object_id, content_type_id"),
        index_of_log("admin_log_of_user", "user_id, action_time"),
    ]
