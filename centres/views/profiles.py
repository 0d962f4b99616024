"""A centre's page, a provider's page, and their ratings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import PatientRequest, UserRequest, for_patients
from accounts.models import Provider, User
from accounts.replicas import may_be_behind
from appointments.availability import next_free
from centres import services
from centres.clock import clock_time, short_day
from centres.forms import RatingForm
from centres.models import Affiliation, Centre
from centres.ratings import Given, given_to
from referrals.models import Referral
from referrals.openings import openings


@dataclass(frozen=True)
class Place:
    """A provider at a centre, with the next times that are free. It is not `is_open` while the
    reader needs a referral first; `letter` is the one by which it is."""

    affiliation: Affiliation
    times: list[datetime]
    is_open: bool
    letter: Referral | None


@dataclass(frozen=True)
class Row:
    """A provider on the page of a centre. Its texts are put together here, because a page has
    many rows and a template is slow to do it."""

    provider: Provider
    path: str
    booking_path: str
    name: str
    service: str
    stars: Given | None
    is_open: bool
    letter: Referral | None
    next_free: str


@require_safe
@may_be_behind
def centre(request: UserRequest, pk: int) -> HttpResponse:
    """A centre and who works there, by service."""
    centre = get_object_or_404(Centre.objects.with_ratings(), pk=pk)
    affiliations = centre.affiliations.listed().with_provider_names()
    places = _with_times(affiliations, request.user, now=timezone.now(), count=1)
    context = {
        "centre": centre,
        "services": _by_service(_rows(places, centre.zone)),
        "is_patient": request.user.is_patient,
        "own_stars": _own_stars(request, centre),
    }
    return render(request, "centres/centre.html", context)


@require_safe
@may_be_behind
def provider(request: UserRequest, pk: int) -> HttpResponse:
    """A provider and the centres where they work, with hours and free times."""
    provider = get_object_or_404(Provider.objects.listed().with_names().with_ratings(), pk=pk)
    affiliations = provider.affiliations.with_centres().with_hours().order_by("centre__name")
    places = _with_times(affiliations, request.user, now=timezone.now(), count=3)
    letters = [place.letter for place in places if place.letter]
    context = {
        "provider": provider,
        "places": places,
        "letter": letters[0] if letters else None,
        "is_patient": request.user.is_patient,
        "own_stars": _own_stars(request, provider),
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
        form = RatingForm(initial={"stars": _own_stars(request, subject)})
    return render(request, f"centres/rate_{page}.html", {"form": form, page: subject})


def _own_stars(request: UserRequest, subject: Centre | Provider) -> int | None:
    """The stars that the patient gave; None while unrated, and for who is no patient."""
    if not request.user.is_patient:
        return None
    own = subject.ratings.filter(patient__user=request.user)
    return own.values_list("stars", flat=True).first()


def _with_times(
    affiliations: Iterable[Affiliation], reader: User, *, now: datetime, count: int
) -> list[Place]:
    """Each with its first `count` free times; none where a referral must come first."""
    affiliations = list(affiliations)
    open_to = openings(reader, affiliations, now=now)
    times = next_free([a for a in affiliations if open_to.is_open(a)], now=now, count=count)
    return [
        Place(
            affiliation,
            times.get(affiliation.pk, []),
            open_to.is_open(affiliation),
            next(iter(open_to.letters_for(affiliation)), None),
        )
        for affiliation in affiliations
    ]


def _rows(places: list[Place], zone: ZoneInfo) -> list[Row]:
    providers = [place.affiliation.provider_id for place in places]
    _, stars = given_to(providers=providers)
    path, booking_path = _paths("centres:provider"), _paths("appointments:book")
    rows = []
    for place in places:
        provider = place.affiliation.provider
        row = Row(
            provider=provider,
            path=path(provider.pk),
            booking_path=booking_path(place.affiliation.pk),
            name=provider.user.name,
            service=provider.service,
            stars=stars.get(provider.pk),
            is_open=place.is_open,
            letter=place.letter,
            next_free=", ".join(
                f"{short_day(start, zone)}, {clock_time(start, zone)}" for start in place.times
            ),
        )
        rows.append(row)
    return rows


def _paths(name: str) -> Callable[[int], str]:
    """The address of a page of this name by its pk. The URL patterns are asked once, which for
    each of thirty rows would take as long as a query."""
    before, after = reverse(name, args=[0]).rsplit("0", 1)
    return lambda pk: f"{before}{pk}{after}"


def _by_service(rows: list[Row]) -> dict[str, list[Row]]:
    """Services in the order of the alphabet, and so their providers."""
    rows.sort(key=lambda row: (row.service.casefold(), row.name.casefold()))
    grouped = groupby(rows, key=lambda row: row.service)
    return {service: list(found) for service, found in grouped}
