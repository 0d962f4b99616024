"""What appointments let the apps below hear."""

from enum import Enum, auto

from django.dispatch import Signal


class Act(Enum):
    """What the desk can do for a patient."""

    BOOKED = auto()
    MOVED = auto()
    CANCELLED = auto()


# Sent with `appointment`, `by`, `act` and `now`, in the transaction of the act, when somebody else
# than the patient did it: patients read of it in their log.
done_for_patient = Signal()
