"""Custody periods as a pure fold over one person's events: the same events give the same periods, in whatever order they came.

What is decided here, and why:

* Only an admission starts a period. While that prison's period is open it corroborates; within 45 minutes of a period's start
  at that prison it does so even after a transfer or a release, for the slower stream reports late and never reports what was
  reversed.
* An admission at another prison while a period is open means that a release was never reported: the old period ends then, and
  is flagged; the new one starts its own 48 hours. A second offer is a lesser harm than a family nobody rang.
* Court, hospital, temporary absence and transfer end nothing. In transit, the prison that sent the person still counts as
  holding them, until another receives them.
* Receptions that continue (return from court, transfer, temporary absence, after a merge) move what is open. With nothing
  open they are held aside: no period, no 48 hours, until the admission arrives and the fold is done again. Two reopen the last
  period instead: a switch to an old booking, at any time, and any reception within 45 minutes of the reported end.
* A release by the prison that holds the person, or by any while in transit, ends the period. By another prison, or with an
  unknown reason, it ends nothing and is flagged: a person looks, because a wrong end would stop a family's offer quietly. A
  later reception settles it.
* Ended within 45 minutes of the start, a period counts as reversed. A merge never ends one: the removed number's stay is the
  same person's stay, so the two timelines are read as one, and a second report of a stay opens nothing new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from kinkeeper.custody.rules.numbers import kept_number
from kinkeeper.custody.rules.reasons import ENDS, STARTS, WINDOW
from kinkeeper.custody.rules.reports import one_report_each
from kinkeeper.custody.types import Event, EventKind, Flag, FoldedPeriod, Move, PeriodState, Reason


def fold(events: Iterable[Event], numbers: Iterable[str] = ()) -> list[FoldedPeriod]:
    """The custody periods of one person, oldest first, from all events under all of their numbers.

    `numbers` adds numbers known to be theirs without an event that says so.
    """
    events = list(events)
    known = {*numbers, *(event.number for event in events), *(event.removed_number for event in events)} - {""}
    if not known:
        return []
    stays = _Stays()
    for _, reports in groupby(one_report_each(events), key=lambda event: event.occurred_at):
        stays.read_moment(list(reports))
    number = kept_number(events, known)
    return [stay.folded(number) for stay in stays.all]


@dataclass(slots=True)
class _Stay:
    """A period while it is being folded."""

    started_at: datetime
    start_identity: str
    moves: list[Move]
    evidence: set[str] = field(default_factory=set)
    ended_at: datetime | None = None
    in_transit: bool = False
    flag: str = ""

    @property
    def prison(self) -> str:
        return self.moves[-1].prison

    def is_held_at(self, prison: str, at: datetime) -> None:
        """Received at `prison`: in custody after all, and whatever was doubtful is settled."""
        self.ended_at = None
        self.in_transit = False
        self.flag = ""
        if prison != self.prison:
            self.moves.append(Move(at, prison))

    def ends(self, at: datetime, flag: str = "") -> None:
        self.ended_at = at
        self.in_transit = False
        self.flag = flag

    def folded(self, number: str) -> FoldedPeriod:
        if self.ended_at is None:
            state = PeriodState.OPEN
        elif self.ended_at - self.started_at <= WINDOW:
            state = PeriodState.REVERSED
        else:
            state = PeriodState.ENDED
        return FoldedPeriod(
            number=number,
            start_identity=self.start_identity,
            evidence=frozenset(self.evidence),
            started_at=self.started_at,
            ended_at=self.ended_at,
            state=state,
            flag="" if state is PeriodState.REVERSED else self.flag,
            moves=tuple(self.moves),
        )


class _Stays:
    """A person's periods so far; only the last can be open."""

    def __init__(self) -> None:
        self.all: list[_Stay] = []

    @property
    def last(self) -> _Stay | None:
        return self.all[-1] if self.all else None

    @property
    def open(self) -> _Stay | None:
        last = self.last
        return last if last is not None and last.ended_at is None else None

    def read_moment(self, reports: list[Event]) -> None:
        """Read everything reported for one moment, in reading order."""
        held_before = self.open.prison if self.open else ""
        for event in reports:
            if event.kind is EventKind.RELEASED:
                self._released(event)
            elif event.reason in STARTS:
                self._admitted(event)
            else:
                self._continued(event)
        if len(reports) > 2:
            self._settle_path(reports, held_before)

    def _admitted(self, event: Event) -> None:
        recent = next((stay for stay in reversed(self.all) if _reports_start_of(event, stay)), None)
        open_now = self.open
        if recent is not None:
            recent.evidence.add(event.identity)
            if recent is self.last and recent.ended_at is not None:
                recent.is_held_at(event.prison, event.occurred_at)
        elif open_now is not None and open_now.prison == event.prison:
            open_now.evidence.add(event.identity)
            open_now.is_held_at(event.prison, event.occurred_at)
        else:
            if open_now is not None:
                open_now.ends(event.occurred_at, Flag.RELEASE_NOT_REPORTED)
            self.all.append(_Stay(event.occurred_at, event.identity, [Move(event.occurred_at, event.prison)], {event.identity}))

    def _continued(self, event: Event) -> None:
        last = self.last
        if last is None:
            return
        if (
            last.ended_at is None
            or event.reason is Reason.READMISSION_SWITCH_BOOKING
            or event.occurred_at - last.ended_at <= WINDOW
        ):
            last.is_held_at(event.prison, event.occurred_at)

    def _released(self, event: Event) -> None:
        stay = self.open
        if stay is None:
            return
        here = event.prison == stay.prison
        if event.reason in ENDS:
            if here or stay.in_transit:
                stay.ends(event.occurred_at)
            else:
                stay.flag = Flag.RELEASED_ELSEWHERE
        elif event.reason is Reason.UNKNOWN and here:
            stay.flag = Flag.LEFT_UNEXPLAINED
        elif event.reason is Reason.TRANSFERRED and here:
            stay.in_transit = True

    def _settle_path(self, reports: list[Event], held_before: str) -> None:
        """Several prisons in one moment (X to Y to Z, all at 10:00): the person is where they came to and did not leave.

        Reading receptions by identity would leave them at any of the prisons passed through. Each arrival counts one, each
        departure takes one away; the one prison with something left over is where the path ends.
        """
        stay = self.open
        if stay is None:
            return
        left_over = Counter({held_before: 1} if held_before else {})
        for event in reports:
            if event.kind is EventKind.RECEIVED:
                left_over[event.prison] += 1
            elif event.reason is Reason.TRANSFERRED:
                left_over[event.prison] -= 1
        ends = [prison for prison, count in left_over.items() if count > 0]
        moment = reports[0].occurred_at
        if len(ends) != 1 or ends[0] not in {event.prison for event in reports}:
            return
        while len(stay.moves) > 1 and stay.moves[-1].at == moment:
            stay.moves.pop()
        if ends[0] != stay.prison:
            stay.moves.append(Move(moment, ends[0]))


def _reports_start_of(event: Event, stay: _Stay) -> bool:
    return event.prison == stay.moves[0].prison and event.occurred_at - stay.started_at <= WINDOW
