"""Where a typed place is, and the pages of prisons."""

from __future__ import annotations

import re
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from kinkeeper.directory.models import Outline, Place, PrisonPage
from kinkeeper.directory.rules import outcode, tidy_postcode
from kinkeeper.directory.types import Point
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.errors import NotVisible

LINKS = frozenset({"near", "in", "around", "at"})


def place_code(typed: str) -> str:
    """What a typed place is stored under: a tidy postcode or outcode, else the town's name in capitals."""
    return tidy_postcode(typed) or re.sub(r"[^A-Z0-9' -]", "", " ".join(typed.upper().split()))


def point_for(typed: str) -> Point | None:
    """Where a postcode, outcode or town is; the nearest larger area when the postcode itself is not known.

    None when none of them is."""
    code = place_code(typed)
    if not code:
        return None
    # A postcode, else the places around its first number ("ZZ99 3"), else its outcode.
    codes = dict.fromkeys((code, code[:-2] if " " in code else code, outcode(code))) if tidy_postcode(typed) else {code: None}
    found = {row[0]: row[1:] for row in find_rows(Place, ("code", "latitude", "longitude", "name"), "code", codes)}
    for wanted in codes:
        if place := found.get(wanted):
            return Point(*place)
    return None


def words_and_place(typed: str) -> tuple[str, Point | None]:
    """A wish in one line, taken apart: what is needed, and where, as in "money near Eastmere" or "somebody to talk to ZZ99 5".

    All the words, and None, when they end in no place that is known. After other words a town counts only behind "near", "in"
    and the like: there are towns named Reading.
    """
    if place := point_for(typed):
        return "", place
    words = typed.split()
    for start in range(1, len(words)):
        end, linked = " ".join(words[start:]), words[start - 1].lower() in LINKS
        if (linked or tidy_postcode(end)) and (place := point_for(end)):
            return " ".join(words[: start - linked]).rstrip(",;"), place
    return typed, None


def prison_pages() -> QuerySet[PrisonPage]:
    """Every prison that has a page, by name."""
    return PrisonPage.objects.all()


def prison_named(code: str) -> PrisonPage:
    """The page of the prison with this code. Raises NotVisible when it has none."""
    page = PrisonPage.objects.filter(code=code.upper()).first()
    if page is None:
        raise NotVisible
    return page


def prison_checked(code: str, *, on_day: date) -> PrisonPage | None:
    """The page of that prison, where somebody checked it lately enough on `on_day` to be printed and posted; else None."""
    since = on_day - settings.DIRECTORY_FRESH_FOR
    return PrisonPage.objects.filter(code=code.upper(), assured_on__gte=since, assured_on__lte=on_day).first()


def outlines() -> list[list[tuple[float, float]]]:
    """Every drawn edge of the land, as (latitude, longitude) corners; none where no outline was imported."""
    return [
        [(latitude, longitude) for latitude, longitude in ring] for outline in Outline.objects.all() for ring in outline.rings
    ]


def towns_and_outcodes() -> list[Point]:
    """What the little map names, and takes its shape from where no outline is kept; postcodes would be too many."""
    rows = Place.objects.filter(is_postcode=False).order_by("pk").values_list("latitude", "longitude", "name")[:2_000]
    return [Point(latitude, longitude, name) for latitude, longitude, name in rows]
