"""A pack as a page, for a family's phone or for printing from a browser."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from kinkeeper.offers.packs.paper import long_day
from kinkeeper.offers.packs.types import Pack, Part

TEMPLATE = "offers/pack.jinja"


def page_context(pack: Pack, *, large_print: bool = False, paper: bool = False) -> dict[str, Any]:
    """What `offers/pack.jinja` is given. `paper` leaves out the menus and the way out, for printing by a worker."""
    return {
        "pack": pack,
        "made_on": long_day(pack.made_on),
        "kind_of": _kind_of,
        "large_print": large_print,
        "paper": paper,
    }


def render_html(pack: Pack, *, large_print: bool = False, paper: bool = False, request: HttpRequest | None = None) -> str:
    """The whole page. Its title is neutral, and on a family's page it has the way out."""
    return render_to_string(TEMPLATE, page_context(pack, large_print=large_print, paper=paper), request=request)


def _kind_of(part: Part) -> str:
    return type(part).__name__
