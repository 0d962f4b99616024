"""The tables that are filled, with the columns that are given. A child process imports this module
before Django is set up, so it knows no model."""

from dataclasses import dataclass

from medisoft.bulk.rows import Row, Table


@dataclass
class Batch:
    """Rows that are written together, and how many patients are among them."""

    rows: dict[Table, list[Row]]
    patients: int = 0


def _table(name: str, columns: str) -> Table:
    return Table(name, tuple(columns.split()))


USERS = _table(
    "accounts_user",
    "id password is_superuser email full_name folded_name folded_surname phone role is_active "
    "date_joined",
)
ADDRESSES = _table("account_emailaddress", "id verified primary user_id email")
PATIENTS = _table("accounts_patient", "id medicare_number user_id")
PROVIDERS = _table("accounts_provider", "id user_id profession_id expertise_id")
CENTRES = _table("centres_centre", "id name kind abn phone street suburb state postcode timezone")
MEMBERSHIPS = _table("centres_membership", "id user_id centre_id")
AFFILIATIONS = _table("centres_affiliation", "id provider_id centre_id provider_number")
HOURS = _table("centres_workinghours", "id affiliation_id weekday opens closes")
PROVIDER_RATINGS = _table("centres_providerrating", "id patient_id provider_id stars rated_at")
CENTRE_RATINGS = _table("centres_centrerating", "id patient_id centre_id stars rated_at")
APPOINTMENTS = _table(
    "appointments_appointment",
    "id patient_id affiliation_id provider_id day starts_at ends_at reason status "
    "cancelled_because booked_by_id referral_id sequence created_at",
)
SLOTS = _table("appointments_bookedslot", "id appointment_id provider_id patient_id starts_at")
REFERRALS = _table(
    "referrals_referral",
    "id patient_id appointment_id affiliation_id referrer_id provider_number specialist_id letter "
    "term sent_at",
)
NOTICES = _table("referrals_notice", "id referral_id queued_by_id queued_at sent_at")
ENTRIES = _table(
    "records_historyentry",
    "id appointment_id patient_id author_id text recorded_at amends_id number digest",
)
PRESCRIPTIONS = _table("records_prescription", "id entry_id medication dose directions repeats")
EVENTS = _table(
    "records_accessevent",
    "id patient_id actor_id action at appointment_id allowed entry_number entry_digest",
)

EXPERTISES = [
    *("Cardiology", "Dermatology", "Endocrinology", "Gastroenterology", "Neurology"),
    *("Obstetrics", "Ophthalmology", "Orthopaedics", "Paediatrics", "Psychiatry"),
]
