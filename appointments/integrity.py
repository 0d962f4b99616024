"""What must hold of the stored appointments and of the half hours that they take."""

from collections.abc import Iterator
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When

from accounts.integrity import Check, constraints, each, values
from accounts.models import User
from appointments.models import Appointment, BookedSlot, EarlierTime
from centres.validators import SLOT, is_slot_start
from referrals.models import Referral

Status = Appointment.Status


def faults() -> Iterator[str]:
    """A line for everything that is wrong with appointments and slots."""
    for check in CHECKS:
        yield from check()


def _providers_who_are_not_the_affiliations() -> Iterator[str]:
    rows = Appointment.objects.exclude(provider=F("affiliation__provider"))
    return each(rows, "its provider is not that of its affiliation")


def _referrals_of_others() -> Iterator[str]:
    """A visit is booked under a letter about its patient, to its provider."""
    own = Q(referral__patient=F("patient"), referral__specialist=F("provider"))
    rows = Appointment.objects.filter(referral__isnull=False).exclude(own)
    return each(rows, "its referral is about another patient or to another provider")


def _referrals_missing() -> Iterator[str]:
    """Visits that needed a referral when they were booked. Since when a profession is booked by
    referral only is kept nowhere; but letters go to such professions alone, so one that was sent
    before the booking shows that it was so by then. What was booked earlier stands without."""
    before = Referral.objects.filter(
        specialist__profession=OuterRef("provider__profession"), sent_at__lte=OuterRef("created_at")
    )
    rows = Appointment.objects.live().filter(
        Exists(before), referral=None, provider__profession__by_referral_only=True
    )
    return each(rows, "needed a referral and has none")


def _times() -> Iterator[str]:
    rows = Appointment.objects.order_by("pk").values_list(
        "pk", "day", "starts_at", "ends_at", "affiliation__centre__timezone"
    )
    for pk, day, starts_at, ends_at, zone in rows.iterator():
        if not is_slot_start(starts_at) or not is_slot_start(ends_at):
            yield f"{Appointment._meta.label} {pk}: starts or ends off the half hour"
        if starts_at.astimezone(ZoneInfo(zone)).date() != day:
            yield f"{Appointment._meta.label} {pk}: its day is not the centre's on which it starts"


def _sequences() -> Iterator[str]:
    """It counts what a calendar must hear of: each move, and the cancellation."""
    changes = Count("earlier_times") + Case(When(status=Status.CANCELLED, then=1), default=0)
    rows = Appointment.objects.annotate(changes=changes).exclude(sequence=F("changes"))
    return each(rows, "its sequence is not the number of its changes")


def _earlier_times() -> Iterator[str]:
    rows = EarlierTime.objects.order_by("pk").values_list("pk", "starts_at", "ends_at")
    for pk, starts_at, ends_at in rows.iterator():
        if starts_at >= ends_at or not is_slot_start(starts_at) or not is_slot_start(ends_at):
            yield f"{EarlierTime._meta.label} {pk}: is no time that an appointment can have"


def _booked_by() -> Iterator[str]:
    """A provider books for nobody, and no patient for another."""
    allowed = Q(booked_by=F("patient__user")) | Q(booked_by__role=User.Role.STAFF)
    rows = Appointment.objects.exclude(allowed)
    return each(rows, "was booked by somebody who is neither its patient nor staff")


def _letters_of_no_visit() -> Iterator[str]:
    """A letter is written from a consultation, after which nobody cancels or misses the visit."""
    letters = Referral.objects.exclude(appointment__in=Appointment.objects.live())
    return each(letters, "was written about a visit that was cancelled or missed")


def _slots_missing() -> Iterator[str]:
    """A missed visit holds its own too: the desk may put it right."""
    holding = Appointment.objects.exclude(status=Status.CANCELLED)
    rows = holding.order_by("pk").annotate(held=Count("slots"))
    for pk, starts_at, ends_at, held in rows.values_list(
        "pk", "starts_at", "ends_at", "held"
    ).iterator():
        if held * SLOT != ends_at - starts_at:
            yield f"{Appointment._meta.label} {pk}: holds {held} slots, which is not its length"


def _slots_that_disagree() -> Iterator[str]:
    slots = BookedSlot.objects.all()
    yield from each(
        slots.filter(appointment__status=Status.CANCELLED),
        "is held by a cancelled appointment",
    )
    yield from each(
        slots.exclude(provider=F("appointment__provider")),
        "its provider is not that of its appointment",
    )
    yield from each(
        slots.exclude(patient=F("appointment__patient")),
        "its patient is not that of its appointment",
    )
    outside = Q(starts_at__lt=F("appointment__starts_at")) | Q(
        starts_at__gte=F("appointment__ends_at")
    )
    yield from each(slots.filter(outside), "lies outside the times of its appointment")


def _slots_off_the_half_hour() -> Iterator[str]:
    for pk, starts_at in (
        BookedSlot.objects.order_by("pk").values_list("pk", "starts_at").iterator()
    ):
        if not is_slot_start(starts_at):
            yield f"{BookedSlot._meta.label} {pk}: starts off the half hour"


CHECKS: list[Check] = [
    partial(constraints, "appointments"),
    partial(values, Appointment, "reason"),
    _providers_who_are_not_the_affiliations,
    _referrals_of_others,
    _referrals_missing,
    _times,
    _sequences,
    _earlier_times,
    _booked_by,
    _letters_of_no_visit,
    _slots_missing,
    _slots_that_disagree,
    _slots_off_the_half_hour,
]
