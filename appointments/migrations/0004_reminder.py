from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0003_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="reminded_for",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
    ]
