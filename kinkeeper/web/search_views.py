"""The one search box: over the library, the directory and the site's own pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from kinkeeper.foundation.search import SearchNotReady, search, suggest
from kinkeeper.foundation.search.narrowing import chosen_from, query_for

LONGEST = 300
# The kinds of thing that can be found, in the order of the page; a kind that no room has put in is not shown.
KINDS: dict[str, Any] = {
    "page": _("Information and advice"),
    "service": _("Help and services"),
    "resource": _("Books, films and leaflets"),
    "collection": _("Collections"),
    "prison": _("Prisons"),
}


def show_search(request: HttpRequest) -> HttpResponse:
    """What fits the words, all kinds together, with a link to narrow it to each."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    chosen = chosen_from(request.GET, ["kind"], request.GET.getlist)
    context = {"words": words, "chosen": chosen.get("kind", []), "kind_words": KINDS, "results": None, "tabs": [], "query": ""}
    if not words:
        return render(request, "web/search.jinja", context)
    try:
        results = search(words, kinds=chosen.get("kind", ()), page=_page(request))
    except SearchNotReady:
        return render(request, "web/search-not-ready.jinja", context, status=503)
    counted = {kind: results.kinds[kind] for kind in [*KINDS, *sorted(results.kinds)] if kind in results.kinds}
    tabs = [(_("Everything"), sum(counted.values()), query_for(words, {}), not chosen)]
    tabs += [
        (KINDS.get(kind, kind), number, query_for(words, {"kind": [kind]}), chosen.get("kind") == [kind])
        for kind, number in counted.items()
    ]
    return render(request, "web/search.jinja", {**context, "results": results, "tabs": tabs, "query": query_for(words, chosen)})


def suggest_as_typed(request: HttpRequest) -> JsonResponse:
    """Titles to go to while typing, as JSON; `kind` narrows them."""
    try:
        found = suggest(request.GET.get("q", "")[:LONGEST], kinds=request.GET.getlist("kind")[:5])
    except SearchNotReady:
        found = []
    answer = JsonResponse({"suggestions": [{"title": it.title, "url": it.url, "kind": it.kind} for it in found]})
    answer["Cache-Control"] = "public, max-age=60"
    return answer


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 1
