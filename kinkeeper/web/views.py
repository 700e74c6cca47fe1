"""The home page of whoever is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kinkeeper.agencies.types import Role
from kinkeeper.custody.permissions import may_look_over
from kinkeeper.custody.queries import to_look_at
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers.queries import checks_late, worries_for
from kinkeeper.offers.queries.moves import arriving, questions_for
from kinkeeper.offers.queries.notice_words import NOTICES
from kinkeeper.offers.queries.offers import notices_for
from kinkeeper.offers.types.offering import NoticeCode
from kinkeeper.sharing.queries.reviews import needs_me
from kinkeeper.web.navigation import REACHING_ROLES, WORRY_ROLES, places_of


def home(request: HttpRequest) -> HttpResponse:
    """Where each person's work begins."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if actor_of(request).is_family:
        return redirect("portal:home")
    actor = actor_of(request)
    return render(
        request,
        "web/home.jinja",
        {
            "places": [(place.words, reverse(place.page), place.does) for place in places_of(actor)],
            **_what_waits(actor),
        },
    )


def _what_waits(actor: Actor) -> dict[str, Any]:
    """What this actor must look at first: children who may not be safe, late checks, notices. Codes and references only."""
    return {
        "worries": worries_for(actor).count() if actor.role in WORRY_ROLES else 0,
        "agreements": needs_me(actor) if actor.is_staff else None,
        "late_checks": checks_late(actor).count() if actor.role == Role.FAMILY_OFFICER else 0,
        # A release that was reported is nobody's to know before those who may confirm it have.
        "to_look_at": to_look_at(actor).count() if may_look_over(actor) else 0,
        "arriving": arriving(actor).count(),
        "questions": questions_for(actor).count(),
        "notices": [(NOTICES[NoticeCode(told.code)], told.offer.reference, told.created_at) for told in notices_for(actor)]
        if actor.role in REACHING_ROLES
        else [],
    }
