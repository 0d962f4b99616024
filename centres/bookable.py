"""What is booked, as far as times and letters are asked about it."""

from typing import Protocol

from centres.clock import HasClock


class Bookable(Protocol):
    """A provider's place at a centre: an `Affiliation`, or a row of a page that reads less."""

    @property
    def pk(self) -> int: ...

    @property
    def provider_id(self) -> int: ...

    @property
    def centre_id(self) -> int: ...

    @property
    def centre(self) -> HasClock: ...

    @property
    def needs_letter(self) -> bool:
        """Whether patients book there only under a referral."""
        ...
