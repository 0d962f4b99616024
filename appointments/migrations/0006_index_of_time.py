from django.db import migrations, models

from accounts.concurrently import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("appointments", "0005_index_of_places")]

    operations = [
        AddIndex(
            model_name="appointment",
            index=models.Index(fields=["day", "starts_at"], name="appointment_in_time"),
        ),
    ]
