"""Who may say what happens to somebody in custody."""

from __future__ import annotations

from kinkeeper.agencies.types import Role
from kinkeeper.custody.models import Period
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import Purpose

_ENTERS = frozenset({Role.FAMILY_OFFICER, Role.PROBATION_OFFICER, Role.LINK_WORKER, Role.TEAM_LEAD})
_CONFIRMS = frozenset({Role.FAMILY_OFFICER, Role.PROBATION_OFFICER})


def may_look_over(by: Actor) -> Decision:
    """Is it this actor's work to look at releases that wait for a person's word, and at what was flagged?"""
    return ALLOWED if by.is_staff and by.role in _CONFIRMS else refused("not_your_role")


def may_enter_event(by: Actor, period: Period) -> Decision:
    """May this actor enter a transfer, a court return, a stage or a release for this period?"""
    return _may(by, period, _ENTERS)


def may_confirm_release(by: Actor, period: Period) -> Decision:
    """May this actor confirm that a reported release is one, and of what kind? Those who know it at first hand."""
    return _may(by, period, _CONFIRMS)


def may_settle_flag(by: Actor, period: Period) -> Decision:
    """May this actor decide what the program would not?"""
    return _may(by, period, _ENTERS)


def _may(by: Actor, period: Period, roles: frozenset[Role]) -> Decision:
    if by.kind is ActorKind.SYSTEM:
        return ALLOWED
    if not by.is_staff or by.role not in roles:
        return refused("not_your_role")
    return may_see(by, Purpose.OFFER_SUPPORT, Category.CUSTODY_DETAILS, period.person_id)
