"""Editors' pages: entries, their history and files, and what waits for an editor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.design.stale import overtaken
from kinkeeper.foundation.errors import NotVisible, StaleVersion
from kinkeeper.foundation.web import actor_of
from kinkeeper.library.actions import (
    add_resource,
    decide_review,
    edit_resource,
    keep_file,
    mark_checked,
    remove_file,
    remove_resource,
)
from kinkeeper.library.errors import FileRefused
from kinkeeper.library.forms import EntryForm, FileForm
from kinkeeper.library.labels import FIELDS, USEFULNESS
from kinkeeper.library.queries import draft_from, editions_of, needs_an_editor, resource_by, reviews_waiting, twin_of
from kinkeeper.library.rules.pdf import LARGEST
from kinkeeper.library.views.showing import for_editors
from kinkeeper.library.words import why_refused


@for_editors
def show_desk(request: HttpRequest) -> HttpResponse:
    """What waits: reviews to read, addresses that do not answer."""
    reviews = [(it, USEFULNESS[it.usefulness]) for it in reviews_waiting()[:50]]
    return render(request, "library/desk.jinja", {"reviews": reviews, "broken": needs_an_editor()})


@for_editors
def add(request: HttpRequest) -> HttpResponse:
    """A new entry. One that is probably here already is shown first."""
    form = EntryForm(request.POST or None)
    twin = None
    if request.method == "POST" and form.is_valid():
        twin = None if form.cleaned_data["anyway"] else twin_of(form.draft())
        if twin is None:
            resource = add_resource(by=actor_of(request), draft=form.draft(), note=form.cleaned_data["note"])
            messages.success(request, _("It is in the library. It can be searched for in a moment."))
            return redirect("library:show-resource", resource.reference)
    return render(request, "library/edit.jinja", {"form": form, "resource": None, "twin": twin, "theirs": None})


@for_editors
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change an entry. When somebody saved meanwhile, both versions are shown and nothing is lost."""
    resource = resource_by(reference)
    before = draft_from(resource)
    form = EntryForm(request.POST or None, initial=EntryForm.initial_for(before, resource.version), before=before)
    twin, theirs, status = None, None, 200
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        twin = None if form.cleaned_data["anyway"] else twin_of(draft, but_not=resource.reference)
        if twin is None:
            try:
                seen = form.cleaned_data["version"] or 0
                edit_resource(by=actor_of(request), resource=resource, seen=seen, draft=draft, note=form.cleaned_data["note"])
                messages.success(request, _("Saved."))
                return redirect("library:show-resource", resource.reference)
            except StaleVersion:
                newest = editions_of(resource)[0]
                theirs = [(FIELDS[it.field], it.before, it.after) for it in newest.differences if it.field in FIELDS]
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["version"] = str(resource.version)  # type: ignore[index]
                status = 409
    return render(
        request, "library/edit.jinja", {"form": form, "resource": resource, "twin": twin, "theirs": theirs}, status=status
    )


@for_editors
def show_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Who changed what, and when."""
    resource = resource_by(reference)
    editions = [
        (view.edition, [(FIELDS.get(it.field, it.field), it.before, it.after) for it in view.differences])
        for view in editions_of(resource)
    ]
    return render(request, "library/history.jinja", {"resource": resource, "editions": editions})


@for_editors
@require_POST
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that an entry is right as of today."""
    resource = resource_by(reference)
    with overtaken(request):
        mark_checked(by=actor_of(request), resource=resource, seen=_seen(request))
        messages.success(request, _("Marked as checked today."))
    return redirect("library:show-resource", resource.reference)


@for_editors
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an entry out of the library, once more asked."""
    resource = resource_by(reference)
    if request.method == "POST":
        with overtaken(request):
            remove_resource(by=actor_of(request), resource=resource, seen=_seen(request))
            messages.success(request, _("It is out of the library. Its history is kept."))
            return redirect("library:show-library")
    return render(request, "library/remove.jinja", {"resource": resource})


@for_editors
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a PDF with an entry; one that may not be kept is handed back with the reason."""
    resource = resource_by(reference)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > LARGEST:
                raise FileRefused("pdf_too_large")
            keep_file(by=actor_of(request), resource=resource, name=sent.name, data=sent.read())
            messages.success(request, _("The file is kept, and its text can be searched for in a moment."))
            return redirect("library:show-resource", resource.reference)
        except FileRefused as refusal:
            form.add_error("file", why_refused(refusal.reason))
    return render(request, "library/upload.jinja", {"form": form, "resource": resource})


@for_editors
@require_POST
def take_file(request: HttpRequest, reference: str, file: str) -> HttpResponse:
    """Take a file away."""
    resource = resource_by(reference)
    kept = next((it for it in resource.files.all() if it.reference == file), None)
    if kept is None:
        raise NotVisible(asked_for=file)
    remove_file(by=actor_of(request), file=kept)
    messages.success(request, _("The file is removed."))
    return redirect("library:show-resource", resource.reference)


@for_editors
@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a review, or decline it."""
    waiting = reviews_waiting().filter(reference=reference).first()
    if waiting is None:
        raise NotVisible(asked_for=reference)
    decide_review(by=actor_of(request), review=waiting, show=request.POST.get("show") == "yes")
    return redirect("library:show-desk")


def _seen(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0
