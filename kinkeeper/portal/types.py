"""The words of the portal: ways in, what a family asks for, and who was told what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kinkeeper.foundation.categories import Category
from kinkeeper.sharing.types import BasisKind, Purpose


class WayIn(StrEnum):
    """By which route the one-time codes go: the person chose it."""

    TEXT = "text"
    EMAIL = "email"


class RequestKind(StrEnum):
    """What a family member asks of, or tells, the service that let them in."""

    MESSAGE = "message"
    PUT_RIGHT = "put_right"
    WHO_KNOWS = "who_knows"  # who was told what about me, on paper
    EVERYTHING = "everything"  # all that is held about me
    ERASE = "erase"
    FEEDBACK = "feedback"


class RequestState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"  # with a reason in words


class HowWasIt(StrEnum):
    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Telling:
    """That somebody was shown something, in codes that a page puts into words. `agency` is a name; empty: one of us.

    `unnamed` stands for an agency whose very kind would tell an untold child too much.
    """

    on: date
    agency: str
    unnamed: bool
    role: str
    purpose: Purpose | None
    categories: tuple[Category, ...]
    ground: BasisKind | None
    since: datetime | None
    times: int


@dataclass(frozen=True, slots=True)
class TellingDay:
    on: date
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class HiddenTelling:
    """One entry that its subject does not see yet, for the named person who may release it."""

    entry_id: int
    key: str  # what stands for the entry on a page: its number would tell how much is looked at in between
    at: datetime
    role: str
    purpose: str
    categories: tuple[Category, ...]
    released: bool


@dataclass(frozen=True, slots=True)
class NewCode:
    """A letter's code as it is shown this once: "K7QF 29MD 4TX8"."""

    code: str
    expires_at: datetime
