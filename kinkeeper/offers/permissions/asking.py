"""Who may ask, check, pass on and take back. What somebody may not even know of is hidden before this is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused
from kinkeeper.offers.models import Asking, Offer, SafetyCheck
from kinkeeper.offers.queries.asking import own_prison
from kinkeeper.offers.queries.interview import SEEN_FOR
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import Purpose

if TYPE_CHECKING:
    from kinkeeper.custody.models import Prison

ASKERS = frozenset({Role.FAMILY_OFFICER, Role.PROBATION_OFFICER, Role.LINK_WORKER})
CHECKERS = frozenset({Role.FAMILY_OFFICER})  # authorised prison staff, until a prison names others
CALLERS = ASKERS | {Role.TEAM_LEAD}
SETTERS = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})
MATCHERS = frozenset({Role.FAMILY_OFFICER, Role.LINK_WORKER, Role.TEAM_LEAD})


def may_ask_anybody(by: Actor) -> Decision:
    """Is it this actor's work to ask people who were received?"""
    return ALLOWED if by.is_staff and by.role in ASKERS else refused("not_your_role")


def may_set_asking(by: Actor) -> Decision:
    """May the actor change the times of asking: leads and administrators of an agency whose prison people are received at?"""
    if by.is_staff and by.role in SETTERS and own_prison(by) is not None:
        return ALLOWED
    return refused("not_your_role", rule="leads_and_administrators")


def may_arrange_asking(by: Actor, prison: Prison) -> Decision:
    """May the actor say which other teams ask at this prison: its own leads and administrators, and the command line?"""
    own = by.is_staff and by.role in SETTERS and prison.agency_id is not None and prison.agency_id == by.agency_id
    return ALLOWED if own or by == SYSTEM else refused("not_your_prison", rule="leads_and_administrators")


def may_ask(by: Actor, asking: Asking) -> Decision:
    """May this actor ask this person, and write down what they answer?"""
    if not (decision := may_ask_anybody(by)):
        return decision
    return may_see(by, Purpose.OFFER_SUPPORT, Category.CUSTODY_FACT, asking.person_id)


def may_record_duty_call(by: Actor, check: SafetyCheck) -> Decision:
    """May this actor ring the duty team about this worry, and write down who answered?"""
    if not (by.is_staff and by.role in CALLERS):
        return refused("not_your_role")
    return may_see(by, Purpose.SAFEGUARD, Category.RISK, check.person_id)


def may_answer_check(by: Actor, offer: Offer) -> Decision:
    """May this actor answer the public-protection check: authorised staff of the prison that holds the person now?"""
    if not (by.is_staff and by.role in CHECKERS):
        return refused("not_your_role")
    if offer.asking.prison.agency_id != by.agency_id:
        return refused("not_your_prison")
    return may_see(by, Purpose.OFFER_SUPPORT, Category.EXISTENCE, offer.contact_id)


def may_pass_on(by: Actor, offer: Offer) -> Decision:
    """May this actor pass a family on? Whoever answers the check does: clear and pass on are one step of their work."""
    return may_answer_check(by, offer)


def may_take_back(by: Actor, offer: Offer) -> Decision:
    """May this actor write that the parent took the permission back? Whoever may ask may hear that, and the parent say it."""
    if by.is_family:
        return ALLOWED if by.person_id == offer.held_id else refused("not_yours")
    return may_ask(by, offer.asking)


def may_answer_match(by: Actor, first: int, second: int) -> Decision:
    """May this actor say whether two people are one? Only someone entitled to see both."""
    if not (by.is_staff and by.role in MATCHERS):
        return refused("not_your_role")
    for person in (first, second):
        seen = [may_see(by, purpose, Category.IDENTITY, person) for purpose in SEEN_FOR]
        if not any(seen):
            return seen[0]
    return ALLOWED
