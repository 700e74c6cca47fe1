"""What can be asked of feeds, and of what was refused."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.intake.models import Feed, FeedToken, Receipt, Refused
from kinkeeper.intake.rules import token_digest


def feed_named(name: str) -> Feed | None:
    """The feed of this name."""
    return Feed.objects.select_related("agency").filter(name=name).first()


def only_feed() -> Feed | None:
    """The feed, where there is just one."""
    feeds = list(Feed.objects.select_related("agency")[:2])
    return feeds[0] if len(feeds) == 1 else None


def feed_of_token(token: str) -> Feed | None:
    """The feed that shows this token, if it is live. Found by its hash, so the time taken says nothing of any token."""
    found = (
        FeedToken.objects.select_related("feed__agency")
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now()), digest=token_digest(token))
        .first()
    )
    return found.feed if found else None


def receipt(feed: Feed, reference: str) -> Receipt:
    """A feed's own receipt. Raises NotVisible."""
    found = Receipt.objects.filter(feed=feed, reference=reference).first()
    if found is None:
        raise NotVisible(reference)
    return found


def feeds_of(by: Actor) -> QuerySet[Feed]:
    """The feeds that this actor's agency owns. Raises NotVisible for anybody who does not look after feeds."""
    if by.agency_id is None or not by.is_staff or by.role != Role.FEED_MANAGER:
        raise NotVisible
    return Feed.objects.filter(agency_id=by.agency_id).order_by("name")


def refused_of(by: Actor) -> QuerySet[Refused]:
    """What was refused of the feeds that this actor's agency owns, the latest first. Raises NotVisible."""
    return (
        Refused.objects.filter(feed__in=feeds_of(by), expires_at__gt=now())
        .select_related("feed")
        .defer("body")
        .order_by("-created_at", "-pk")
    )


def refused_one(by: Actor, reference: str) -> Refused:
    """One of them. Raises NotVisible."""
    found = refused_of(by).filter(reference=reference).first()
    if found is None:
        raise NotVisible(reference)
    return found


def refused_by_feed(feed: Feed) -> QuerySet[Refused]:
    """What one feed sent and we could not take."""
    return Refused.objects.filter(feed=feed)
