"""When somebody is moved to another prison: who sees what they told us of their family, and who may ask them there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.categories import Category
from kinkeeper.offers.models import Asking, AskingArrangement, Offer
from kinkeeper.offers.queries.asking import asking_teams_at
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.rules.clocks import after_day
from kinkeeper.offers.types import AskingState, OfferState
from kinkeeper.sharing.actions import begin_involvements, end_involvements, give_bases
from kinkeeper.sharing.queries import households
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose

# What a prison holds of the family that somebody named to it, and of that person beside what custody gives it.
OF_THE_NAMED = frozenset(
    {
        Category.EXISTENCE, Category.IDENTITY, Category.WHEREABOUTS, Category.KIN, Category.CUSTODY_FACT,
        Category.SUPPORT, Category.DEMOGRAPHICS,
    }
)  # fmt: skip
OF_THE_PARENT = frozenset(
    {
        Category.EXISTENCE, Category.IDENTITY, Category.KIN, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS,
        Category.SUPPORT, Category.DEMOGRAPHICS, Category.HEALTH,
    }
)  # fmt: skip
# What a team that asks beside the prison's officers may see of whoever was received: enough to find and ask them.
_TO_ASK = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS})
_ENDED = (OfferState.RETRACTED, OfferState.DO_NOT_CONTACT)


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
    columns = ("asking_id", "family_id", "contact_id", "held_id", "state")
    offers = find_rows(Offer, columns, "asking_id", [move.asking.pk for move in changed])
    homes = households({family for _, family, *_ in offers})
    named: dict[int, set[int]] = defaultdict(set)
    permitted: dict[int, set[int]] = defaultdict(set)
    for asking, family, contact, held, state in offers:
        people = {*homes.get(family, ()), contact} - {held}
        named[asking] |= people
        if state not in _ENDED:
            permitted[asking] |= people
    leaving: dict[int, set[int]] = defaultdict(set)
    involvements, bases = [], []
    for move in changed:
        if move.from_agency is not None and named[move.asking.pk]:
            leaving[move.from_agency] |= named[move.asking.pk]
        if move.to_agency is None or move.asking.state != AskingState.PERMITTED:
            continue
        for person in sorted(permitted[move.asking.pk]):
            involvements.append(NewInvolvement(person, move.to_agency, InvolvementKind.FAMILY_OF_HELD))
            bases.append(_basis(person, move.to_agency, OF_THE_NAMED))
        bases.append(_basis(move.asking.person_id, move.to_agency, OF_THE_PARENT))
    for agency, people in leaving.items():
        end_involvements(by=by, people=people, agency=agency, kind=InvolvementKind.FAMILY_OF_HELD)
    if bases:
        begin_involvements(by=by, involvements=involvements)
        give_bases(by=by, bases=bases)


def _basis(person: int, agency: int, categories: frozenset[Category]) -> NewBasis:
    return NewBasis(
        person_id=person,
        agency_id=agency,
        kind=BasisKind.PUBLIC_TASK,
        purpose=Purpose.OFFER_SUPPORT,
        categories=categories,
        evidence="moved_here",
    )


def let_teams_ask(*, by: Actor, new: Sequence[Asking], moved: Sequence[Moved]) -> None:
    """Teams that ask beside the prison's officers may find those received there; those moved away, no longer."""
    prisons = {asking.prison_id for asking in new} | {m.asking.prison_id for m in moved} | {m.from_prison for m in moved}
    arranged: dict[int, list[AskingArrangement]] = defaultdict(list)
    for row in asking_teams_at(sorted(prisons)):
        arranged[row.prison_id].append(row)
    if not arranged:
        return
    gone: dict[tuple[int, int], set[int]] = defaultdict(set)
    for move in moved:
        for row in arranged.get(move.from_prison, ()):
            gone[row.team.agency_id, row.team_id].add(move.asking.person_id)
    for (agency, team), people in gone.items():
        end_involvements(by=by, people=people, agency=agency, kind=InvolvementKind.WORKS_WITH, team=team)
    come = [
        (asking.person_id, row)
        for asking in [*new, *(move.asking for move in moved)]
        for row in arranged.get(asking.prison_id, ())
    ]
    if come:
        _let(by, come)


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
