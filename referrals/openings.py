"""Whom a patient can book: the one answer for search, profiles, the patient's lists and booking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.compiled import Compiled
from accounts.models import User
from centres.bookable import Bookable
from referrals.models import Referral


@dataclass(frozen=True)
class Openings:
    """Which of some places are open to a person, and under which of their letters."""

    _letters: Mapping[int, list[Referral]]  # by the pk of the place

    def letters_for(self, place: Bookable) -> list[Referral]:
        """Letters under which the person can book there; those that last longest first."""
        return self._letters.get(place.pk, [])

    def is_open(self, place: Bookable) -> bool:
        """Whether the profession is open to everybody, or the person holds a letter."""
        return not place.needs_letter or bool(self.letters_for(place))


def openings(user: User, places: Iterable[Bookable], *, now: datetime) -> Openings:
    """What of `places` is open to `user`. Two queries, one for who has no
    letter there, none where no letter is needed. Letters are about patients, so nobody else has
    any."""
    closed = [place for place in places if place.needs_letter]
    if not closed or not user.is_patient:
        return Openings({})
    specialists = {place.provider_id for place in closed} & {pk for (pk,) in _specialists(user)}
    if not specialists:
        return Openings({})
    held = Referral.objects.filter(patient__user=user, specialist__in=specialists).held()
    return Openings(
        {
            place.pk: [
                letter
                for letter in held
                if letter.specialist_id == place.provider_id
                and letter.covers_now(place.centre, now)
            ]
            for place in closed
        }
    )


@Compiled
def _specialists(user: User) -> QuerySet[Referral, tuple[int]]:
    """To whom a patient has letters, good or not. Hardly anybody has any, and most pages ask."""
    return Referral.objects.filter(patient__user=user).order_by().values_list("specialist")
