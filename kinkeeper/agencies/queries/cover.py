"""Who is here today, and who covers for whom: weekends and leave leave no family waiting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from kinkeeper.agencies.models import Leave, Member
from kinkeeper.agencies.rules import cover_for, is_here
from kinkeeper.agencies.types import Colleague


def here_today(*, team_ids: Iterable[int], day: date, holiday: bool = False) -> list[Member]:
    """Who of these teams works on `day` and is not away, by name. `holiday`: the day is a public holiday."""
    members = _with_leave(Member.objects.filter(teams__in=list(team_ids), left_at__isnull=True).distinct(), day)
    return [member for member in members if is_here(_colleague(member), day, holiday=holiday)]


def covering(member: Member, day: date, *, holiday: bool = False) -> list[Member]:
    """Who covers for `member` on `day`, the first to be asked first: those named for the leave, then the team.

    Empty when they are here themselves, or when nobody of the team is. Somebody who has left is away for good.
    """
    absent = _with_leave(Member.objects.filter(pk=member.pk), day)[0]
    team = _with_leave(
        Member.objects.filter(agency_id=member.agency_id, left_at__isnull=True, teams__in=member.teams.all()).distinct(), day
    )
    named = [leave.covered_by_id for leave in _leave_on(absent) if leave.covered_by_id is not None]
    beside_the_team = [pk for pk in named if pk not in {mate.pk for mate in team}]
    if beside_the_team:
        team += _with_leave(Member.objects.filter(pk__in=beside_the_team, left_at__isnull=True), day)
    away = Colleague(absent.pk, 0) if absent.left_at else _colleague(absent)
    by_id = {mate.pk: mate for mate in team}
    return [by_id[pk] for pk in cover_for(away, [_colleague(mate) for mate in team], named, day, holiday=holiday)]


def absences_from(day: date, *, members: QuerySet[Member]) -> QuerySet[Leave]:
    """Days away of these members that have not ended before `day`, the next first."""
    return (
        Leave.objects.filter(member__in=members, last_day__gte=day)
        .select_related("member__user", "covered_by__user")
        .order_by("first_day", "pk")
    )


def _with_leave(members: QuerySet[Member], day: date) -> list[Member]:
    running = Leave.objects.filter(first_day__lte=day, last_day__gte=day).order_by("pk")
    return list(
        members.select_related("user")
        .prefetch_related(Prefetch("leave", running, to_attr="leave_now"))
        .order_by("user__name", "pk")
    )


def _leave_on(member: Member) -> list[Leave]:
    leave: list[Leave] = member.leave_now  # type: ignore[attr-defined]  # put there by _with_leave
    return leave


def _colleague(member: Member) -> Colleague:
    return Colleague(
        member_id=member.pk,
        working_days=member.working_days,
        away=tuple((leave.first_day, leave.last_day) for leave in _leave_on(member)),
    )
