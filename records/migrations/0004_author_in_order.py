"""Of an author with many entries the newest are found without a look at the others."""

from django.db import migrations, models

from accounts.concurrently import AddIndex, RemoveIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("records", "0003_entries_of_authors")]

    operations = [
        AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["author", "recorded_at", "id"], name="entry_written_by"),
        ),
        RemoveIndex(model_name="historyentry", name="entry_of_author"),
    ]
