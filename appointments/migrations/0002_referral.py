import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0001_appointments"),
        ("referrals", "0001_referrals"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="referral",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="referrals.referral",
            ),
        ),
    ]
