"""Recording events: store what is new, then fold again the people it touches. Sets of rows, never one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from kinkeeper.custody.actions.folding import Register, fold_again
from kinkeeper.custody.errors import UnknownPrison
from kinkeeper.custody.models import CustodyEvent
from kinkeeper.custody.rules import event_of
from kinkeeper.custody.types import Event, NewEvent, PeriodChange, Source
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import find_rows, insert_rows
from kinkeeper.foundation.clock import now

CHUNK = 1_000  # events to one round of statements: well under either engine's limit of parameters
_FOLD_LOCK = 7_205_759_417  # PostgreSQL's advisory lock of the fold; on SQLite the IMMEDIATE transaction is the lock


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some events. `recorded` were new; `duplicates` were known before, or twice in the batch."""

    changes: list[PeriodChange]
    recorded: int
    duplicates: int


def record_events(*, by: Actor, events: Sequence[NewEvent]) -> list[PeriodChange]:
    """Record events and answer what they changed. Duplicates change nothing; the order of arrival never matters.

    Raises UnknownPrison, recording nothing, when a prison was never imported.
    """
    return record_batch(by=by, events=events).changes


@transaction.atomic
def record_batch(*, by: Actor, events: Sequence[NewEvent]) -> Batch:
    """As `record_events`, with the numbers of new events and of duplicates."""
    take_fold_lock()
    prisons = Register()
    changes: list[PeriodChange] = []
    recorded = 0
    for start in range(0, len(events), CHUNK):
        fresh = _store(events[start : start + CHUNK], prisons)
        recorded += len(fresh)
        if fresh:
            changes += fold_again(by=by, fresh=fresh, action="record_events", prisons=prisons)
    return Batch(changes=changes, recorded=recorded, duplicates=len(events) - recorded)


def take_fold_lock() -> None:
    """One fold at a time, until the transaction ends: two that touch one person would each miss the other's events."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FOLD_LOCK])


def _store(events: Sequence[NewEvent], prisons: Register) -> list[Event]:
    """Insert the events that are not known yet; answers them."""
    offered: dict[str, tuple[Event, Source]] = {}
    for new in events:
        event = event_of(new)
        offered.setdefault(event.identity, (event, new.source))
    known = {identity for (identity,) in find_rows(CustodyEvent, ("identity",), "identity", list(offered))}
    fresh = {identity: both for identity, both in offered.items() if identity not in known}
    if not {event.prison for event, _ in fresh.values()} - {""} <= prisons.ids.keys():
        raise UnknownPrison
    moment = now()
    insert_rows(
        CustodyEvent,
        (
            "created_at", "identity", "kind", "number", "removed_number", "prison", "occurred_at", "reason", "stream", "source",
        ),
        [
            (
                moment, event.identity, event.kind, event.number, event.removed_number, event.prison, event.occurred_at,
                event.reason, event.stream, source,
            )
            for event, source in fresh.values()
        ],
    )  # fmt: skip
    return [event for event, _ in fresh.values()]
