"""Who may do what in the library. Reading needs nobody's leave."""

from __future__ import annotations

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused

EDITORS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})


def may_edit_library(by: Actor) -> Decision:
    """Administrators and coordinators of any agency look after the library together; so does the system's own import."""
    if by.kind is ActorKind.SYSTEM or (by.is_staff and by.role in EDITORS):
        return ALLOWED
    return refused("not_an_editor")


def may_review(by: Actor) -> Decision:
    """Anyone who works at an agency may say what they found."""
    return ALLOWED if by.is_staff else refused("only_for_practitioners")


def may_keep_lists(by: Actor) -> Decision:
    """Anyone who is signed in may keep lists of their own."""
    return ALLOWED if by.is_staff or by.is_family else refused("sign_in_to_keep_a_list")
