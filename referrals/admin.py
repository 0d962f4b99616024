"""Where staff see that the notice of a letter went, and send it again. What a letter says is on no
page of the admin, and is not loaded for one."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from accounts.admin.fields import HOW_TO_LOOK_FOR
from accounts.decorators import UserRequest
from accounts.kept import KeptAdmin
from accounts.models import Patient, Provider
from accounts.paging import some_of
from accounts.querysets import looked_for
from centres.clock import moment_at, on_the_wall
from referrals.models import Notice, Referral
from referrals.services import notify


@admin.register(Referral)
class ReferralAdmin(KeptAdmin[Referral]):
    """Letters that were written at the centres that one keeps; read-only, without their text."""

    superusers_may = ("view",)
    list_display = ("patient", "written_by", "centre", "to", "sent", "state", "last_notice")
    exported_as = {"sent": "sent_by_the_clock"}
    fields = (*list_display[:-1], "notices")
    readonly_fields = fields
    sortable_by = ("sent",)
    search_fields = ("patient", "referrer", "specialist")  # `get_search_results` says how
    search_help_text = f"Of the patient, the referrer or the specialist: {HOW_TO_LOOK_FOR}"
    actions = (*KeptAdmin.actions, "send_notice_again")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Referral]:
        letters: Any = super().get_queryset(request)
        return letters.with_visits().with_names().prefetch_related("notices")  # type: ignore[no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Referral], search_term: str
    ) -> tuple[QuerySet[Referral], bool]:
        if not search_term:
            return queryset, False
        named = looked_for(search_term, "user__")
        patients = some_of(Patient.objects.kept_by(request.user).filter(named), request)
        referrers = some_of(Provider.objects.kept_by(request.user).filter(named), request)
        specialists = some_of(Provider.objects.referred_to().filter(named), request)
        ways = Q(patient__in=patients) | Q(referrer__in=referrers) | Q(specialist__in=specialists)
        return queryset.filter(ways), False

    @method_decorator(require_safe)
    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kw: Any
    ) -> HttpResponse:
        return super().change_view(request, object_id, *args, **kw)

    # As words: Django would make links of them, to pages that staff do not open.
    @admin.display(ordering="referrer__user__full_name")
    def written_by(self, referral: Referral) -> str:
        return str(referral.referrer)

    @admin.display(ordering="specialist__user__full_name")
    def to(self, referral: Referral) -> str:
        return str(referral.specialist)

    @admin.display(ordering="affiliation__centre__name")
    def centre(self, referral: Referral) -> str:
        return str(referral.centre)

    @admin.display(ordering="sent_at")
    def sent(self, referral: Referral) -> str:
        return moment_at(referral.sent_at, referral.centre)

    @admin.display(description="sent")
    def sent_by_the_clock(self, referral: Referral) -> datetime:
        return on_the_wall(referral.sent_at, referral.centre.zone)

    @admin.display
    def state(self, referral: Referral) -> str:
        return str(referral.state_at(timezone.now()).label)

    @admin.display(description="notice")
    def last_notice(self, referral: Referral) -> str:
        notices = list(referral.notices.all())
        return _in_words(notices[-1], referral) if notices else "None"

    @admin.display
    def notices(self, referral: Referral) -> str:
        words = ((_in_words(notice, referral),) for notice in referral.notices.all())
        return format_html_join("", "<div>{}</div>", words) or "None"

    @admin.action(description="Send the notice again", permissions=["view"])
    def send_notice_again(self, request: UserRequest, chosen: QuerySet[Referral]) -> None:
        """Queue the mail to the specialist once more, but not for a letter that is withdrawn."""
        standing = [referral for referral in chosen if referral.withdrawn_at is None]
        for referral in standing:
            notice = notify(referral=referral, by=request.user, now=timezone.now())
            self.log_change(request, referral, f"Sent the notice again: {notice.pk}")
        if standing:
            messages.success(request, f"Notices queued: {len(standing)}.")
        if withdrawn := len(chosen) - len(standing):
            messages.warning(request, f"Withdrawn, and so not sent: {withdrawn}.")


def _in_words(notice: Notice, referral: Referral) -> str:
    """“Queued Wednesday 6 August 2026, 5:30pm; sent …”, on the clock of the referrer's centre."""
    words = f"Queued {moment_at(notice.queued_at, referral.centre)}; "
    if notice.sent_at:
        return f"{words}sent {moment_at(notice.sent_at, referral.centre)}"
    if notice.given_up_at:
        return f"{words}given up {moment_at(notice.given_up_at, referral.centre)}"
    return f"{words}not sent yet"
