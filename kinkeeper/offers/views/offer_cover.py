"""Pages about who does the work: taking, handing over, and what the service has set."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.agencies.queries import members_of, teams_of
from kinkeeper.agencies.types import Role
from kinkeeper.design.stale import handing_back, overtaken
from kinkeeper.foundation.errors import StaleVersion
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions
from kinkeeper.offers.forms.offers import HandOverForm, SeenForm, SettingsForm
from kinkeeper.offers.permissions.offers import may_set_service
from kinkeeper.offers.queries import offers as queries
from kinkeeper.offers.queries.offer_settings import settings_of
from kinkeeper.offers.queries.setting_changes import changes_of_offering
from kinkeeper.offers.views.offer_page import offer_page, stands_now


@login_required
@require_POST
def take_offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Make an offer one's own."""
    by = actor_of(request)
    offer = queries.offer_for(by, reference)
    form = SeenForm(request.POST)
    if form.is_valid():
        with overtaken(request):
            actions.take_offer(by=by, offer=offer, seen=form.cleaned_data["version"])
            messages.success(request, _("This family is yours now."))
    return redirect("offers:view-call-sheet", reference=reference)


@login_required
def hand_over_offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a family to a colleague or another team, with a word to them."""
    by = actor_of(request)
    offer = queries.offer_for(by, reference)
    working = (Role.LINK_WORKER, Role.TEAM_LEAD)
    people = [
        member
        for member in members_of(by.agency_id).filter(teams=offer.team_id, role__in=working)
        if member.pk != offer.worker_id
    ]
    teams = list(teams_of(by.agency_id))
    form = HandOverForm(request.POST or None, people=people, teams=teams, initial={"version": offer.version})
    if request.method == "POST" and form.is_valid():
        kind, _colon, chosen = form.cleaned_data["to"].partition(":")
        member = next((person for person in people if kind == "member" and person.reference == chosen), None)
        team = next((team.pk for team in teams if kind == "team" and team.reference == chosen), offer.team_id or 0)
        with handing_back(form, offer, stands_now):
            actions.hand_over_offer(
                by=by,
                offer=offer,
                seen=form.cleaned_data["version"],
                to_member=member.pk if member else None,
                to_team=team,
                note=form.cleaned_data["note"],
            )
            messages.success(request, _("Handed over."))
            return redirect("offers:list-families-to-reach")
    name = actions.name_family(by=by, offer=offer)
    return offer_page(request, "offers/offer-hand-over.jinja", form=form, offer=offer, name=name)


@login_required
def edit_service_settings(request: HttpRequest) -> HttpResponse:
    """What the service has set: tries, reminders, how long details are kept."""
    by = actor_of(request)
    may_set_service(by).require()
    chosen = settings_of(by.agency_id)
    names = ("version", "tries", "days_between", "remind_hours", "escalate_hours", "keep_days", "open_hours")
    form = SettingsForm(request.POST or None, initial={name: getattr(chosen, name) for name in names})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.change_service_settings(by=by, seen=values.pop("version"), **values)
        except StaleVersion:
            form = _with_what_stands(request)
        else:
            messages.success(request, _("Saved."))
            return redirect("offers:edit-service-settings")
    return offer_page(request, "offers/offer-settings.jinja", form=form, changes=changes_of_offering(by))


def _with_what_stands(request: HttpRequest) -> SettingsForm:
    """What was typed, beside what a colleague saved meanwhile."""
    stands = settings_of(actor_of(request).agency_id)
    typed = request.POST.copy()
    typed["version"] = str(stands.version)
    form = SettingsForm(typed)
    now_said = "; ".join(f"{field.label}: {getattr(stands, name)}" for name, field in form.fields.items() if name != "version")
    form.add_error(
        None,
        _("A colleague changed this meanwhile. It now says: %(now)s. Save once more if yours is right.") % {"now": now_said},
    )
    return form
