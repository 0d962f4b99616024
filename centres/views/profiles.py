"""A centre's page, a provider's page, and their ratings."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import PatientRequest, UserRequest, for_patients
from accounts.models import Patient, Provider
from accounts.paths import path_of
from accounts.replicas import may_be_behind
from centres import services
from centres.forms import RatingForm
from centres.models import Centre
from centres.ratings import given_to
from centres.views.at_centre import centre_of, listed_at, rows_by_service
from centres.views.workplaces import profile_of, workplaces_of


@require_safe
@may_be_behind
def centre(request: UserRequest, pk: int) -> HttpResponse:
    """A centre and who works there, by service."""
    centre = centre_of(pk)
    if centre is None:
        raise Http404
    places = listed_at(centre)
    of_centre, of_providers = given_to(
        centres=[pk], providers=[place.provider_id for place in places], reader=request.user
    )
    context = {
        "centre": centre,
        "stars": of_centre.get(pk),
        "rate_path": path_of("centres:rate_centre", pk),
        "services": rows_by_service(places, of_providers, reader=request.user, now=timezone.now()),
        "is_patient": request.user.is_patient,
    }
    return render(request, "centres/centre.html", context)


@require_safe
@may_be_behind
def provider(request: UserRequest, pk: int) -> HttpResponse:
    """A provider and the centres where they work, with hours and free times."""
    profile = profile_of(pk)
    if profile is None:
        raise Http404
    places = workplaces_of(profile, reader=request.user, now=timezone.now())
    _, stars = given_to(providers=[pk], reader=request.user)
    context = {
        "provider": profile,
        "stars": stars.get(pk),
        "rate_path": path_of("centres:rate_provider", pk),
        "places": places,
        "letter": next((place.letter for place in places if place.letter), ""),
        "is_patient": request.user.is_patient,
    }
    return render(request, "centres/provider.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_patients
def rate_centre(request: PatientRequest, pk: int) -> HttpResponse:
    return _rate(request, get_object_or_404(Centre, pk=pk), page="centre")


@require_http_methods(["GET", "HEAD", "POST"])
@for_patients
def rate_provider(request: PatientRequest, pk: int) -> HttpResponse:
    listed = Provider.objects.listed().with_names()
    return _rate(request, get_object_or_404(listed, pk=pk), page="provider")


def _rate(request: PatientRequest, subject: Centre | Provider, *, page: str) -> HttpResponse:
    patient = request.user.patient
    if request.method == "POST":
        form = RatingForm(request.POST)
        if form.is_valid():
            stars = form.cleaned_data["stars"]
            services.rate(patient=patient, subject=subject, stars=stars, now=timezone.now())
            messages.success(request, f"Your rating of {subject} is saved.")
            return redirect(f"centres:{page}", subject.pk)
    else:
        form = RatingForm(initial={"stars": _own_stars(patient, subject)})
    return render(request, f"centres/rate_{page}.html", {"form": form, page: subject})


def _own_stars(patient: Patient, subject: Centre | Provider) -> int | None:
    """The stars that the patient gave; None while unrated."""
    return subject.ratings.filter(patient=patient).values_list("stars", flat=True).first()
