"""The digests that tie a patient's entries together, and the search for a break.

Each is an HMAC with SHA-256 under `MEDISOFT_HISTORY_KEY`, over the entry, its prescriptions and the
digest before. Whoever changes rows behind the system's back does not have the key.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC

from django.conf import settings

from records.models import HistoryEntry, Prescription


def digest(entry: HistoryEntry, prescriptions: Sequence[Prescription], previous: str) -> str:
    """The digest of an entry, as 64 hexadecimal digits. `previous` is that of the entry before,
    empty for the first."""
    content = [
        previous,
        str(entry.pk),
        str(entry.patient_id),
        entry.number,
        str(entry.appointment_id),
        entry.author_id,
        entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(entry.amends_id or ""),
        entry.text,
        [[p.medication, p.dose, p.directions, p.repeats] for p in prescriptions],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(
        settings.MEDISOFT_HISTORY_KEY.encode(), text.encode(), hashlib.sha256
    ).hexdigest()
