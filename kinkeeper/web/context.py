"""What every page is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.web import actor_of, address_of
from kinkeeper.web.navigation import menu_for, open_foot, open_menu


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The actor, whether this is the demo, the site's own address, and the way in or out."""
    actor = actor_of(request)
    return {
        "actor": actor,
        "is_demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "navigation": menu_for(request, actor) or open_menu(request),
        "footer_links": open_foot(),
        "account_links": _account_links(actor, half_way=getattr(request, "lacks_second_factor", False)),
    }


def _account_links(actor: Actor, *, half_way: bool) -> list[tuple[str, str]]:
    """The way in or out; who has given a password and no second step yet can only go back out."""
    way_out = (_("Sign out"), address_of("account_logout"))
    if half_way:
        return [way_out]
    if actor.kind is ActorKind.NOBODY:
        return [(_("Sign in"), address_of("account_login"))]
    return [(_("Your sign-in"), address_of("mfa_index")), way_out]
