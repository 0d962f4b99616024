"""What the tests of the import share: a folder that is right, and ways to spoil it."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers

from centres.importing.plan import Plan, plan
from centres.importing.writing import apply

CLIENT_FOLDER = Path(__file__).parent / "client"

FOLDER = {
    "health_centres.csv": (
        "centre_type,abn,name,phone,suburb,state,timezone\n"
        "Hospital,83914571673,North Hospital,93821111,Randwick,NSW,Australia/Sydney\n"
        "MedicalCentre,,South Clinic,,Fremantle,WA,Australia/Perth\n"
    ),
    "patient.csv": (
        "patient_email,password,full_name,phone,medicare_number\n"
        "pat@example.com,,Pat Example,0290001234,2123 45670 1\n"
        "sam@example.com,,,,\n"
    ),
    "provider.csv": (
        "provider_email,provider_type,password,expertise\n"
        "gil@example.com,GP,,\n"
        "kim@example.com,Specialist,,Cardiology\n"
    ),
    "provider_health_centre.csv": (
        "provider_email,health_centre_name,provider_number\n"
        "gil@example.com,North Hospital,2449001X\n"
        "gil@example.com,South Clinic,\n"
        "kim@example.com,South Clinic,\n"
    ),
    "working_hours.csv": (
        "provider_email,health_centre_name,weekday,opens,closes\n"
        "gil@example.com,North Hospital,Monday,09:00,12:00\n"
        "gil@example.com,South Clinic,Tue,09:00,17:00\n"
    ),
}


def folder(changes: Mapping[str, str | bytes | None] | None = None) -> dict[str, bytes]:
    """The files of `FOLDER`, with some replaced, or left out where None stands."""
    files = {**FOLDER, **(changes or {})}
    return {
        name: content.encode() if isinstance(content, str) else content
        for name, content in files.items()
        if content is not None
    }


def with_row(file: str, row: str) -> dict[str, bytes]:
    """The right folder with one more row at the end of a file."""
    return folder({file: FOLDER[file] + row + "\n"})


def run(files: Mapping[str, bytes]) -> Plan:
    """Plan and apply in this process."""
    return apply(plan(files), hash_workers=1)


def command(*arguments: object, environment: dict[str, str]) -> subprocess.Popen[str]:
    """A started `import_csv` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, settings.BASE_DIR / "manage.py", "import_csv", *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def places(files: Mapping[str, bytes]) -> list[tuple[str, int, str]]:
    """File, line and column of each fault."""
    return [(f.file, f.line, f.column) for f in plan(files).report.faults]


def dump() -> list[dict[str, Any]]:
    """Every row of the apps that an import writes to."""
    models = [
        model
        for app in ("accounts", "centres", "account")
        for model in apps.get_app_config(app).get_models()
    ]
    rows = [row for model in models for row in model._default_manager.order_by("pk")]
    dumped: list[dict[str, Any]] = serializers.serialize("python", rows)
    return dumped
