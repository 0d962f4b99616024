"""The search page."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import UserRequest
from accounts.replicas import may_be_behind
from centres.filters import KINDS, SearchForm
from centres.search import vocabulary
from centres.search.query import Hit
from centres.views.nothing_found import advise
from centres.views.results import results_of

PAGE_SIZE = 20
HEADINGS = dict(KINDS)


@require_safe
@may_be_behind
def search(request: UserRequest) -> HttpResponse:
    """Centres and providers that are like what was typed; all of them, when nothing was."""
    form = SearchForm(request.GET)
    found = _found(request, form) if form.is_valid() else _refused(form)
    inputs = {name: form.input(name) for name in form.fields}
    context = {
        "form": form,
        "search_url": request.path,
        "q": inputs.pop("q"),
        "kind": inputs.pop("kind"),
        "filters": inputs.values(),
        "is_patient": request.user.is_patient,
    }
    return render(request, "centres/search.html", context | found)


def _refused(form: SearchForm) -> dict[str, Any]:
    problems = [str(problem) for found in form.errors.values() for problem in found]
    return {"status": " ".join(problems), "is_narrowed": True}


def _found(request: UserRequest, form: SearchForm) -> dict[str, Any]:
    words = vocabulary.current()
    terms = form.terms(words)
    hits, has_more = form.find(terms)
    page, page_problem = _page(hits, request.GET.get("page") or "1")
    groups = results_of(list(page.object_list), terms, reader=request.user, now=timezone.now())
    return {
        "status": _told(len(hits), has_more=has_more),
        "page": page,
        "page_problem": page_problem,
        "groups": [(HEADINGS[kind], cards) for kind, cards in groups],
        "is_narrowed": bool(form.narrowing()),
        "kinds": _kinds(request.GET, form.kind_chosen),
        "advice": None if hits else advise(request.GET, form, terms, words),
    }


def _told(count: int, *, has_more: bool) -> str:
    if has_more:
        return f"More than {count} results. Add a suburb or a name."
    return f"{count} result{'s' * (count > 1)}" if count else "Nothing found"


def _kinds(query: QueryDict, chosen: str) -> list[tuple[str, str, bool]]:
    """The words of links to the results of each kind, the searches they make, and whether it is
    this one."""
    others = {name: values for name, values in query.lists() if name not in ("kind", "page")}
    return [
        (label, urlencode(others | ({"kind": [kind]} if kind else {}), doseq=True), kind == chosen)
        for kind, label in [("", "All"), *KINDS]
    ]


def _page(hits: list[Hit], number: str) -> tuple[Page[Hit], str]:
    """The page asked for; the first one, with a sentence, when there is none of that number."""
    paginator = Paginator(hits, PAGE_SIZE)
    try:
        return paginator.page(number), ""
    except InvalidPage:
        return paginator.page(1), "There is no such page. This is the first one."
