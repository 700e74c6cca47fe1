"""The order in which reports are read, and two reports of one movement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from kinkeeper.custody.rules.reasons import STARTS, WINDOW
from kinkeeper.custody.types import Event, EventKind, Reason, Stream


def reading_order(event: Event) -> tuple[datetime, bool, bool, str]:
    """By moment; release before reception; admission before what continues it; then by identity, which is always the same."""
    return (
        event.occurred_at,
        event.kind is not EventKind.RELEASED,
        event.reason not in STARTS,
        event.identity,
    )


def one_report_each(events: Iterable[Event]) -> list[Event]:
    """The movements among `events`, in reading order, each once.

    Both streams report every movement, the slower one up to 45 minutes later. The later report of a pair is dropped, or a
    transfer out of the first prison would be read after the arrival at the next. Admissions all stay: the fold wants every
    report of a start as evidence, and the slower stream's word that an admission stands outweighs a release before it.
    """
    kept: list[Event] = []
    unpaired: dict[tuple[EventKind, str, Reason], list[Event]] = defaultdict(list)
    for event in sorted((event for event in events if event.kind is not EventKind.MERGED), key=reading_order):
        if event.reason in STARTS or event.stream is Stream.HAND:
            kept.append(event)
            continue
        earlier = unpaired[event.kind, event.prison, event.reason]
        while earlier and event.occurred_at - earlier[0].occurred_at > WINDOW:
            earlier.pop(0)
        twin = next((other for other in earlier if other.stream is not event.stream), None)
        if twin is not None:
            earlier.remove(twin)
            continue
        earlier.append(event)
        kept.append(event)
    return kept
