"""What views share: who is asking, and pages that must not be kept."""

from __future__ import annotations

from django.http import HttpRequest

from kinkeeper.foundation.actors import NOBODY, Actor


def actor_of(request: HttpRequest) -> Actor:
    """The Actor that the middleware in `web` put on the request; NOBODY when nobody is signed in."""
    return getattr(request, "actor", NOBODY)
