"""Looking through the library: its first page, what was found, what is new, and collections."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kinkeeper.foundation.search import SearchNotReady, search
from kinkeeper.foundation.search.narrowing import chosen_from, chosen_links, facet_groups, query_for
from kinkeeper.foundation.web import actor_of
from kinkeeper.library.labels import GROUP_TITLES, ORDERS, word_for
from kinkeeper.library.permissions import may_edit_library
from kinkeeper.library.queries import collections, new_resources, resources_by, shelf_by
from kinkeeper.library.views.showing import row_of, rows_of

LONGEST = 300
NEWEST_HERE, NEWEST = 5, 50


def show_library(request: HttpRequest) -> HttpResponse:
    """The first page: one box, ways in with counts, collections, what is new."""
    try:
        results = search("", kinds=["resource"], size=1)
        groups = facet_groups(results, "", {}, GROUP_TITLES, word_for, ORDERS)
        total = results.total
    except SearchNotReady:
        groups, total = [], None
    return render(
        request,
        "library/home.jinja",
        {
            "groups": groups,
            "total": total,
            "collections": collections(),
            "new": rows_of(new_resources(NEWEST_HERE)),
            "may_edit": bool(may_edit_library(actor_of(request))),
        },
    )


def find_resources(request: HttpRequest) -> HttpResponse:
    """What fits the words and the narrowing; without words everything, by title."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    chosen = chosen_from(request.GET, list(GROUP_TITLES), request.GET.getlist)
    try:
        results = search(words, kinds=["resource"], facets=chosen, page=_page(request))
    except SearchNotReady:
        return render(request, "library/not-ready.jinja", {"query": query_for(words, chosen)}, status=503)
    groups = facet_groups(results, words, chosen, GROUP_TITLES, word_for, ORDERS)
    by_reference = {it.reference: it for it in resources_by([hit.key for hit in results.hits])}
    return render(
        request,
        "library/found.jinja",
        {
            "words": words,
            "results": results,
            "rows": [row_of(by_reference[hit.key], hit.snippet) for hit in results.hits if hit.key in by_reference],
            "groups": groups,
            "chosen": chosen_links(groups),
            "kept": [(group, value) for group, values in chosen.items() for value in values],
            "query": query_for(words, chosen),
        },
    )


def show_new(request: HttpRequest) -> HttpResponse:
    """What came in last."""
    return render(request, "library/new.jinja", {"rows": rows_of(new_resources(NEWEST))})


def list_collections(request: HttpRequest) -> HttpResponse:
    """Every collection."""
    may_edit = bool(may_edit_library(actor_of(request)))
    return render(request, "library/collections.jinja", {"collections": collections(hidden_too=may_edit), "may_edit": may_edit})


def show_collection(request: HttpRequest, reference: str) -> HttpResponse:
    """One collection, in its own order."""
    may_edit = bool(may_edit_library(actor_of(request)))
    shelf = shelf_by(reference, hidden_too=may_edit)
    rows = [(row_of(place.resource), place.note) for place in shelf.places.all()]
    return render(request, "library/collection.jinja", {"shelf": shelf, "rows": rows, "may_edit": may_edit})


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 1
