"""Who may say who goes on with a family whose parent was moved: each answer says why not."""

from __future__ import annotations

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused
from kinkeeper.offers.models import Offer, ServiceMove
from kinkeeper.offers.permissions.asking import may_answer_check
from kinkeeper.offers.permissions.offers import may_work_on
from kinkeeper.offers.queries.moves import works_at_the_new_prison
from kinkeeper.offers.queries.offers import parents_word
from kinkeeper.offers.rules.moves import MAY_MOVE
from kinkeeper.offers.types import OfferState
from kinkeeper.offers.types.offering import OfferFlag


def may_stay_with(by: Actor, offer: Offer) -> Decision:
    """May the actor say that the family keeps its service: anyone there, where it works at the new prison too; else a lead?"""
    if not (decision := may_work_on(by, offer)):
        return decision
    if by.role == Role.TEAM_LEAD or works_at_the_new_prison(offer):
        return ALLOWED
    return refused("ask_their_lead", rule="a_lead_says_who_goes_on")


def may_propose(by: Actor, offer: Offer) -> Decision:
    """May the actor propose another service: a lead of the team, after a move, while the offer is under way and permitted?"""
    if not (decision := may_work_on(by, offer)):
        return decision
    if by.role != Role.TEAM_LEAD:
        return refused("ask_their_lead", rule="a_lead_says_who_goes_on")
    if offer.needs_a_person != OfferFlag.MOVED_PRISON:
        return refused("not_moved")
    if OfferState(offer.state) not in MAY_MOVE:
        return refused(f"state_{offer.state}", rule="their_own_choice")
    return refused("permission_withdrawn") if parents_word(offer).withdrawn else ALLOWED


def may_put_question(by: Actor, offer: Offer) -> Decision:
    """May the actor write what the parent says of another service? Whoever answers the check at that prison."""
    return may_answer_check(by, offer)


def may_take_on(by: Actor, move: ServiceMove) -> Decision:
    """May the actor take this family on, or return it: a lead of the very team that was asked?"""
    if not (by.is_staff and by.role == Role.TEAM_LEAD):
        return refused("not_your_role", rule="a_lead_says_who_goes_on")
    return ALLOWED if move.to_team_id in by.team_ids else refused("not_your_team", rule="own_team")
