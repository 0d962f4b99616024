from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Sum


def tell_of_all_words(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    words = apps.get_model("centres", "SearchWord").objects.aggregate(checksums=Sum("checksum"))
    if words["checksums"] is not None:
        state = apps.get_model("centres", "SearchState")
        state.objects.create(pk=1, last_number=0, checksums=words["checksums"])


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0004_words_for_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_number", models.BigIntegerField()),
                ("checksums", models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="searchword",
            name="number",
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.RunPython(tell_of_all_words, migrations.RunPython.noop),
    ]
