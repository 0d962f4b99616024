"""The cast of the page tests: one letter, and its three parties."""

import pytest

from referrals.factories import make_referral
from referrals.models import Referral


@pytest.fixture
def letter(db: None) -> Referral:
    """A letter that was sent a moment ago, under which nobody has booked."""
    return make_referral(letter="Chest pain on exertion.\n\nThank you.")
