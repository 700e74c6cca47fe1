"""What `intake` refuses as a whole. What it refuses line by line is in types.Refusal."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError


class NoSuchFeed(DomainError):
    reason = "no_such_feed"


class FeedExists(DomainError):
    reason = "feed_exists"
