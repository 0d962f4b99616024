"""Letters of referral: lists of them, each one's page, how it prints, and withdrawing it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import UserRequest, for_patients_and_providers
from accounts.models import User
from accounts.validators import format_medicare_number
from records.exceptions import NoAccess
from records.models import AccessEvent
from records.services import open_letter, refuse, withdraw_letter
from referrals.exceptions import NotWithdrawable
from referrals.lines import Line, line_of, lines
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet
from referrals.services import check_withdrawal

PAGE = 20  # letters


@require_safe
@for_patients_and_providers
def referral_list(request: UserRequest) -> HttpResponse:
    """A patient's own letters; a provider's inbox or outbox."""
    now = timezone.now()
    boxes = {} if request.user.is_patient else _boxes(request.user)
    box = request.GET.get("box", "")
    if box not in boxes:
        box = next(iter(boxes), "")
    found = Referral.objects.visible_to(request.user).for_pages()
    if not request.user.is_patient:
        found = _in_box(found, box, request.user, now)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines(page, request.user, now),
        "boxes": boxes,
        "box": box,
    }
    return render(request, "referrals/list.html", context)


def _boxes(user: User) -> dict[str, str]:
    """The boxes of a provider, by what they do, or by what they have done."""
    profession = user.provider.profession
    boxes = {}
    if profession.by_referral_only or Referral.objects.sent_to(user).exists():
        boxes["received"] = "Received"
    if profession.can_refer or Referral.objects.sent_by(user).exists():
        boxes["sent"] = "Sent"
    return boxes


def _in_box(found: ReferralQuerySet, box: str, user: User, now: datetime) -> ReferralQuerySet:
    match box:
        case "sent":
            return found.sent_by(user)
        case "received":
            return found.sent_to(user).new_first(now)
    return found.none()


@require_safe
@for_patients_and_providers
def detail(request: UserRequest, pk: UUID) -> HttpResponse:
    """A letter for who is a party to it. The specialist of a withdrawn one reads that it is."""
    now = timezone.now()
    own = Referral.objects.visible_to(request.user)
    line = _line(request, pk, own, AccessEvent.Action.READ_LETTER, now)
    letter = ""
    if line.is_open:
        letter = open_letter(referral=line.referral, by=request.user, now=now)
    written = Referral.objects.withdrawable_by(request.user)
    context = {
        **_letter(line, letter),
        "can_withdraw": line.state == Referral.State.SENT and written.contains(line.referral),
    }
    return render(request, "referrals/detail.html", context)


@require_safe
@for_patients_and_providers
def print_letter(request: UserRequest, pk: UUID) -> HttpResponse:
    """The letter alone, as it goes on paper."""
    now = timezone.now()
    own = Referral.objects.visible_to(request.user)
    line = _line(request, pk, own, AccessEvent.Action.READ_LETTER, now)
    try:
        letter = open_letter(referral=line.referral, by=request.user, now=now)
    except NoAccess as refusal:
        raise Http404 from refusal
    return render(request, "referrals/print.html", _letter(line, letter))


@require_http_methods(["GET", "HEAD", "POST"])
@for_patients_and_providers
def withdraw(request: UserRequest, pk: UUID) -> HttpResponse:
    """Ask first; withdraw when that is confirmed."""
    now = timezone.now()
    written = Referral.objects.withdrawable_by(request.user)
    line = _line(request, pk, written, AccessEvent.Action.WITHDREW_LETTER, now)
    refusal = None
    try:
        if request.method == "POST":
            withdraw_letter(referral=line.referral, by=request.user, now=now)
            messages.success(request, "The referral is withdrawn.")
            return redirect("referrals:detail", pk)
        check_withdrawal(line.referral, now)
    except NotWithdrawable as error:
        refusal = error
    context = {"referral": line.referral, "refusal": refusal}
    return render(request, "referrals/withdraw.html", context)


def _line(
    request: UserRequest, pk: UUID, among: ReferralQuerySet, action: str, now: datetime
) -> Line:
    """The letter, when it is `among` those that the person may open. Raises `Http404` for all
    others; what a provider tried is logged."""
    referral = get_object_or_404(Referral.objects.for_pages(), pk=pk)
    if not among.contains(referral):
        if request.user.is_provider:
            refuse(patient=referral.patient, by=request.user, action=action, now=now)
        raise Http404
    return line_of(referral, request.user, now)


def _letter(line: Line, letter: str) -> dict[str, Any]:
    """What a page shows of a letter."""
    number = format_medicare_number(line.referral.patient.medicare_number)
    return {
        "line": line,
        "referral": line.referral,
        "letter": letter,
        "medicare_number": number,
    }
