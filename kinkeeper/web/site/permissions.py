"""Who may edit the public site."""

from __future__ import annotations

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused

EDITORS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


def may_edit_site(by: Actor) -> Decision:
    """Write, publish and restore pages, helplines, collections and facts: coordinators and administrators."""
    if by.kind is ActorKind.SYSTEM or (by.is_staff and by.role in EDITORS):
        return ALLOWED
    return refused("not_editor", rule="editors_of_the_site")
