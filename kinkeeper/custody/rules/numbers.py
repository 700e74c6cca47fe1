"""Which number a merged person goes by."""

from __future__ import annotations

from collections.abc import Iterable

from kinkeeper.custody.types import Event, EventKind


def kept_number(events: Iterable[Event], numbers: Iterable[str] = ()) -> str:
    """The number that stays when all merges among `events` are done, whatever order they arrived in.

    The last merge names a kept number; if that was itself removed by another merge (A into B, B into C), the chain is
    followed to its end. Without a merge it is the only number, or the first in the alphabet of several that a person
    joined by hand.
    """
    merges = sorted(
        (event for event in events if event.kind is EventKind.MERGED), key=lambda event: (event.occurred_at, event.identity)
    )
    if not merges:
        return min(numbers)
    into = {merge.removed_number: merge.number for merge in merges}
    number, seen = merges[-1].number, set[str]()
    while number in into and number not in seen:  # merged there and back again: stop where the circle closes
        seen.add(number)
        number = into[number]
    return number
