"""The words of the directory: who a service is for, at which stage, and what an entry says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID


class Stage(StrEnum):
    """Where a family stands. Order matters: a set is stored as a bit mask, so new ones go at the end."""

    ARREST = "arrest"
    COURT = "court"
    REMAND = "remand"
    PRISON = "prison"
    RELEASE = "release"
    AFTER = "after"


class Audience(StrEnum):
    """Who a service is for. Order matters, as above."""

    CHILD = "child"
    CARER = "carer"
    RELATIVE = "relative"
    PARENT_INSIDE = "parent_inside"
    WORKER = "worker"


class HelpKind(StrEnum):
    """What kind of help it is: our own list of terms. Imported entries may carry other terms besides."""

    TALK = "talk"
    TELLING = "telling"
    VISITING = "visiting"
    TRAVEL = "travel"
    MONEY = "money"
    HOME = "home"
    CHILDREN = "children"
    PARENTING = "parenting"
    SCHOOL = "school"
    COURT = "court"
    HEALTH = "health"
    SUBSTANCES = "substances"
    SAFETY = "safety"
    CULTURE = "culture"
    COMING_HOME = "coming_home"
    TRAINING = "training"


class Status(StrEnum):
    """The words of Open Referral UK."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    CLOSED_FOR_NOW = "temporarily closed"


class CostKind(StrEnum):
    FREE = "free"
    PAID = "paid"
    UNKNOWN = ""


WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # RFC 5545 names, as Open Referral UK has them in `byday`


@dataclass(frozen=True, slots=True)
class Hours:
    """When something is open: days as in RFC 5545, times in the site's own time zone, or words where times do not fit."""

    days: tuple[str, ...] = ()
    opens: time | None = None
    closes: time | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Telephone:
    number: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a service is given. Degrees (WGS 84) where known; otherwise found from the postcode."""

    name: str = ""
    address: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    access: str = ""  # how to get in: steps, lift, parking
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything an entry says, apart from when it was assured. The same shape from a form, a spreadsheet and a feed."""

    name: str
    organisation: str
    summary: str = ""
    kinds: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    cost: str = ""
    cost_words: str = ""
    languages: tuple[str, ...] = ()
    access: str = ""
    coverage: str = ""
    how_to_ask: str = ""
    website: str = ""
    email: str = ""
    owner_email: str = ""
    prisons: tuple[str, ...] = ()
    phones: tuple[Telephone, ...] = ()
    spots: tuple[Spot, ...] = ()
    hours: tuple[Hours, ...] = ()
    status: str = Status.ACTIVE
    terms: tuple[str, ...] = ()  # other people's terms, as they named them
    source: str = ""
    historic: bool = False
    uuid: UUID | None = None
    organisation_uuid: UUID | None = None
    organisation_words: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the earth, in degrees (WGS 84), and what it is called."""

    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody is looking for. Nothing given means everything."""

    words: str = ""
    audience: str = ""
    ages: tuple[int, int] | None = None
    stage: str = ""
    prison: str = ""
    near: Point | None = None
    among: tuple[str, ...] = ()  # references of services: what the search made of words that are not written here so


@dataclass(frozen=True, slots=True)
class Found:
    """One row of what was found: one service at one place, or by telephone. `distance_km` only where both places are known."""

    reference: str
    name: str
    summary: str
    phones: tuple[Telephone, ...]
    place: str
    distance_km: float | None
    hours: tuple[str, ...]
    free: bool
    assured_on: date | None
    fresh: bool
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """One page of what was found, nearest first, and what can be rung from anywhere."""

    rows: tuple[Found, ...]
    total: int
    by_phone: tuple[Found, ...]
    phone_total: int
    near: Point | None


@dataclass(frozen=True, slots=True)
class HelpNearHome:
    """A line of a leave pack: assured entries only. `distance_km` is None where a place is not known."""

    name: str
    phone: str
    what: str
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class HelpToGive:
    """A service that somebody at work chose for a family. Not `fresh`: it may not be given to them now."""

    reference: str
    name: str
    phone: str
    what: str
    hours: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a change touches, in words for a moderator."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    by: str
    why: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken: its number in the file (the header is row 1), its cells, and why not."""

    number: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a dry run would do."""

    taken: int
    changed: int
    bad: tuple[BadRow, ...] = ()
    header: tuple[str, ...] = ()
    dry_run: bool = False
    added: int = 0
    names: tuple[str, ...] = field(default=())


def bits(values: Iterable[str], of: type[StrEnum]) -> int:
    """The bit mask of a set of `of`'s values. Raises ValueError for a word that is none of them."""
    return sum(1 << list(of).index(of(value)) for value in set(values))


def unbits(mask: int, of: type[StrEnum]) -> tuple[str, ...]:
    """The values that a bit mask stands for, in order."""
    return tuple(member.value for place, member in enumerate(of) if mask & (1 << place))
