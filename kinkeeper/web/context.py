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
    }


def _way_in() -> list[tuple[str, str]]:
    return [(_("Sign in"), reverse("account_login"))]


def _way_out() -> list[tuple[str, str]]:
    return [(_("Sign out"), reverse("account_logout"))]
