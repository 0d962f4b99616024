"""Importing the client's files in the admin: upload them, look at what would happen, apply it."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.decorators import UserRequest, for_superusers
from accounts.kept import admin_page
from centres.importing.exceptions import NotImported
from centres.importing.listing import OUTCOMES, WARNING, Listing
from centres.importing.staging import listing_of, request_writing, stage
from centres.models import Centre, StagedImport
from centres.views.import_forms import ApplyForm, UploadForm

TITLE = "Import the client's files"
ENTRIES_A_PAGE = 100
COUNTED = [outcome for outcome in OUTCOMES if outcome != WARNING]


def import_urls(site: AdminSite) -> list[URLPattern]:
    return [
        path("import/", site.admin_view(import_files), name="import"),
        path("import/<uuid:pk>/", site.admin_view(import_plan), name="import_plan"),
    ]


@for_superusers
@require_http_methods(["GET", "HEAD", "POST"])
def import_files(request: UserRequest) -> HttpResponse:
    """Take the files, or say why not; those that wait already are named."""
    now = timezone.now()
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            staged = stage(files=form.cleaned_data["uploads"], by=request.user, now=now)
            return redirect("admin:import_plan", staged.pk)
    waiting = StagedImport.objects.of(request.user, now=now).unwritten()
    context = {"title": TITLE, "form": form, "waiting": waiting}
    return admin_page(request, "admin/centres/centre/import.html", Centre, context)


@for_superusers
@require_http_methods(["GET", "HEAD", "POST"])
def import_plan(request: UserRequest, pk: UUID) -> HttpResponse:
    """What an import would do, row by row. A POST queues just that, or throws the files away. With
    `seen`, which the page itself asks with while it waits: 204 while the state is that one."""
    now = timezone.now()
    staged = get_object_or_404(StagedImport.objects.of(request.user, now=now), pk=pk)
    if request.method == "POST":
        return _act(request, staged)
    try:
        listing = listing_of(staged)
    except NotImported as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:import")
    if request.GET.get("seen") == staged.state:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return _page(request, staged, listing)


def _act(request: UserRequest, staged: StagedImport) -> HttpResponse:
    """Throw the files away, or apply the list; then to where that shows."""
    if request.POST.get("action") == "discard":
        staged.delete()
        messages.success(request, "The files are thrown away.")
        return redirect("admin:import")
    form = ApplyForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        request_writing(staged=staged, version=version, now=timezone.now())
    except NotImported as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:import_plan", staged.pk)


def _page(request: UserRequest, staged: StagedImport, listing: Listing | None) -> HttpResponse:
    context: dict[str, object] = {"title": TITLE, "staged": staged, "listing": listing}
    if listing is not None:
        entries = Paginator(listing.entries, ENTRIES_A_PAGE)
        context |= {
            "counted": [
                (file, [counts[outcome] for outcome in COUNTED])
                for file, counts in listing.counts.items()
            ],
            "outcomes": COUNTED,
            "page": entries.get_page(request.GET.get("page")),
            "refusal": _refusal(listing),
        }
    return admin_page(request, "admin/centres/centre/import_plan.html", Centre, context)


def _refusal(listing: Listing) -> str:
    """Why the list may not be applied; nothing when it may."""
    try:
        listing.check()
    except NotImported as refusal:
        return str(refusal)
    return ""
