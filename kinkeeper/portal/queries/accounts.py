"""Family members' own accounts."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings

from kinkeeper.foundation.actors import NOBODY, Actor, ActorKind
from kinkeeper.portal.models import FamilyAccount
from kinkeeper.portal.rules import tidy_route

if TYPE_CHECKING:
    from kinkeeper.accounts.models import User


def family_actor_for(user: User) -> Actor:
    """The Actor of a family member; NOBODY for any other account, and once it is closed. One query."""
    person = (
        FamilyAccount.objects.filter(user=user, closed_at__isnull=True, user__is_active=True)
        .values_list("person_id", flat=True)
        .first()
    )
    return Actor(kind=ActorKind.FAMILY, reference=user.reference, person_id=person) if person else NOBODY


def account_of(by: Actor) -> FamilyAccount:
    """The actor's own account."""
    return FamilyAccount.objects.select_related("agency", "user").get(person_id=by.person_id or 0, closed_at__isnull=True)


def account_by_route(typed: str, word: str) -> FamilyAccount | None:
    """The account that this route, with this word of their own, leads to."""
    found = FamilyAccount.objects.filter(route_key=route_key(typed, word), closed_at__isnull=True)
    return found.exclude(route_key="").first()


def route_key(typed: str, word: str) -> str:
    """A keyed hash of a route and a word: what is compared, so that nobody can look through the routes."""
    return keyed("route", f"{tidy_route(typed)}\0{word.strip().casefold()}")


def keyed(use: str, secret: str) -> str:
    """What is stored of a secret: a keyed hash, of no use without this site's key."""
    key = hashlib.sha256(f"portal-{use}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()
