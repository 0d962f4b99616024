from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0004_reminder"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["affiliation", "day"], name="appointment_at_place"),
        ),
    ]
