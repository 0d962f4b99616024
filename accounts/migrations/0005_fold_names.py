"""Fills what names are looked for by, a few at a time: nobody waits for a row of an account, and
what is done stays done. Names that the release before writes meanwhile, and until it is stopped,
are left to `rebuild_search`."""

from typing import Any

from django.db import migrations, transaction

from accounts.folding import folded_name

BATCH = 1000
UPDATE = """
    UPDATE accounts_user SET folded_name = %s, folded_surname = %s
    WHERE id = %s AND full_name = %s
"""


def fold_names(apps: Any, editor: Any) -> None:
    users = apps.get_model("accounts", "User").objects.filter(folded_name="").order_by("pk")
    names, after = users.exclude(full_name="").values_list("pk", "full_name"), 0
    while batch := list(names.filter(pk__gt=after)[:BATCH]):
        rows = [(*folded_name(name).values(), pk, name) for pk, name in batch]
        with transaction.atomic(), editor.connection.cursor() as cursor:
            cursor.executemany(UPDATE, rows)
        after = batch[-1][0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0004_names_and_phones_to_look_for")]

    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True)]
