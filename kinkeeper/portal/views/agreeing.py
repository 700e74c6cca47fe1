"""Agreeing, and agreeing again: a family member's own pages, and a worker's for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kinkeeper.design.stale import handing_back
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.errors import DomainError, NotVisible
from kinkeeper.foundation.uploads import WHY_NOT, UploadRefused, accept_scan
from kinkeeper.foundation.web import actor_of
from kinkeeper.people.types import IdentityView
from kinkeeper.portal.actions.agreeing import agree_again
from kinkeeper.portal.forms.agreeing import AboutForm, AgreeForm, HeardForm, TakeBackForm, new_consent
from kinkeeper.portal.forms.words import says_now, why_not
from kinkeeper.portal.queries.accounts import account_of
from kinkeeper.portal.queries.agreeing import agencies_to_choose
from kinkeeper.portal.rules import TELLING_KINDS
from kinkeeper.portal.views.pages import family_only, knows, page, person_for, staff_only
from kinkeeper.sharing.actions import disclose_many, give_consent, name_my_children
from kinkeeper.sharing.queries import person_id as id_of
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.queries.consents import (
    ASKED_FOR,
    agencies_shown,
    categories_to_ask,
    consent_about,
    consent_for,
    knows_of_custody,
    may_speak_for,
    visible_for,
    who_at,
    who_may_answer_for,
)
from kinkeeper.sharing.types import NewConsent, Purpose

if TYPE_CHECKING:
    from kinkeeper.sharing.models import Consent


@dataclass(frozen=True, slots=True)
class Word:
    """About whom, whose word, and what for: chosen on the first page, kept in the address as references."""

    person: int
    giver: int
    purpose: Purpose
    by_worker: bool
    knows: bool  # of the custody: a child who was told, a worker who may see it
    own: int
    before: Consent | None = None  # what is agreed to again


@family_only
def begin_agreeing(request: HttpRequest) -> HttpResponse:
    """About whom, and what for."""
    by = actor_of(request)
    if by.person_id is None:
        raise NotVisible
    named = references([by.person_id, *(children := name_my_children(by=by))])
    people = [(named[by.person_id], _("Me"))] if may_speak_for(by.person_id, by.person_id) else []
    people += [(named[child], name) for child, name in children.items()]
    form = AboutForm(request.POST or None, people=people, speakers=(), purposes=_purposes(knows(by)))
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        return redirect("portal:agree", person=found["person"], purpose=found["purpose"])
    return page(request, "agree-about", form=form, may_anything=bool(people))


def _purposes(knows: bool) -> list[Purpose]:
    telling = {Purpose.ARRANGE_CONTACT, Purpose.PLAN_RELEASE}
    return [purpose for purpose in ASKED_FOR if knows or purpose not in telling]


@family_only
def agree(request: HttpRequest, person: str, purpose: str) -> HttpResponse:
    """With whom and which parts; then exactly who would see what; then yes."""
    by = actor_of(request)
    about = id_of(person) or 0  # nobody's id: what never was takes the same work as what is hidden
    if by.person_id is None or purpose not in set(ASKED_FOR):
        raise NotVisible(person)
    if about != by.person_id and about not in name_my_children(by=by):
        raise NotVisible(person)
    may_speak_for(by.person_id, about).require()
    before = before_from(request, by, person=about, purpose=purpose)
    word = Word(about, by.person_id, Purpose(purpose), False, knows(by), account_of(by).agency_id, before)
    return _agree(request, by, word, done="portal:my-agreements")


@staff_only
def begin_agreeing_for(request: HttpRequest, reference: str) -> HttpResponse:
    """A worker takes down somebody's word: whose, and what for."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    speakers = speakers_for(by, person)
    form = AboutForm(
        request.POST or None,
        people=[(reference, name)],
        speakers=speakers,
        purposes=_purposes(knows_of_custody(by, person)),
        initial={
            "person": reference,
            "giver": speakers[0][0] if speakers else "",
            "purpose": request.GET.get("purpose", ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        address = reverse("portal:agree-for", args=[reference, found["giver"], found["purpose"]])
        again = request.GET.get("again", "")
        return redirect(f"{address}?{urlencode({'again': again})}" if again else address)
    return page(request, "staff/agree-about", form=form, name=name, reference=reference)


def speakers_for(by: Actor, person: int) -> list[tuple[str, str]]:
    """Who may speak for this person, as far as the worker may know them: themselves first."""
    purpose = visible_for(by, person)
    if purpose is None:
        return []
    only = (Category.EXISTENCE, Category.IDENTITY)
    people = [person, *sorted(who_may_answer_for(person))]
    views = disclose_many(by=by, purpose=purpose, about=people, action="who_may_speak", only=only)
    found = []
    for one in people:
        view = views.get(one)
        identity = view.part(Category.IDENTITY, IdentityView) if view else None
        if view is not None:
            found.append((view.reference, identity.name if identity else view.reference))
    return found


@staff_only
def agree_for(request: HttpRequest, reference: str, giver: str, purpose: str) -> HttpResponse:
    """A worker takes down what somebody agrees to, on paper or by voice."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    speaker, informed = id_of(giver) or 0, knows_of_custody(by, person)
    if by.agency_id is None or purpose not in {str(one) for one in _purposes(informed)}:
        raise NotVisible(giver)
    # Only of those who are shown: for anybody else the answer would tell who answers for the child.
    if giver not in {shown for shown, _name in speakers_for(by, person)}:
        raise NotVisible(giver)
    before = before_from(request, by, person=person, purpose=purpose)
    word = Word(person, speaker, Purpose(purpose), True, informed, by.agency_id, before)
    return _agree(request, by, word, done="portal:view-person", reference=reference, name=name)


def before_from(request: HttpRequest, by: Actor, *, person: int, purpose: str) -> Consent | None:
    """The consent that is agreed to again, if this page came from one. Raises NotVisible when it is about something else."""
    reference = request.POST.get("again", request.GET.get("again", ""))
    if not reference:
        return None
    found = consent_about(by, person, reference) if by.is_staff else consent_for(by, reference)
    if (found.person_id, found.purpose) != (person, purpose):
        raise NotVisible(reference)
    return found


def _agree(request: HttpRequest, by: Actor, word: Word, *, done: str, reference: str = "", name: str = "") -> HttpResponse:
    search = request.POST.get("search", request.GET.get("search", ""))
    choices = agencies_to_choose(by, word.person, own=word.own, search=search, knows=word.knows)
    choices += _before_too(by, word, choices)
    parts = [part for part in categories_to_ask(word.purpose) if word.knows or part not in _TELLING]
    sent = request.POST if request.method == "POST" and request.POST.get("step") != "find" else None
    form = AgreeForm(
        sent,
        agencies=[(ref, label) for ref, label, _pk in choices],
        parts=parts,
        initial=_as_before(by, word.before, choices, parts),
    )
    confirming = sent is not None and request.POST.get("step") == "yes"
    heard = HeardForm(request.POST if confirming else None, request.FILES if confirming else None) if word.by_worker else None
    ids = {ref: pk for ref, _label, pk in choices}
    template = "staff/agree" if word.by_worker else "agree"
    shown: dict[str, Any] = {
        "form": form,
        "heard": heard,
        "search": search,
        "name": name,
        "reference": reference,
        "purpose": word.purpose,
        "before": word.before,
        "version": word.before.version if word.before else "",
    }
    if sent is None or not form.is_valid():
        return page(request, template, sights=None, problem="", **shown)
    sights = who_at(
        [ids[ref] for ref in form.cleaned_data["agencies"]], word.purpose, [*map(Category, form.cleaned_data["parts"])]
    )
    problem = ""
    if confirming and (heard is None or heard.is_valid()):
        try:
            with handing_back(form, word.before, says_now, version="seen"):
                _give(request, by, word, _consent(form, word, ids, heard))
                messages.success(request, _("Done. You can take it back any day."))
                return redirect(done, reference=reference) if reference else redirect(done)
            if word.before is not None:
                shown["version"] = word.before.version
        except UploadRefused as refusal:
            problem = str(WHY_NOT[refusal.reason])
        except DomainError as refusal:
            problem = str(why_not(refusal.reason))
    return page(request, template, sights=sights, problem=problem, **shown)


def _before_too(by: Actor, word: Word, choices: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """The agencies of what is agreed to again, where they are not among those near."""
    shown = agencies_shown(by, word.before) if word.before else []
    known = {pk for _ref, _label, pk in choices}
    return [
        (agency.reference, agency.neutral_name or agency.name, agency.pk)
        for agency in shown
        if agency.pk not in known and (word.knows or agency.kind not in TELLING_KINDS)
    ]


def _as_before(
    by: Actor, before: Consent | None, choices: list[tuple[str, str, int]], parts: list[Category]
) -> dict[str, list[str]]:
    if before is None:
        return {}
    shown = {agency.pk for agency in agencies_shown(by, before)}
    agreed = unmask(before.categories)
    return {
        "agencies": [ref for ref, _label, pk in choices if pk in shown],
        "parts": [str(part) for part in parts if part in agreed],
    }


def _give(request: HttpRequest, by: Actor, word: Word, new: NewConsent) -> None:
    before = word.before
    if before is None:
        give_consent(by=by, new=new)
        return
    agencies = {basis.agency_id for basis in before.bases.all()}
    whole = agencies == {agency.pk for agency in agencies_shown(by, before)}
    seen = int(request.POST.get("seen") or before.version)
    agree_again(by=by, before=before, seen=seen, replaces=whole and before.given_by_id == word.giver, new=new)


_TELLING = frozenset({Category.CUSTODY_FACT, Category.CUSTODY_DETAILS, Category.CONTACT})


def _consent(form: AgreeForm, word: Word, ids: dict[str, int], heard: HeardForm | None) -> NewConsent:
    scan = accepted_scan(heard)
    return new_consent(form, person=word.person, giver=word.giver, purpose=word.purpose, agencies=ids, heard=heard, scan=scan)


def accepted_scan(heard: HeardForm | TakeBackForm | None) -> tuple[bytes, str]:
    """The signed form as it may be kept, and its type; empty without one. Raises UploadRefused."""
    if heard is None or not heard.cleaned_data.get("scan"):
        return b"", ""
    return accept_scan(heard.cleaned_data["scan"])
