"""The files of a folder and their columns; `docs/import.md` tells them to the operator."""

from dataclasses import dataclass

from accounts.validators import fold_name


@dataclass(frozen=True)
class Layout:
    """One file. Rows with the same values in the `key` columns are about the same thing."""

    file: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    further: tuple[str, ...] = ()  # columns that may be left out
    optional: bool = False


CENTRES = Layout(
    "health_centres.csv",
    key=("name",),
    columns=("centre_type", "abn", "name", "phone", "suburb"),
    further=("street", "state", "postcode", "timezone"),
)
PATIENTS = Layout(
    "patient.csv",
    key=("patient_email",),
    columns=("patient_email", "password"),
    further=("full_name", "phone", "medicare_number"),
)
PROVIDERS = Layout(
    "provider.csv",
    key=("provider_email",),
    columns=("provider_email", "provider_type", "password"),
    further=("full_name", "phone", "expertise"),
)
LINKS = Layout(
    "provider_health_centre.csv",
    key=("provider_email", "health_centre_name"),
    columns=("provider_email", "health_centre_name"),
    further=("provider_number",),
)
HOURS = Layout(
    "working_hours.csv",
    key=("provider_email", "health_centre_name", "weekday", "opens", "closes"),
    columns=("provider_email", "health_centre_name", "weekday", "opens", "closes"),
    optional=True,
)
LAYOUTS = (CENTRES, PATIENTS, PROVIDERS, LINKS, HOURS)

# Other names under which a column is known.
ALIASES = {"time_zone": "timezone"}

# Columns whose values no message repeats.
SECRET_COLUMNS = {"password"}


def key_part(column: str, value: str) -> str:
    """What two spellings of one value of a key share. An address keeps all but its case: with
    other letters it is somebody else's."""
    return value.lower() if column.endswith("_email") else fold_name(value)
