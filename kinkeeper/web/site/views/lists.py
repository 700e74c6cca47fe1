"""Editing what pages draw on (helplines, collections, facts): written, looked at as readers will see it, published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kinkeeper.design.stale import hand_back, overtaken
from kinkeeper.foundation.errors import StaleVersion
from kinkeeper.web.site.actions import go_back, publish_listed, save_list_draft, take_off_list
from kinkeeper.web.site.errors import AlreadyListed
from kinkeeper.web.site.forms import LIST_FORMS
from kinkeeper.web.site.queries import in_its_place, in_words, list_changes, listed, pages_of
from kinkeeper.web.site.types import ListKind
from kinkeeper.web.site.views.editing import editor_of, version_seen
from kinkeeper.web.site.views.reading import KIND_WORDS

NEW = {
    ListKind.HELPLINES: gettext_lazy("A new helpline"),
    ListKind.COLLECTIONS: gettext_lazy("A new collection"),
    ListKind.FACTS: gettext_lazy("A new fact"),
}


@never_cache
def edit_listed(request: HttpRequest, kind: ListKind, reference: str = "") -> HttpResponse:
    """Add an item or change one. It is saved as a draft; the preview is where it is published."""
    actor = editor_of(request)
    item = listed(kind, reference) if reference else None
    before = item.words if item else {}
    asks = LIST_FORMS[kind]
    typed = {**asks.typed(before), "version": item.version} if item else None
    form = asks(request.POST or None, initial=typed)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            draft = save_list_draft(by=actor, kind=kind, reference=reference, words=form.words(before), seen=seen)
            return redirect("site:preview-listed", kind=kind, reference=draft.reference)
        except AlreadyListed:
            form.add_error(None, _("This stands on the list already. Change that one instead."))
        except StaleVersion:
            now_said = listed(kind, reference)
            hand_back(form, version=now_said.version, theirs=in_words(now_said.words))
    heading = item.name if item else NEW[kind]
    context = {"form": form, "page": None, "heading": heading, "item": item, "names": _names(form)}
    return render(request, "site/edit.jinja", {**context, "changes": list_changes(kind, reference) if item else []})


def _names(form: forms.Form) -> dict[str, Any]:
    return {name: field.label for name, field in form.fields.items()} | {"checked_on": _("Rung on")}


@never_cache
def preview_listed(request: HttpRequest, kind: ListKind, reference: str) -> HttpResponse:
    """The draft where readers will meet it, with the button that publishes it."""
    editor_of(request)
    item = listed(kind, reference)
    found = in_its_place(item)
    part: dict[str, Any] = {"kind": kind, "found": found}
    if kind is ListKind.COLLECTIONS:
        part["pages"] = pages_of(found[0])
    left_out = kind is ListKind.HELPLINES and all(line.reference != reference for line in found)
    context = {"item": item, "part": part, "left_out": left_out, "kind_words": KIND_WORDS}
    return render(request, "site/preview.jinja", context)


@never_cache
@require_POST
def publish_item(request: HttpRequest, kind: ListKind, reference: str) -> HttpResponse:
    """Show an item as its draft says, or (asked to `hide` it) show it no longer."""
    actor = editor_of(request)
    seen = version_seen(request)
    with overtaken(request):
        if request.POST.get("do") == "hide":
            take_off_list(by=actor, kind=kind, reference=reference, seen=seen)
            messages.success(request, _("It is no longer shown."))
        else:
            publish_listed(by=actor, kind=kind, reference=reference, seen=seen)
            messages.success(request, _("Published."))
        return redirect("site:show-desk")
    return redirect("site:preview-listed", kind=kind, reference=reference)


@never_cache
@require_POST
def restore_listed(request: HttpRequest, kind: ListKind, reference: str, number: int) -> HttpResponse:
    """Make what an item said before one of its changes the draft."""
    actor = editor_of(request)
    with overtaken(request):
        go_back(by=actor, kind=kind, reference=reference, number=number, seen=version_seen(request))
    return redirect("site:preview-listed", kind=kind, reference=reference)
