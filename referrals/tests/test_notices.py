"""The mail that tells a specialist of a letter: what it says, and that it is known to have gone."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.mail import RETRY_MINUTES, deliver
from accounts.models import OutgoingMail
from referrals.models import Notice, Referral
from referrals.services import notify

pytestmark = pytest.mark.django_db

AWAY = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def notice(letter: Referral) -> Notice:
    return notify(referral=letter, by=letter.referrer.user, now=timezone.now())


def test_it_leads_to_the_letter_and_says_nothing_of_the_patient(
    letter: Referral, notice: Notice, run_tasks: Callable[[], None]
) -> None:
    run_tasks()

    [sent] = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    html = str(sent.alternatives[0].content)  # type: ignore[attr-defined]
    assert sent.to == [letter.specialist.user.email]
    for words in (str(sent.body), html):
        assert reverse("referrals:detail", args=[letter.pk]) in words
        assert str(letter.referrer) in words
        for hidden in ("Chest pain", str(letter.patient), letter.patient.user.email):
            assert hidden not in words + str(sent.subject)


def test_a_notice_that_went_is_known_to_have_gone(
    notice: Notice, run_tasks: Callable[[], None]
) -> None:
    assert (notice.sent_at, notice.given_up_at) == (None, None)

    run_tasks()

    notice.refresh_from_db()
    assert notice.sent_at is not None
    assert notice.given_up_at is None
    assert not OutgoingMail.objects.exists()


def test_a_notice_that_waits_for_another_try_is_neither_sent_nor_given_up(
    notice: Notice, settings: Settings
) -> None:
    _take_the_mail_server_away(settings)

    deliver.call(str(notice.pk))

    notice.refresh_from_db()
    assert (notice.sent_at, notice.given_up_at) == (None, None)
    assert OutgoingMail.objects.filter(pk=notice.pk).exists()


def test_a_notice_that_is_given_up_after_a_day_is_known_as_such(
    notice: Notice, settings: Settings
) -> None:
    _take_the_mail_server_away(settings)

    deliver.call(str(notice.pk), len(RETRY_MINUTES))

    notice.refresh_from_db()
    assert notice.sent_at is None
    assert notice.given_up_at is not None


def test_the_mail_is_known_by_the_notice_so_a_repeat_is_seen_as_one(
    notice: Notice, run_tasks: Callable[[], None], settings: Settings
) -> None:
    run_tasks()

    [sent] = mail.outbox
    assert sent.extra_headers["Message-ID"] == f"<{notice.pk}@{settings.SITE_HOST}>"


def test_a_notice_sent_again_is_another_mail(
    letter: Referral, notice: Notice, run_tasks: Callable[[], None]
) -> None:
    notify(referral=letter, by=letter.referrer.user, now=timezone.now())

    run_tasks()

    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 2


def _take_the_mail_server_away(settings: Settings) -> None:
    settings.EMAIL_BACKEND = AWAY
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = 1
