"""Who looks after a feed."""

from __future__ import annotations

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor


def is_feed_manager(by: Actor) -> bool:
    """Whether this actor looks after feeds at their agency. Which feeds: those their agency owns."""
    return by.is_staff and by.agency_id is not None and by.role == Role.FEED_MANAGER
