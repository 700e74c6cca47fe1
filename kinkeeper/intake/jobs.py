"""Duties of the tick: what was refused heals or is forgotten."""

from __future__ import annotations

from kinkeeper.foundation.recurring import duty
from kinkeeper.intake.actions import forget_expired, retry_known_prisons


@duty("intake.retry_known_prisons")
def take_what_waited_for_a_prison() -> int:
    """Take in what waited for a prison to be imported."""
    return retry_known_prisons()


@duty("intake.forget_expired")
def forget_refused() -> int:
    """Delete refused lines after thirty days."""
    return forget_expired()
