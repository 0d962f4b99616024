from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_known_professions")]
    operations = [
        migrations.CreateModel(
            name="Staff",
            fields=[],
            options={
                "verbose_name": "member of staff",
                "verbose_name_plural": "staff",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("accounts.user",),
        ),
    ]
