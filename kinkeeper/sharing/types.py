"""The words of sharing: what for, on what basis, how near, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from kinkeeper.foundation.categories import Category


class Purpose(StrEnum):
    OFFER_SUPPORT = "offer_support"
    SAFEGUARD = "safeguard"
    ARRANGE_CONTACT = "arrange_contact"
    SUPPORT_EDUCATION = "support_education"
    SUPPORT_HEALTH = "support_health"
    PLAN_RELEASE = "plan_release"
    COORDINATE_NETWORK = "coordinate_network"
    RUN_SERVICE = "run_service"
    STATISTICS = "statistics"
    OWN_RECORD = "own_record"


class BasisKind(StrEnum):
    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"
    SAFEGUARDING = "safeguarding"
    LEGAL_DUTY = "legal_duty"
    OWN_WORK = "own_work"  # only what the agency itself saw or did
    DATA_SUBJECT = "data_subject"


# What an agency sees by its work or by law, without anybody's word and mostly without a day on which it is looked at again.
UNDATED = (BasisKind.LEGAL_DUTY, BasisKind.PUBLIC_TASK, BasisKind.LEGITIMATE_INTERESTS)


class BasisState(StrEnum):
    LIVE = "live"
    DEAD = "dead"  # none, not begun, ended or withdrawn: permits nothing and denies nothing


class Relation(StrEnum):
    """How near the actor stands to the person. A team's member is also their agency's: the nearer word is used."""

    OWN_TEAM = "own_team"
    OWN_AGENCY = "own_agency"
    DATA_SUBJECT = "data_subject"
    # A family member who reads of another: of a child they answer for, by their own right, or of a parent who agreed to it.
    KIN = "kin"
    NONE = "none"


class AgeBand(StrEnum):
    CHILD = "child"  # and whoever's age is not known
    ADULT = "adult"


class ChildKnows(StrEnum):
    TOLD = "told"
    NOT_TOLD = "not_told"  # and whoever has not been asked


class Restricted(StrEnum):
    NO = "no"
    OBJECTION = "objection"  # stops what rests on a public task or legitimate interests
    STOP = "stop"  # a court order against the reader, or a closed record: stops everything


class RestrictionKind(StrEnum):
    COURT_ORDER = "court_order"
    OBJECTION = "objection"
    CLOSED_RECORD = "closed_record"


class InvolvementKind(StrEnum):
    HELD_HERE = "held_here"  # a prison holds this person now
    FAMILY_OF_HELD = "family_of_held"  # named to the prison by somebody it holds
    SUPPORTS = "supports"  # a family service was passed this person
    WORKS_WITH = "works_with"
    ANSWERS_TO = "answers_to"  # the person asked this agency for all that is held about them


FAMILY_ROLE = "family"  # what a family member's Actor counts as in the table


@dataclass(frozen=True, slots=True)
class Question:
    """One point of the domain: may this reader see this category of this person for this purpose on this basis?

    `age` and `knows` are a family member's own, who reads: of themselves, or as kin.
    """

    role: str
    relation: Relation
    purpose: Purpose
    category: Category
    basis: BasisKind
    state: BasisState
    age: AgeBand
    knows: ChildKnows
    restricted: Restricted


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands in a View where the purpose has a category that the reader may not see. `reason` is a code."""

    reason: str


@dataclass(frozen=True, slots=True)
class Permit:
    """Why a category is shown: the policy's rule and the basis, with its reference."""

    rule: str
    kind: BasisKind
    basis: str


@dataclass(frozen=True, slots=True)
class Word:
    """That `person` agreed to a family member's being told some categories: `reference` names where it is written down."""

    person_id: int
    reference: str
    categories: frozenset[Category]


WordsFor = Callable[[int], Sequence[Word]]
"""Given the id of a family member, what others agreed that they may be told, and have not taken back."""

T = TypeVar("T")
Loader = Callable[[Sequence[int]], Mapping[int, object]]
"""Given ids of people, what is held of them in one category. People of whom nothing is held are left out."""
JointLoader = Callable[[Mapping[Category, Sequence[int]]], Mapping[Category, Mapping[int, object]]]
"""The same for several categories that lie in one table, read once: given whose may be shown in each."""


@dataclass(frozen=True, slots=True)
class View:
    """One person as one reader may see them for one purpose.

    `shown` maps each permitted category to what is held, one part from each room that holds some (absent when none
    does); `withheld` maps those of the purpose's categories that are refused. A category that the purpose does not have
    is in neither.
    """

    person_id: int
    reference: str
    shown: Mapping[Category, tuple[object, ...]] = field(default_factory=dict)
    withheld: Mapping[Category, Withheld] = field(default_factory=dict)
    permits: Mapping[Category, Permit] = field(default_factory=dict)

    def part(self, category: Category, kind: type[T]) -> T | None:
        """The part of type `kind` that is shown in `category`; None when nothing is held or it is withheld."""
        for part in self.shown.get(category, ()):
            if isinstance(part, kind):
                return part
        return None

    def may_see(self, category: Category) -> bool:
        """Whether the category was permitted, though perhaps nothing is held in it."""
        return category in self.permits


@dataclass(frozen=True, slots=True)
class NewBasis:
    """A basis to be given: on what ground one agency may see `categories` of one person for one purpose.

    `ends_at` is None for "until withdrawn". Consent needs `given_by`; safeguarding `reason`, `decided_by`, `review_on`;
    a legal duty its `law`; a public task or legitimate interests the `agreement_id` they come from, except for what the
    agency holds by its own office (a prison and those it holds).
    """

    person_id: int
    agency_id: int
    kind: BasisKind
    purpose: Purpose
    categories: frozenset[Category]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    given_by_id: int | None = None
    evidence: str = ""
    agreement_id: int | None = None
    law: str = ""
    reason: str = ""
    decided_by: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewInvolvement:
    """That an agency, or one of its teams, works with a person from now."""

    person_id: int
    agency_id: int
    kind: InvolvementKind
    team_id: int | None = None
    member_id: int | None = None


class ConsentWay(StrEnum):
    """How somebody's word came to us."""

    PAPER = "paper"
    VOICE = "voice"  # said to a worker, who heard it
    PORTAL = "portal"


class ConsentEnd(StrEnum):
    """Why a consent ended before its time."""

    WITHDRAWN = "withdrawn"
    NARROWED = "narrowed"  # another, narrower one stands in its place
    RENEWED = "renewed"
    GROWN_UP = "grown_up"  # given for a child who is a child no longer: they are asked anew
    CARER_CHANGED = "carer_changed"
    DISAGREED = "disagreed"  # another person with parental responsibility, or the child, said no


class DisagreementOutcome(StrEnum):
    """What a named person decided about two people's different words."""

    STAYS_ENDED = "stays_ended"
    RESTORED = "restored"


class GlassOutcome(StrEnum):
    """What the review of a record opened without anybody's agreement came to."""

    RIGHT = "right"
    RIGHT_BUT_LEARN = "right_but_learn"
    WRONG = "wrong"


class KeptBy(StrEnum):
    """Why the law does not let somebody's record be erased now."""

    LEGAL_DUTY = "legal_duty"
    SAFEGUARDING = "safeguarding"
    HELD = "held"  # they are in custody: the prison must know whom it holds
    COURT_ORDER = "court_order"


@dataclass(frozen=True, slots=True)
class NewConsent:
    """Somebody's word that `agencies` may see `categories` of `person_id` for `purpose`, until `ends_at` or taken back.

    `understanding` is what a worker saw of a child's understanding, in the worker's words. `heard_at` is when it was said
    or signed. `scan` is the signed form as it was accepted, which the action keeps.
    """

    person_id: int
    given_by_id: int
    agencies: frozenset[int]
    purpose: Purpose
    categories: frozenset[Category]
    way: ConsentWay
    ends_at: datetime | None = None
    heard_at: datetime | None = None
    understanding: str = ""
    understands: bool | None = None
    scan: bytes = field(default=b"", repr=False)
    scan_type: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How somebody took their word back: said or signed `at`, or now. `scan` is what they wrote, as it was accepted."""

    way: ConsentWay
    at: datetime | None = None
    scan: bytes = field(default=b"", repr=False)
    scan_type: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """Who would see what: people of `role` at one agency, in `their_team` alone or all of the agency."""

    role: str
    their_team: bool
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class SightAt:
    """Who would see what at one agency, and how many people that is today."""

    agency_id: int
    agency: str  # its neutral name, where it has one
    role: str
    how_many: int
    their_team: bool
    categories: tuple[Category, ...]
