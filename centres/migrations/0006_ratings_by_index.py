"""Indexes of the search and of ratings, and then without those of the foreign keys that the latter
take the place of. These are dropped by their names: Django's own AlterField would check every
rating's key anew while nobody reads one, and SQLite would make the tables anew."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.concurrently import AddIndex


def index(model: str, name: str, *fields: str) -> AddIndex:
    return AddIndex(model_name=model, index=models.Index(fields=fields, name=name))


def without_index(
    model: str, name: str, to: str, hash_: str
) -> migrations.SeparateDatabaseAndState:
    key = models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to=to
    )
    own = f"centres_{model}_{name}_id_{hash_}"
    back = f'CREATE INDEX "{own}" ON "centres_{model}" ("{name}_id")'
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(f'DROP INDEX IF EXISTS "{own}"', back)],
        [migrations.AlterField(model_name=model, name=name, field=key)],
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("accounts", "0004_names_and_phones_to_look_for"),
        ("centres", "0005_search_state"),
    ]

    operations = [
        index("searchdocument", "search_by_name", "sort_key", "id", "centre"),
        index("searchword", "word_by_number", "number"),
        index("centrerating", "stars_of_centre", "centre", "stars"),
        index("providerrating", "stars_of_provider", "provider", "stars"),
        without_index("centrerating", "centre", "centres.centre", hash_="6a5f69b0"),
        without_index("providerrating", "provider", "accounts.provider", hash_="2718946b"),
    ]
