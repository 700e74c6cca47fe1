"""Teams, and the days on which their members are away."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from kinkeeper.agencies.errors import CoverAway, NameTaken
from kinkeeper.agencies.models import Agency, Leave, Member, Team
from kinkeeper.agencies.permissions import may_manage_members, may_record_leave
from kinkeeper.foundation.actors import Actor
from kinkeeper.ledger.actions import record


@transaction.atomic
def add_team(*, by: Actor, agency: Agency, name: str) -> Team:
    """Add a team. Raises NotPermitted, NameTaken."""
    may_manage_members(by, agency.pk).require()
    try:
        with transaction.atomic():
            team = Team.objects.create(agency=agency, name=name.strip())
    except IntegrityError:
        raise NameTaken from None
    record(by=by, action="add_team", detail={"team": team.reference})
    return team


@transaction.atomic
def rename_team(*, by: Actor, team: Team, name: str) -> Team:
    """Give a team another name. Raises NotPermitted, NameTaken."""
    may_manage_members(by, team.agency_id).require()
    team.name = name.strip()
    try:
        with transaction.atomic():
            team.save(update_fields=["name"])
    except IntegrityError:
        raise NameTaken from None
    record(by=by, action="rename_team", detail={"team": team.reference})
    return team


@transaction.atomic
def record_leave(*, by: Actor, member: Member, first_day: date, last_day: date, covered_by: Member | None = None) -> Leave:
    """Record days away, both ends included, and who covers them first.

    Raises NotPermitted, CoverAway when the cover is the absent member, has left or works at another agency.
    """
    may_record_leave(by, member).require()
    if covered_by is not None and (
        covered_by == member or covered_by.left_at is not None or covered_by.agency_id != member.agency_id
    ):
        raise CoverAway
    leave = Leave.objects.create(member=member, covered_by=covered_by, first_day=first_day, last_day=last_day)
    record(by=by, action="record_leave", detail={"member": member.reference, "leave": leave.reference})
    return leave


@transaction.atomic
def take_back_leave(*, by: Actor, leave: Leave) -> None:
    """Take back days away that will not be taken. Raises NotPermitted."""
    may_record_leave(by, leave.member).require()
    record(by=by, action="take_back_leave", detail={"member": leave.member.reference, "leave": leave.reference})
    leave.delete()
