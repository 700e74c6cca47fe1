"""Members: what they do, in which teams, until when."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from kinkeeper.accounts.actions import end_sessions, forget_second_factors
from kinkeeper.agencies.actions.invitations import _require_own
from kinkeeper.agencies.errors import LastAdministrator, OwnRole
from kinkeeper.agencies.models import Agency, Member, Team
from kinkeeper.agencies.permissions import may_manage_members
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import WrongState
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record


@transaction.atomic
def change_member(*, by: Actor, member: Member, seen: int, role: Role, teams: Sequence[Team], working_days: int) -> Member:
    """Give a member another role, other teams or other working days (a bit each); it counts from their next request.

    Raises NotPermitted, StaleVersion, LastAdministrator, OwnRole, NotVisible for a team of another agency.
    """
    may_manage_members(by, member.agency_id).require()
    _require_own(teams, member.agency)
    _require_still_there(member)
    if role is not Role.ADMINISTRATOR:
        _require_another_administrator(member)
    if by.member_id == member.pk and role != member.role:
        raise OwnRole
    save_version(member, seen=seen, role=role.value, working_days=working_days)
    member.teams.set(teams)
    record(
        by=by,
        action="change_member",
        detail={
            "member": member.reference,
            "role": role.value,
            "teams": ",".join(sorted(team.reference for team in teams)),
            "working_days": working_days,
        },
    )
    return member


@transaction.atomic
def end_membership(*, by: Actor, member: Member, seen: int) -> Member:
    """End somebody's work at the agency: their next request is refused, and their open sessions end.

    Raises NotPermitted, StaleVersion, LastAdministrator.
    """
    may_manage_members(by, member.agency_id).require()
    _require_still_there(member)
    _require_another_administrator(member)
    save_version(member, seen=seen, left_at=now())
    end_sessions(user=member.user)
    record(by=by, action="end_membership", detail={"member": member.reference})
    return member


@transaction.atomic
def renew_second_factor(*, by: Actor, member: Member) -> None:
    """Let a colleague who has lost their phone and codes set up new ones: the old ones end, and they are told by e-mail."""
    may_manage_members(by, member.agency_id).require()
    _require_still_there(member)
    forget_second_factors(by=by, user=member.user)


def _require_still_there(member: Member) -> None:
    if member.left_at is not None:
        raise WrongState


def _require_another_administrator(member: Member) -> None:
    if member.role != Role.ADMINISTRATOR:
        return
    # Two administrators who end each other at once wait for one another here.
    Agency.objects.select_for_update().get(pk=member.agency_id)
    others = Member.objects.filter(agency_id=member.agency_id, role=Role.ADMINISTRATOR, left_at__isnull=True).exclude(
        pk=member.pk
    )
    if not others.exists():
        raise LastAdministrator
