"""Who may look after the directory."""

from __future__ import annotations

from kinkeeper.agencies.types import Role
from kinkeeper.directory.models import Service
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused

MODERATORS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


def may_moderate_directory(by: Actor) -> Decision:
    """Take or refuse changes, handle reports, import: coordinators and administrators, and the command line."""
    if by.kind is ActorKind.SYSTEM or (by.is_staff and by.role in MODERATORS):
        return ALLOWED
    return refused("not_moderator", rule="moderators_of_the_directory")


def may_propose_change(by: Actor, service: Service) -> Decision:
    """Ask for a change of an entry: those who work for the agency that gives the service, and moderators."""
    if by.is_staff and by.agency_id is not None and service.organisation.agency_id == by.agency_id:
        return ALLOWED
    return ALLOWED if may_moderate_directory(by) else refused("not_owner", rule="owners_of_the_entry")


def may_assure(by: Actor, service: Service) -> Decision:
    """Say that an entry is right: its owners and moderators. (An owner without an account uses the letter's link.)"""
    return may_propose_change(by, service)
