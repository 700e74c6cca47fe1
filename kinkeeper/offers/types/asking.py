"""The words of asking: the card, the worry about a child, and what a parent may say about passing on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kinkeeper.people.types import Known, Reading, Tie

# Beside the sources that a jurisdiction knows: the two other answers to "Has this person parental responsibility?"
NO, UNKNOWN = "no", "unknown"


class CarerNow(StrEnum):
    """Who has the children tonight, as ticked on the card. What they are to the child, not to the parent."""

    OTHER_PARENT = "other_parent"
    STEP_PARENT = "step_parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"  # grown up
    AUNT_OR_UNCLE = "aunt_or_uncle"
    FRIEND = "friend"  # or a neighbour, or a partner who is not a step-parent
    FOSTER_CARER = "foster_carer"
    OTHER = "other"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class SafeNow(StrEnum):
    SAFE = "safe"
    NOT_SAFE = "not_safe"
    UNKNOWN = "unknown"


class TellTonight(StrEnum):
    """Who should know tonight. Ticked, not typed: a first night's card holds no name."""

    CARER = "carer"
    SCHOOL = "school"
    CHILDRENS_SERVICES = "childrens_services"
    SOMEBODY_ELSE = "somebody_else"
    NOBODY = "nobody"


class Way(StrEnum):
    """How somebody's word was given."""

    SPOKEN = "spoken"
    PAPER = "paper"
    PORTAL = "portal"  # on their own page


class Refusal(StrEnum):
    """The answers to "May we ask about your family?" that are not yes. Each is respected."""

    NOT_PERMITTED = "not_permitted"
    DID_NOT_WISH_TO_SAY = "did_not_wish_to_say"
    NOBODY_OUTSIDE = "nobody_outside"


class AgeGroup(StrEnum):
    """Ages of the children in a refusal's tally: a band for all of them, never one child's age."""

    NOT_SAID = "not_said"
    UNDER_5 = "under_5"
    FROM_5_TO_10 = "5_to_10"
    FROM_11_TO_17 = "11_to_17"
    MIXED = "mixed"


class PassOnFor(StrEnum):
    """What the details may be used for."""

    RING = "ring"
    PACK = "pack"
    CHILDREN = "children"  # help for the children themselves


class NotTold(StrEnum):
    """Who will not be told: asked in the same breath as who will."""

    CHILDREN = "children"
    SCHOOL = "school"
    WIDER_FAMILY = "wider_family"
    EMPLOYER = "employer"
    NEIGHBOURS = "neighbours"


class Concern(StrEnum):
    """Why somebody must look at an asking or an offer, as a code on it."""

    REVERSED_AFTER_PERMISSION = "reversed_after_permission"
    MERGED_AFTER_PERMISSION = "merged_after_permission"
    FLAGGED = "custody_flagged"
    WITHDRAWN_AFTER_ACCEPTED = "withdrawn_after_accepted"
    PASSED_ON_BY_MISTAKE = "passed_on_by_mistake"


class ChildOf(StrEnum):
    """What a child is to the person in custody."""

    SON_OR_DAUGHTER = "son_or_daughter"
    STEPCHILD = "stepchild"
    SIBLING = "sibling"
    GRANDCHILD = "grandchild"
    NIECE_OR_NEPHEW = "niece_or_nephew"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CardAnswers:
    """One first-night card. `taken_at` and `taken_by` are set when it was taken on paper and is entered later."""

    child_depends: str  # types.Answer
    carer: CarerNow | None = None
    safe: SafeNow | None = None
    collected: str = ""  # types.Answer, or empty where no child needs collecting
    tell_tonight: tuple[TellTonight, ...] = ()
    taken_on_paper_at: datetime | None = None
    taken_by_name: str = ""
    area: str = ""  # where they live, as duty teams name it


@dataclass(frozen=True, slots=True)
class ChildTold:
    """A child of whom the duty team was told, on the basis of safeguarding."""

    given_name: str
    family_name: str = ""
    age: int | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Self:
    """The parent, as they name themselves."""

    given_name: str
    family_name: str
    known_as: str = ""
    birth_date: date | None = None
    languages: str = ""
    interpreter: str = ""
    reading: Reading = Reading.NOT_ASKED
    ethnicity: str = ""
    expecting: bool = False
    baby_inside: bool = False


@dataclass(frozen=True, slots=True)
class Adult:
    """A grown-up outside: what they are to the parent, how and when to reach them safely. `home` numbers the household."""

    given_name: str
    family_name: str
    tie: Tie
    home: int
    age: int | None = None  # about, in years: of somebody of no known age their own page speaks as to a child
    phone: str = ""
    safe_to_ring: SafeNow = SafeNow.UNKNOWN
    safe_times: str = ""
    may_leave_message: bool = False
    languages: str = ""
    address: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Child:
    """A child. `carer` is the place in `Answers.adults` of whom they live with, or None (in care, inside, not known)."""

    given_name: str
    family_name: str
    is_my: ChildOf
    birth_date: date | None = None
    age: int | None = None
    carer: int | None = None
    carer_tie: Tie | None = None  # the carer is this to the child
    elsewhere: str = ""  # where they live, when with none of the adults named: a code
    school: str = ""
    known: Known = Known.UNKNOWN
    told_words: str = ""
    told_on: date | None = None
    mine: str = UNKNOWN  # from what the parent asked has parental responsibility: a code of the jurisdiction, NO or UNKNOWN
    others: Mapping[int, str] = field(default_factory=dict)  # the same for each adult, by their place in `adults`


@dataclass(frozen=True, slots=True)
class Permission:
    """What the parent said about one household: whom of it (places in `adults` and `children`), to which team, for what.

    With nobody in `adults` nothing is passed on, and of that household nothing is kept.
    """

    adults: tuple[int, ...] = ()
    children: tuple[int, ...] = ()
    team: str = ""  # reference of the family service's team
    purposes: tuple[PassOnFor, ...] = ()
    until: date | None = None
    not_told: tuple[NotTold, ...] = ()
    not_told_words: str = ""


@dataclass(frozen=True, slots=True)
class InterviewAnswers:
    """A whole interview. `permissions` maps each household's number to what the parent said about it."""

    me: Self
    adults: tuple[Adult, ...] = ()
    children: tuple[Child, ...] = ()
    permissions: Mapping[int, Permission] = field(default_factory=dict)
    way: Way = Way.SPOKEN
    interpreter_used: bool = False
    taken_on_paper_at: datetime | None = None
    taken_by_name: str = ""


@dataclass(frozen=True, slots=True)
class SafetyView:
    """A worry about the children of a person in custody: what sharing shows of it, to those who act on it."""

    reference: str
    raised_at: datetime
    carer: CarerNow
    safe: SafeNow
    words: str
    answered_at: datetime | None
