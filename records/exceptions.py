"""Why a history stays closed, or an entry is not saved: each with a sentence for the provider."""


class RecordsRefused(Exception):
    """No entry was written; `str` says why."""

    sentence = "This cannot be saved."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class NoAccess(RecordsRefused):
    """The history is closed to who asked for it."""


class NotYourAppointment(RecordsRefused):
    sentence = "An entry is written under one of your own appointments with the patient."


class NotYourEntry(RecordsRefused):
    sentence = "You can amend only your own entries about this patient."


class AmendedAlready(RecordsRefused):
    sentence = "This entry is amended already. Amend the newer one instead."


class NothingWritten(RecordsRefused):
    sentence = "Write what happened in this consultation."
