"""Agreeing, seeing what was agreed, and taking it back: a family member's own pages, and a worker's for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.errors import DomainError, NotVisible
from kinkeeper.foundation.uploads import UploadRefused, accept_scan, keep_file
from kinkeeper.foundation.web import actor_of
from kinkeeper.people.types import IdentityView
from kinkeeper.portal.forms.agreeing import AboutForm, AgreeForm, EndForm, HeardForm, new_consent
from kinkeeper.portal.forms.words import why_not
from kinkeeper.portal.queries.accounts import account_of
from kinkeeper.portal.queries.agreeing import agencies_to_choose
from kinkeeper.portal.rules import shown_categories, tells_an_untold_child
from kinkeeper.portal.views.pages import family_only, page, person_for, staff_only
from kinkeeper.sharing.actions import disclose_many, give_consent, name_my_children, narrow_consent, withdraw_consent
from kinkeeper.sharing.queries import may_see, references
from kinkeeper.sharing.queries import person_id as id_of
from kinkeeper.sharing.queries.consents import (
    ASKED_FOR,
    agreed_without_a_form,
    categories_to_ask,
    consent_for,
    consents_i_may_change,
    is_live,
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


@family_only
def my_agreements(request: HttpRequest) -> HttpResponse:
    """What I agreed to, and what others agreed to about me."""
    by = actor_of(request)
    names, knows = name_my_children(by=by), _knows(by)
    rows = [
        (consent, is_live(consent), _about(by, consent.person_id, names), _parts(consent.categories, knows))
        for consent in consents_i_may_change(by)[:100]
        if knows or not _tells(consent)
    ]
    others = [
        (basis, _about(by, basis.person_id, names), _parts(basis.categories, knows))
        for basis in agreed_without_a_form(by)
        if knows or not tells_an_untold_child(purpose=basis.purpose, agency_kinds={basis.agency.kind})
    ]
    return page(request, "agreements", rows=rows, others=others)


def _parts(categories: int, knows: bool) -> tuple[Category, ...]:
    return shown_categories(unmask(categories), knows=knows)


def _tells(consent: Consent) -> bool:
    kinds = {basis.agency.kind for basis in consent.bases.all()}
    return tells_an_untold_child(purpose=consent.purpose, agency_kinds=kinds)


def _about(by: Actor, person: int, names: dict[int, str]) -> str:
    return _("you") if person == by.person_id else names.get(person, _("a child"))


@family_only
def begin_agreeing(request: HttpRequest) -> HttpResponse:
    """About whom, and what for."""
    by = actor_of(request)
    if by.person_id is None:
        raise NotVisible
    named = references([by.person_id, *(children := name_my_children(by=by))])
    people = [(named[by.person_id], _("Me"))] if may_speak_for(by.person_id, by.person_id) else []
    people += [(named[child], name) for child, name in children.items()]
    form = AboutForm(request.POST or None, people=people, speakers=(), purposes=_purposes(_knows(by)))
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        return redirect("portal:agree", person=found["person"], purpose=found["purpose"])
    return page(request, "agree-about", form=form, may_anything=bool(people))


def _knows(by: Actor) -> bool:
    return by.person_id is not None and bool(may_see(by, Purpose.OWN_RECORD, Category.CUSTODY_FACT, by.person_id))


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
    word = Word(about, by.person_id, Purpose(purpose), False, _knows(by), account_of(by).agency_id)
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
        initial={"person": reference, "giver": speakers[0][0] if speakers else ""},
    )
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        return redirect("portal:agree-for", reference=reference, giver=found["giver"], purpose=found["purpose"])
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
    speaker, knows = id_of(giver) or 0, knows_of_custody(by, person)
    if by.agency_id is None or purpose not in {str(one) for one in _purposes(knows)}:
        raise NotVisible(giver)
    if speaker != person and speaker not in who_may_answer_for(person):
        raise NotVisible(giver)
    word = Word(person, speaker, Purpose(purpose), True, knows, by.agency_id)
    return _agree(request, by, word, done="portal:view-person", reference=reference, name=name)


def _agree(request: HttpRequest, by: Actor, word: Word, *, done: str, reference: str = "", name: str = "") -> HttpResponse:
    search = request.POST.get("search", request.GET.get("search", ""))
    near = word.person if word.knows or not word.by_worker else 0
    choices = agencies_to_choose(near, own=word.own, search=search, knows=word.knows)
    parts = [part for part in categories_to_ask(word.purpose) if word.knows or part not in _TELLING]
    sent = request.POST if request.method == "POST" and request.POST.get("step") != "find" else None
    form = AgreeForm(sent, agencies=[(ref, label) for ref, label, _pk in choices], parts=parts)
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
    }
    if sent is None or not form.is_valid():
        return page(request, template, sights=None, problem="", **shown)
    sights = who_at(
        [ids[ref] for ref in form.cleaned_data["agencies"]], word.purpose, [*map(Category, form.cleaned_data["parts"])]
    )
    problem = ""
    if confirming and (heard is None or heard.is_valid()):
        try:
            give_consent(by=by, new=_consent(form, word, ids, heard))
        except UploadRefused:
            problem = _("That file cannot be taken: it must be a PDF, JPEG or PNG of up to 10 MB.")
        except DomainError as refusal:
            problem = str(why_not(refusal.reason))
        else:
            messages.success(request, _("Done. You can take it back any day."))
            return redirect(done, reference=reference) if reference else redirect(done)
    return page(request, template, sights=sights, problem=problem, **shown)


_TELLING = frozenset({Category.CUSTODY_FACT, Category.CUSTODY_DETAILS, Category.CONTACT})


def _consent(form: AgreeForm, word: Word, ids: dict[str, int], heard: HeardForm | None) -> NewConsent:
    scan = ("", "")
    if heard is not None and heard.cleaned_data.get("scan"):
        content, kind = accept_scan(heard.cleaned_data["scan"])
        scan = (keep_file(content), kind)
    return new_consent(form, person=word.person, giver=word.giver, purpose=word.purpose, agencies=ids, heard=heard, scan=scan)


@family_only
def my_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """One thing that was agreed: who sees what on it, make it smaller, or take it back."""
    by = actor_of(request)
    consent, knows = consent_for(by, reference), _knows(by)
    if not knows and _tells(consent):
        raise NotVisible(reference)
    parts = _parts(consent.categories, knows)
    agencies = sorted({(basis.agency.reference, basis.agency.name, basis.agency_id) for basis in consent.bases.all()})
    sights = who_at([pk for _ref, _label, pk in agencies], Purpose(consent.purpose), parts)
    form = AgreeForm(
        request.POST if request.POST.get("do") == "smaller" else None,
        agencies=[(ref, label) for ref, label, _pk in agencies],
        parts=[part for part in categories_to_ask(Purpose(consent.purpose)) if part in parts],
        initial={"agencies": [ref for ref, _l, _p in agencies], "parts": [str(part) for part in parts]},
    )
    ending = EndForm(request.POST or None)
    if request.method == "POST" and ending.is_valid():
        seen = ending.cleaned_data["version"]
        if request.POST.get("do") == "end":
            withdraw_consent(by=by, consent=consent, seen=seen)
            messages.success(request, _("Taken back. From now on nobody is shown anything on it."))
            return redirect("portal:my-agreements")
        if form.is_valid() and by.person_id is not None:
            ids = {ref: pk for ref, _label, pk in agencies}
            smaller = new_consent(
                form, person=consent.person_id, giver=consent.given_by_id, purpose=Purpose(consent.purpose), agencies=ids
            )
            narrow_consent(by=by, consent=consent, seen=seen, narrower=smaller)
            messages.success(request, _("Done. From now on less is shown."))
            return redirect("portal:my-agreements")
    return page(request, "agreement", consent=consent, live=is_live(consent), sights=sights, form=form)
