"""The search page."""

from itertools import groupby
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import HttpResponse
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


@require_safe
@may_be_behind
def search(request: UserRequest) -> HttpResponse:
    """Centres and providers that are like what was typed; all of them, when nothing was."""
    form = SearchForm(request.GET)
    context = {"form": form, "is_patient": request.user.is_patient}
    if form.is_valid():
        context |= _found(request, form)
    return render(request, "centres/search.html", context)


def _found(request: UserRequest, form: SearchForm) -> dict[str, Any]:
    words = vocabulary.current()
    terms = form.terms(words)
    hits, has_more = form.find(terms)
    page, page_problem = _page(hits, request.GET.get("page") or "1")
    results = results_of(list(page.object_list), terms, reader=request.user, now=timezone.now())
    return {
        "count": len(hits),
        "has_more": has_more,
        "page": page,
        "page_problem": page_problem,
        "groups": [
            (heading, list(group))
            for heading, group in groupby(results, key=lambda result: dict(KINDS)[result.kind])
        ],
        "narrowed": bool(form.narrowing()),
        "kinds": [("", "All"), *KINDS],
        "advice": None if hits else advise(request.GET, form, terms, words),
    }


def _page(hits: list[Hit], number: str) -> tuple[Page[Hit], str]:
    """The page asked for; the first one, with a sentence, when there is none of that number."""
    paginator = Paginator(hits, PAGE_SIZE)
    try:
        return paginator.page(number), ""
    except InvalidPage:
        return paginator.page(1), "There is no such page. This is the first one."
