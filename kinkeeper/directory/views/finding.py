"""Find help, one entry, prisons' pages, and reporting a problem: open to everybody."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from kinkeeper.directory.actions import report_problem
from kinkeeper.directory.forms import FindForm, ReportForm
from kinkeeper.directory.permissions import may_moderate_directory, may_propose_change
from kinkeeper.directory.queries import draft_of, entry_page, find_help, is_fresh_entry, phone_lines, prison_named, prison_pages
from kinkeeper.directory.queries.finding import PAGE_SIZE, before_asking, hours_in_words
from kinkeeper.directory.queries.meaning import meant
from kinkeeper.directory.queries.places import outlines, towns_and_outcodes
from kinkeeper.directory.queries.words import AUDIENCES, KINDS, STAGES
from kinkeeper.directory.rules.maps import map_of
from kinkeeper.directory.types import Wanted
from kinkeeper.foundation.web import actor_of

MOST_PAGES = 500
NARROWING = ("who", "ages", "stage", "near")


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """One box, a few choices, and what was found: nearest first."""
    asked = bool(request.GET)
    form = FindForm(request.GET if asked else None)
    wanted, unknown_place = form.wanted() if asked else (Wanted(), False)
    number = _page_number(request)
    found = find_help(wanted, page=number) if asked else before_asking()
    understood, nearly = "", False
    if wanted.words and not found.total and not found.by_phone:
        nearest, understood = meant(wanted)
        found = find_help(nearest, page=number)
        nearly = bool(found.total or found.by_phone)
        wanted = nearest
    page = Paginator(range(found.total), PAGE_SIZE).get_page(number)
    if page.number != number and asked:
        found = find_help(wanted, page=page.number)
    first = (page.number - 1) * PAGE_SIZE + 1
    carried = urlencode([(name, value) for name, value in request.GET.items() if name in form.fields and value])
    little_map = map_of(found.rows, wanted.near, first, towns_and_outcodes(), outlines()) if found.rows else None
    context = {
        "form": form, "asked": asked, "narrowed": any(map(request.GET.get, NARROWING)),
        "found": found, "page": page, "first": first, "carried": carried, "wanted": wanted,
        "unknown_place": unknown_place, "understood": understood, "nearly": nearly, "map": little_map,
        "phones": phone_lines(Wanted()) if not asked or not (found.total or found.by_phone) else (),
        "prisons": not asked and prison_pages().exists(),
    }  # fmt: skip
    return render(request, "directory/find.jinja", context)


def _page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "1")
    return min(int(typed), MOST_PAGES) if typed.isdecimal() and typed.isascii() and len(typed) < 6 and int(typed) else 1


@never_cache
def show_entry(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that one entry says, and how fresh it is."""
    service = entry_page(reference)
    draft = draft_of(service)
    return render(
        request,
        "directory/entry.jinja",
        {
            "service": service,
            "draft": draft,
            "fresh": is_fresh_entry(service),
            "hours": [hours_in_words(hours) for hours in draft.hours],
            "kinds": [KINDS[code] for code in draft.kinds],
            "audiences": [AUDIENCES[code] for code in draft.audiences],
            "stages": [STAGES[code] for code in draft.stages],
            "may_change": bool(may_propose_change(actor_of(request), service)),
            "may_moderate": bool(may_moderate_directory(actor_of(request))),
        },
    )


@never_cache
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that an entry is wrong."""
    service = entry_page(reference)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report_problem(by=actor_of(request), service=service, kind=form.cleaned_data["kind"], words=form.cleaned_data["words"])
        return redirect("directory:thank-reporter", reference=service.reference)
    return render(request, "directory/report.jinja", {"service": service, "form": form})


@never_cache
def thank_reporter(request: HttpRequest, reference: str) -> HttpResponse:
    """Thank you, and what happens next."""
    return render(request, "directory/reported.jinja", {"service": entry_page(reference)})


@never_cache
def list_prisons(request: HttpRequest) -> HttpResponse:
    """Every prison with a page."""
    return render(request, "directory/prisons.jinja", {"prisons": prison_pages()})


@never_cache
def show_prison(request: HttpRequest, code: str) -> HttpResponse:
    """What a prison tells visitors, and the help that belongs to it."""
    page = prison_named(code)
    help_there = find_help(Wanted(prison=page.code), size=30)
    return render(
        request,
        "directory/prison.jinja",
        {"prison": page, "help_there": help_there, "may_moderate": bool(may_moderate_directory(actor_of(request)))},
    )
