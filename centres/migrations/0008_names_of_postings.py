"""What the documents that hold a word are read in the order of; a database's own default costs no row
a rewrite."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("centres", "0007_names_by_word")]

    operations = [
        migrations.AddField(
            model_name="searchposting",
            name="sort_key",
            field=models.BinaryField(db_default=b"", max_length=200),
        )
    ]
