"""What somebody meant who wrote it otherwise than it stands here: the site's one search mends and widens the words."""

from __future__ import annotations

import difflib
from dataclasses import replace

from kinkeeper.directory.models import Place
from kinkeeper.directory.queries.documents import SERVICE
from kinkeeper.directory.queries.places import place_code
from kinkeeper.directory.rules import tidy_postcode
from kinkeeper.directory.types import Point, Wanted
from kinkeeper.foundation.search import SearchNotReady, search

MOST_MEANT = 60
MOST_NAMES = 20_000
ALIKE = 0.75  # difflib's ratio: "Estmere" and "Eastmere" 0.93, "Millbeck" and "Mallow" 0.43


def meant(wanted: Wanted) -> tuple[Wanted, str]:
    """The same wish among the services that fit its words best, and the words as they were understood ("" when as typed).

    Unchanged when nothing fits, or while the search is being made ready.
    """
    try:
        results = search(wanted.words, kinds=[SERVICE], size=MOST_MEANT)
    except SearchNotReady:
        return wanted, ""
    if not results.hits:
        return wanted, ""
    return replace(wanted, words="", among=tuple(hit.key for hit in results.hits)), results.corrected


def town_meant(typed: str) -> Point | None:
    """The town whose name is nearly what was typed; None for a postcode, or when no name is near enough."""
    code = place_code(typed)
    if len(code) < 4 or tidy_postcode(typed):
        return None
    names = Place.objects.filter(code__startswith=code[0]).exclude(code__regex="[0-9]").values_list("code", flat=True)
    alike = difflib.get_close_matches(code, names[:MOST_NAMES], n=1, cutoff=ALIKE)
    place = Place.objects.filter(code=alike[0]).first() if alike else None
    return Point(place.latitude, place.longitude, place.name) if place else None
