"""What the pages of moved families show: every name comes through disclosure."""

from __future__ import annotations

from collections.abc import Sequence

from kinkeeper.custody.types import CustodyDetailsView
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.offers.models import Offer, ServiceMove
from kinkeeper.offers.queries.moves import newest_moves, works_at_the_new_prison
from kinkeeper.offers.queries.offers import PURPOSE, offers_with_people
from kinkeeper.offers.rules.moves import MAY_MOVE
from kinkeeper.offers.types import OfferState
from kinkeeper.offers.types.moves import MovedFamily, ServiceAsked
from kinkeeper.people.types import IdentityView
from kinkeeper.sharing.actions import disclose_many
from kinkeeper.sharing.types import View

_ON_A_LIST = (Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_DETAILS)


def page_of_moved(*, by: Actor, offers: Sequence[Offer]) -> list[MovedFamily]:
    """Families whose parent was moved, with what was proposed so far. One look-up of agreements for each prison."""
    views = disclose_many(
        by=by, purpose=PURPOSE, about=offers_with_people(offers), action="list_moved_families", only=_ON_A_LIST
    )
    moves = newest_moves(offers)
    covered: dict[tuple[int, int | None], bool] = {}
    for offer in offers:
        place = (offer.asking.prison_id, offer.service_id)
        if place not in covered:
            covered[place] = works_at_the_new_prison(offer)
    return [
        _moved(offer, views, moves.get(offer.pk), covered=covered[offer.asking.prison_id, offer.service_id])
        for offer in offers
        if offer.contact_id in views
    ]


def _moved(offer: Offer, views: dict[int, View], move: ServiceMove | None, *, covered: bool) -> MovedFamily:
    held = views.get(offer.held_id)
    details = held.part(Category.CUSTODY_DETAILS, CustodyDetailsView) if held else None
    return MovedFamily(
        reference=offer.reference,
        name=_name(views[offer.contact_id]),
        held_name=_name(held),
        prison_name=details.prison_name if details else "",
        state=offer.state,
        due_at=offer.next_due_at,
        worker=offer.worker.user.name if offer.worker else "",
        covered=covered,
        theirs_to_choose=OfferState(offer.state) not in MAY_MOVE,
        move_state=move.state if move else "",
        move_service=move.to_team.agency.name if move else "",
        move_why=move.returned_for if move else "",
    )


def page_of_questions(*, by: Actor, moves: Sequence[ServiceMove], action: str = "list_service_questions") -> list[ServiceAsked]:
    """Questions about another service, with the names of the parent and of whom it is about."""
    views = disclose_many(
        by=by, purpose=PURPOSE, about=offers_with_people([move.offer for move in moves]), action=action, only=_ON_A_LIST
    )
    return [
        ServiceAsked(
            reference=move.reference,
            asking=move.offer.asking.reference,
            contact_name=_name(views[move.offer.contact_id]),
            held_name=_name(views.get(move.offer.held_id)),
            service=f"{move.to_team.agency.name} – {move.to_team.name}",
            asked_at=move.created_at,
        )
        for move in moves
        if move.offer.contact_id in views
    ]


def _name(view: View | None) -> str:
    identity = view.part(Category.IDENTITY, IdentityView) if view else None
    return identity.name if identity else ""
