from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0003_staged_import"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="affiliation",
            options={
                "verbose_name": "provider's place",
                "verbose_name_plural": "providers' places and hours",
            },
        ),
    ]
