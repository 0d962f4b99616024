from django.db import migrations, models

from accounts.concurrently import AddIndex, RemoveIndex


class Migration(migrations.Migration):
    """An index that also tells when a visit is over, in place of the one that does not."""

    atomic = False
    dependencies = [("appointments", "0006_index_of_time")]

    operations = [
        AddIndex(
            model_name="appointment",
            index=models.Index(fields=["day", "starts_at", "ends_at"], name="appointment_ahead"),
        ),
        RemoveIndex(model_name="appointment", name="appointment_in_time"),
    ]
