"""The documents that hold a word in the order of their names: of very many, the first are read."""

from django.db import migrations, models

from accounts.concurrently import AddIndex, RemoveIndex

COLUMNS = ["word", "sort_key", "document", "field"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("centres", "0009_fill_names_of_postings")]

    operations = [
        AddIndex(
            model_name="searchposting",
            index=models.Index(fields=COLUMNS, name="search_word_by_name"),
        ),
        AddIndex(
            model_name="searchposting",
            index=models.Index(
                fields=COLUMNS, condition=models.Q(field=0), name="search_in_names_by_name"
            ),
        ),
        RemoveIndex(model_name="searchposting", name="search_in_names"),
    ]
