"""Errors of agencies, their members and invitations."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError, WrongState


class InvitationEnded(DomainError):
    """The link is unknown, used, revoked or too old. Which of these, nobody is told."""

    reason = "invitation_ended"


class AlreadyInvited(WrongState):
    """The address waits for an answer already: send that invitation again instead."""

    reason = "already_invited"


class AlreadyMember(WrongState):
    """The account works at an agency already, and may work at one only."""

    reason = "already_member"


class LastAdministrator(WrongState):
    """An agency keeps at least one administrator, or nobody could invite the next."""

    reason = "last_administrator"


class OwnRole(WrongState):
    """Nobody gives themselves another role: who looks after the members would read about families by their own word."""

    reason = "own_role"


class NameTaken(WrongState):
    """Another team or agency has this name."""

    reason = "name_taken"


class CoverAway(WrongState):
    """The colleague named to cover is not of this agency, or is the one who is away."""

    reason = "cover_not_possible"
