"""Invented lives in custody, as reports: plain Python, repeatable by seed. See `generate` for how they are written down."""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from kinkeeper.custody.types import EventKind, Reason, Stream

_NUMBERS = 26 * 10_000 * 676
_STRIDE = 9_999_991  # prime to the number of numbers, so that each comes up once


@dataclass(frozen=True, slots=True, order=True)
class Report:
    """One report on its way: it leaves its stream at `sent_at` and says that something occurred at `occurred_at`."""

    sent_at: datetime
    place: int  # among all reports: settles what leaves at one moment
    stream: Stream
    kind: EventKind | None  # None: of a type that means nothing to us
    number: str
    prison: str
    reason: Reason | None
    occurred_at: datetime
    removed_number: str = ""


def number_of(place: int) -> str:
    """The prison number of the `place`-th person: no two alike, none after the other."""
    rest = place * _STRIDE % _NUMBERS
    rest, last = divmod(rest, 26)
    rest, middle = divmod(rest, 26)
    first, digits = divmod(rest, 10_000)
    return f"{chr(65 + first)}{digits:04d}{chr(65 + middle)}{chr(65 + last)}"


class Lives:
    """A source of lives: admissions, courts, transfers, absences, reversals, merges, releases; on both streams."""

    def __init__(self, chance: random.Random, prisons: Sequence[str]) -> None:
        self._chance = chance
        self._prisons = prisons
        self._people = 0
        self._reports = 0

    def life(self, start: datetime) -> Iterator[Report]:
        """Every report of one life that begins with an admission at about `start`."""
        chance = self._chance
        at, prison = start, chance.choice(self._prisons)
        if chance.random() < 0.05:
            number, at = yield from self._second_number(at, prison)
        else:
            number = self._new_number()
            yield from self._admission(at, prison, number)
        if chance.random() < 0.06:
            readmitted = yield from self._reversal(at, prison, number)
            if readmitted is None:
                return
            at = readmitted
        for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 5))):
            at += timedelta(minutes=chance.randint(200, 7_000))
            at, prison = yield from self._outing(at, prison, number)
        if chance.random() < 0.55:
            yield from self._end(at, prison, number)

    def _end(self, at: datetime, prison: str, number: str) -> Iterator[Report]:
        at += timedelta(minutes=self._chance.randint(200, 20_000))
        if self._chance.random() < 0.02:
            yield self._report(Stream.OFFENDER_EVENTS, EventKind.RELEASED, at, prison, number, Reason.UNKNOWN)
            return
        yield from self._both(EventKind.RELEASED, at, prison, number, Reason.RELEASED)
        if self._chance.random() < 0.15:
            at += timedelta(minutes=self._chance.randint(1, 30_000))
            again = self._chance.choice((Reason.READMISSION, Reason.READMISSION, Reason.READMISSION_SWITCH_BOOKING))
            place = self._chance.choice(self._prisons)
            yield self._report(Stream.SEARCH, EventKind.RECEIVED, at, place, number, again)
            if again is Reason.READMISSION:
                yield self._slowly(EventKind.RECEIVED, at, place, number, Reason.ADMISSION)

    def _admission(self, at: datetime, prison: str, number: str) -> Iterator[Report]:
        told_by = self._chance.random()
        if told_by < 0.9:
            reason = self._chance.choice((Reason.NEW_ADMISSION, Reason.NEW_ADMISSION, Reason.READMISSION))
            yield self._report(Stream.SEARCH, EventKind.RECEIVED, at, prison, number, reason)
        if told_by > 0.1:
            yield self._slowly(EventKind.RECEIVED, at, prison, number, Reason.ADMISSION)

    def _reversal(self, at: datetime, prison: str, number: str) -> Generator[Report, None, datetime | None]:
        """Entered by mistake and taken back within 45 minutes; half of them are then admitted after all."""
        at += timedelta(minutes=self._chance.randint(0, 45))
        yield self._report(Stream.SEARCH, EventKind.RELEASED, at, prison, number, Reason.RELEASED)
        if self._chance.random() < 0.5:
            return None
        at += timedelta(minutes=self._chance.randint(0, 90))
        yield self._report(Stream.SEARCH, EventKind.RECEIVED, at, prison, number, Reason.READMISSION)
        return at

    def _second_number(self, at: datetime, prison: str) -> Generator[Report, None, tuple[str, datetime]]:
        """Admitted under a new number, then found to be somebody known: merged, one time in four through a third number."""
        chance = self._chance
        removed, kept = self._new_number(), self._new_number()
        yield from self._admission(at, prison, removed)
        chain = [removed, self._new_number(), kept] if chance.random() < 0.25 else [removed, kept]
        for earlier, later in pairwise(chain):
            at += timedelta(minutes=chance.choice((5, 20, 45, 600, 4_000)))
            yield self._report(Stream.OFFENDER_EVENTS, EventKind.MERGED, at, "", later, Reason.MERGE, earlier)
            yield self._report(Stream.SEARCH, EventKind.RECEIVED, at, prison, later, Reason.POST_MERGE_ADMISSION)
        return kept, at

    def _outing(self, at: datetime, prison: str, number: str) -> Generator[Report, None, tuple[datetime, str]]:
        """Court, hospital, a temporary absence or a transfer; answers when and where it ends."""
        chance = self._chance
        kind = chance.random()
        if kind < 0.06:
            yield self._report(Stream.SEARCH, None, at, prison, number, None)
            return at, prison
        back = at + timedelta(minutes=chance.choice((0, 0, 20, 45, 300, 600)))
        if kind < 0.45:
            out, into, there = Reason.TRANSFERRED, Reason.TRANSFERRED, chance.choice(self._prisons)
        elif kind < 0.75:
            there = prison if chance.random() < 0.9 else chance.choice(self._prisons)
            out, into = Reason.SENT_TO_COURT, Reason.RETURN_FROM_COURT
        elif kind < 0.9:
            out, into, there = Reason.TEMPORARY_ABSENCE_RELEASE, Reason.TEMPORARY_ABSENCE_RETURN, prison
        else:
            yield from self._both(EventKind.RELEASED, at, prison, number, Reason.RELEASED_TO_HOSPITAL)
            return at, prison
        yield from self._both(EventKind.RELEASED, at, prison, number, out)
        yield from self._both(EventKind.RECEIVED, back, there, number, into)
        return back, there

    def _both(self, kind: EventKind, at: datetime, prison: str, number: str, reason: Reason) -> Iterator[Report]:
        """The reports of one movement: mostly by both streams, sometimes by one."""
        told_by = self._chance.random()
        if told_by < 0.92:
            yield self._report(Stream.SEARCH, kind, at, prison, number, reason)
        if told_by > 0.08:
            yield self._slowly(kind, at, prison, number, reason)

    def _slowly(self, kind: EventKind, at: datetime, prison: str, number: str, reason: Reason) -> Report:
        """By the stream that is raised 45 minutes later; now and then its word for the moment is late too."""
        late = self._chance.randint(1, 45) if self._chance.random() < 0.2 else 0
        return self._report(Stream.OFFENDER_EVENTS, kind, at + timedelta(minutes=late), prison, number, reason)

    def _report(
        self,
        stream: Stream,
        kind: EventKind | None,
        at: datetime,
        prison: str,
        number: str,
        reason: Reason | None,
        removed_number: str = "",
    ) -> Report:
        delay = timedelta(minutes=45) if stream is Stream.OFFENDER_EVENTS else timedelta(0)
        if self._chance.random() < 0.03:
            delay += timedelta(minutes=self._chance.randint(60, 10_000))  # late, after what came after it
        self._reports += 1
        return Report(
            at + delay + timedelta(seconds=self._chance.randint(0, 300)),
            self._reports, stream, kind, number, prison, reason, at, removed_number,
        )  # fmt: skip

    def _new_number(self) -> str:
        self._people += 1
        return number_of(self._people)
