"""What every page is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kinkeeper.foundation.actors import ActorKind
from kinkeeper.foundation.web import actor_of


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The actor, whether this is the demo, the site's own address, and the way in or out."""
    actor = actor_of(request)
    return {
        "actor": actor,
        "is_demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "account_links": _way_in() if actor.kind is ActorKind.NOBODY else _way_out(),
        **(_open_places(request.path) if actor.kind is ActorKind.NOBODY else {}),
    }


def _open_places(path: str) -> dict[str, Any]:
    """The public menu, for whoever is not signed in; the quieter pages are at the foot."""
    menu = [
        (_("Find help"), reverse("directory:find-help")),
        (_("Step by step"), _page("steps")),
        (_("Young people"), _page("young")),
        (_("Looking after a child"), _page("carers")),
        (_("For people at work"), _page("work")),
    ]
    foot = [
        (_("Easy Read"), _page("easy")),
        (_("For a parent inside"), _page("away")),
        (_("Rights"), _page("rights")),
        (_("Facts and figures"), _page("facts")),
        (_("Words explained"), _page("words")),
        (_("About this site"), _page("read/about")),
    ]
    return {"navigation": [(words, address, path.startswith(address)) for words, address in menu], "footer_links": foot}


def _page(slug: str) -> str:
    return reverse("site:show-page", args=[slug])


def _way_in() -> list[tuple[str, str]]:
    return [(_("Sign in"), reverse("account_login"))]


def _way_out() -> list[tuple[str, str]]:
    return [(_("Sign out"), reverse("account_logout"))]
