from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0005_index_of_places")]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["day", "starts_at"], name="appointment_in_time"),
        ),
    ]
