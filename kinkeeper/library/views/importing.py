"""Editors' page for many references at once: first what would be taken, then the taking."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kinkeeper.foundation.web import actor_of
from kinkeeper.library.actions import hold_references, take_held
from kinkeeper.library.errors import UnreadableReferences
from kinkeeper.library.forms import ImportForm
from kinkeeper.library.rules.reading import LARGEST
from kinkeeper.library.views.showing import for_editors
from kinkeeper.library.words import why_refused

MOST_SHOWN = 200


@for_editors
def import_file(request: HttpRequest) -> HttpResponse:
    """Look at a file without taking anything; a second press takes what is good and new."""
    context: dict[str, Any] = {"report": None, "held": "", "most": MOST_SHOWN}
    if request.method == "POST" and request.POST.get("held"):
        context["report"] = take_held(by=actor_of(request), reference=request.POST["held"])
        return render(request, "library/import.jinja", {**context, "form": ImportForm()})
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > LARGEST:
                raise UnreadableReferences("references_too_large")
            held, context["report"] = hold_references(by=actor_of(request), name=sent.name, data=sent.read())
            context["held"] = held.reference
        except UnreadableReferences as problem:
            form.add_error("file", why_refused(problem.reason))
    return render(request, "library/import.jinja", {**context, "form": form})
