"""When somebody is moved to another prison: who sees what they told us of their family, and who may ask them there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.categories import Category
from kinkeeper.offers.actions.asking_leaving import STOPPED, forget_family, know_family
from kinkeeper.offers.models import Asking, AskingArrangement, Offer, PermissionGiven
from kinkeeper.offers.queries.asking import asking_teams_at
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.rules.clocks import after_day
from kinkeeper.offers.types import AskingState
from kinkeeper.sharing.actions import begin_involvements, end_involvements, give_bases
from kinkeeper.sharing.queries import households, known_to
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose

# What a team that asks beside the prison's officers may see of whoever was received: enough to find and ask them.
_TO_ASK = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS})


@dataclass(frozen=True, slots=True)
class Moved:
    """An asking whose person is held at another prison now."""

    asking: Asking
    from_agency: int | None
    from_prison: int
    to_agency: int | None


def follow_to_new_prison(*, by: Actor, moved: Sequence[Moved]) -> None:
    """The new prison sees the family it must check and pass on; the old one, which holds them no longer, does not.

    The old one lets go of everybody who was named there, also of those about whom the permission was taken back.
    """
    changed = [move for move in moved if move.from_agency != move.to_agency]
    if not changed:
        return
    columns = ("id", "asking_id", "family_id", "contact_id", "held_id", "state")
    offers = find_rows(Offer, columns, "asking_id", [move.asking.pk for move in changed])
    homes = households({family for _, _, family, *_ in offers})
    words = find_rows(PermissionGiven, ("offer_id", "withdrawn_at"), "offer_id", [offer for offer, *_ in offers])
    withdrawn = {offer for offer, withdrawn_at in words if withdrawn_at is not None}  # a family's own yes goes on without it
    named: dict[int, set[int]] = defaultdict(set)
    permitted: dict[int, set[int]] = defaultdict(set)
    for offer, asking, family, contact, held, state in offers:
        people = {*homes.get(family, ()), contact} - {held}
        named[asking] |= people
        if state not in STOPPED and offer not in withdrawn:
            permitted[asking] |= people
    leaving: dict[int, set[int]] = defaultdict(set)
    families: dict[int, set[int]] = defaultdict(set)
    parents: dict[int, set[int]] = defaultdict(set)
    for move in changed:
        if move.from_agency is not None and named[move.asking.pk]:
            leaving[move.from_agency] |= named[move.asking.pk]
        if move.to_agency is not None and move.asking.state == AskingState.PERMITTED:
            families[move.to_agency] |= permitted[move.asking.pk]
            parents[move.to_agency].add(move.asking.person_id)
    forget_family(by=by, leaving=leaving)
    for agency, those in parents.items():
        know_family(by=by, agency=agency, parents=those, family=families[agency], evidence="moved_here")


def let_teams_ask(*, by: Actor, come: Sequence[Asking], left: Collection[tuple[int, int]]) -> None:
    """Teams that ask beside a prison's officers may find those who came there; those who left, no longer.

    `left` are pairs of prison and person.
    """
    prisons = {asking.prison_id for asking in come} | {prison for prison, _ in left}
    arranged: dict[int, list[AskingArrangement]] = defaultdict(list)
    for row in asking_teams_at(sorted(prisons)):
        arranged[row.prison_id].append(row)
    if not arranged:
        return
    gone: dict[tuple[int, int], set[int]] = defaultdict(set)
    for prison, person in left:
        for row in arranged.get(prison, ()):
            gone[row.team.agency_id, row.team_id].add(person)
    for (agency, team), people in gone.items():
        end_involvements(by=by, people=people, agency=agency, kind=InvolvementKind.WORKS_WITH, team=team)
    came = {asking.person_id for asking in come}
    known = {
        row.pk: known_to(row.team.agency_id, InvolvementKind.WORKS_WITH, came, team=row.team_id)
        for rows in arranged.values()
        for row in rows
    }
    found = [
        (asking.person_id, row)
        for asking in come
        for row in arranged.get(asking.prison_id, ())
        if asking.person_id not in known[row.pk]
    ]
    if found:
        _let(by, found)


def _let(by: Actor, come: Sequence[tuple[int, AskingArrangement]]) -> None:
    begin_involvements(
        by=by,
        involvements=[
            NewInvolvement(person, row.team.agency_id, InvolvementKind.WORKS_WITH, team_id=row.team_id) for person, row in come
        ],
    )
    give_bases(
        by=by,
        bases=[
            NewBasis(
                person_id=person,
                agency_id=row.team.agency_id,
                kind=BasisKind(row.agreement.basis),
                purpose=Purpose.OFFER_SUPPORT,
                categories=_TO_ASK,
                ends_at=after_day(row.agreement.ends_on, place().zone),
                agreement_id=row.agreement_id,
                evidence="asks_here",
            )
            for person, row in come
        ],
    )
