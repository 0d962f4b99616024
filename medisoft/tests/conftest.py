"""The cast of the browser tests, a browser that must have nothing to complain about, the log."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.factories import PatientFactory, ProviderFactory, with_login
from accounts.models import Patient
from appointments.factories import make_appointment
from appointments.models import Appointment
from centres.factories import CentreFactory, open_affiliation
from centres.models import Affiliation
from medisoft.tests.browsing import Browsers, complaints_of
from medisoft.tests.written import Log


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page about which the browser complains nowhere, whatever the test does with it."""
    complaints = complaints_of(page)
    yield page
    assert complaints == []


@pytest.fixture
def tony(transactional_db: None) -> Patient:
    """A patient who can log in."""
    patient = PatientFactory.create(user__full_name="Tony Marino")
    with_login(patient.user)
    return patient


@pytest.fixture
def jackson(transactional_db: None) -> Affiliation:
    """A GP who can log in, at a hospital in Sydney, Monday to Friday from 9:00 to 17:00."""
    provider = ProviderFactory.create(user__full_name="Mary Jackson")
    with_login(provider.user)
    return open_affiliation(
        provider=provider, centre=CentreFactory.create(name="Prince of Wales Hospital")
    )


@pytest.fixture
def visit(tony: Patient, jackson: Affiliation) -> Appointment:
    """Tony comes to the GP, who refers, in ten minutes."""
    profession = jackson.provider.profession
    profession.can_refer = True
    profession.save()
    return make_appointment(
        patient=tony, affiliation=jackson, starts_at=timezone.now() + timedelta(minutes=10)
    )


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def browsers(
    browser: Browser, browser_context_args: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[Browsers]:
    """Browsers for several people, with scripts or without, that must have no complaint."""
    opened = Browsers(browser, {**browser_context_args, "java_script_enabled": request.param})
    yield opened
    assert not any(opened.complaints)


@pytest.fixture
def log(db: None) -> Iterator[Log]:
    """What the console's handler writes."""
    handlers = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    (console,) = handlers
    written = Log()
    before = console.setStream(written)
    yield written
    if before is not None:
        console.setStream(before)
