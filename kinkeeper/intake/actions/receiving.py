"""Taking events in: read outside the transaction, written in small ones, so that nobody waits long for the lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic, perf_counter

from django.db import connection, transaction

from kinkeeper.custody.actions import Batch, record_batch
from kinkeeper.custody.queries import prison_codes
from kinkeeper.custody.types import NewEvent, Source
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.prepared import planned_while_it_grows
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.foundation.transactions import redrawing, written_by_others
from kinkeeper.intake.actions.refusing import RefusedLine, keep, sealed
from kinkeeper.intake.models import Feed, Receipt
from kinkeeper.intake.rules import read_line
from kinkeeper.intake.types import Ignored, Line, Outcome, Refusal
from kinkeeper.offers.actions import follow_periods

# Seconds a transaction should take. SQLite lets one writer in at a time, and none should wait for 50 ms: short ones, while
# anybody else writes. A long one takes in half as much again in the same time; whoever comes then waits that long once.
SHORT, LONG = 0.025, 0.1
ALONE_AFTER = 30.0  # seconds in which nobody else wrote
FEWEST, AT_FIRST, MOST = 10, 40, 1_000  # lines to a transaction
_TOLD = 100  # refusals told by line; the count tells of all


def actor_of_feed(feed: Feed) -> Actor:
    """The Actor that a feed is."""
    return Actor(
        kind=ActorKind.FEED,
        reference=feed.reference,
        agency_id=feed.agency_id,
        agency_reference=feed.agency.reference,
    )


@transaction.atomic(savepoint=False)
def take_in(*, by: Actor, feed: Feed | None, events: Sequence[NewEvent]) -> Batch:
    """Record events and let every room that a change concerns act on it, all in one transaction.

    Raises UnknownPrison, changing nothing.
    """
    batch = record_batch(by=by, events=events)
    follow_periods(by=by, changes=batch.changes)
    if feed is not None:
        Feed.objects.filter(pk=feed.pk).update(last_heard_at=now())
    return batch


@dataclass(slots=True)
class _Chunk:
    """What was read and is not yet written."""

    size: int = 0
    ignored: int = 0
    events: list[tuple[Line, NewEvent]] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)


class Company:
    """Whether others write into the database too, and so how long a transaction may take."""

    def __init__(self, written: Callable[[], int | None] = written_by_others, clock: Callable[[], float] = monotonic) -> None:
        self._ask, self._clock = written, clock
        self._written, self._at = written(), clock()

    def allows(self) -> float:
        """Seconds: `LONG` where writers do not wait for one another, or nobody else has written for some time."""
        written, at = self._ask(), self._clock()
        if written is None:
            return LONG
        if written != self._written:
            self._written, self._at = written, at
        return LONG if at - self._at >= ALONE_AFTER else SHORT


class Pace:
    """How many lines one transaction takes in, so that on this machine, as busy as it is, it is over in the time allowed."""

    def __init__(self) -> None:
        self.lines, self._allowed = AT_FIRST, SHORT

    def took(self, lines: int, seconds: float, allowed: float = SHORT) -> None:
        """So many lines took so long, and the next may take `allowed`, which counts at once. One slow disk does not change
        much; a machine that has become busy soon does."""
        wanted = lines * allowed / max(seconds, 1e-4)
        standing = self.lines * allowed / self._allowed
        self._allowed = allowed
        self.lines = round(min(max(0.8 * standing + 0.2 * wanted, FEWEST), MOST))


def read_in(*, by: Actor, feed: Feed | None, lines: Iterable[Line], source: Source) -> Outcome:
    """Take in every line that can be taken, and keep those that cannot with their reasons.

    Some tens of lines, or hundreds, stand or fall together; whoever is cut off half-way sends everything again, and what was
    taken counts as duplicates. Memory holds those lines alone, however long the file.
    """
    outcome = Outcome()
    known = prison_codes()
    chunk, pace, company = _Chunk(), Pace(), Company()
    with planned_while_it_grows(connection):
        for line in lines:
            _sort(line, source, chunk)
            if chunk.size >= pace.lines:
                began = perf_counter()
                known = _write(by, feed, source, chunk, known, outcome)
                pace.took(chunk.size, perf_counter() - began, company.allows())
                chunk = _Chunk()
        _write(by, feed, source, chunk, known, outcome)
    return outcome


@transaction.atomic
def _receipt(feed: Feed, outcome: Outcome) -> Receipt:
    count = outcome.count
    return Receipt.objects.create(
        feed=feed,
        read=count.read,
        recorded=count.recorded,
        duplicates=count.duplicates,
        ignored=count.ignored,
        refused=count.refused,
    )


def deliver(*, feed: Feed, lines: Iterable[Line]) -> tuple[Receipt, Outcome]:
    """Take in a delivery of a feed and give a receipt, once everything it accounts for is on the disk."""
    by = actor_of_feed(feed)
    with acting_for(by):
        outcome = read_in(by=by, feed=feed, lines=lines, source=Source.FEED)
        return _receipt(feed, outcome), outcome


def _sort(line: Line, source: Source, chunk: _Chunk) -> None:
    chunk.size += 1
    found = line.refusal or read_line(line.body, source)
    if isinstance(found, Refusal):
        chunk.refused.append(RefusedLine(line, found))
    elif isinstance(found, Ignored):
        chunk.ignored += 1
    else:
        chunk.events.append((line, found))


def _write(
    by: Actor, feed: Feed | None, source: Source, chunk: _Chunk, known: frozenset[str], outcome: Outcome
) -> frozenset[str]:
    """Write a chunk and count it; answers the prisons known now."""
    if any(event.prison not in known for _, event in chunk.events if event.prison):
        known = prison_codes()  # perhaps one was imported meanwhile
    strangers = [
        RefusedLine(line, Refusal.UNKNOWN_PRISON, event.prison)
        for line, event in chunk.events
        if event.prison and event.prison not in known
    ]
    events = [event for _, event in chunk.events if not event.prison or event.prison in known]
    refused = sorted([*chunk.refused, *strangers], key=lambda each: each.line.number)

    def write() -> int:
        keep(sealed(feed, source, refused))
        return take_in(by=by, feed=feed, events=events).recorded if events else 0

    recorded = redrawing(write) if refused or events else 0
    count = outcome.count
    count.read += chunk.size
    count.recorded += recorded
    count.duplicates += len(events) - recorded
    count.ignored += chunk.ignored
    count.refused += len(refused)
    room = _TOLD - len(outcome.refusals)
    outcome.refusals += [(each.line.number, each.reason) for each in refused[:room]]
    return known
