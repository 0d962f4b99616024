from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_referrals")]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["-sent_at"], name="referral_latest_first"),
        ),
    ]
