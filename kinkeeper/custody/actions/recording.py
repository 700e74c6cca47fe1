"""Recording events: store what is new, then fold again the people it touches. Sets of rows, never one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from kinkeeper.custody.actions.folding import Register, fold_again
from kinkeeper.custody.errors import UnknownPrison
from kinkeeper.custody.models import CustodyEvent
from kinkeeper.custody.queries import events_of
from kinkeeper.custody.rules import event_of
from kinkeeper.custody.types import Event, NewEvent, PeriodChange, Source
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import insert_rows
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
        offered = [(event_of(new), new.source) for new in events[start : start + CHUNK]]
        told = events_of({event.number for event, _ in offered})
        fresh = _store(offered, told, prisons)
        recorded += len(fresh)
        if fresh:
            changes += fold_again(by=by, fresh=fresh, told=told, action="record_events", prisons=prisons)
    return Batch(changes=changes, recorded=recorded, duplicates=len(events) - recorded)


def take_fold_lock() -> None:
    """One fold at a time, until the transaction ends: two that touch one person would each miss the other's events."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FOLD_LOCK])


def _store(offered: Sequence[tuple[Event, Source]], told: dict[str, list[Event]], prisons: Register) -> list[Event]:
    """Insert the events that are not known yet, and put them to what is `told` under their numbers; answers them."""
    known = {event.identity for events in told.values() for event in events}
    fresh: list[tuple[Event, Source]] = []
    for event, source in offered:
        if event.identity not in known:
            known.add(event.identity)
            fresh.append((event, source))
            told[event.number].append(event)
    if not {event.prison for event, _ in fresh} - {""} <= prisons.ids.keys():
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
            for event, source in fresh
        ],
    )  # fmt: skip
    return [event for event, _ in fresh]
