"""Who may see which figures: each only those of their own prison or teams."""

from __future__ import annotations

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused

_AT_A_PRISON = frozenset({Role.FAMILY_OFFICER})
_AT_A_SERVICE = frozenset({Role.LINK_WORKER, Role.TEAM_LEAD})


def may_view_figures(by: Actor) -> Decision:
    """May this actor see figures of asking (a prison's officers) or offering (a service's workers and leads)?"""
    if by.is_staff and by.agency_id and by.role in _AT_A_PRISON | _AT_A_SERVICE:
        return ALLOWED
    return refused("not_your_role", rule="own_prison_or_team")


def counts_askings(by: Actor) -> bool:
    """Whether the actor's figures are a prison's: receptions, cards and refusals besides offers."""
    return by.role in _AT_A_PRISON
