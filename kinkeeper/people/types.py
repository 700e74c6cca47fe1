"""The words of `people`, and what each category of a person's data looks like when it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Tie(StrEnum):
    """What one person is to another: `person` is the `tie` of `relative`."""

    MOTHER = "mother"
    FATHER = "father"
    PARENT = "parent"  # one or the other: nobody said which
    STEP_PARENT = "step_parent"
    PARTNER = "partner"
    FORMER_PARTNER = "former_partner"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    SON_OR_DAUGHTER = "son_or_daughter"
    FOSTER_CARER = "foster_carer"
    GUARDIAN = "guardian"
    FRIEND = "friend"
    OTHER = "other"


# Near relatives under the private fostering rules (Children Act 1989, section 105: relative): anybody else who cares for a
# child for 28 days or more is a private foster carer, and the local authority must be told.
NEAR_RELATIVES = frozenset(
    {Tie.MOTHER, Tie.FATHER, Tie.PARENT, Tie.STEP_PARENT, Tie.GRANDPARENT, Tie.SIBLING, Tie.AUNT_OR_UNCLE, Tie.GUARDIAN}
)


class ParentalResponsibility(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # cannot consent for the child, but may be supported


class Known(StrEnum):
    """What a child has been told of where their parent is. Unknown means not told."""

    NOTHING = "nothing"
    AWAY = "away"  # away, at work, in hospital: a story
    PRISON = "prison"
    UNKNOWN = "unknown"


class RouteKind(StrEnum):
    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"


class Safety(StrEnum):
    SAFE = "safe"
    NOT_SAFE = "not_safe"
    UNKNOWN = "unknown"  # whoever is not known to be safe to ring is not rung


class Reading(StrEnum):
    EASY = "easy"
    SOME_HELP = "some_help"
    HARD = "hard"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class IdentityView:
    given_name: str
    family_name: str
    known_as: str
    birth_date: date | None
    born_about: int | None  # a year, where only an age was known
    died_on: date | None

    @property
    def name(self) -> str:
        """The name a worker says: "Rosa (Rosie) Thorn"."""
        called = f" ({self.known_as})" if self.known_as and self.known_as != self.given_name else ""
        return f"{self.given_name}{called} {self.family_name}".strip()

    @property
    def first_name(self) -> str:
        return self.known_as or self.given_name


@dataclass(frozen=True, slots=True)
class RouteView:
    reference: str
    kind: RouteKind
    value: str
    safety: Safety
    safe_times: str
    may_leave_message: bool
    says_prison_call: bool  # the line announces where a call comes from
    version: int


@dataclass(frozen=True, slots=True)
class WhereaboutsView:
    address: str
    postcode: str
    country: str
    school: str
    routes: tuple[RouteView, ...]


@dataclass(frozen=True, slots=True)
class TieView:
    """`person_id` is the `tie` of `relative_id`."""

    person_id: int
    relative_id: int
    tie: Tie
    lives_with: bool
    cares_for: bool
    parental_responsibility: ParentalResponsibility
    responsibility_source: str


@dataclass(frozen=True, slots=True)
class TiesView:
    """One person's live ties, in both directions."""

    ties: tuple[TieView, ...]


@dataclass(frozen=True, slots=True)
class ToldView:
    known: Known
    words: str
    told_on: date | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class DemographicsView:
    languages: str
    interpreter: str
    reading: Reading
    ethnicity: str
    sex: str


@dataclass(frozen=True, slots=True)
class HealthView:
    expecting: bool
    baby_inside: bool
    notes: str


@dataclass(frozen=True, slots=True)
class Said:
    """People who describe themselves alike: how many in each set that was asked about, and the values of those who have one."""

    counts: dict[str, int]
    values: list[float]
