"""The words of the library: what kinds of resource there are, for whom, at which stage, on what, and what an entry says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a resource is."""

    BOOK = "book"
    STORY_BOOK = "story_book"
    COMIC = "comic"
    LEAFLET = "leaflet"
    FACTSHEET = "factsheet"
    GUIDE = "guide"
    PACK = "pack"
    FILM = "film"
    SOUND = "sound"
    GAME = "game"
    ART = "art"
    WEBSITE = "website"
    TRAINING = "training"
    PROGRAMME = "programme"
    POLICY = "policy"
    LAW = "law"
    STANDARD = "standard"
    STATISTICS = "statistics"
    REPORT = "report"
    RESEARCH = "research"
    ARTICLE = "article"
    TOOL = "tool"


class Audience(StrEnum):
    """Whom a resource is for."""

    UNDER_8 = "under_8"
    AGES_8_TO_12 = "ages_8_to_12"
    AGES_13_UP = "ages_13_up"
    CARERS = "carers"
    PARENTS_INSIDE = "parents_inside"
    PRISON_STAFF = "prison_staff"
    TEACHERS = "teachers"
    EARLY_YEARS = "early_years"
    SOCIAL_WORKERS = "social_workers"
    FOSTER_CARERS = "foster_carers"
    HEALTH = "health"
    POLICE = "police"
    COURTS = "courts"
    PROBATION = "probation"
    VOLUNTARY = "voluntary"
    POLICY_MAKERS = "policy_makers"
    RESEARCHERS = "researchers"


class Stage(StrEnum):
    """The part of the way that a resource is about."""

    ARREST = "arrest"
    COURT = "court"
    REMAND = "remand"
    PRISON = "prison"
    RELEASE = "release"
    AFTER = "after"


class Subject(StrEnum):
    """What a resource is about. The first sixteen are the keywords of SCIE Guide 22's own scope."""

    GOOD_PRACTICE = "good_practice"
    CHILDREN_FOCUSED = "children_focused"
    CONSEQUENCES = "consequences"
    FAMILY_FOCUSED = "family_focused"
    GOVERNMENT = "government"
    INTERFACE = "interface"
    INTERVENTION = "intervention"
    MOTHER_BABY_UNIT = "mother_baby_unit"
    KEY_DOCUMENT = "key_document"
    NORTHERN_IRELAND = "northern_ireland"
    PARENT_FOCUSED = "parent_focused"
    RESIDENTIAL_CARE = "residential_care"
    STATISTICS = "statistics"
    SUPPORT = "support"
    VISITING = "visiting"
    WOMEN = "women"
    TELLING = "telling"
    KEEPING_IN_TOUCH = "keeping_in_touch"
    SCHOOL = "school"
    MONEY = "money"
    GRANDPARENTS = "grandparents"
    ETHNICITY = "ethnicity"
    RIGHTS = "rights"
    TRAINING = "training"


GUIDE_KEYWORDS = tuple(Subject)[:16]


class Usefulness(StrEnum):
    """What a practitioner found when they used it."""

    VERY = "very"
    SOMEWHAT = "somewhat"
    LITTLE = "little"


class ReviewState(StrEnum):
    WAITING = "waiting"
    SHOWN = "shown"
    DECLINED = "declined"


# The groups of marks a resource carries, and the words that each may hold. Facets, and OAI-PMH sets, are made of these.
GROUPS: Mapping[str, type[StrEnum]] = {"audience": Audience, "stage": Stage, "subject": Subject}


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything an entry says; the same shape from a form, the catalogue and a file of references.

    `authors` are "Family, Given" or the name of a body. `named_here` says that the source gives no title, so that the title
    is a description of ours. `address_then` and `address_then_year` are where the source said it could be had: history,
    never re-checked, shown as text. `url` is an address an editor entered.
    """

    title: str
    kind: str = Kind.REPORT
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    year: int | None = None
    language: str = ""
    format: str = ""
    length: str = ""
    cost: str = ""
    how_to_get: str = ""
    licence: str = ""
    description: str = ""
    good_for: str = ""
    audiences: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    isbn: str = ""
    doi: str = ""
    url: str = ""
    journal: str = ""
    seed: str = ""
    listed_in: str = ""
    address_then: str = ""
    address_then_year: int | None = None
    named_here: bool = False
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class BadItem:
    """An item of a file that was not taken: its number in the file from 1, what it was, and why not."""

    number: int
    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file of references: the good items with their numbers, and the bad ones."""

    good: tuple[tuple[int, Draft], ...]
    bad: tuple[BadItem, ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """An entry that is probably the same thing."""

    reference: str
    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a dry run would do. `twins` are items left out as already here, with the entry each is."""

    added: tuple[str, ...] = ()
    twins: tuple[tuple[int, str, Twin], ...] = ()
    bad: tuple[BadItem, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that an edit changed."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReadingList:
    """A list that somebody may give away: one of their own, or a collection that is open to all."""

    reference: str
    title: str
    size: int
    own: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A resource in three lines, for somebody who is given it on paper."""

    reference: str
    title: str
    about: str
    how_to_get: str
