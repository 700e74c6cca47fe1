"""Who may see what, worked out a second time from the bare rows: no queries of `sharing`, only its table's `decide`.

Every row is read whole and judged here in plain Python, so that a slip in a filter of `sharing.queries` shows.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model

from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.bulk import every_row
from kinkeeper.foundation.categories import Category, mask
from kinkeeper.offers.models import Offer, PermissionGiven
from kinkeeper.people.models import Identity, Kin, Told
from kinkeeper.people.types import Known, ParentalResponsibility
from kinkeeper.sharing.models import Basis, Involvement, Restriction
from kinkeeper.sharing.rules import decide
from kinkeeper.sharing.types import (
    FAMILY_ROLE,
    AgeBand,
    BasisKind,
    BasisState,
    ChildKnows,
    Purpose,
    Question,
    Relation,
    Restricted,
    RestrictionKind,
)

SAYS_WHERE = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_DETAILS})
_LIFE = ("starts_at", "ends_at", "withdrawn_at")


def _rows(model: type[Model], *names: str) -> Iterable[Any]:
    row = _row(("id", *names))
    return [row(*columns) for columns in every_row(model, row._fields)]


@cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


class Rows:
    """All that bears on sharing, as it stands in the database at this moment, judged as of `moment`."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.bases: dict[tuple[int, int, str], list[Any]] = defaultdict(list)
        for basis in _rows(Basis, "reference", "person_id", "agency_id", "purpose", "kind", "categories", *_LIFE):
            self.bases[basis.person_id, basis.agency_id, basis.purpose].append(basis)
        self.involvements: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for row in _rows(Involvement, "person_id", "agency_id", "team_id", "member_id", "ended_at"):
            self.involvements[row.person_id, row.agency_id].append(row)
        self.restrictions: dict[int, list[Any]] = defaultdict(list)
        for row in _rows(Restriction, "person_id", "agency_id", "reader_id", "kind", "starts_at", "lifted_at"):
            self.restrictions[row.person_id].append(row)
        self.born = {row.person_id: row for row in _rows(Identity, "person_id", "birth_date", "born_about")}
        self.told = {row.person_id: row.known for row in _rows(Told, "person_id", "known")}

        self.answers_for = {
            (tie.person_id, tie.relative_id)
            for tie in _rows(Kin, "person_id", "relative_id", "parental_responsibility", "ended_on")
            if tie.ended_on is None and tie.parental_responsibility == ParentalResponsibility.YES
        }
        self.offers = list(_rows(Offer, "reference", "held_id", "contact_id", "state", "passed_on_at", "permitted_until"))
        self.permissions = {row.offer_id: row for row in _rows(PermissionGiven, "offer_id", "purposes", "withdrawn_at")}

    def is_live(self, basis: Any) -> bool:
        """Begun, not over, not taken back."""
        if basis.withdrawn_at is not None or basis.starts_at > self.moment:
            return False
        return basis.ends_at is None or basis.ends_at > self.moment

    def grounds(self, by: Actor, purpose: Purpose, person: int) -> dict[Category, frozenset[str]]:
        """For each category that may be seen, the references of all bases on which it may ("" for one's own record)."""
        relation, held = self._standing(by, purpose, person)
        restricted = self._restricted(by, person)
        found: dict[Category, set[str]] = defaultdict(set)
        age, knows = AgeBand.CHILD, ChildKnows.NOT_TOLD
        if relation in {Relation.DATA_SUBJECT, Relation.KIN}:  # what a child may meet goes by the reader's age
            reader = by.person_id or 0
            age = AgeBand.ADULT if self.is_adult(reader) else AgeBand.CHILD
            knows = ChildKnows.TOLD if self.told.get(reader) == Known.PRISON else ChildKnows.NOT_TOLD
        role = FAMILY_ROLE if by.kind is ActorKind.FAMILY else by.role if by.kind is ActorKind.STAFF else ""
        for kind, reference, categories, live in held:
            state = BasisState.LIVE if live else BasisState.DEAD
            for category in Category:
                if categories & category.bit:
                    point = Question(role, relation, purpose, category, kind, state, age, knows, restricted)
                    if decide(point).allowed:
                        found[category].add(reference)
        return {category: frozenset(references) for category, references in found.items()}

    def _standing(self, by: Actor, purpose: Purpose, person: int) -> tuple[Relation, list[tuple[BasisKind, str, int, bool]]]:
        if by.kind is ActorKind.FAMILY and by.person_id == person:
            return Relation.DATA_SUBJECT, [(BasisKind.DATA_SUBJECT, "", ~0, True)]
        if by.kind is ActorKind.FAMILY and by.person_id:
            return self._kin(by.person_id, person)
        if by.kind is not ActorKind.STAFF or not by.agency_id:
            return Relation.NONE, []
        mine = [
            row
            for row in self.involvements.get((person, by.agency_id), ())
            if row.ended_at is None and row.member_id in {None, by.member_id}
        ]
        relation = Relation.OWN_AGENCY if mine else Relation.NONE
        if any(row.team_id in by.team_ids for row in mine if row.team_id is not None):
            relation = Relation.OWN_TEAM
        rows = self.bases.get((person, by.agency_id, purpose), ())
        return relation, [(BasisKind(row.kind), row.reference, row.categories, self.is_live(row)) for row in rows]

    def _kin(self, reader: int, person: int) -> tuple[Relation, list[tuple[BasisKind, str, int, bool]]]:
        """A child one answers for until it grows up, and whoever is inside, as far as they agreed that one is told."""
        found: list[tuple[BasisKind, str, int, bool]] = []
        if (reader, person) in self.answers_for and not self.is_adult(person):
            found.append((BasisKind.DATA_SUBJECT, "", ~0, True))
        for offer in self.offers:
            if (offer.contact_id, offer.held_id) == (reader, person) and self._says_where(offer):
                found.append((BasisKind.CONSENT, offer.reference, mask(SAYS_WHERE), True))
        return Relation.KIN if found else Relation.NONE, found

    def _says_where(self, offer: Any) -> bool:
        """Passed on, not stopped, closed or run out, and the word given for a pack not taken back."""
        if offer.passed_on_at is None or offer.state not in {"passed_on", "attempted", "reached", "later", "accepted"}:
            return False
        if offer.permitted_until is not None and offer.permitted_until < self.moment.astimezone(_zone()).date():
            return False
        said = self.permissions.get(offer.id)
        return said is None or (said.withdrawn_at is None and "pack" in said.purposes.split(","))

    def _restricted(self, by: Actor, person: int) -> Restricted:
        worst = Restricted.NO
        for row in self.restrictions.get(person, ()):
            if row.lifted_at is not None or row.starts_at > self.moment:
                continue
            everybody = row.agency_id is None and row.reader_id is None
            against_me = row.agency_id == by.agency_id if by.agency_id else by.person_id and row.reader_id == by.person_id
            if not (everybody or against_me):
                continue
            if row.kind != RestrictionKind.OBJECTION:
                return Restricted.STOP
            worst = Restricted.OBJECTION
        return worst

    def is_adult(self, person: int) -> bool:
        """Whether they are known to have reached the age of an adult here."""
        row = self.born.get(person)
        today = self.moment.astimezone(_zone()).date()
        if row is None:
            return False
        if row.birth_date is not None:
            return today >= _birthday(row.birth_date, settings.ADULT_AGE)
        return row.born_about is not None and today.year - row.born_about > settings.ADULT_AGE


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return date(born.year + years, 3, 1)
