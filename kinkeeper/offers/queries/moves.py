"""Families whose parent was moved, for the lead of their service, the one who may take them on, and the new prison."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.prepared import PreparedRows
from kinkeeper.offers.models import Offer, ServiceMove
from kinkeeper.offers.queries.asking import agreement_with, teams_to_pass_to
from kinkeeper.offers.queries.offers import PURPOSE, offers_for
from kinkeeper.offers.rules.moves import MAY_MOVE, OPEN
from kinkeeper.offers.rules.offering import MAY_RING
from kinkeeper.offers.types.moves import MoveState
from kinkeeper.offers.types.offering import OfferFlag
from kinkeeper.sharing.queries import has_rows_in_scope, in_scope_of

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Team


def moved_families(by: Actor) -> QuerySet[Offer]:
    """Open offers of the actor's teams whose parent is at another prison now, and of which nobody has said who goes on."""
    return (
        offers_for(by)
        .filter(needs_a_person=OfferFlag.MOVED_PRISON, state__in=MAY_RING)
        .select_related("asking__prison__agency", "worker__user", "team")
        .order_by(F("next_due_at").asc(nulls_last=True), "pk")
    )


def works_at_the_new_prison(offer: Offer) -> bool:
    """Whether the service that has this family has an agreement with the prison that holds the parent now."""
    return offer.service_id is not None and agreement_with(offer.asking.prison, offer.service_id) is not None


def teams_at_the_new_prison(offer: Offer) -> list[Team]:
    """Teams of other services that have an agreement with the prison that holds the parent now."""
    return [team for team in teams_to_pass_to(offer.asking.prison) if team.agency_id != offer.service_id]


def newest_moves(offers: Iterable[Offer]) -> dict[int, ServiceMove]:
    """The newest proposal for each of these offers and the prison of now: one query."""
    here = ServiceMove.objects.filter(offer__in=[offer.pk for offer in offers], prison=F("offer__asking__prison"))
    return {move.offer_id: move for move in here.select_related("to_team__agency").order_by("pk")}


def permission_names(offer: Offer, agency_id: int) -> bool:
    """Whether the parent's word covers this service: chosen at the interview, or agreed to when asked after a move."""
    if offer.service_id == agency_id:
        return True
    earlier = ServiceMove.objects.filter(offer=offer)
    return (
        earlier.filter(from_team__agency_id=agency_id).exists()
        or earlier.filter(to_team__agency_id=agency_id, parent_agreed_at__isnull=False).exists()
    )


def _still_wanted() -> QuerySet[ServiceMove]:
    """Open proposals that nothing has overtaken: the family is still under way, the parent still at that prison."""
    return ServiceMove.objects.filter(
        state__in=OPEN, offer__state__in=MAY_MOVE, prison=F("offer__asking__prison")
    ).select_related("offer__asking__prison__agency", "from_team__agency", "to_team__agency", "prison")


def arriving(by: Actor) -> QuerySet[ServiceMove]:
    """Families that other services ask the actor's teams to take on. Until then nothing is known of them here but this."""
    if not by.is_staff or by.role != Role.TEAM_LEAD:
        return ServiceMove.objects.none()
    waiting = _still_wanted().filter(state=MoveState.PROPOSED, to_team_id__in=by.team_ids)
    return waiting.order_by("offer__offer_due_at", "pk")


def arriving_move(by: Actor, reference: str) -> ServiceMove:
    """One of those. Raises NotVisible for all others."""
    return _one(arriving(by), reference)


def questions_for(by: Actor) -> QuerySet[ServiceMove] | PreparedRows[ServiceMove]:
    """What officers of the new prison are asked to put to a parent who was moved there."""
    here = {"reader": by, "agency": by.agency_id}
    return PreparedRows(_questions, by.role, **here) if _may_put_questions(by) else ServiceMove.objects.none()


def question_for(by: Actor, reference: str) -> ServiceMove:
    """One of those. Raises NotVisible for all others."""
    here = _questions(by.role, reader=by, agency=by.agency_id) if _may_put_questions(by) else ServiceMove.objects.none()
    return _one(here, reference)


def _may_put_questions(by: Actor) -> bool:
    return has_rows_in_scope(by) and by.role == Role.FAMILY_OFFICER


def _questions(role: str, *, reader: Any, agency: Any) -> QuerySet[ServiceMove]:
    seen = in_scope_of(reader, role, PURPOSE, Category.EXISTENCE, "offer__contact_id")
    return _still_wanted().filter(seen, state=MoveState.TO_ASK, prison__agency_id=agency).order_by("pk")


def _one(moves: QuerySet[ServiceMove], reference: str) -> ServiceMove:
    found = moves.filter(reference=reference).first()
    if found is None:
        raise NotVisible(reference, PURPOSE)
    return found
