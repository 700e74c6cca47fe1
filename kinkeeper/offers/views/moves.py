"""Pages about families whose parent was moved to another prison: the lead's, the next lead's, the new prison's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kinkeeper.agencies.types import Role
from kinkeeper.design.stale import handing_back
from kinkeeper.foundation.errors import NotPermitted, NotVisible, WrongState
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions
from kinkeeper.offers.actions.move_pages import page_of_moved, page_of_questions
from kinkeeper.offers.forms.moves import MOVE_STATES, RETURN_REASONS, STAY, ParentSaysForm, TakeOnForm, WhoGoesOnForm
from kinkeeper.offers.permissions.moves import may_propose, may_stay_with
from kinkeeper.offers.permissions.offers import may_offer
from kinkeeper.offers.queries import moves as queries
from kinkeeper.offers.queries.offers import PURPOSE, offer_for
from kinkeeper.offers.types.moves import ReturnReason
from kinkeeper.offers.views.offer_page import ON_A_PAGE, offer_page, page_of, stands_now


@login_required
def list_moved(request: HttpRequest) -> HttpResponse:
    """For a lead: families of whom somebody must say who goes on, and families that others ask the team to take on."""
    by = actor_of(request)
    may_offer(by).require()
    if by.role != Role.TEAM_LEAD:
        raise NotPermitted("not_your_role")
    page = page_of(queries.moved_families(by), request)
    return offer_page(
        request,
        "offers/moved-list.jinja",
        page=page,
        families=page_of_moved(by=by, offers=list(page)),
        arriving=list(queries.arriving(by)[:ON_A_PAGE]),
        move_states=MOVE_STATES,
        return_reasons=RETURN_REASONS,
    )


@login_required
def choose_service(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who goes on with one family: this service, or another that works at the prison of now."""
    by = actor_of(request)
    offer = queries.moved_families(by).filter(reference=offer_for(by, reference).reference).first()
    if offer is None:
        return redirect("offers:view-call-sheet", reference=reference)
    may_stay_with(by, offer).require()
    teams = queries.teams_at_the_new_prison(offer) if may_propose(by, offer) else []
    named = {team.agency_id for team in teams if queries.permission_names(offer, team.agency_id)}
    form = WhoGoesOnForm(request.POST or None, teams=teams, named=named, initial={"version": offer.version})
    if request.method == "POST" and form.is_valid():
        seen, chosen = form.cleaned_data["version"], form.cleaned_data["to"]
        with handing_back(form, offer, stands_now):
            if chosen == STAY:
                actions.stay_with_offer(by=by, offer=offer, seen=seen)
                messages.success(request, _("The family stays with you."))
            else:
                team = next(team for team in teams if team.reference == chosen)
                actions.propose_service(by=by, offer=offer, seen=seen, to_team=team.pk, note=form.cleaned_data["note"])
                said = _("Proposed. The family keeps its worker until %(service)s says yes.")
                messages.success(request, said % {"service": team.agency.name})
            return redirect("offers:list-moved" if by.role == Role.TEAM_LEAD else "offers:list-families-to-reach")
    [family] = page_of_moved(by=by, offers=[offer])
    return offer_page(request, "offers/moved-choose.jinja", form=form, offer=offer, family=family, move_states=MOVE_STATES)


@login_required
def take_on_family(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a family on that another service proposes, or return it. Before a yes no name is known here."""
    by = actor_of(request)
    move = queries.arriving_move(by, reference)
    form = TakeOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["takes"]:
                offer = actions.take_on_family(by=by, move=move)
                messages.success(request, _("The family is your team’s now. Say who rings them."))
                return redirect("offers:view-call-sheet", reference=offer.reference)
            actions.return_family(by=by, move=move, why=ReturnReason(form.cleaned_data["why"]))
            messages.success(request, _("Returned. Their lead hears why."))
        except WrongState:
            messages.warning(request, _("Something changed meanwhile, and this family is no longer proposed to you."))
        return redirect("offers:list-moved")
    return offer_page(request, "offers/moved-take-on.jinja", form=form, move=move)


@login_required
def ask_about_service(request: HttpRequest, reference: str) -> HttpResponse:
    """Put to a parent who was moved here whether the service here may have what they told of one home."""
    by = actor_of(request)
    move = queries.question_for(by, reference)
    asked = page_of_questions(by=by, moves=[move], action="ask_about_service")
    if not asked:
        raise NotVisible(reference, PURPOSE)
    form = ParentSaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_for_parent(by=by, move=move, agreed=form.cleaned_data["agreed"])
        except WrongState:
            messages.warning(request, _("Somebody answered this meanwhile. Please look at it as it is now."))
        else:
            messages.success(request, _("Written down, and their answer stands."))
        return redirect("offers:list-checks")
    return render(request, "offers/moved-ask.jinja", {"form": form, "asked": asked[0]})
