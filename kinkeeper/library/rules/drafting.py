"""What an entry must be: lengths, years, addresses, words of the lists. One set of rules for form, catalogue and import."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from kinkeeper.library.rules.matching import tidy_doi, tidy_isbn
from kinkeeper.library.rules.names import tidy_names
from kinkeeper.library.types import GROUPS, Difference, Draft, Kind

LONGEST = {
    "title": 300,
    "subtitle": 300,
    "publisher": 200,
    "journal": 200,
    "language": 12,
    "format": 80,
    "length": 80,
    "cost": 80,
    "how_to_get": 400,
    "licence": 120,
    "description": 6000,
    "good_for": 2000,
    "isbn": 20,
    "doi": 120,
    "url": 500,
    "seed": 8,
    "listed_in": 300,
    "address_then": 400,
}
MANY_LINES = {"description", "good_for"}
MOST_AUTHORS = 40
LISTS = {"audiences": "audience", "stages": "stage", "subjects": "subject"}
NAMES = tuple(field.name for field in fields(Draft))


def tidy(draft: Draft) -> tuple[Draft, list[str]]:
    """The entry as it would be kept, and what is wrong with it, in plain sentences; none when it may be kept."""
    changes: dict[str, Any] = {}
    wrong: list[str] = []
    for name, longest in LONGEST.items():
        text = _clean(getattr(draft, name), lines=name in MANY_LINES)
        if len(text) > longest:
            wrong.append(f"the {name.replace('_', ' ')} is longer than {longest} characters")
        changes[name] = text
    changes["authors"] = tidy_names([_clean(name, lines=False)[:200] for name in draft.authors])
    if len(changes["authors"]) > MOST_AUTHORS:
        wrong.append(f"there are more than {MOST_AUTHORS} authors")
    if not changes["title"]:
        wrong.append("there is no title")
    if draft.kind not in set(Kind):
        wrong.append(f"“{_clean(draft.kind, lines=False)[:40]}” is not a kind of resource")
    if draft.year is not None and not 1000 <= draft.year <= 2200:
        wrong.append("the year is not a year")
    for name, group in LISTS.items():
        words = tuple(dict.fromkeys(getattr(draft, name)))
        wrong += [f"“{word[:40]}” is not a word for {group}" for word in words if word not in set(GROUPS[group])]
        changes[name] = words
    if changes["isbn"]:
        wrong += [] if tidy_isbn(changes["isbn"]) else ["the ISBN is not valid: check its figures"]
        changes["isbn"] = tidy_isbn(changes["isbn"])
    if changes["doi"]:
        wrong += [] if tidy_doi(changes["doi"]) else ["the DOI is not valid: it begins with 10."]
        changes["doi"] = tidy_doi(changes["doi"])
    if changes["url"] and not is_web_address(changes["url"]):
        wrong.append("the web address must begin with https:// or http://")
    return replace(draft, **changes), wrong


def is_web_address(text: str) -> bool:
    """Whether it is an http(s) address with a host, no user name, and nothing that could leave an attribute."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        return parts.scheme in {"http", "https"} and "." in host and "@" not in parts.netloc and not set(text) & set(" <>\"'\\")
    except ValueError:
        return False


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Every field in which two entries (as `entry_of` gives them) differ, in the order of the form."""
    return [
        Difference(name, _said(before.get(name)), _said(after.get(name)))
        for name in NAMES
        if _said(before.get(name)) != _said(after.get(name))
    ]


def entry_of(draft: Draft) -> dict[str, Any]:
    """An entry as plain JSON, for its history."""
    entry: dict[str, Any] = {}
    for name in NAMES:
        value = getattr(draft, name)
        entry[name] = (
            list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, date) else str_of(value)
        )
    return entry


def str_of(value: Any) -> Any:
    """A choice as its plain word."""
    return str(value) if isinstance(value, str) else value


def draft_of(entry: dict[str, Any]) -> Draft:
    """An entry of the history, whole again; fields that it does not know keep their defaults."""
    known = {name: value for name, value in entry.items() if name in NAMES}
    for name, value in known.items():
        if isinstance(value, list):
            known[name] = tuple(str(item) for item in value)
    if known.get("checked_on"):
        known["checked_on"] = date.fromisoformat(known["checked_on"])
    return Draft(**known)


def _said(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _clean(text: str, *, lines: bool) -> str:
    kept = "".join(
        letter
        for letter in text.replace("\r\n", "\n")
        if letter.isprintable() or (lines and letter == "\n") or letter.isspace()
    )
    if lines:
        return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()
    return " ".join(kept.split())
