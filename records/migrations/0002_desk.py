from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_known_professions"),
        ("appointments", "0003_desk"),
        ("records", "0001_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="accessevent",
            name="access_action_known",
        ),
        migrations.AlterField(
            model_name="accessevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("opened", "Opened the history"),
                    ("wrote", "Added an entry"),
                    ("sent", "Sent a referral letter"),
                    ("letter", "Opened a referral letter"),
                    ("withdrew", "Withdrew a referral letter"),
                    ("export", "Downloaded or printed the history"),
                    ("booked", "Booked for the patient"),
                    ("moved", "Moved an appointment"),
                    ("cancel", "Cancelled an appointment"),
                    ("found", "Found by email, phone or Medicare number"),
                    ("account", "Made the account"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="accessevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "opened",
                            "wrote",
                            "sent",
                            "letter",
                            "withdrew",
                            "export",
                            "booked",
                            "moved",
                            "cancel",
                            "found",
                            "account",
                        ],
                    )
                ),
                name="access_action_known",
            ),
        ),
    ]
