from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_known_professions"),
        ("appointments", "0002_referral"),
        ("centres", "0002_membership"),
        ("referrals", "0001_referrals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="cancelled_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("patient", "The patient asked for it"),
                    ("ill", "The provider is ill"),
                    ("away", "The provider is away"),
                    ("closed", "The centre is closed"),
                    ("mistake", "It was booked by mistake"),
                ],
                db_default="",
                default="",
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancelled_because", ""),
                    models.Q(
                        ("cancelled_because__in", ["patient", "ill", "away", "closed", "mistake"]),
                        ("status", "cancelled"),
                    ),
                    _connector="OR",
                ),
                name="appointment_cancelled_for_a_known_reason",
            ),
        ),
    ]
