"""The professions that every clinic has; staff add others."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PROFESSIONS = [
    # name, can_refer, by_referral_only
    ("GP", True, False),
    ("Pathologist", False, False),
    ("Pharmacist", False, False),
    ("Physiotherapist", False, False),
    ("Radiographer", False, False),
    ("Specialist", False, True),
]


def add_professions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Profession = apps.get_model("accounts", "Profession")
    for name, can_refer, by_referral_only in PROFESSIONS:
        Profession.objects.create(name=name, can_refer=can_refer, by_referral_only=by_referral_only)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]
    operations = [migrations.RunPython(add_professions, migrations.RunPython.noop)]
