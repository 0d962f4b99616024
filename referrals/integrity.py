"""What must hold of the stored letters. Which appointments are booked under them is asked in
`appointments.integrity`."""

from collections.abc import Iterator
from functools import partial

from django.db.models import F, Q

from accounts.integrity import Check, constraints, each, values
from referrals.models import Referral


def _letters_of_another_appointment() -> Iterator[str]:
    letters = Referral.objects.all()
    yield from each(
        letters.exclude(patient=F("appointment__patient")),
        "its patient is not that of its appointment",
    )
    place = Q(referrer=F("appointment__provider"), affiliation=F("appointment__affiliation"))
    yield from each(
        letters.exclude(place), "its referrer or their place is not that of its appointment"
    )


def _visits_outside_the_term() -> Iterator[str]:
    """All visits from the first to the last lie within the term, and none is left under a letter
    that was withdrawn."""
    for letter in Referral.objects.with_visits().with_names().order_by("pk").iterator():
        if letter.first_day is not None and not letter.covers(letter.first_day):
            yield f"{Referral._meta.label} {letter.pk}: does not cover the visits booked under it"


def _withdrawn_before_they_were_sent() -> Iterator[str]:
    rows = Referral.objects.filter(withdrawn_at__lt=F("sent_at"))
    return each(rows, "was withdrawn before it was sent")


CHECKS: list[Check] = [
    partial(constraints, "referrals"),
    partial(values, Referral, "letter", "term"),
    _letters_of_another_appointment,
    _visits_outside_the_term,
    _withdrawn_before_they_were_sent,
]
