"""What the pages of offering show. Built from Views alone, so nothing stands here that its reader may not see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.decisions import Decision
from kinkeeper.offers.types import Reopening
from kinkeeper.people.types import DemographicsView, Known, RouteKind, Tie
from kinkeeper.sharing.types import BasisKind


@dataclass(frozen=True, slots=True)
class RouteOnSheet:
    """A way to reach somebody that is known to be safe."""

    kind: RouteKind
    value: str
    safe_times: str
    may_leave_message: bool


@dataclass(frozen=True, slots=True)
class RouteNotToUse:
    """A way that must not be used. Its number is not shown. `known_unsafe` is False where nobody has said yet."""

    kind: RouteKind
    known_unsafe: bool


@dataclass(frozen=True, slots=True)
class ChildOnSheet:
    name: str
    age: int | None
    lives_here: bool
    known: Known
    words: str
    told_on: date | None
    grounds: tuple[Ground, ...] = ()
    withheld: tuple[tuple[Category, str], ...] = ()
    responsible: tuple[tuple[str, str], ...] = ()  # who may agree for the child: name, and code of the source

    @property
    def knows(self) -> bool:
        """Whether the child has been told. Unknown means not told."""
        return self.known is Known.PRISON


@dataclass(frozen=True, slots=True)
class Ground:
    """On what basis one part is shown, and by which rule of the policy."""

    categories: tuple[Category, ...]
    kind: BasisKind
    rule: str


@dataclass(frozen=True, slots=True)
class PersonOnSheet:
    """Somebody the sheet speaks of. `withheld` maps no value: only that a part is kept back, and the code of why."""

    name: str
    first_name: str
    grounds: tuple[Ground, ...]
    withheld: tuple[tuple[Category, str], ...]
    died: bool = False


@dataclass(frozen=True, slots=True)
class ParentsWord:
    """For what details may be used (codes of PassOnFor), who will not be told (codes of NotTold); whether it was taken back."""

    agreed_for: tuple[str, ...] = ()
    not_told: tuple[str, ...] = ()
    withdrawn: bool = False
    written: bool = False  # whether the parent's word about this household is on record at all


@dataclass(frozen=True, slots=True)
class SameFamily:
    """Another family of the reader's, to which somebody of this home belongs too (`who`, by name), under another record."""

    who: tuple[str, ...]
    reference: str
    name: str
    tie: str
    held_name: str
    state: str
    worker: str


@dataclass(frozen=True, slots=True)
class CallSheet:
    """All a worker needs before dialling."""

    contact: PersonOnSheet
    held: PersonOnSheet | None
    tie: Tie
    children: tuple[ChildOnSheet, ...]
    others: tuple[PersonOnSheet, ...]
    may_ring: Decision
    ring_from: datetime
    safe_routes: tuple[RouteOnSheet, ...]
    routes_not_to_use: tuple[RouteNotToUse, ...]
    address: str
    postcode: str
    may_post: bool
    speech: DemographicsView | None
    prison_name: str
    told_us_on: datetime
    word: ParentsWord
    not_to_be_told: str  # in words, beside the codes
    shows_support: bool  # answers, tries and notes may be shown
    expecting: bool
    same_person: tuple[SameFamily, ...] = ()

    @property
    def ringable(self) -> tuple[RouteOnSheet, ...]:
        """The safe numbers to ring."""
        return tuple(route for route in self.safe_routes if route.kind is RouteKind.PHONE)

    @property
    def untold(self) -> tuple[ChildOnSheet, ...]:
        """The children who have not been told, and before whom nothing may be said."""
        return tuple(child for child in self.children if not child.knows)

    @property
    def somebody_died(self) -> bool:
        """Whether a death is recorded: then nobody is rung before a lead has looked."""
        return self.contact.died or (self.held is not None and self.held.died)


@dataclass(frozen=True, slots=True)
class FamilyOnList:
    """One line of the list of families to reach."""

    reference: str
    name: str
    tie: str
    held_name: str
    prison_name: str
    state: str
    due_at: datetime | None
    due_for: str
    offer_due_at: datetime
    offered_at: datetime | None
    worker: str
    tries: int
    needs_a_person: str
    pack_sent: bool
    is_twice: bool = False  # somebody of this home is in another family the reader may see, under another record


@dataclass(frozen=True, slots=True)
class FamilyToAskAgain:
    """A family that said no, or was never reached, and what has changed since that gives reason to ask."""

    reference: str
    name: str
    tie: str
    held_name: str
    state: str
    answered_at: datetime | None
    kept_until: datetime | None
    reasons: tuple[Reopening, ...]
