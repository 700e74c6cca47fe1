"""CSL-JSON, both ways."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kinkeeper.library.rules.drafting import is_web_address
from kinkeeper.library.rules.names import Name, read_name
from kinkeeper.library.types import BadItem, Draft, Kind, Reading

TO_CSL = {
    Kind.BOOK: "book",
    Kind.STORY_BOOK: "book",
    Kind.COMIC: "book",
    Kind.LEAFLET: "pamphlet",
    Kind.FACTSHEET: "pamphlet",
    Kind.GUIDE: "book",
    Kind.PACK: "collection",
    Kind.FILM: "motion_picture",
    Kind.SOUND: "song",
    Kind.GAME: "software",
    Kind.ART: "graphic",
    Kind.WEBSITE: "webpage",
    Kind.TRAINING: "event",
    Kind.PROGRAMME: "event",
    Kind.POLICY: "regulation",
    Kind.LAW: "legislation",
    Kind.STANDARD: "standard",
    Kind.STATISTICS: "dataset",
    Kind.REPORT: "report",
    Kind.RESEARCH: "report",
    Kind.ARTICLE: "article-magazine",
    Kind.TOOL: "document",
}
FROM_CSL = {
    "article": Kind.ARTICLE,
    "article-journal": Kind.RESEARCH,
    "article-magazine": Kind.ARTICLE,
    "article-newspaper": Kind.ARTICLE,
    "book": Kind.BOOK,
    "broadcast": Kind.SOUND,
    "chapter": Kind.BOOK,
    "collection": Kind.PACK,
    "dataset": Kind.STATISTICS,
    "event": Kind.TRAINING,
    "graphic": Kind.ART,
    "legislation": Kind.LAW,
    "bill": Kind.LAW,
    "treaty": Kind.STANDARD,
    "motion_picture": Kind.FILM,
    "pamphlet": Kind.LEAFLET,
    "post": Kind.WEBSITE,
    "post-weblog": Kind.WEBSITE,
    "regulation": Kind.POLICY,
    "report": Kind.REPORT,
    "software": Kind.GAME,
    "song": Kind.SOUND,
    "speech": Kind.TRAINING,
    "standard": Kind.STANDARD,
    "thesis": Kind.RESEARCH,
    "webpage": Kind.WEBSITE,
}


def write_csl(entries: Iterable[tuple[str, Draft]]) -> str:
    """CSL-JSON of (reference, entry) pairs. Our own finer kind and marks travel in `custom`, which others leave alone."""
    return json.dumps([_item(reference, draft) for reference, draft in entries], ensure_ascii=False, indent=1) + "\n"


def _item(reference: str, draft: Draft) -> dict[str, Any]:
    names = [read_name(stored) for stored in draft.authors]
    item: dict[str, Any] = {
        "id": reference,
        "type": TO_CSL[Kind(draft.kind)],
        "title": f"{draft.title}: {draft.subtitle}" if draft.subtitle else draft.title,
        "author": [{"family": it.family, "given": it.given} if it.given else {"literal": it.family} for it in names],
        "publisher": draft.publisher,
        "container-title": draft.journal,
        "issued": {"date-parts": [[draft.year]]} if draft.year else None,
        "language": draft.language,
        "ISBN": draft.isbn,
        "DOI": draft.doi,
        "URL": draft.url,
        "abstract": draft.description,
        "medium": draft.format,
        "custom": {"kind": str(draft.kind), "title": draft.title, "subtitle": draft.subtitle},
    }
    return {name: value for name, value in item.items() if value not in ("", None, [])}


def read_csl(text: str) -> Reading:
    """The items of a CSL-JSON file. Raises ValueError when it is not a JSON list or object of items."""
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if isinstance(items, dict):
        items = items.get("items", [items])
    if not isinstance(items, list):
        raise ValueError("not a list")
    good: list[tuple[int, Draft]] = []
    bad: list[BadItem] = []
    for number, item in enumerate(items, start=1):
        try:
            good.append((number, _draft(item)))
        except (TypeError, ValueError, AttributeError, KeyError, IndexError):
            bad.append(
                BadItem(number, json.dumps(item, ensure_ascii=False)[:200], ("this item is not in the shape of CSL-JSON",))
            )
    return Reading(tuple(good), tuple(bad))


def _draft(item: Any) -> Draft:
    own = item.get("custom") or {}
    title, subtitle = _text(item, "title"), ""
    if isinstance(own, dict) and own.get("subtitle") and title == f"{own.get('title')}: {own.get('subtitle')}":
        title, subtitle = str(own["title"]), str(own["subtitle"])
    kind = own.get("kind") if isinstance(own, dict) else None
    url = _text(item, "URL")
    return Draft(
        title=title,
        subtitle=subtitle,
        kind=kind if kind in set(Kind) else FROM_CSL.get(_text(item, "type"), Kind.REPORT),
        authors=tuple(_name(name) for name in item.get("author", [])),
        publisher=_text(item, "publisher"),
        journal=_text(item, "container-title"),
        year=_year(item.get("issued")),
        language=_text(item, "language")[:12],
        isbn=_text(item, "ISBN").split()[0] if _text(item, "ISBN") else "",
        doi=_text(item, "DOI"),
        url=url if is_web_address(url) else "",
        description=_text(item, "abstract"),
        format=_text(item, "medium"),
    )


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, (str, int, float)):
        raise TypeError(name)
    return str(value)


def _name(name: dict[str, str]) -> str:
    if name.get("literal"):
        return str(name["literal"])
    particle = f"{name['non-dropping-particle']} " if name.get("non-dropping-particle") else ""
    return Name(f"{particle}{name['family']}", str(name.get("given", ""))).stored


def _year(issued: Any) -> int | None:
    if not issued:
        return None
    if issued.get("date-parts"):
        return int(issued["date-parts"][0][0])
    raw = str(issued.get("raw") or issued.get("literal") or "")[:4]
    return int(raw) if raw.isdecimal() else None
