"""How a page of offering is made: its own words and the present moment go with whatever it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from kinkeeper.foundation.clock import now
from kinkeeper.offers.forms.offer_words import STATES, words_for_pages
from kinkeeper.offers.types import OfferState

if TYPE_CHECKING:
    from kinkeeper.offers.models import Offer


ON_A_PAGE = 20


def page_of(rows: Any, request: HttpRequest) -> Page[Any]:
    """The page of a list (a query set or prepared rows) that was asked for; the nearest there is."""
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))


def stands_now(offer: Offer) -> str:
    """Where an offer stands, and with whom, for a page that was overtaken."""
    worker = offer.worker.user.name if offer.worker else gettext("with nobody yet")
    return f"{STATES[OfferState(offer.state)]}, {worker}"


def offer_page(request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
    """The page `template` with what it shows, never to be kept by a browser or a proxy."""
    page = render(request, template, {"words": words_for_pages(), "now": now(), **shown})
    page["Cache-Control"] = "no-store"
    return page
