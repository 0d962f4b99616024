"""Where the words of names stand: in a nation “medical” is in the names of a twentieth of those that
hold it elsewhere."""

from django.db import migrations, models

from accounts.concurrently import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("centres", "0006_ratings_by_index")]

    operations = [
        AddIndex(
            model_name="searchposting",
            index=models.Index(
                fields=["word", "document", "field"],
                condition=models.Q(field=0),
                name="search_in_names",
            ),
        )
    ]
