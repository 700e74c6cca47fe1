"""Bases and involvements, as the actions of custody and offers would have given and ended them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from kinkeeper.demo.scale.lives import Home
from kinkeeper.demo.scale.people import HomeIds
from kinkeeper.demo.scale.places import PrisonAt
from kinkeeper.demo.scale.writing import Writer
from kinkeeper.foundation.categories import Category, mask
from kinkeeper.offers.types import OfferState
from kinkeeper.people.types import Tie
from kinkeeper.sharing.models import Basis, Involvement, Restriction
from kinkeeper.sharing.types import BasisKind, InvolvementKind, Purpose, RestrictionKind

_OFFICE = (Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS)
_FAMILY = (
    Category.EXISTENCE, Category.IDENTITY, Category.WHEREABOUTS, Category.KIN, Category.CUSTODY_FACT, Category.SUPPORT,
    Category.DEMOGRAPHICS,
)  # fmt: skip
_HELD_HERE = mask(_OFFICE)
_PASSED_ON = mask(_FAMILY)
_PARENT = mask({*_OFFICE, Category.KIN, Category.SUPPORT})
_AGREED = mask({*_FAMILY, *_OFFICE, Category.HEALTH, Category.CONTACT})
KEEP = timedelta(days=90)
_OFFER = Purpose.OFFER_SUPPORT.value


class SharingTables:
    """Writes what disclosure rests on."""

    def __init__(self, writer: Writer, moment: datetime, chance: random.Random) -> None:
        self._moment, self._chance = moment, chance
        self._knows = (0, 0)  # the last parent and the team that works with them
        self.bases = writer.table(
            Basis, "person_id", "agency_id", "kind", "purpose", "categories", "starts_at", "withdrawn_at", "given_by_id",
            "evidence", "agreement_id",
        )  # fmt: skip
        self._involved = writer.table(
            Involvement, "person_id", "agency_id", "team_id", "member_id", "kind", "since", "ended_at"
        )
        self._restrictions = writer.table(Restriction, "person_id", "kind", "agency_id", "starts_at")

    def hold(self, person: int, prison: int, since: datetime, until: datetime | None) -> None:
        """A prison works with somebody it holds, until their release is confirmed or they are moved."""
        self._involved.add(person, prison, None, None, InvolvementKind.HELD_HERE.value, since, until)
        self._give(person, prison, BasisKind.PUBLIC_TASK, _HELD_HERE, since, until, "held_here")

    def name(self, held: int, ids: HomeIds, home: Home, prison: PrisonAt) -> None:
        """The prison keeps what it was told of a family."""
        at = home.permitted_at
        for person in ids.people:
            self._involved.add(person, prison.agency, None, None, InvolvementKind.FAMILY_OF_HELD.value, at, None)
        self._give_all(ids.people, prison.agency, BasisKind.OWN_WORK, _PASSED_ON, at, None, "interview")
        self._give(held, prison.agency, BasisKind.OWN_WORK, _PARENT, at, None, "interview")

    def pass_on(self, held: int, ids: HomeIds, home: Home, agreement: int) -> str:
        """A team was passed a family; it holds them until they say no, and then as long as is kept; answers a basis.

        The family's own yes takes the place of what was passed on, for the contact and the children they answer for.
        """
        at, team = home.passed_on_at, home.team
        if at is None:
            return ""
        over = self._over(home)
        yes = home.answered_at if home.state is OfferState.ACCEPTED else None
        passed = self._give(held, team.agency, BasisKind.LEGITIMATE_INTERESTS, _PARENT, at, over, "passed_on", agreement)
        answers_for = ids.people if home.tie not in {Tie.MOTHER, Tie.GRANDPARENT, Tie.SIBLING} else (ids.contact,)
        for person in ids.people:
            ended = yes if yes and person in answers_for else over
            self._give(person, team.agency, BasisKind.LEGITIMATE_INTERESTS, _PASSED_ON, at, ended, "passed_on", agreement)
        if yes:
            self._give_all(answers_for, team.agency, BasisKind.CONSENT, _AGREED, yes, None, "spoken", given_by=ids.contact)
        if (held, team.pk) != self._knows:  # of two households with one team, the first brought the parent with it
            self._involved.add(held, team.agency, team.pk, None, InvolvementKind.SUPPORTS.value, at, over)
        self._knows = (held, team.pk) if over is None else (0, 0)
        for person in ids.people:
            self._involved.add(person, team.agency, team.pk, None, InvolvementKind.SUPPORTS.value, at, over)
        if self._chance.random() < 0.004:
            self._restrictions.add(ids.contact, RestrictionKind.OBJECTION.value, team.agency, at + timedelta(days=2))
        return self.bases.reference(passed)

    def _over(self, home: Home) -> datetime | None:
        if home.state is OfferState.RETRACTED:
            return home.answered_at
        if home.state in {OfferState.DECLINED, OfferState.NOT_REACHABLE} and home.answered_at:
            forgotten = home.answered_at + KEEP
            return forgotten if forgotten <= self._moment else None
        return None

    def _give_all(
        self,
        people: Iterable[int],
        agency: int,
        kind: BasisKind,
        categories: int,
        since: datetime,
        until: datetime | None,
        evidence: str,
        *,
        given_by: int | None = None,
    ) -> None:
        for person in people:
            self._give(person, agency, kind, categories, since, until, evidence, given_by=given_by)

    def _give(
        self,
        person: int,
        agency: int,
        kind: BasisKind,
        categories: int,
        since: datetime,
        until: datetime | None,
        evidence: str,
        agreement: int | None = None,
        *,
        given_by: int | None = None,
    ) -> int:
        return self.bases.add(person, agency, kind.value, _OFFER, categories, since, until, given_by, evidence, agreement)
