"""What makes two reports the same report."""

from __future__ import annotations

from datetime import UTC
from hashlib import sha256

from kinkeeper.custody.types import Event, EventKind, NewEvent


def identity_of(event: NewEvent) -> str:
    """SHA-256, in hexadecimal, over type, person number, moment, prison and reason; over both numbers for a merge.

    The moment counts in UTC to the microsecond, so one moment written with two offsets is one moment. How the event
    reached us does not count: a file and a feed may bring the same report.
    """
    parts = [f"{event.stream}.{event.kind}", event.number, event.occurred_at.astimezone(UTC).isoformat()]
    parts += [event.removed_number] if event.kind is EventKind.MERGED else [event.prison, event.reason]
    return sha256("\n".join(parts).encode()).hexdigest()


def event_of(event: NewEvent) -> Event:
    """The event as the fold reads it."""
    return Event(
        identity=identity_of(event),
        kind=event.kind,
        number=event.number,
        removed_number=event.removed_number,
        prison=event.prison,
        occurred_at=event.occurred_at.astimezone(UTC),
        reason=event.reason,
        stream=event.stream,
    )
