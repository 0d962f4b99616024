"""What databases look for people in; a database's own default costs no row a rewrite."""

from django.db import migrations, models


def folded(name: str) -> migrations.AddField:
    field = models.CharField(db_default="", default="", editable=False, max_length=150)
    return migrations.AddField(model_name="user", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_staff")]

    operations = [folded("folded_name"), folded("folded_surname")]
