from django.db import migrations, models

from accounts.concurrently import AddIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("referrals", "0001_referrals")]

    operations = [
        AddIndex(
            model_name="referral",
            index=models.Index(fields=["-sent_at"], name="referral_latest_first"),
        ),
    ]
