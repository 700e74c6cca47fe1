"""Short ways to tell what was reported: `received("10:00", "XAA")`."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from kinkeeper.custody.rules import Kept, absorb, carry, event_of, fold, fresh, kept_number, match
from kinkeeper.custody.types import Event, EventKind, NewEvent, PeriodState, Reason, Source, Stream

DANNY, DANNYS_SECOND, DANNYS_THIRD = "A1001DA", "B2002DA", "C3003DA"


def at(clock: str) -> datetime:
    """ "10:05" on 2 March 2026, "3 10:05" on the third."""
    day, _, time = clock.rpartition(" ")
    hour, minute = time.split(":")
    return datetime(2026, 3, int(day or 2), int(hour), int(minute), tzinfo=UTC)


def received(
    clock: str, prison: str, reason: str = "NEW_ADMISSION", number: str = DANNY, stream: Stream = Stream.SEARCH
) -> NewEvent:
    return NewEvent(EventKind.RECEIVED, number, prison, at(clock), Reason(reason), stream, Source.FEED)


def received_slowly(clock: str, prison: str, reason: str = "ADMISSION", number: str = DANNY) -> NewEvent:
    return received(clock, prison, reason, number, Stream.OFFENDER_EVENTS)


def left(clock: str, prison: str, reason: str = "RELEASED", number: str = DANNY, stream: Stream = Stream.SEARCH) -> NewEvent:
    return NewEvent(EventKind.RELEASED, number, prison, at(clock), Reason(reason), stream, Source.FEED)


def left_slowly(clock: str, prison: str, reason: str = "RELEASED", number: str = DANNY) -> NewEvent:
    return left(clock, prison, reason, number, Stream.OFFENDER_EVENTS)


def merged(clock: str, *, kept: str, removed: str) -> NewEvent:
    return NewEvent(EventKind.MERGED, kept, "", at(clock), Reason.MERGE, Stream.OFFENDER_EVENTS, Source.FEED, removed)


def periods_of(events: Sequence[NewEvent]) -> list[tuple[str, str, str, str, str]]:
    """Each period as (started, ended, state, the prisons one after the other, flag)."""
    return [
        (
            _clock(period.started_at),
            _clock(period.ended_at) if period.ended_at else "",
            period.state.value,
            " ".join(move.prison for move in period.moves),
            str(period.flag),
        )
        for period in fold([event_of(event) for event in events])
    ]


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}" if moment.day == 2 else f"{moment.day} {moment:%H:%M}"


class Archive:
    """What the database does, without one: keeps events, people and periods, and folds again with each arrival."""

    def __init__(self) -> None:
        self.events: dict[str, Event] = {}
        self.person_of: dict[str, int] = {}
        self.periods: dict[int, Kept] = {}

    def take(self, batch: Sequence[NewEvent]) -> None:
        events = [event_of(event) for event in batch]
        new = [event for event in events if event.identity not in self.events]
        self.events.update((event.identity, event) for event in new)
        for event in new:
            for number in (event.number, event.removed_number):
                if number:
                    self.person_of.setdefault(number, 1 + max(self.person_of.values(), default=0))
            if event.removed_number:
                one, other = self.person_of[event.number], self.person_of[event.removed_number]
                self.person_of = {number: one if person == other else person for number, person in self.person_of.items()}
        for person in {self.person_of[event.number] for event in new}:
            self._fold_again(person)

    def _fold_again(self, person: int) -> None:
        numbers = {number for number, owner in self.person_of.items() if owner == person}
        told = [event for event in self.events.values() if event.number in numbers]
        stored = [kept for kept in self.periods.values() if kept.number in numbers]
        assert kept_number(told, numbers) in numbers
        for found in match(fold(told, numbers), stored):
            if found.told is None:
                kept, _ = fresh(found.folded, person)
                kept = Kept(**{**{name: getattr(kept, name) for name in kept.__slots__}, "id": len(self.periods) + 1})
            else:
                kept, _ = carry(found.told, found.folded, person)
            self.periods[kept.id] = kept
            for other in found.told_twice:
                self.periods[other.id], _ = absorb(other, found.folded, told)

    def result(self) -> list[tuple[object, ...]]:
        """What must not depend on the order of arrival, by natural keys."""
        return sorted(
            (p.number, p.started_at, p.admitted_prison, p.prison, p.arrived_at, str(p.ended_at), p.state, str(p.flag))
            for p in self.periods.values()
            if p.state is not PeriodState.ABSORBED
        )


def arrivals(events: Sequence[NewEvent], chance: random.Random) -> list[list[NewEvent]]:
    """The events in a random order, some twice, cut into random batches."""
    order = [*events, *chance.sample(events, k=chance.randint(0, len(events)))]
    chance.shuffle(order)
    batches = []
    while order:
        size = chance.randint(1, 4)
        batches.append(order[:size])
        order = order[size:]
    return batches
