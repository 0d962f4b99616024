"""What a centre and its hours must satisfy."""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

SLOT_MINUTES = 30
SLOT = timedelta(minutes=SLOT_MINUTES)

# No clock and no calendar here is asked for anything outside of these years.
YEARS = range(2000, 2200)
CALENDAR = (datetime(YEARS.start, 1, 1, tzinfo=UTC), datetime(YEARS.stop, 1, 1, tzinfo=UTC))

# One instant a day, enough to meet every offset that a zone uses in a year.
_NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAYS_OF_A_YEAR = [_NEW_YEAR + timedelta(days=days) for days in range(366)]

# Place and check characters of a Medicare provider number (Services Australia).
PLACES = "0123456789ABCDEFGHJKLMNPQRTUVWXY"
CHECKS = "YXWTLKJHFBA"
PROVIDER_NUMBER_WEIGHTS = (3, 5, 8, 4, 2, 1)

validate_provider_number = RegexValidator(
    r"^[0-9A-Z]{1,8}\Z", "Enter the digits and letters of the number, like 2449001X."
)
validate_postcode = RegexValidator(r"^[0-9]{4}\Z", "Enter the four digits of the postcode.")


def validate_zone(name: str) -> None:
    """Raises `ValidationError` unless `name` is a zone whose clocks differ from UTC by whole
    slots of 30 minutes, so that slots of all centres begin at the same instants."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is no time zone. Use a name like Australia/Sydney.")
    if not _is_on_half_hours(ZoneInfo(name)):
        raise ValidationError(f"The clocks of {name} do not differ from UTC by half hours.")


def validate_instant(value: datetime) -> None:
    """Raises `ValidationError` outside the years that the calendar has."""
    if not CALENDAR[0] <= value < CALENDAR[1]:
        raise ValidationError(f"Choose a year from {YEARS.start} to {YEARS.stop - 1}.")


@cache
def _is_on_half_hours(zone: tzinfo) -> bool:
    offsets = {instant.astimezone(zone).utcoffset() for instant in DAYS_OF_A_YEAR}
    return all(offset is not None and not offset % SLOT for offset in offsets)


def is_slot_start(instant: datetime) -> bool:
    """Whether a slot begins at the instant, in every zone that `validate_zone` takes."""
    return not (instant - datetime.min.replace(tzinfo=UTC)) % SLOT


def validate_half_hour(value: time) -> None:
    """Raises `ValidationError` unless the time is on the hour or the half hour."""
    if value.minute % SLOT_MINUTES or value.second or value.microsecond:
        raise ValidationError("Hours start and end on the hour or the half hour.")


def clean_provider_number(text: str) -> str:
    """A provider number as it is stored: in capitals, without spaces."""
    return "".join(text.split()).upper()


def is_provider_number(text: str) -> bool:
    """Whether a Medicare provider number fits its check character.

    Six digits, a place character, a check character; some stems are written without their
    leading zero. A number that fails may still be in use: mis-issued ones exist.
    """
    number = text.strip().upper().rjust(8, "0")
    if not re.fullmatch(f"[0-9]{{6}}[{PLACES}][A-Z]", number):
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(number, PROVIDER_NUMBER_WEIGHTS, strict=False)
    )
    total += 6 * PLACES.index(number[6])
    return number[7] == CHECKS[total % 11]
