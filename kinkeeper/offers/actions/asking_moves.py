"""When somebody is moved to another prison: who sees what they told us of their family, and who may ask them there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import WrongState
from kinkeeper.ledger.actions import record
from kinkeeper.offers.models import Asking, AskingArrangement, Offer
from kinkeeper.offers.queries.asking import asking_teams_at
from kinkeeper.offers.types import AskingState, OfferState
from kinkeeper.sharing.actions import begin_involvements, end_involvements, give_bases
from kinkeeper.sharing.queries import households
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Agreement, Team
    from kinkeeper.custody.models import Prison

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
    offers = list(Offer.objects.filter(asking__in=[move.asking.pk for move in changed]))
    homes = households({offer.family_id for offer in offers})
    named: dict[int, set[int]] = defaultdict(set)
    permitted: dict[int, set[int]] = defaultdict(set)
    for offer in offers:
        family = {*homes.get(offer.family_id, ()), offer.contact_id} - {offer.held_id}
        named[offer.asking_id] |= family
        if offer.state not in _ENDED:
            permitted[offer.asking_id] |= family
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
                agreement_id=row.agreement_id,
                evidence="asks_here",
            )
            for person, row in come
        ],
    )


@transaction.atomic
def arrange_asking(*, by: Actor, prison: Prison, team: Team, agreement: Agreement) -> AskingArrangement:
    """Let a team of another agency ask people received at `prison` from now on, as their agreement says.

    For whoever sets a site up: SYSTEM alone. Raises WrongState when the two are not both parties to the agreement.
    """
    parties = set(agreement.parties.values_list("pk", flat=True))
    if by != SYSTEM or not {team.agency_id, prison.agency_id} <= parties:
        raise WrongState
    row, _ = AskingArrangement.objects.get_or_create(prison=prison, team=team, ended_at=None, defaults={"agreement": agreement})
    open_here = Asking.objects.select_related("prison").filter(prison=prison, period__release_confirmed_at__isnull=True)
    let_teams_ask(by=by, new=list(open_here.exclude(state=AskingState.RETRACTED)), moved=[])
    record(by=by, action="arrange_asking", detail={"team": team.reference, "prison": prison.code})
    return row


@transaction.atomic
def end_arrangement(*, by: Actor, arrangement: AskingArrangement) -> None:
    """End it: the team sees those received there no longer. Raises WrongState when it has ended, or is not SYSTEM's to end."""
    if by != SYSTEM or not AskingArrangement.objects.filter(pk=arrangement.pk, ended_at__isnull=True).update(ended_at=now()):
        raise WrongState
    people = list(Asking.objects.filter(prison_id=arrangement.prison_id).values_list("person_id", flat=True))
    agency, team = arrangement.team.agency_id, arrangement.team_id
    end_involvements(by=by, people=people, agency=agency, kind=InvolvementKind.WORKS_WITH, team=team)
    record(by=by, action="end_arrangement", detail={"team": arrangement.team.reference, "prison": arrangement.prison.code})
