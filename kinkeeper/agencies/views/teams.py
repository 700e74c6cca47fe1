"""Teams, who is here today, and days away."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.agencies.actions import add_team, record_leave, rename_team, take_back_leave
from kinkeeper.agencies.errors import NameTaken
from kinkeeper.agencies.forms import LeaveForm, TeamForm
from kinkeeper.agencies.permissions import may_record_leave
from kinkeeper.agencies.queries import absences_from, agency_of, covering, here_today, members_of, team_mates_of, teams_of
from kinkeeper.agencies.types import Role
from kinkeeper.agencies.views.members import for_administrators
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of


@for_administrators
def list_teams(request: HttpRequest) -> HttpResponse:
    """The agency's teams, and a new one."""
    actor = actor_of(request)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_team(by=actor, agency=agency_of(actor), name=form.cleaned_data["name"])
        except NameTaken:
            form.add_error("name", _("There is a team of this name already."))
        else:
            return redirect("agencies:list-teams")
    teams = teams_of(actor.agency_id).prefetch_related("members__user")
    rows = [(team, [one.user.name for one in team.members.all() if one.left_at is None]) for team in teams]
    return render(request, "agencies/teams.jinja", {"form": form, "rows": rows})


@for_administrators
def edit_team(request: HttpRequest, reference: str) -> HttpResponse:
    """Another name for a team."""
    actor = actor_of(request)
    team = teams_of(actor.agency_id).filter(reference=reference).first()
    if team is None:
        raise NotVisible
    form = TeamForm(request.POST or None, initial={"name": team.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename_team(by=actor, team=team, name=form.cleaned_data["name"])
        except NameTaken:
            form.add_error("name", _("There is a team of this name already."))
        else:
            return redirect("agencies:list-teams")
    return render(request, "agencies/team.jinja", {"form": form, "team": team})


@login_required
def show_away(request: HttpRequest) -> HttpResponse:
    """Who of the actor's teams is here today, who is away, who covers; and days away to record."""
    actor = actor_of(request)
    if actor.member_id is None:
        raise NotVisible
    day = today(settings.TIME_ZONE)
    mates = team_mates_of(actor)
    recordable = [member for member in mates if may_record_leave(actor, member)]
    form = LeaveForm(
        request.POST or None,
        members=sorted(recordable, key=lambda member: member.pk != actor.member_id),  # oneself first
        cover=members_of(actor.agency_id) if actor.role == Role.ADMINISTRATOR else mates,
        zone=settings.TIME_ZONE,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        record_leave(
            by=actor,
            member=form.members[given["member"]],
            first_day=given["first_day"],
            last_day=given["last_day"],
            covered_by=form.cover.get(given["covered_by"]),
        )
        messages.success(request, _("Recorded. Their work is shown to whoever covers on those days."))
        return redirect("agencies:show-away")
    own = {member.pk for member in recordable}
    return render(
        request,
        "agencies/away.jinja",
        {
            "day": day,
            "form": form,
            "here": here_today(team_ids=actor.team_ids, day=day),
            "cover_for_me": covering(members_of(actor.agency_id).get(pk=actor.member_id), day),
            "absences": [(leave, leave.member_id in own) for leave in absences_from(day, members=mates)],
        },
    )


@require_POST
@login_required
def cancel_leave(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back days away that will not be taken."""
    actor = actor_of(request)
    day = today(settings.TIME_ZONE)
    leave = absences_from(day, members=team_mates_of(actor)).filter(reference=reference).first()
    if leave is None:
        raise NotVisible
    take_back_leave(by=actor, leave=leave)
    messages.success(request, _("Taken back."))
    return redirect("agencies:show-away")
