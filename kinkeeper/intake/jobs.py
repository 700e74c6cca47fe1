"""Duties of the tick: what was refused heals or is forgotten."""

from __future__ import annotations

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.privacy import Keep
from kinkeeper.foundation.recurring import duty
from kinkeeper.foundation.retention import Rule, retains
from kinkeeper.intake.actions import forget_expired, retry_known_prisons
from kinkeeper.intake.models import Refused


@duty("intake.retry_known_prisons")
def take_what_waited_for_a_prison() -> int:
    """Take in what waited for a prison to be imported."""
    return retry_known_prisons()


@duty("intake.forget_expired")
def forget_refused() -> int:
    """Delete refused lines after thirty days."""
    return forget_expired()


retains(
    Rule(
        name="intake.refused",
        what="Lines of a feed that could not be taken",
        why="What was sent is kept for thirty days, encrypted, so that the feed's owner can mend it.",
        keeps=Keep.THIRTY_DAYS,
        due=lambda: Refused.objects.filter(expires_at__lte=now()).count(),
        clear=forget_expired,
    )
)
