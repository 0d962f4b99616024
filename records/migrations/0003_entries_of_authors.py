"""An index of what a provider has written of late, from which a consultation suggests words."""

from django.db import migrations, models

from accounts.concurrently import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("records", "0002_desk")]

    operations = [
        AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["author", "recorded_at"], name="entry_of_author"),
        ),
    ]
