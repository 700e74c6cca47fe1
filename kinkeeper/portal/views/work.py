"""What waits for a person at a service: what families ask, two who disagree, words that end, reviews that are due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kinkeeper.design.stale import handing_back
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import unmask
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of
from kinkeeper.portal.actions.asking import answer_request, note_read, release_bundle
from kinkeeper.portal.actions.erasing import erase_who_asked
from kinkeeper.portal.actions.everything import bundle_of, gather, hand_over_bundle, hand_over_who_knows
from kinkeeper.portal.forms.agreeing import DecideForm, ReviewBasisForm
from kinkeeper.portal.forms.answers import AnswerRequestForm, CheckForm, EraseForm
from kinkeeper.portal.forms.words import STATES, told_in_words, why_not
from kinkeeper.portal.paper import record_as_pdf, tellings_as_pdf
from kinkeeper.portal.permissions import may_decide, may_see_requests
from kinkeeper.portal.queries import requests as asked
from kinkeeper.portal.rules import BUNDLE_LASTS
from kinkeeper.portal.types import RequestKind, RequestState
from kinkeeper.portal.views.pages import page, paper, person_for, references_shown_to, staff_only
from kinkeeper.sharing.actions import decide_disagreement, note_basis_read, note_disagreement_read, review_basis
from kinkeeper.sharing.errors import BasisNotAllowed, LawKeeps
from kinkeeper.sharing.permissions import may_decide_disagreement
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.queries.consents import (
    consents_to_renew,
    open_disagreements,
    to_ask_anew,
    visible_for,
)
from kinkeeper.sharing.queries.keeping import law_keeps
from kinkeeper.sharing.queries.reviews import WEEK, basis_to_review, review_day, reviews_due
from kinkeeper.sharing.types import BasisKind, DisagreementOutcome

if TYPE_CHECKING:
    from kinkeeper.portal.models import FamilyRequest
    from kinkeeper.sharing.models import Basis


@staff_only
def list_requests(request: HttpRequest) -> HttpResponse:
    """What families ask of us, the longest waiting first. Titles only: words are opened one by one."""
    by = actor_of(request)
    may_see_requests(by).require()
    rows = [found for found in asked.requests_for(by)[:100] if may_decide(by, found)]
    return page(request, "staff/requests", rows=rows)


@staff_only
def view_request(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: read it and answer; or check a whole record, piece by piece, before it leaves."""
    by = actor_of(request)
    found = asked.request_for(by, reference)
    if not may_decide(by, found):
        raise NotVisible(reference)
    if found.kind == RequestKind.EVERYTHING and found.state == RequestState.WAITING:
        return _check(request, reference)
    if found.kind == RequestKind.ERASE and found.state == RequestState.WAITING:
        return _erasure(request, reference)
    form = AnswerRequestForm(_sent(request, found), initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        state = RequestState(said["state"])
        with handing_back(form, found, _answered):
            answer_request(by=by, request=found, seen=said["version"], state=state, answer=said["answer"])
            messages.success(request, _("Answered. They can read it on their page, or you tell them."))
            return redirect("portal:list-requests")
    note_read(by=by, request=found)
    return page(
        request,
        "staff/request",
        form=form,
        found=found,
        said=asked.words_of(found),
        answered=asked.answer_of(found),
        person=_link_to(by, found.person_id),
        ready=asked.has_bundle(found),
    )


def _sent(request: HttpRequest, found: FamilyRequest) -> QueryDict | None:
    """What was sent; from a page of checking that was overtaken too, which has no choice of answers."""
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    if found.state != RequestState.WAITING:
        sent.setdefault("state", RequestState.DONE)
    return sent


def _answered(found: FamilyRequest) -> str:
    """What a request says now: what was decided, and the answer."""
    return f"{STATES[RequestState(found.state)]} {asked.answer_of(found)}".strip()


def _link_to(by: Actor, person: int) -> str:
    """The reference of who it is from, for a worker who may open their page; else nothing."""
    return references([person])[person] if visible_for(by, person) else ""


@staff_only
def print_record(request: HttpRequest, reference: str) -> HttpResponse:
    """A checked copy of all that is held, to print for whoever asked without a page of their own: by who may check it."""
    by = actor_of(request)
    return paper(record_as_pdf(hand_over_bundle(by=by, request=_to_decide(by, reference))), "record")


@staff_only
def print_who_knows(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was told what about whoever asked, to print and give into their hands: by who may check whole records."""
    by = actor_of(request)
    days = hand_over_who_knows(by=by, request=_to_decide(by, reference))
    return paper(tellings_as_pdf(told_in_words(days)), "pages")


def _to_decide(by: Actor, reference: str) -> FamilyRequest:
    """A request that this actor may answer, before anything else is looked at. Raises NotVisible."""
    found = asked.request_for(by, reference)
    if not may_decide(by, found):
        raise NotVisible(reference)
    return found


def _check(request: HttpRequest, reference: str) -> HttpResponse:
    by = actor_of(request)
    found = asked.request_for(by, reference)
    parts = gather(by=by, request=found)
    pieces = [(part.key, str(part.category)) for part in parts]
    form = CheckForm(request.POST or None, pieces=pieces, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with handing_back(form, found, _answered):
            release_bundle(
                by=by,
                request=found,
                seen=said["version"],
                bundle=bundle_of(found, parts, left_out=said["left_out"]),
                left_out=len(said["left_out"]),
                lasts=BUNDLE_LASTS,
                answer=said["answer"],
            )
            messages.success(request, _("Released. They can take their copy for 30 days."))
            return redirect("portal:list-requests")
    return page(request, "staff/check", form=form, found=found, parts=parts, said=asked.words_of(found))


def _erasure(request: HttpRequest, reference: str) -> HttpResponse:
    """A person decides: what a law keeps is named first; a yes erases at once, a no says why."""
    by = actor_of(request)
    found = asked.request_for(by, reference)
    why: tuple[str, ...] = law_keeps(found.person_id)
    form = EraseForm(request.POST or None, kept=bool(why), initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with handing_back(form, found, _answered):
            if said["state"] == RequestState.REFUSED:
                answer_request(by=by, request=found, seen=said["version"], state=RequestState.REFUSED, answer=said["answer"])
                messages.success(request, _("Answered. They can read why on their page, or you tell them."))
                return redirect("portal:list-requests")
            try:
                erase_who_asked(by=by, request=found, seen=said["version"])
            except LawKeeps as refusal:
                why = refusal.why
            else:
                messages.success(request, _("Erased. Their own page is closed with it."))
                return redirect("portal:list-requests")
    note_read(by=by, request=found)
    person = _link_to(by, found.person_id)
    return page(request, "staff/erase", form=form, found=found, said=asked.words_of(found), why=why, person=person)


@staff_only
def list_words(request: HttpRequest) -> HttpResponse:
    """Two who disagree, agreements that end soon, people to ask again, reviews that are due."""
    by = actor_of(request)
    soon = list(consents_to_renew(by, until=now() + timedelta(days=30))[:50])
    anew = list(to_ask_anew(by)[:50])
    quarrels = [row for row in open_disagreements(by)[:50] if may_decide_disagreement(by, row)]
    due = [(basis, review_day(basis)) for basis in reviews_due(by, until=today(settings.TIME_ZONE) + WEEK)[:50]]
    named = references_shown_to(by, {row.person_id for row in [*soon, *anew]}, action="list_words")
    return page(
        request,
        "staff/words",
        soon=[row for row in soon if row.person_id in named],
        anew=[row for row in anew if row.person_id in named],
        due=due,
        quarrels=quarrels,
        named=named,
    )


@staff_only
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """A named person decides between two, and says why."""
    by = actor_of(request)
    found = open_disagreements(by).filter(reference=reference).first()
    if found is None or not may_decide_disagreement(by, found):
        raise NotVisible(reference)
    note_disagreement_read(by=by, disagreement=found)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = DisagreementOutcome(form.cleaned_data["outcome"])
        try:
            decide_disagreement(by=by, disagreement=found, outcome=outcome, why=form.cleaned_data["why"])
        except BasisNotAllowed as problem:
            form.add_error("outcome", why_not(problem.reason))
        else:
            messages.success(request, _("Decided. Tell both, in your own words."))
            return redirect("portal:list-words")
    return page(request, "staff/decide", form=form, found=found)


@staff_only
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Something that is shared without the family's agreement: is it still needed? A named person says, and why."""
    by = actor_of(request)
    basis = basis_to_review(by, reference)
    form = ReviewBasisForm(request.POST or None, kind=BasisKind(basis.kind), initial={"version": basis.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with handing_back(form, basis, _reviewed):
            review_basis(by=by, basis=basis, seen=said["version"], keep_until=said["review_on"], why=said["why"])
            messages.success(
                request, _("Written down.") if said["review_on"] else _("Ended. Nothing is shown on it from now on.")
            )
            return redirect("portal:list-words")
    note_basis_read(by=by, basis=basis)
    person = _link_to(by, basis.person_id)
    name = person_for(by, person)[1] if person else ""
    return page(
        request,
        "staff/review",
        form=form,
        basis=basis,
        name=name,
        person=person,
        parts=unmask(basis.categories),
        due=review_day(basis),
    )


def _reviewed(basis: Basis) -> str:
    """What a basis says now: ended, or until when it was kept, and why."""
    if basis.withdrawn_at is not None:
        return _("Ended.")
    until = date_format(basis.review_on) if basis.review_on else ""
    return _("Kept until the review on %(day)s: %(why)s") % {"day": until, "why": basis.reason}
