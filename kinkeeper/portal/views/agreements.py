"""What was agreed: seen by whoever said it, made smaller, taken back; and a no to what another parent said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kinkeeper.design.stale import handing_back
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers.actions import take_back_own_permission
from kinkeeper.offers.queries.offer_family import offered_help_through, permissions_of
from kinkeeper.portal.actions.agreeing import take_back
from kinkeeper.portal.forms.agreeing import AgreeForm, EndForm, NoForm, new_consent
from kinkeeper.portal.forms.words import says_now
from kinkeeper.portal.rules import shown_categories, tells_an_untold_child
from kinkeeper.portal.views.pages import family_only, knows, page
from kinkeeper.sharing.actions import name_my_children, narrow_consent, object_to_consent
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.queries.consents import (
    agreed_without_a_form,
    categories_to_ask,
    children_spoken_for,
    consent_for,
    consents_i_may_change,
    is_live,
    may_speak_for,
    said_by_others,
    who_at,
)
from kinkeeper.sharing.types import ConsentEnd, Purpose

if TYPE_CHECKING:
    from kinkeeper.sharing.models import Consent


@family_only
def my_agreements(request: HttpRequest) -> HttpResponse:
    """What I agreed to, what others agreed to about me, and what I permitted for my family."""
    by = actor_of(request)
    names, told = name_my_children(by=by), knows(by)
    rows = [
        (consent, is_live(consent), _about(by, consent.person_id, names), _parts(consent.categories, told))
        for consent in consents_i_may_change(by)[:100]
        if told or not _tells(consent)
    ]
    without_form = [
        (basis, _about(by, basis.person_id, names), _parts(basis.categories, told))
        for basis in agreed_without_a_form(by)
        if told or not tells_an_untold_child(purpose=basis.purpose, agency_kinds={basis.agency.kind})
    ]
    others = [
        (consent, _about(by, consent.person_id, names), _parts(consent.categories, False)) for consent in _others(by)[:50]
    ]
    return page(
        request,
        "agreements",
        rows=rows,
        without_form=without_form,
        others=others,
        permissions=permissions_of(by) if told else [],
    )


def _others(by: Actor) -> list[Consent]:
    """What others said for my children, less what would tell of custody by what it is for.

    And less a home's yes to the help that I let be offered from inside: what came of that is theirs to tell. I can still say
    no to it, to a worker.
    """
    asked = offered_help_through(by)
    return [
        consent
        for consent in said_by_others(by)
        if not tells_an_untold_child(purpose=consent.purpose, agency_kinds=())
        and not (consent.purpose == Purpose.OFFER_SUPPORT and consent.given_by_id in asked)
    ]


def _parts(categories: int, told: bool) -> tuple[Category, ...]:
    return shown_categories(unmask(categories), knows=told)


def _tells(consent: Consent) -> bool:
    kinds = {basis.agency.kind for basis in consent.bases.all()}
    return tells_an_untold_child(purpose=consent.purpose, agency_kinds=kinds)


def _about(by: Actor, person: int, names: dict[int, str]) -> str:
    return _("you") if person == by.person_id else names.get(person, _("a child"))


@family_only
def my_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """One thing that was agreed: who sees what on it, say it again, make it smaller, or take it back."""
    by = actor_of(request)
    consent, told = consent_for(by, reference), knows(by)
    if not told and _tells(consent):
        raise NotVisible(reference)
    parts = _parts(consent.categories, told)
    agencies = sorted({(basis.agency.reference, basis.agency.name, basis.agency_id) for basis in consent.bases.all()})
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
            with handing_back(ending, consent, says_now):
                return _taken_back(request, by, consent, seen)
        elif form.is_valid():
            ids = {ref: pk for ref, _label, pk in agencies}
            smaller = new_consent(
                form, person=consent.person_id, giver=consent.given_by_id, purpose=Purpose(consent.purpose), agencies=ids
            )
            with handing_back(form, consent, says_now):
                narrow_consent(by=by, consent=consent, seen=seen, narrower=smaller)
                messages.success(request, _("Done. From now on less is shown."))
                return redirect("portal:my-agreements")
    return page(
        request,
        "agreement",
        consent=consent,
        live=is_live(consent),
        sights=who_at([pk for _ref, _label, pk in agencies], Purpose(consent.purpose), parts),
        form=form,
        ending=ending,
        again=_may_say_again(by, consent),
        person=references([consent.person_id])[consent.person_id],
        helps=consent.purpose == Purpose.OFFER_SUPPORT and consent.given_by_id == consent.person_id,
    )


def _taken_back(request: HttpRequest, by: Actor, consent: Consent, seen: int) -> HttpResponse:
    if take_back(by=by, consent=consent, seen=seen):
        messages.success(request, _("Taken back. Their help ends with it, and nobody is shown anything on it from now on."))
    else:
        messages.success(request, _("Taken back. From now on nobody is shown anything on it."))
    return redirect("portal:my-agreements")


def _may_say_again(by: Actor, consent: Consent) -> bool:
    """Whether this person may say it again: their own word, or what another said for them until they grew up.

    Not about a child from whom an order keeps them: the page would not be there.
    """
    if consent.person_id not in {by.person_id, *children_spoken_for(by)}:
        return False
    if by.person_id is None or consent.ended_because not in {"", ConsentEnd.GROWN_UP, ConsentEnd.CARER_CHANGED}:
        return False
    mine = by.person_id == consent.given_by_id or consent.ended_because == ConsentEnd.GROWN_UP
    return mine and bool(may_speak_for(by.person_id, consent.person_id))


@family_only
def say_no(request: HttpRequest, reference: str) -> HttpResponse:
    """Another parent agreed to something for my child: I do not. It ends at once, and a person speaks with both."""
    by = actor_of(request)
    consent = next((found for found in _others(by) if found.reference == reference), None)
    if consent is None or by.person_id is None:
        raise NotVisible(reference)
    form = NoForm(request.POST or None, initial={"version": consent.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with handing_back(form, consent, says_now):
            object_to_consent(by=by, consent=consent, seen=said["version"], objector=by.person_id, words=said["words"])
            messages.success(request, _("It has ended for now. Somebody will look at it and speak with you."))
            return redirect("portal:my-agreements")
    about = _about(by, consent.person_id, name_my_children(by=by))
    return page(request, "say-no", form=form, consent=consent, about=about, parts=_parts(consent.categories, False))


@family_only
def my_permission(request: HttpRequest, reference: str) -> HttpResponse:
    """What I permitted at the interview for one home: take it back."""
    by = actor_of(request)
    found = next((word for word in permissions_of(by) if word.reference == reference), None)
    if found is None or not knows(by):
        raise NotVisible(reference)
    if request.method == "POST":
        take_back_own_permission(by=by, reference=reference)
        messages.success(request, _("Taken back. Nothing more is passed on from now on."))
        return redirect("portal:my-agreements")
    return page(request, "permission", word=found)
