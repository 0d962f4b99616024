import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_names_and_phones_to_look_for"),
        ("centres", "0005_search_state"),
    ]

    operations = [
        migrations.AlterField(
            model_name="centrerating",
            name="centre",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ratings",
                to="centres.centre",
            ),
        ),
        migrations.AlterField(
            model_name="providerrating",
            name="provider",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ratings",
                to="accounts.provider",
            ),
        ),
        migrations.AddIndex(
            model_name="centrerating",
            index=models.Index(fields=["centre", "stars"], name="stars_of_centre"),
        ),
        migrations.AddIndex(
            model_name="providerrating",
            index=models.Index(fields=["provider", "stars"], name="stars_of_provider"),
        ),
    ]
