"""What the pages share: who may open them, how they are made, and that nobody's browser keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of
from kinkeeper.people.types import IdentityView
from kinkeeper.portal.forms.words import words_for_pages
from kinkeeper.portal.rules import TRIES_FROM_ONE_PLACE
from kinkeeper.sharing.actions import disclose, disclose_many
from kinkeeper.sharing.queries import adult_among, may_see, permits_of, person_id
from kinkeeper.sharing.queries.consents import LOOKED_FOR_IN, visible_for
from kinkeeper.sharing.types import BasisKind, Purpose

View = Callable[..., HttpResponse]


def family_only(view: View) -> View:
    """For family members; anybody else is led to where they may come in, staff to nothing that is here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        by = actor_of(request)
        if by.is_family:
            return view(request, *args, **named)
        if by.is_staff:
            raise NotVisible
        return redirect("portal:come-in")

    return guarded


def staff_only(view: View) -> View:
    """For people at work; a family member finds nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not actor_of(request).is_staff:
            raise NotVisible
        return view(request, *args, **named)

    guarded_view: View = login_required(guarded)
    return guarded_view


def page(request: HttpRequest, template: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    """A page with what it shows, never to be kept by a browser or a proxy."""
    made = render(request, f"portal/{template}.jinja", {"words": words_for_pages(), "now": now(), **shown}, status=status)
    made["Cache-Control"] = "no-store"
    return made


def paper(made: bytes, name: str) -> HttpResponse:
    """A PDF to be taken away, never to be kept by a browser or a proxy. Its name says nothing."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def references_shown_to(by: Actor, people: set[int], *, action: str) -> dict[int, str]:
    """The references of those of these people whom this member of staff may know, by id; written to the ledger."""
    shown: dict[int, str] = {}
    for purpose in LOOKED_FOR_IN:
        if left := sorted(people - set(shown)):
            views = disclose_many(by=by, purpose=purpose, about=left, action=action, only=(Category.EXISTENCE,))
            shown |= {person: view.reference for person, view in views.items()}
    return shown


def is_young(by: Actor) -> bool:
    """Whether the family member is a child, or of unknown age."""
    return by.person_id is not None and by.person_id not in adult_among([by.person_id])


def knows(by: Actor) -> bool:
    """Whether this family member may meet what tells of custody: an adult, or a child who has been told."""
    return by.person_id is not None and bool(may_see(by, Purpose.OWN_RECORD, Category.CUSTODY_FACT, by.person_id))


def too_many_tries(request: HttpRequest) -> bool:
    """Whether too many codes were tried from this network address in a quarter of an hour. Counts this try."""
    place = hashlib.sha256(str(get_client_ip(request)).encode()).hexdigest()[:32]
    key = f"portal-tries:{place}:{int(now().timestamp()) // 900}"
    tries = int(cache.get(key, 0)) + 1
    cache.set(key, tries, 1800)
    return tries > TRIES_FROM_ONE_PLACE


def grounds_for(by: Actor, person: int) -> list[tuple[Purpose, list[tuple[BasisKind, tuple[Category, ...]]], list[Category]]]:
    """For each purpose for which a worker may know of somebody: on which basis each part is shown, and what is kept back.

    Of the parts that the purpose has: any other is not spoken of. No values, so nothing is disclosed but the worker's own
    permissions.
    """
    found = []
    for purpose in Purpose:
        decided = permits_of(by, purpose, person)
        if decided is None:
            continue
        permits, withheld = decided
        kinds: dict[BasisKind, list[Category]] = {}
        for category, permit in permits.items():
            kinds.setdefault(permit.kind, []).append(category)
        found.append((purpose, [(kind, tuple(parts)) for kind, parts in kinds.items()], sorted(withheld)))
    return found


def person_for(by: Actor, reference: str) -> tuple[int, str]:
    """Id and name of somebody this member of staff works with. Raises NotVisible."""
    person = person_id(reference) or 0  # nobody's id: what never was takes the same work as what is hidden
    purpose = visible_for(by, person)
    if purpose is None:
        raise NotVisible(reference)
    only = (Category.EXISTENCE, Category.IDENTITY)
    view = disclose(by=by, purpose=purpose, about=[person], action="open_person", asked_for=reference, only=only)[person]
    identity = view.part(Category.IDENTITY, IdentityView)
    return person, identity.name if identity else reference
