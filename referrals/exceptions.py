"""Why a letter is not sent or not withdrawn: one class a refusal, each with a sentence for the
provider (its `str`)."""


class LetterRefused(Exception):
    """Nothing was changed; `str` says to the provider why. `field` is the one of the form that it
    is about, empty when it is about none."""

    sentence = "This letter cannot be sent."
    field = ""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class MayNotRefer(LetterRefused):
    sentence = "Your profession does not write referral letters."


class NoAccessToPatient(LetterRefused):
    sentence = (
        "You no longer have an appointment with this patient. A letter needs one that is neither "
        "cancelled nor missed."
    )


class ToOneself(LetterRefused):
    sentence = "You cannot refer a patient to yourself. Choose another specialist."
    field = "specialist"


class NotASpecialist(LetterRefused):
    """The addressee is booked without a referral, or takes no bookings."""

    field = "specialist"


class AlreadySent(LetterRefused):
    """The consultation has a letter to this specialist already."""

    field = "specialist"


class WithdrawnSince(LetterRefused):
    sentence = "You have withdrawn this letter. Open the consultation again to send another."


class NotWithdrawable(LetterRefused):
    """The letter is booked, seen, lapsed or withdrawn already."""
