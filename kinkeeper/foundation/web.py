"""What views share: who is asking, and pages that must not be kept."""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from kinkeeper.foundation.actors import NOBODY, Actor


def actor_of(request: HttpRequest) -> Actor:
    """The Actor that the middleware in `web` put on the request; NOBODY when nobody is signed in."""
    return getattr(request, "actor", NOBODY)


def address_of(page: str, *names: str) -> str:
    """The address of a page; worked out once a process, for every page asks for dozens. `names` are what stands in it."""
    return _address_with(page, names, get_script_prefix()) if names else _address(page, get_script_prefix())


@cache
def _address(page: str, _mounted_at: str) -> str:
    return reverse(page)


@lru_cache(maxsize=10_000)  # the lists of some hundred workers, who open each of theirs again and again
def _address_with(page: str, names: tuple[str, ...], _mounted_at: str) -> str:
    return reverse(page, args=names)


def sign_in_again(request: HttpRequest, *, because: str) -> HttpResponseRedirect:
    """To the sign-in page and then back to where this request came from, saying why.

    A form that was sent goes back to the page it stood on, for its own address may take nothing but forms.
    """
    back = request.get_full_path()
    if request.method not in {"GET", "HEAD"}:
        came_from = request.headers.get("referer", "")
        if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
            parts = urlsplit(came_from)
            back = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if back.startswith(settings.FAMILY_PAGES):
        messages.warning(request, _("You were away for a while, so we closed the page. Come in again to go on."))
        return HttpResponseRedirect(reverse(settings.FAMILY_LOGIN_URL))
    messages.warning(request, because)
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}")
