"""The pages of offering: families to reach, the call sheet, and what a worker does from there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.agencies.queries import names_of_team_mates
from kinkeeper.design.stale import handing_back, overtaken
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions
from kinkeeper.offers.forms.offers import AttemptForm, FilterForm, ReopenForm, SeenForm
from kinkeeper.offers.permissions.moves import may_stay_with
from kinkeeper.offers.permissions.offers import may_offer, next_steps
from kinkeeper.offers.queries import offers as queries
from kinkeeper.offers.queries.offer_settings import place, settings_of
from kinkeeper.offers.rules.offering import tries_that_count
from kinkeeper.offers.types import Reopening
from kinkeeper.offers.types.offering import FamilyAnswer, OfferFlag
from kinkeeper.offers.views.offer_page import offer_page, page_of, stands_now

TABS = ("mine", "team", "to_cover")


@login_required
def list_families_to_reach(request: HttpRequest, whose: str = "mine") -> HttpResponse:
    """Families to reach, ordered by the time left."""
    by = actor_of(request)
    may_offer(by).require()
    colleagues = [] if whose == "mine" else names_of_team_mates(by)
    form = FilterForm(request.GET or None, workers=colleagues, prisons=queries.prisons_in(by))
    chosen = form.cleaned_data if form.is_valid() else {}
    wanted = queries.Wanted(
        whose=whose,
        state=chosen.get("state", ""),
        worker=chosen.get("worker", ""),
        prison=chosen.get("prison", ""),
        search=chosen.get("search", ""),
    )
    page = page_of(queries.families_to_reach(by, wanted), request)
    families = actions.page_of_families(by=by, offers=list(page))
    carried = request.GET.copy()
    carried.pop("page", None)
    return offer_page(
        request,
        "offers/offer-list.jinja",
        form=form,
        page=page,
        families=families,
        whose=whose,
        narrowed=any(chosen.values()),
        query=carried.urlencode(),
    )


@login_required
def list_families_to_ask_again(request: HttpRequest) -> HttpResponse:
    """Noes and silences that may gently be asked again, with what has changed since."""
    by = actor_of(request)
    may_offer(by).require()
    page = page_of(queries.closed_offers(by), request)
    families = actions.page_to_ask_again(by=by, offers=list(page))
    return offer_page(request, "offers/offer-again.jinja", page=page, families=families)


@login_required
def view_call_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """All a worker needs before dialling, and what they may do next."""
    by = actor_of(request)
    try:
        opened = queries.offer_to_open(by, reference)
    except NotVisible:
        if stopped := queries.told_to_stop(by, reference):
            actions.mark_notices_seen(by=by, offer=stopped)
            return offer_page(request, "offers/offer-stopped.jinja", reference=reference)
        raise
    offer = opened.offer
    sheet = actions.view_call_sheet(by=by, offer=offer)
    if opened.is_news:  # else the page would wait for its turn to write, to change nothing
        actions.mark_notices_seen(by=by, offer=offer)
    attempts = queries.attempts_of(offer) if sheet.shows_support else []
    chosen, tried = settings_of(offer.service_id), queries.since_asked(offer, attempts)
    counted = tries_that_count([attempt.at for attempt in tried], chosen.days_between, place().zone)
    return offer_page(
        request,
        "offers/offer-call-sheet.jinja",
        offer=offer,
        sheet=sheet,
        attempts=attempts,
        owed=actions.owed_to(offer),
        steps=next_steps(by, offer, attempts, sheet.word),
        hand_overs=queries.hand_overs_of(offer) if opened.was_handed and sheet.shows_support else [],
        packs=queries.packs_of(offer) if opened.has_packs else [],
        tries_needed=chosen.tries,
        tries_counted=counted,
        mine=offer.worker_id == by.member_id,
        responsibility=place().responsibility,
        may_say_who_goes_on=offer.needs_a_person == OfferFlag.MOVED_PRISON and may_stay_with(by, offer),
        worker_name=getattr(request.user, "name", ""),
    )


@login_required
def note_attempt(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened when somebody tried to reach the family."""
    by = actor_of(request)
    offer = queries.offer_for(by, reference)
    form = AttemptForm(request.POST or None, answered=offer.state)
    if request.method == "POST" and form.is_valid():
        happened = form.what_happened()
        actions.note_attempt(by=by, offer=offer, happened=happened, form_key=form.cleaned_data["form_key"])
        messages.success(request, _said_after(happened.answer))
        return _back_to(request, reference)
    name = actions.name_family(by=by, offer=offer)
    return offer_page(request, "offers/offer-attempt.jinja", form=form, offer=offer, name=name)


def _said_after(answer: FamilyAnswer | None) -> str:
    return {
        None: _("Written down. The next try is on the family’s page."),
        FamilyAnswer.ACCEPTED: _("They said yes. Their own agreement is recorded."),
        FamilyAnswer.DECLINED: _("Their no is respected. Nobody rings them now; they can come back to you whenever they like."),
        FamilyAnswer.LATER: _("Not now. You will be reminded on the day they named."),
    }[answer]


def _back_to(request: HttpRequest, reference: str) -> HttpResponse:
    """The family's page; or the list, when it may no longer be seen."""
    try:
        queries.offer_for(actor_of(request), reference)
    except NotVisible:
        return redirect("offers:list-families-to-reach")
    return redirect("offers:view-call-sheet", reference=reference)


@login_required
@require_POST
def strike_out_attempt(request: HttpRequest, reference: str, attempt: str) -> HttpResponse:
    """Strike out an entry made by mistake."""
    by = actor_of(request)
    offer = queries.offer_for(by, reference)
    found = next((past for past in queries.attempts_of(offer) if past.reference == attempt), None)
    if found is None:
        raise NotVisible(attempt, queries.PURPOSE)
    actions.strike_out_attempt(by=by, offer=offer, attempt=found)
    messages.success(request, _("Struck out. It stays readable and no longer counts."))
    return redirect("offers:view-call-sheet", reference=reference)


@login_required
@require_POST
def call_not_reachable(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that the family could not be reached."""
    by = actor_of(request)
    offer = queries.offer_for(by, reference)
    form = SeenForm(request.POST)
    if form.is_valid():
        with overtaken(request):
            actions.call_not_reachable(by=by, offer=offer, seen=form.cleaned_data["version"])
            messages.success(request, _("Written down. They can still come to you, and may be asked again later."))
    return redirect("offers:view-call-sheet", reference=reference)


@login_required
def reopen_offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask gently once more, for a reason."""
    by = actor_of(request)
    offer = queries.offer_for(by, reference)
    form = ReopenForm(request.POST or None, initial={"version": offer.version})
    if request.method == "POST" and form.is_valid():
        why = Reopening(form.cleaned_data["why"])
        with handing_back(form, offer, stands_now):
            actions.reopen_offer(by=by, offer=offer, seen=form.cleaned_data["version"], why=why)
            messages.success(request, _("Back among the families to reach."))
            return redirect("offers:view-call-sheet", reference=reference)
    name = actions.name_family(by=by, offer=offer)
    return offer_page(request, "offers/offer-reopen.jinja", form=form, offer=offer, name=name)
