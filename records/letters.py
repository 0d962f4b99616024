"""What a letter of referral says before its writer has changed a word."""

from collections.abc import Sequence

from accounts.models import Patient, Provider
from accounts.validators import fold_name
from records.entries import Entry, Prescribed
from records.medication import Current
from records.models import Prescription


def first_draft(
    *,
    patient: Patient,
    specialist: Provider | None,
    words: str,
    medication: Sequence[Prescription | Current],
) -> str:
    """The text of a letter. `words` are the referrer's own: what others wrote is never copied.
    Date, addressee, and who signs it at which place are printed around it."""
    lines = [f"- {in_a_line(each)}" for each in medication] or ["None known."]
    return "\n".join(
        [
            f"Dear Dr {specialist}," if specialist else "Dear colleague,",
            "",
            f"Thank you for seeing {patient}.",
            "",
            "Clinical information:",
            words,
            "",
            "Current medication:",
            *lines,
        ]
    )


def own_words(entries: Sequence[Entry], author: Provider) -> str:
    """What the author last wrote, of entries with the newest first; empty when nothing."""
    return next((entry.text for entry in entries if entry.author_id == author.pk), "")


def with_new(
    new: Sequence[Prescription], current: Sequence[Current]
) -> list[Prescription | Current]:
    """The current medication once `new` is prescribed: that takes the place of its namesakes."""
    names = {fold_name(each.medication) for each in new}
    return [*new, *(each for each in current if fold_name(each.medication) not in names)]


def in_a_line(prescription: Prescription | Prescribed) -> str:
    """“Amoxicillin, 500 mg: Three times a day”"""
    return f"{prescription.medication}, {prescription.dose}: {prescription.directions}"
