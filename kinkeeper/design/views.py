"""The gallery: every component in real use, for those who build pages. Only where the demo switch is on."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kinkeeper.design.forms import CallForm, ChildFormSet, VisitForm
from kinkeeper.foundation import clock

# What a hurried person might send: each field shows how it speaks of a mistake.
MISTAKEN = {"name": "Rosa", "met_day": "31", "met_month": "2", "met_year": "2026", "time": "4:30", "phone": "twelve"}


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component. Raises Http404 outside the demo."""
    _only_in_the_demo()
    now = clock.now()
    return render(
        request,
        "design/gallery.jinja",
        {
            "calm": CallForm(initial={"may_text": True, "ways": ["phone"]}),
            "visit": VisitForm(prefix="visit"),
            "mistaken": CallForm({f"mistaken-{name}": typed for name, typed in MISTAKEN.items()}, prefix="mistaken"),
            "children": ChildFormSet(prefix="children"),
            "now": now,
            "dues": [now + timedelta(hours=41), now + timedelta(hours=5), now - timedelta(hours=2)],
            "page": Paginator(range(200), 10).page(7),
            "happened": now - timedelta(days=2),
        },
    )


def family_page(request: HttpRequest) -> HttpResponse:
    """A page as a family sees it. Raises Http404 outside the demo."""
    _only_in_the_demo()
    return render(request, "design/gallery-family.jinja")


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
