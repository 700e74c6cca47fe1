"""The directory's facts: how far, how fresh, and what an entry must say. No Django, no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, time, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from kinkeeper.directory.types import (
    WEEK,
    Audience,
    CostKind,
    Difference,
    Draft,
    HelpKind,
    Hours,
    Spot,
    Stage,
    Status,
    Telephone,
)

EARTH_KM = 6371.0088  # mean radius, IUGG
OUTCODE = re.compile(r"^[A-Z]{1,2}[0-9][0-9A-Z]?$")
POSTCODE = re.compile(r"^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$")
EMAIL = re.compile(r"^[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;]+$")
PRISON = re.compile(r"^[A-Z]{3}$")
LONGEST = {"name": 160, "organisation": 160, "summary": 4000, "access": 600, "coverage": 200, "how_to_ask": 600, "website": 300,
           "email": 254, "owner_email": 254, "cost_words": 300}  # fmt: skip
LISTS: Mapping[str, tuple[type[Stage] | type[Audience] | type[HelpKind], str]] = {
    "stages": (Stage, "stage"),
    "audiences": (Audience, "person it is for"),
    "kinds": (HelpKind, "kind of help"),
}


def unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The point on the unit sphere. The scalar product of two such vectors falls as their distance grows, so a
    database can put places in order of distance with three multiplications and no trigonometry."""
    phi, theta = radians(latitude), radians(longitude)
    return cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi)


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance (haversine) between two points in degrees."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    half = sin((other_phi - phi) / 2) ** 2
    half += cos(phi) * cos(other_phi) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def is_fresh(assured_on: date | None, today: date, after: timedelta) -> bool:
    """Whether somebody who knows has said within `after` that the entry is right."""
    return assured_on is not None and today - assured_on <= after


def tidy_postcode(typed: str) -> str:
    """A postcode or outcode as stored ("ZZ99 3AB", "ZZ99"), from what people type. Empty when it cannot be one."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    if OUTCODE.match(letters) and not re.search(r"[0-9][A-Z]{2}$", letters):
        return letters
    spaced = f"{letters[:-3]} {letters[-3:]}"
    return spaced if POSTCODE.match(spaced) else ""


def outcode(postcode: str) -> str:
    """The first half of a postcode."""
    return postcode.split(" ")[0]


def is_web_address(address: str) -> bool:
    """Whether this is an http or https address with a host, and nothing that a browser would run."""
    if re.search(r"[\s<>\"\\\x00-\x1f]", address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def is_telephone(number: str) -> bool:
    """Whether somebody could dial this: 3 to 15 digits, with spaces, brackets and a leading +."""
    digits = re.sub(r"[\s().-]", "", number).removeprefix("+")
    return digits.isdecimal() and digits.isascii() and 3 <= len(digits) <= 15


def problems_of(draft: Draft) -> list[str]:
    """What must be mended before `draft` can be an entry: sentences for whoever wrote it. Empty when all is well."""
    problems = [f"Give the {field} of the service." for field in ("name",) if not draft.name.strip()]
    if not draft.organisation.strip():
        problems.append("Say which organisation gives the service.")
    problems += [
        f"“{field.replace('_', ' ')}” is longer than {longest} characters."
        for field, longest in LONGEST.items()
        if len(getattr(draft, field)) > longest
    ]
    problems += [
        f"“{value}” is not a {word} that we know."
        for field, (kind, word) in LISTS.items()
        for value in getattr(draft, field)
        if value not in set(kind)
    ]
    problems += _problems_of_ages(draft)
    problems += _problems_of_contacts(draft)
    problems += [f"“{code}” is not a prison’s code: it has three letters." for code in draft.prisons if not PRISON.match(code)]
    problems += [problem for hours in draft.hours for problem in _problems_of_hours(hours)]
    if draft.status not in set(Status):
        problems.append(f"“{draft.status}” is not a status that we know.")
    if draft.cost not in set(CostKind):
        problems.append(f"“{draft.cost}” is not a cost that we know: put free or paid.")
    return problems


def _problems_of_ages(draft: Draft) -> list[str]:
    problems = [
        f"An age is a whole number from 0 to 120, not {age}."
        for age in (draft.min_age, draft.max_age)
        if age is not None and not 0 <= age <= 120
    ]
    if not problems and draft.min_age is not None and draft.max_age is not None and draft.min_age > draft.max_age:
        problems.append(f"The youngest age ({draft.min_age}) is above the oldest ({draft.max_age}).")
    return problems


def _problems_of_contacts(draft: Draft) -> list[str]:
    problems = [f"“{phone.number}” is not a telephone number." for phone in draft.phones if not is_telephone(phone.number)]
    problems += [
        f"“{address}” is not an e-mail address."
        for address in (draft.email, draft.owner_email)
        if address and not EMAIL.match(address)
    ]
    if draft.website and not is_web_address(draft.website):
        problems.append(f"“{draft.website}” is not a web address: it begins with https://")
    for spot in draft.spots:
        if spot.postcode and not tidy_postcode(spot.postcode):
            problems.append(f"“{spot.postcode}” is not a postcode.")
        if (spot.latitude is None) != (spot.longitude is None):
            problems.append("Give both latitude and longitude, or neither.")
        elif spot.latitude is not None and spot.longitude is not None and not _on_earth(spot.latitude, spot.longitude):
            problems.append(f"{spot.latitude}, {spot.longitude} is no place on the earth.")
    return problems


def _on_earth(latitude: float, longitude: float) -> bool:
    return -90 <= latitude <= 90 and -180 <= longitude <= 180  # false for NaN too


def _problems_of_hours(hours: Hours) -> list[str]:
    problems = [f"“{day}” is not a day of the week." for day in hours.days if day not in WEEK]
    if (hours.opens is None) != (hours.closes is None):
        problems.append("Give both the opening and the closing time.")
    return problems


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Field by field, what `after` says otherwise than `before`; both as made by `plain`."""
    return tuple(
        Difference(field, in_words(before.get(field)), in_words(after.get(field)))
        for field in dict.fromkeys([*before, *after])
        if before.get(field) != after.get(field)
    )


def in_words(value: Any) -> str:
    """A stored value as a line that a person can compare."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(in_words, value)))
    if isinstance(value, dict):
        return ", ".join(in_words(part) for part in value.values() if part not in (None, "", []))
    return "" if value is None else str(value)


def plain(draft: Draft) -> dict[str, Any]:
    """The draft as JSON can hold it: lists for tuples, "HH:MM" for times. `draft_from` reads it back."""

    def simple(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: simple(part) for name, part in value.items()}
        if isinstance(value, (tuple, list)):
            return [simple(part) for part in value]
        if isinstance(value, time):
            return value.strftime("%H:%M")
        return str(value) if isinstance(value, UUID) else value

    kept: dict[str, Any] = simple(asdict(draft))
    return kept


def draft_from(kept: Mapping[str, Any]) -> Draft:
    """The draft that `plain` made `kept` of. Raises KeyError, TypeError or ValueError when it is not of that shape."""
    parts: dict[str, Any] = dict(kept)
    for name in ("uuid", "organisation_uuid"):
        parts[name] = UUID(parts[name]) if parts.get(name) else None
    parts["phones"] = tuple(Telephone(**phone) for phone in parts.get("phones", ()))
    parts["hours"] = tuple(
        Hours(
            days=tuple(hours["days"]),
            opens=time.fromisoformat(hours["opens"]) if hours["opens"] else None,
            closes=time.fromisoformat(hours["closes"]) if hours["closes"] else None,
            words=hours["words"],
        )
        for hours in parts.get("hours", ())
    )
    parts["spots"] = tuple(
        Spot(**{**spot, "uuid": UUID(spot["uuid"]) if spot.get("uuid") else None}) for spot in parts.get("spots", ())
    )
    shaped: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in parts.items()}
    return Draft(**shaped)
