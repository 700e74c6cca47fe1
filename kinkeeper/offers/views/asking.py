"""The pages of asking: who was received, one person, a refusal, asking again, taking a permission back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kinkeeper.agencies.queries import names_of_staff
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible, StaleVersion, WrongState
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions
from kinkeeper.offers.actions.asking_pages import page_of_received, view_asking
from kinkeeper.offers.forms.check import AskAgainForm, MistakeForm, SearchForm, TakeBackForm
from kinkeeper.offers.forms.interview import RefusalForm
from kinkeeper.offers.permissions import may_ask, may_ask_anybody
from kinkeeper.offers.queries import asking as queries
from kinkeeper.offers.queries import asking_words as words
from kinkeeper.offers.queries.safety import has_worries, worry_about
from kinkeeper.offers.rules.asking import REFUSED
from kinkeeper.offers.types import AskingState, OfferState, Refusal
from kinkeeper.offers.views.offer_page import page_of

if TYPE_CHECKING:
    from kinkeeper.offers.models import Asking


@login_required
def list_received(request: HttpRequest) -> HttpResponse:
    """People received at the actor's prison: those to ask first, by time left."""
    by = actor_of(request)
    may_ask_anybody(by).require()
    form = SearchForm(request.GET)
    search = form.cleaned_data["search"] if form.is_valid() else ""
    show = request.GET.get("show", "")
    wanted = queries.Wanted(show=show if show in queries.SHOWN else ("all" if search else "due"), search=search)
    page = page_of(queries.received(by, wanted), request)
    carried = request.GET.copy()
    carried.pop("page", None)
    return render(
        request,
        "offers/asking-list.jinja",
        {
            "form": form,
            "page": page,
            "rows": page_of_received(by=by, askings=list(page)),
            "show": wanted.show,
            "search": search,
            "query": carried.urlencode(),
            "worries": has_worries(by),
            "states": words.STATES,
            "prisons": queries.prisons_asked_at(by),
            "now": now(),
        },
    )


@login_required
def show_asking(request: HttpRequest, reference: str) -> HttpResponse:
    """One person received: what comes next, and what they agreed to."""
    by = actor_of(request)
    asking = queries.asking_for(by, reference)
    page = view_asking(by=by, asking=asking)
    card, interview = queries.newest_card(asking), queries.last_interview(asking)
    typed_by = [*([card.entered_by] if card else []), *([interview.held_by] if interview else [])]
    return render(
        request,
        "offers/asking-show.jinja",
        {
            "page": page,
            "asking": asking,
            "card": card,
            "interview": interview,
            "staff": names_of_staff(typed_by),
            "worry": worry_about(by, asking.pk),
            "may_ask": may_ask(by, asking),
            "refused": asking.state in REFUSED,
            "responsibility": queries.place_of(asking.prison.agency).responsibility,
            "takeable": [offer.pk for offer in queries.offers_of(asking) if offer.state != OfferState.RETRACTED],
            "words": words,
            "now": now(),
        },
    )


@login_required
def view_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """Who will be told what: the parent's own words, to print and give to them."""
    by = actor_of(request)
    asking = queries.asking_for(by, reference)
    page = view_asking(by=by, asking=asking)
    if asking.state != AskingState.PERMITTED:
        raise NotVisible(reference, queries.PURPOSE)
    return render(
        request,
        "offers/asking-agreement.jinja",
        {"page": page, "asking": asking, "words": words, "place": queries.place_of(asking.prison.agency)},
    )


@login_required
def record_refusal(request: HttpRequest, reference: str) -> HttpResponse:
    """A no, and how many children there are, if they like to say. The page has no field for a name."""
    by = actor_of(request)
    asking = queries.asking_for(by, reference)
    may_ask(by, asking).require()
    answer = request.GET.get("answer", "")
    if request.method != "POST":
        if answer not in set(Refusal):
            return redirect("offers:ask-permission", reference)
        form = RefusalForm(initial={"answer": answer, "version": asking.version})
    else:
        form = RefusalForm(request.POST)
        if form.is_valid():
            return _refuse(request, asking, form)
        answer = form.cleaned_data.get("answer", "")
    return render(
        request,
        "offers/asking-refusal.jinja",
        {"form": form, "asking": asking, "nobody": answer == Refusal.NOBODY_OUTSIDE},
    )


def _refuse(request: HttpRequest, asking: Asking, form: RefusalForm) -> HttpResponse:
    try:
        actions.record_refusal(
            by=actor_of(request),
            asking=asking,
            seen=form.cleaned_data["version"],
            answer=form.refusal(),
            children=form.count(),
            ages=form.age_group(),
        )
    except (StaleVersion, WrongState):
        messages.info(request, _("This was answered already. Nothing was counted twice."))
    else:
        messages.success(request, _("Their answer is noted, without any name. They may always change their mind."))
    return redirect("offers:show-asking", asking.reference)


@login_required
def ask_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a refusal again, gently."""
    by = actor_of(request)
    asking = queries.asking_for(by, reference)
    may_ask(by, asking).require()
    form = AskAgainForm(request.POST or None, initial={"version": asking.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_again(by=by, asking=asking, seen=form.cleaned_data["version"], reason=form.cleaned_data["reason"])
        except (StaleVersion, WrongState):
            messages.info(request, _("Somebody changed this meanwhile. Please look at it as it is now."))
        return redirect("offers:show-asking", reference)
    return render(request, "offers/asking-again.jinja", {"form": form, "asking": asking})


@login_required
def retract_permission(request: HttpRequest, reference: str, offer: str) -> HttpResponse:
    """The parent takes back the permission for one home."""
    by = actor_of(request)
    asking = queries.asking_for(by, reference)
    found = next((row for row in queries.offers_of(asking) if row.reference == offer), None)
    if found is None:
        raise NotVisible(offer, queries.PURPOSE)
    page = view_asking(by=by, asking=asking)
    form = TakeBackForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.retract_permission(by=by, offer=found, seen=form.cleaned_data["version"])
        except (StaleVersion, WrongState):
            messages.info(request, _("Somebody changed this meanwhile. Please look at it as it is now."))
        else:
            messages.success(request, _("The permission is taken back. From now on nothing more is passed on."))
        return redirect("offers:show-asking", reference)
    home = next((home for home in page.homes if home.offer.pk == found.pk), None)
    accepted = found.state == OfferState.ACCEPTED
    return render(
        request, "offers/asking-take-back.jinja", {"form": form, "asking": asking, "home": home, "accepted": accepted}
    )


@login_required
def undo_permission(request: HttpRequest, reference: str) -> HttpResponse:
    """A yes that was written down by mistake: what was not passed on is taken away, what was is stopped."""
    by = actor_of(request)
    asking = queries.asking_for(by, reference)
    may_ask(by, asking).require()
    if asking.state != AskingState.PERMITTED:
        messages.info(request, _("There is no permission here to take back."))
        return redirect("offers:show-asking", reference)
    form = MistakeForm(request.POST or None, initial={"version": asking.version})
    if request.method == "POST" and form.is_valid():
        try:
            stopped = actions.undo_permission(by=by, asking=asking, seen=form.cleaned_data["version"], said=form.answer())
        except (StaleVersion, WrongState):
            messages.info(request, _("Somebody changed this meanwhile. Please look at it as it is now."))
        else:
            messages.success(
                request,
                _("Stopped. The service is told not to ring. Please ring them: has anybody been told?")
                if stopped
                else _("Taken away. No name of this interview is kept."),
            )
        return redirect("offers:show-asking", reference)
    page = view_asking(by=by, asking=asking)
    return render(request, "offers/asking-mistake.jinja", {"form": form, "asking": asking, "homes": page.homes})
