"""How a page of offering is made: its own words and the present moment go with whatever it shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kinkeeper.foundation.clock import now
from kinkeeper.offers.forms.offer_words import words_for_pages


def offer_page(request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
    """The page `template` with what it shows, never to be kept by a browser or a proxy."""
    page = render(request, template, {"words": words_for_pages(), "now": now(), **shown})
    page["Cache-Control"] = "no-store"
    return page
