"""Who may look after an agency's members, and who may record days away."""

from __future__ import annotations

from kinkeeper.agencies.models import Agency, Member
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.decisions import ALLOWED, Decision, refused


def may_manage_members(by: Actor, agency_id: int | None) -> Decision:
    """Invite, change and end memberships, and keep the teams: the agency's own administrators, and the command line."""
    if by.kind is ActorKind.SYSTEM:
        return ALLOWED
    if by.is_staff and by.role == Role.ADMINISTRATOR and agency_id is not None and by.agency_id == agency_id:
        return ALLOWED
    return refused("not_administrator", rule="administrators_of_the_agency")


def may_keep_duty_team(by: Actor, agency: Agency) -> Decision:
    """Say whom to ring about a child: administrators and leads of the children's services that answer, and the command line."""
    if agency.kind != AgencyKind.CHILDRENS_SERVICES:
        return refused("not_childrens_services", rule="owner_of_the_duty_team")
    keepers = {Role.ADMINISTRATOR, Role.TEAM_LEAD}
    if by.kind is ActorKind.SYSTEM or (by.is_staff and by.agency_id == agency.pk and by.role in keepers):
        return ALLOWED
    return refused("not_your_duty_team", rule="owner_of_the_duty_team")


def may_found_agency(by: Actor) -> Decision:
    """Add an agency or connect its sign-on: from the command line only."""
    return ALLOWED if by.kind is ActorKind.SYSTEM else refused("not_operator", rule="command_line_only")


def may_record_leave(by: Actor, member: Member) -> Decision:
    """Record or take back days away: one's own, an administrator, or the lead of a team the member is in."""
    if by.member_id == member.pk and by.is_staff:
        return ALLOWED
    if may_manage_members(by, member.agency_id):
        return ALLOWED
    leads = by.is_staff and by.role == Role.TEAM_LEAD and by.agency_id == member.agency_id
    if leads and by.team_ids.intersection(member.teams.values_list("pk", flat=True)):
        return ALLOWED
    return refused("not_their_lead", rule="own_leave_or_lead")
