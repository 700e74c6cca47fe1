"""The page on which children's services keep their duty team's numbers. To anybody else it does not exist."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kinkeeper.agencies.actions import change_duty_team
from kinkeeper.agencies.forms import DutyTeamForm
from kinkeeper.agencies.permissions import may_keep_duty_team
from kinkeeper.agencies.queries import agency_of, duty_team_of
from kinkeeper.foundation.errors import NotVisible, StaleVersion
from kinkeeper.foundation.web import actor_of

NAMES = ("version", "phone", "out_of_hours_phone", "opens_at", "closes_at")


@login_required
def edit_duty_team(request: HttpRequest) -> HttpResponse:
    """Numbers, hours and areas of the actor's own duty team."""
    actor = actor_of(request)
    agency = agency_of(actor)
    if not may_keep_duty_team(actor, agency):
        raise NotVisible
    team = duty_team_of(agency)
    initial = {name: getattr(team, name) for name in NAMES} | {"areas": "\n".join(team.areas)}
    form = DutyTeamForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            change_duty_team(by=actor, agency=agency, seen=given.pop("version"), **given)
        except StaleVersion:
            form = _with_what_stands(request)
        else:
            messages.success(request, _("Saved. Whoever must ring about a child sees it from now on."))
            return redirect("agencies:edit-duty-team")
    return render(request, "agencies/duty-team.jinja", {"form": form})


def _with_what_stands(request: HttpRequest) -> DutyTeamForm:
    """What was typed, beside what somebody else saved meanwhile."""
    stands = duty_team_of(agency_of(actor_of(request)))
    typed = request.POST.copy()
    typed["version"] = str(stands.version)
    form = DutyTeamForm(typed)
    form.add_error(
        None,
        _("Somebody else changed this meanwhile. Now: %(phone)s, %(other)s, %(areas)s. Save once more if yours is right.")
        % {"phone": stands.phone, "other": stands.out_of_hours_phone or _("no other number"), "areas": ", ".join(stands.areas)},
    )
    return form
