"""How a prison asks: its times, and which other teams ask there. For its leads and administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.agencies.queries import agreement_between
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotVisible, StaleVersion, WrongState
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions
from kinkeeper.offers.forms.asking_settings import ArrangeForm, AskingTimesForm
from kinkeeper.offers.permissions import may_arrange_asking
from kinkeeper.offers.queries import asking as queries
from kinkeeper.offers.queries.setting_changes import changes_of_asking

if TYPE_CHECKING:
    from kinkeeper.custody.models import Prison

TIMES = ("version", "worry_minutes", "check_hours", "draft_days")


def _own_prison(by: Actor) -> Prison:
    """The prison whose asking this actor may set. Raises NotVisible: to anybody else these pages do not exist."""
    prison = queries.own_prison(by)
    if prison is None or not may_arrange_asking(by, prison):
        raise NotVisible
    return prison


@login_required
def edit_asking(request: HttpRequest) -> HttpResponse:
    """The times of asking, and who else asks here."""
    by = actor_of(request)
    prison = _own_prison(by)
    stands = queries.times_of(by.agency_id)
    form = AskingTimesForm(request.POST or None, initial={name: getattr(stands, name) for name in TIMES})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_asking_times(by=by, seen=given.pop("version"), **given)
        except StaleVersion:
            form = _with_what_stands(request)
        else:
            messages.success(request, _("Saved. It counts from the next minute on."))
            return redirect("offers:edit-asking")
    teams = queries.teams_that_could_ask(prison)
    return render(
        request,
        "offers/asking-settings.jinja",
        {
            "form": form,
            "prison": prison,
            "arranged": queries.arrangements_at(prison),
            "teams": teams,
            "arrange": ArrangeForm(teams=teams),
            "changes": changes_of_asking(by),
        },
    )


def _with_what_stands(request: HttpRequest) -> AskingTimesForm:
    """What was typed, beside what somebody else saved meanwhile."""
    stands = queries.times_of(actor_of(request).agency_id)
    typed = request.POST.copy()
    typed["version"] = str(stands.version)
    form = AskingTimesForm(typed)
    form.add_error(
        None,
        _("Somebody else changed this meanwhile. Now: %(minutes)s minutes, %(hours)s hours, %(days)s days. ")
        % {"minutes": stands.worry_minutes, "hours": stands.check_hours, "days": stands.draft_days}
        + _("Save once more if yours is right."),
    )
    return form


@login_required
@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """Let another team ask here."""
    by = actor_of(request)
    prison = _own_prison(by)
    teams = queries.teams_that_could_ask(prison)
    form = ArrangeForm(request.POST, teams=teams)
    if not form.is_valid():
        messages.warning(request, _("Choose a team first."))
        return redirect("offers:edit-asking")
    team = next(team for team in teams if team.reference == form.cleaned_data["team"])
    agreement = agreement_between(
        prison.agency_id or 0, team.agency_id, bases=queries.PASSING_ON, day=today(settings.TIME_ZONE)
    )
    if agreement is None:
        messages.warning(request, _("There is no agreement in force with that agency any more."))
        return redirect("offers:edit-asking")
    actions.arrange_asking(by=by, prison=prison, team=team, agreement=agreement)
    messages.success(request, _("%(team)s may ask here from now on.") % {"team": team.name})
    return redirect("offers:edit-asking")


@login_required
@require_POST
def end_arrangement(request: HttpRequest, team: str) -> HttpResponse:
    """Let a team ask here no longer."""
    by = actor_of(request)
    row = next((row for row in queries.arrangements_at(_own_prison(by)) if row.team.reference == team), None)
    if row is None:
        raise NotVisible(team, queries.PURPOSE)
    try:
        actions.end_arrangement(by=by, arrangement=row)
    except WrongState:
        messages.info(request, _("It had ended already."))
    else:
        messages.success(request, _("Ended. They find nobody here any more."))
    return redirect("offers:edit-asking")
