"""The profile page."""

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.decorators import UserRequest
from accounts.forms import DisplayForm, ProfileForms, ProviderNumberForm
from accounts.models import Provider
from centres.ratings import given_to

DISPLAY_COOKIE = "display"  # base.html reads it
DISPLAY_COOKIE_AGE = 60 * 60 * 24 * 365  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: UserRequest) -> HttpResponse:
    forms = ProfileForms(
        request.user,
        request.POST if request.method == "POST" else None,
        display=request.COOKIES.get(DISPLAY_COOKIE, "device"),
    )
    if forms.is_about_anothers_place:
        raise Http404
    if forms.posted and not forms.refused:
        return _save(request, forms)
    provider = stars = None
    if request.user.is_provider:
        provider = Provider.objects.with_names().get(user=request.user)
        _, given = given_to(providers=[provider.pk])
        stars = given.get(provider.pk)
    context = {
        "forms": forms,
        "form": forms.refused,
        "provider": provider,
        "stars": stars,
        "is_two_step": is_mfa_enabled(request.user),
        "new_email": EmailAddress.objects.get_new(request.user),
    }
    return render(request, "accounts/profile.html", context)


def _save(request: UserRequest, forms: ProfileForms) -> HttpResponse:
    response = redirect("accounts:profile")
    with transaction.atomic():
        for form in forms.posted:
            if isinstance(form, DisplayForm):
                _remember_display(response, form.cleaned_data["display"])
                messages.success(request, "Your display is saved.")
                continue
            form.save()
            messages.success(request, form.saved)
            if isinstance(form, ProviderNumberForm) and form.warning:
                messages.warning(request, form.warning)
    return response


def _remember_display(response: HttpResponse, display: str) -> None:
    if display == "device":
        response.delete_cookie(DISPLAY_COOKIE)
        return
    response.set_cookie(
        DISPLAY_COOKIE,
        display,
        max_age=DISPLAY_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
