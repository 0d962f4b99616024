"""Who can log in to the demo."""

from typing import NamedTuple

from accounts.models import Patient


class LogIn(NamedTuple):
    role: str
    email: str


# Printed on the start screen: whoever runs the demo is meant to know it.
DEMO_PASSWORD = "try-medisoft"  # noqa: S105
LOGINS = [
    PATIENT := LogIn("Patient", "tony.marino@example.com"),
    PROVIDER := LogIn("Provider (GP)", "jack.okafor@example.org"),
    SPECIALIST := LogIn("Provider (specialist)", "imogen.ashdown@example.org"),
    STAFF := LogIn("Clinic staff", "clinic.staff@example.org"),
    SUPERUSER := LogIn("Superuser", "admin@example.org"),
]


def made_up_patients() -> list[Patient]:
    """The made-up patients, the one with a log-in first. The client's own get nothing: mails
    would go to addresses that may be somebody's."""
    found = Patient.objects.filter(user__email__endswith="@example.com").select_related("user")
    return sorted(found, key=lambda patient: (patient.user.email != PATIENT.email, patient.pk))
