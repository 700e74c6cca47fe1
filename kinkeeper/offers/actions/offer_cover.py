"""From hand to hand: taking an offer, giving it to a colleague, and following a parent who was moved to another prison."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from kinkeeper.agencies.queries import members_of, teams_of
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import find_rows
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotPermitted, WrongState
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.offers.actions.move_records import close_moves
from kinkeeper.offers.actions.offers import lock, save_step, wrote
from kinkeeper.offers.models import HandOver, Notice, Offer
from kinkeeper.offers.permissions.moves import may_stay_with
from kinkeeper.offers.permissions.offers import may_assign
from kinkeeper.offers.queries.offers import people_of
from kinkeeper.offers.rules.offering import MAY_RING
from kinkeeper.offers.types import OfferState
from kinkeeper.offers.types.moves import MoveState
from kinkeeper.offers.types.offering import NoticeCode, OfferFlag
from kinkeeper.sharing.actions import begin_involvements, end_involvements
from kinkeeper.sharing.types import InvolvementKind, NewInvolvement


@transaction.atomic
def take_offer(*, by: Actor, offer: Offer, seen: int) -> None:
    """Make an offer one's own: one that nobody has, or that a colleague has, whom one then covers. Raises NotPermitted."""
    if offer.team_id is None:
        raise WrongState
    hand_over_offer(by=by, offer=offer, seen=seen, to_member=by.member_id, to_team=offer.team_id)


@transaction.atomic
def hand_over_offer(*, by: Actor, offer: Offer, seen: int, to_member: int | None, to_team: int, note: str = "") -> HandOver:
    """Give an offer to a colleague, or to another team of the same service, with a word to them.

    The next team works with the family from now, and the last one no longer. Ids of a member and a team of one's own
    agency; a member must belong to the team. Raises NotPermitted, StaleVersion.
    """
    offer = lock(offer)
    may_assign(by, offer, to_member=to_member).require()
    if by.member_id is None or offer.team_id is None or offer.service_id is None:
        raise NotPermitted("not_your_role")
    team = teams_of(by.agency_id).filter(pk=to_team).first()
    if team is None:
        raise NotPermitted("not_your_agency")
    if to_member is not None and not members_of(by.agency_id).filter(pk=to_member, teams=team).exists():
        raise NotPermitted("not_in_that_team")
    handed = HandOver.objects.create(
        offer=offer,
        from_team_id=offer.team_id,
        to_team=team,
        from_worker_id=offer.worker_id,
        to_worker_id=to_member,
        handed_by_id=by.member_id,
        note=note,
    )
    before = offer.team_id
    # From hand to hand within the service says nothing of a move: who goes on with the family is said apart.
    save_step(offer, to=OfferState(offer.state), seen=seen, team_id=team.pk, worker_id=to_member)
    if team.pk != before:
        _follow(by, offer, before=before, after=team.pk)
    if to_member is not None and to_member != by.member_id:
        Notice.objects.get_or_create(to_id=to_member, offer=offer, code=NoticeCode.HANDED_OVER, about_at=handed.created_at)
    wrote(by, "hand_over_offer", offer, team=team.reference, changed_team=team.pk != before)
    return handed


def _follow(by: Actor, offer: Offer, *, before: int, after: int) -> None:
    """The next team begins to work with these people; the last one ends, but for those its other offers still need."""
    if offer.service_id is None:
        return
    people = people_of(offer)
    begin_involvements(
        by=by,
        involvements=[NewInvolvement(person, offer.service_id, InvolvementKind.SUPPORTS, team_id=after) for person in people],
    )
    staying: set[int] = set()
    for other in Offer.objects.filter(team_id=before, state__in=MAY_RING).filter(contact_id__in=people):
        staying |= set(people_of(other))
    for other in Offer.objects.filter(team_id=before, state__in=MAY_RING, held_id=offer.held_id).exclude(pk=offer.pk):
        staying |= set(people_of(other))
    leaving = [person for person in people if person not in staying]
    end_involvements(by=by, people=leaving, agency=offer.service_id, kind=InvolvementKind.SUPPORTS, team=before)


@transaction.atomic
def flag_moved_prison(*, by: Actor, periods: Collection[int]) -> int:
    """Ask the team's leads for a look at the offers of people who were moved to another prison; answers how many.

    Nothing stops and nothing is handed on by itself: the family keeps its worker until a person decides. What was proposed
    to a service of the prison before is overtaken.
    """
    ids = [pk for (pk,) in find_rows(Offer, ("id",), "period_id", periods)]  # mostly none, and a feed asks for every batch
    if not ids:
        return 0
    offers = list(Offer.objects.filter(pk__in=ids, passed_on_at__isnull=False, state__in=MAY_RING).select_related("asking"))
    close_moves([offer.pk for offer in offers], MoveState.OVERTAKEN)
    for offer in offers:
        save_step(offer, to=OfferState(offer.state), seen=offer.version, needs_a_person=OfferFlag.MOVED_PRISON)
        wrote(by, "flag_moved_prison", offer)
        _tell_leads(offer)
    return len(offers)


def _tell_leads(offer: Offer) -> None:
    for lead in members_of(offer.service_id).filter(role=Role.TEAM_LEAD, teams=offer.team_id or 0):
        Notice.objects.get_or_create(to=lead, offer=offer, code=NoticeCode.MOVED, about_at=now())
        enqueue("offers.mail_notices", member_id=lead.pk)


@transaction.atomic
def note_death_inside(*, by: Actor, period: int) -> int:
    """Somebody in custody died: stop what goes to their families, and tell worker and leads to look; answers how many.

    Support under way is not ended, and no answer is changed: people find the words. For the action that confirms a death,
    inside its own transaction.
    """
    offers = list(Offer.objects.filter(period_id=period, passed_on_at__isnull=False, state__in=MAY_RING))
    close_moves([offer.pk for offer in offers], MoveState.OVERTAKEN)
    for offer in offers:
        save_step(offer, to=OfferState(offer.state), seen=offer.version, needs_a_person=OfferFlag.DIED)
        wrote(by, "note_death_inside", offer)
        leads = members_of(offer.service_id).filter(role=Role.TEAM_LEAD, teams=offer.team_id or 0)
        for member in {*leads.values_list("pk", flat=True), offer.worker_id} - {None}:
            Notice.objects.get_or_create(to_id=member, offer=offer, code=NoticeCode.STOPPED, about_at=now())
            enqueue("offers.mail_notices", member_id=member)
    return len(offers)


@transaction.atomic
def stay_with_offer(*, by: Actor, offer: Offer, seen: int) -> None:
    """After a move to another prison: say that the family keeps its service and worker; a proposal made is called back.

    A lead says so, where the service has no agreement with the new prison. Raises NotPermitted, StaleVersion.
    """
    offer = lock(offer)
    may_stay_with(by, offer).require()
    close_moves([offer.pk], MoveState.CALLED_BACK)
    flag = "" if offer.needs_a_person == OfferFlag.MOVED_PRISON else offer.needs_a_person
    save_step(offer, to=OfferState(offer.state), seen=seen, needs_a_person=flag)
    wrote(by, "stay_with_offer", offer, at=now().isoformat())
