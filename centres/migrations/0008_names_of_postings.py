"""What the documents that hold a word are read in the order of. With a default of the database's own
PostgreSQL writes no row anew; SQLite copies the table."""

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
