"""The home page of a patient and of a provider."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.decorators import UserRequest
from appointments.cards import cards, own_standing
from appointments.day_sheet import day_sheets, now_or_next, places_of, today_of
from appointments.forms import monday_of
from appointments.views.asked import asked_day
from centres.clock import day_in_words
from referrals.lines import lines, sent_to
from referrals.models import Referral


def patient_home(request: UserRequest) -> HttpResponse:
    """The next appointment, and the referrals under which there is none yet."""
    now = timezone.now()
    following = cards(own_standing(request.user, now)[:1], request.user, now)
    letters = Referral.objects.visible_to(request.user)
    to_book: Iterable[Referral] = []
    if letters.perhaps_new(now).exists():
        to_book = letters.for_pages().new(now)
    context = {
        "to_book": [line for line in lines(to_book, request.user, now) if line.places],
        "card": following[0] if following else None,
    }
    return render(request, "medisoft/home_patient.html", context)


def provider_home(request: UserRequest) -> HttpResponse:
    """The provider's day, or the week around it: who comes, and what is free."""
    now = timezone.now()
    affiliations = places_of(request.user)
    if not affiliations:
        _ = request.user.provider  # raises for an account that is not complete, which a page tells
    today = today_of(affiliations, fallback=ZoneInfo(settings.TIME_ZONE), now=now)
    day = asked_day(request, otherwise=today)
    is_week = request.GET.get("view") == "week"
    first_day, days = (monday_of(day), 7) if is_week else (day, 1)
    sheets = day_sheets(request.user, affiliations, first_day=first_day, days=days, now=now)
    new_referrals = 0
    if sent_to(request.user)[:1]:  # of nearly everybody there are none, and that is quick to learn
        new_referrals = Referral.objects.sent_to(request.user).with_visits().new(now).count()
    context = {
        "sheets": sheets,
        "day": day,
        "name": day_in_words(day),
        "today": today,
        "is_week": is_week,
        "earlier": day - timedelta(days=days),
        "later": day + timedelta(days=days),
        "current": now_or_next(request.user, now=now) if day == today and not is_week else None,
        "now": now,
        "new_referrals": new_referrals,
    }
    return render(request, "medisoft/home_provider.html", context)
