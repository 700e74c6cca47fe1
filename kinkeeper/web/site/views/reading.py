"""The public site: the front door, and every page that a partnership writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from kinkeeper.design.marked import marked
from kinkeeper.directory.queries import history, live_helplines
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.jurisdiction import Audience
from kinkeeper.web.models import Page, PageVersion
from kinkeeper.web.site.queries import collection_coded, easy_read_of, facts, pages_of, shown_page, shown_pages
from kinkeeper.web.site.rules import blocks_of
from kinkeeper.web.site.types import SECTIONS, Block, FactKind

HOME = "home"
YOUNG = "young"
KIND_WORDS = {
    FactKind.STOCK: _("So many on one day"),
    FactKind.YEAR: _("So many different people in a year"),
    FactKind.FLOW: _("So many events in a year"),
    FactKind.SHARE: _("So many of those asked or counted"),
    FactKind.STUDY: _("A comparison found by research"),
    FactKind.SUM: _("Money"),
    FactKind.TOTAL: _("All years together"),
    FactKind.AIM: _("A promise, not a count"),
    FactKind.UNSAID: _("The source does not say what kind of number it is"),
}


@never_cache
def front_door(request: HttpRequest) -> HttpResponse:
    """The page that anyone meets first, in the reader's words; a plain one while a new site has no pages yet."""
    try:
        page = shown_page(HOME)
    except NotVisible:
        return render(request, "web/front-door.jinja")
    return show(request, page, page.published)


@never_cache
def show_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A published page."""
    page = shown_page(slug)
    return show(request, page, page.published)


def show(request: HttpRequest, page: Page, version: PageVersion | None, **more: Any) -> HttpResponse:
    """One version of a page as readers see it."""
    if version is None:
        raise NotVisible
    siblings = [] if page.slug in {HOME, page.section} else list(shown_pages(page.section))
    context = {
        "page": page,
        "version": version,
        "parts": prepared(blocks_of(version.source)),
        "section": SECTIONS[page.section],
        "siblings": siblings,
        "following": _after(page, siblings) if page.section == "steps" else None,
        "easy": easy_read_of(page.slug),
        "kind_words": KIND_WORDS,
        **more,
    }
    return render(request, "site/page.jinja", context)


def _after(page: Page, siblings: Sequence[Page]) -> Page | None:
    ids = [other.pk for other in siblings]
    place = ids.index(page.pk) + 1 if page.pk in ids else len(ids)
    return siblings[place] if place < len(siblings) else None


def prepared(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """What the page's template draws: doors gathered into one list, pictures and scenes joined to the words after them."""
    parts: list[dict[str, Any]] = []
    for block in blocks:
        last = parts[-1] if parts else {}
        if block.kind == "text":
            if last.get("kind") in {"easy", "scene"} and not last["html"]:
                last["html"] = marked(block.text)
            else:
                parts.append({"kind": "text", "html": marked(block.text)})
        elif block.kind == "door":
            if last.get("kind") != "doors":
                last = {"kind": "doors", "doors": []}
                parts.append(last)
            last["doors"].append(block.parts)
        else:
            parts.append({"kind": block.kind, "name": block.parts[0] if block.parts else "", "html": "", **_fetched(block)})
    return parts


def _fetched(block: Block) -> dict[str, Any]:
    named = block.parts[0] if block.parts else ""
    if block.kind == "pages":
        return {"pages": shown_pages(named)}
    if block.kind == "collection":
        collection = collection_coded(named)
        return {"collection": collection, "pages": pages_of(collection) if collection else []}
    if block.kind == "ring":
        lines = live_helplines(today(settings.TIME_ZONE))
        return {"lines": [line for line in lines if line.audience != Audience.FAMILY] if named == YOUNG else lines}
    if block.kind == "facts":
        return {"facts": facts(named)}
    return {"entries": history()} if block.kind == "history" else {}
