"""Feeds and their tokens."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.randomness import random_bytes
from kinkeeper.intake.errors import FeedExists
from kinkeeper.intake.models import Feed, FeedToken
from kinkeeper.intake.rules import TOKEN_BYTES, token_digest, token_of
from kinkeeper.ledger.actions import record


@transaction.atomic
def add_feed(*, by: Actor, name: str, agency: int) -> tuple[Feed, str]:
    """A new feed of an agency, and its token: shown this once, kept as a hash. Raises FeedExists."""
    if Feed.objects.filter(name=name).exists():
        raise FeedExists
    feed = Feed.objects.create(name=name, agency_id=agency)
    token = _new_token(feed)
    record(by=by, action="add_feed", detail={"feed": feed.reference})
    return feed, token


@transaction.atomic
def rotate_token(*, by: Actor, feed: Feed, overlap: timedelta) -> str:
    """A new token for a feed. Earlier ones stay good for `overlap`, so that the sender can change over without a gap."""
    ends = now() + overlap
    feed.tokens.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=ends)).update(expires_at=ends)
    token = _new_token(feed)
    record(by=by, action="rotate_token", detail={"feed": feed.reference})
    return token


def _new_token(feed: Feed) -> str:
    token = token_of(random_bytes(TOKEN_BYTES))
    FeedToken.objects.create(feed=feed, digest=token_digest(token))
    return token
