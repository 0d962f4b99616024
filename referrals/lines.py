"""A letter as its patient, its referrer or its specialist meets it in a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import User
from centres.models import Affiliation
from referrals.models import Referral


@dataclass(frozen=True)
class Line:
    """`is_open` says whether the reader reads about whom it is and what it says; `places` are where
    the reader can book a visit under it now: none for who is no patient."""

    referral: Referral
    state: Referral.State
    is_to_reader: bool
    is_open: bool
    places: list[Affiliation]

    @property
    def label(self) -> str:
        """The state in one word. What is sent is new to whom it is addressed."""
        is_new = self.is_to_reader and self.state == Referral.State.SENT
        return "New" if is_new else str(self.state.label)


@Compiled
def sent_to(reader: User) -> QuerySet[Referral, tuple[UUID]]:
    """The pks of the reader's inbox."""
    return Referral.objects.sent_to(reader).values_list("pk")


def lines(referrals: Iterable[Referral], reader: User, now: datetime) -> list[Line]:
    """A line each, of letters as `ReferralQuerySet.for_pages` gives them."""
    return [line_of(referral, reader, now) for referral in referrals]


def line_of(referral: Referral, reader: User, now: datetime) -> Line:
    is_own = referral.patient.user_id == reader.pk and referral.specialist.is_listed
    return Line(
        referral=referral,
        state=referral.state_at(now),
        is_to_reader=referral.specialist.user_id == reader.pk,
        is_open=referral.letter_is_open_to(reader),
        places=[
            place
            for place in referral.specialist.affiliations.all()
            if is_own and referral.covers_now(place.centre, now)
        ],
    )
