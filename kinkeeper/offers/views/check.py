"""The prison's check, passing on, and possible matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import StaleVersion, WrongState
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions
from kinkeeper.offers.actions.asking_pages import page_of_checks, page_of_matches, view_check, view_match
from kinkeeper.offers.actions.move_pages import page_of_questions
from kinkeeper.offers.errors import NoAgreement
from kinkeeper.offers.forms.check import AT_ONCE, CheckForm, MatchForm
from kinkeeper.offers.permissions import may_answer_check, may_ask_anybody
from kinkeeper.offers.queries import asking as queries
from kinkeeper.offers.queries import asking_words as words
from kinkeeper.offers.queries.interview import joined_matches_for, match_for, matches_for
from kinkeeper.offers.queries.moves import questions_for
from kinkeeper.offers.types import Check, OfferState
from kinkeeper.offers.views.offer_page import ON_A_PAGE, page_of

if TYPE_CHECKING:
    from kinkeeper.offers.models import Offer


@login_required
def list_checks(request: HttpRequest) -> HttpResponse:
    """Families that wait for the prison's check, the longest waiting first."""
    by = actor_of(request)
    may_ask_anybody(by).require()
    page = page_of(queries.checks_waiting(by), request)
    return render(
        request,
        "offers/check-list.jinja",
        {
            "page": page,
            "rows": page_of_checks(by=by, offers=list(page)),
            "questions": page_of_questions(by=by, moves=list(questions_for(by)[:ON_A_PAGE])),
            "late": queries.late_among(by, list(page)),
            "words": words,
            "now": now(),
        },
    )


@login_required
def answer_check(request: HttpRequest, reference: str) -> HttpResponse:
    """One family: may they be contacted, and passing them on."""
    by = actor_of(request)
    offer = queries.offer_to_check(by, reference)
    may_answer_check(by, offer).require()
    row = view_check(by=by, offer=offer)
    form = CheckForm(request.POST or None, initial={"version": offer.version})
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, offer, form)
        except NoAgreement:
            form.add_error(
                None, _("Your prison and this family service have no agreement in force, so nothing may be passed on yet.")
            )
            offer.refresh_from_db()
        except (StaleVersion, WrongState):
            messages.warning(request, _("Somebody answered this meanwhile. Please look at it as it is now."))
            return redirect("offers:answer-check", reference)
    return render(
        request,
        "offers/check-answer.jinja",
        {
            "form": form,
            "row": row,
            "offer": offer,
            "has_left": offer.asking.period.release_confirmed_at is not None,
            "open": offer.state in {OfferState.PERMITTED, OfferState.CHECKED, OfferState.DO_NOT_CONTACT},
            "agreement": queries.agreement_with(offer.asking.prison, offer.service_id or 0),
            "words": words,
            "now": now(),
        },
    )


def _answer(request: HttpRequest, offer: Offer, form: CheckForm) -> HttpResponse:
    by, seen, answer = actor_of(request), form.cleaned_data["version"], form.cleaned_data["answer"]
    if answer == AT_ONCE and offer.state == OfferState.CHECKED:
        actions.pass_on(by=by, offer=offer, seen=seen)
    elif answer == AT_ONCE:
        actions.clear_and_pass_on(by=by, offer=offer, seen=seen)
    elif not (answer == Check.CLEAR and offer.state == OfferState.CHECKED):
        actions.answer_check(by=by, offer=offer, seen=seen, answer=Check(answer))
    said = {
        AT_ONCE: _("Passed on. The family service sees them now, and the time left."),
        Check.CLEAR: _("Noted as clear. Pass them on as soon as you can."),
        Check.DO_NOT_CONTACT: _("Noted. Nobody will contact this family."),
        Check.NOT_YET: _("Noted as not yet. You will be reminded."),
    }
    messages.success(request, said[answer])
    return redirect("offers:list-checks")


@login_required
def list_matches(request: HttpRequest) -> HttpResponse:
    """People who may be one, for somebody who may see both."""
    by = actor_of(request)
    pairs = page_of_matches(by=by, matches=matches_for(by)[:50])
    joined = page_of_matches(by=by, matches=joined_matches_for(by), action="list_joined")
    return render(request, "offers/check-matches.jinja", {"pairs": pairs, "joined": joined})


@login_required
def answer_match(request: HttpRequest, reference: str) -> HttpResponse:
    """Side by side: are they the same person?"""
    by = actor_of(request)
    pair = view_match(by=by, match=match_for(by, reference))
    form = MatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if answer != "unsure":
            actions.answer_match(by=by, reference=reference, same=answer == "same")
            messages.success(request, _("Noted."))
        return redirect("offers:list-matches")
    return render(request, "offers/check-match.jinja", {"form": form, "pair": pair})


@login_required
@require_POST
def part_match(request: HttpRequest, reference: str) -> HttpResponse:
    """Undo a wrong join."""
    actions.part_match(by=actor_of(request), reference=reference)
    messages.success(request, _("They are two people again. Nothing of either was lost."))
    return redirect("offers:list-matches")
