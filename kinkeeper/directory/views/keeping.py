"""Looking after entries: the owner's letter, changes and their history, reports, lists that come in."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kinkeeper.design.stale import hand_back, handing_back, overtaken
from kinkeeper.directory.actions import (
    answer_letter,
    assure_entry,
    decide_proposal,
    handle_report,
    import_entries,
    propose_change,
    save_prison_page,
)
from kinkeeper.directory.actions.care import PRISON_WORDS
from kinkeeper.directory.actions.freshness import letter_behind
from kinkeeper.directory.actions.spreadsheets import bad_rows_back, blank_list
from kinkeeper.directory.errors import FileRefused, LinkSpent
from kinkeeper.directory.forms import DecisionForm, EntryForm, LetterForm, PrisonForm, SheetForm, initial_of
from kinkeeper.directory.permissions import may_moderate_directory, may_propose_change
from kinkeeper.directory.queries import (
    draft_of,
    entry_named,
    history_of,
    open_proposals,
    open_reports,
    prison_named,
    services_of_agency,
)
from kinkeeper.directory.queries.entries import proposal_named, report_named, unassured_since
from kinkeeper.directory.queries.finding import hours_in_words
from kinkeeper.directory.queries.words import FIELDS, REPORT_KINDS
from kinkeeper.directory.rules import differences, plain
from kinkeeper.foundation.errors import StaleVersion
from kinkeeper.foundation.web import actor_of

if TYPE_CHECKING:
    from kinkeeper.directory.models import Service

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
def answer(request: HttpRequest, link: str) -> HttpResponse:
    """The page behind a letter's link. Opening it changes nothing (mail programs open links too); one press answers."""
    try:
        service = letter_behind(link).service
    except LinkSpent:
        return render(request, "directory/letter-spent.jinja", status=410)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        right = form.cleaned_data["right"]
        answer_letter(link=link, right=right, words=form.cleaned_data["words"])
        return render(request, "directory/letter-answered.jinja", {"service": service, "right": right})
    service = entry_named(service.reference)
    draft = draft_of(service)
    hours = [hours_in_words(part) for part in draft.hours]
    return render(request, "directory/letter.jinja", {"service": service, "draft": draft, "hours": hours, "form": form})


@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """What waits: for a moderator reports and changes, for an owner their own entries."""
    actor = actor_of(request)
    moderates = may_moderate_directory(actor)
    own = services_of_agency(actor.agency_id)
    if not moderates and not own.exists():
        moderates.require()
    return render(
        request,
        "directory/desk.jinja",
        {
            "reports": list(open_reports()[:100]) if moderates else [],
            "proposals": list(open_proposals()[:100]) if moderates else [],
            "own": own,
            "stale": Paginator(unassured_since(90), 50).get_page(request.GET.get("page")) if moderates else None,
            "kinds": REPORT_KINDS,
            "moderates": bool(moderates),
        },
    )


@never_cache
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """An owner edits an entry; a moderator sees the difference before anybody else does."""
    actor = actor_of(request)
    service = entry_named(reference)
    may_propose_change(actor, service).require()
    old = draft_of(service)
    form = EntryForm(request.POST or None, old=old, version=service.version)
    if request.method == "POST" and form.is_valid():
        seen, note = form.cleaned_data["version"], form.cleaned_data["note"]
        with handing_back(form, service, _differs_from(form)):
            propose_change(by=actor, service=service, draft=form.draft(), seen=seen, note=note)
            messages.success(request, _("Thank you. A moderator looks at it before it shows."))
            return redirect("directory:show-entry", reference=service.reference)
    return render(request, "directory/change.jinja", {"service": service, "form": form})


def _differs_from(form: EntryForm) -> Callable[[Service], str]:
    """What the entry says now where the form says something else."""

    def says(service: Service) -> str:
        stands = initial_of(draft_of(entry_named(service.reference)))
        theirs = [value for name, value in stands.items() if value != form.cleaned_data[name]]
        return " / ".join(", ".join(value) if isinstance(value, list) else str(value) for value in theirs if value)

    return says


@never_cache
@require_POST
def assure(request: HttpRequest, reference: str) -> HttpResponse:
    """Signed in: say that an entry is right today."""
    service = assure_entry(by=actor_of(request), service=entry_named(reference))
    messages.success(request, _("Thank you: the entry now says that it was checked today."))
    return redirect("directory:show-entry", reference=service.reference)


@never_cache
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """A moderator sees what would change, and takes it or not."""
    actor = actor_of(request)
    may_moderate_directory(actor).require()
    proposal = proposal_named(reference)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with overtaken(request):
            decide_proposal(by=actor, proposal=proposal, take=form.cleaned_data["take"], why_not=form.cleaned_data["why_not"])
            return redirect("directory:show-desk")
    now_says = plain(draft_of(entry_named(proposal.service.reference)))
    context = {"proposal": proposal, "form": form, "differences": differences(now_says, proposal.wanted), "fields": FIELDS}
    return render(request, "directory/decide.jinja", context)


@never_cache
@require_POST
def handle(request: HttpRequest, reference: str) -> HttpResponse:
    """A moderator has dealt with a report."""
    handle_report(by=actor_of(request), report=report_named(reference))
    return redirect("directory:show-desk")


@never_cache
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Every change of an entry."""
    service = entry_named(reference)
    may_propose_change(actor_of(request), service).require()
    lines = history_of("service", service.reference)
    return render(request, "directory/history.jinja", {"service": service, "lines": lines, "fields": FIELDS})


@never_cache
def import_list(request: HttpRequest) -> HttpResponse:
    """A spreadsheet: first what would be taken, then taken; the bad rows come back with the reasons."""
    actor = actor_of(request)
    may_moderate_directory(actor).require()
    form = SheetForm(request.POST or None, request.FILES or None)
    report, to_mend = None, ""
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            report = import_entries(by=actor, name=sheet.name, content=sheet.read(), dry_run="take" not in request.POST)
        except FileRefused as problem:
            form.add_error("sheet", problem.words)
        else:
            to_mend = base64.b64encode(bad_rows_back(report.header, report.bad)).decode() if report.bad else ""
    context = {"form": form, "report": report, "to_mend": f"data:{XLSX};base64,{to_mend}" if to_mend else ""}
    return render(request, "directory/import.jinja", context)


@never_cache
def blank(request: HttpRequest) -> HttpResponse:
    """An empty list with the right columns."""
    may_moderate_directory(actor_of(request)).require()
    return HttpResponse(
        blank_list(), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="services.xlsx"'}
    )


@never_cache
def edit_prison(request: HttpRequest, code: str) -> HttpResponse:
    """A moderator edits the public page of a prison."""
    actor = actor_of(request)
    may_moderate_directory(actor).require()
    page = prison_named(code)
    form = PrisonForm(
        request.POST or None, initial={**{name: getattr(page, name) for name in PRISON_WORDS}, "version": page.version}
    )
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in PRISON_WORDS}
        try:
            save_prison_page(by=actor, code=page.code, words=words, seen=form.cleaned_data["version"])
            return redirect("directory:show-prison", code=page.code)
        except StaleVersion:
            theirs = [getattr(page, name) for name in PRISON_WORDS if getattr(page, name) != words[name]]
            hand_back(form, version=page.version, theirs=" / ".join(filter(None, theirs)))
    lines = history_of("prison", page.code)
    return render(request, "directory/edit-prison.jinja", {"prison": page, "form": form, "lines": lines})
