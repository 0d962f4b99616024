"""An index of what a provider has written of late, from which a consultation suggests words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_desk")]

    operations = [
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["author", "recorded_at"], name="entry_of_author"),
        ),
    ]
