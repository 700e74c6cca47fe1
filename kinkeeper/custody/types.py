"""The words of `custody`: what happens to a person in custody, and what that changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class EventKind(StrEnum):
    RECEIVED = "received"
    RELEASED = "released"
    MERGED = "merged"


class Stream(StrEnum):
    """Who raised the event. The two feeds report the same movement, each in its own time."""

    OFFENDER_EVENTS = "prison-offender-events.prisoner"  # raised 45 minutes later, unless reversed meanwhile
    SEARCH = "prisoner-offender-search.prisoner"  # raised at once
    HAND = "kinkeeper.hand"  # entered by a person at work


class Source(StrEnum):
    """The way by which the event reached us."""

    FEED = "feed"
    FILE = "file"
    HAND = "hand"


class Reason(StrEnum):
    """Why a person was received or released: the words of the prison service's published events."""

    ADMISSION = "ADMISSION"
    NEW_ADMISSION = "NEW_ADMISSION"
    READMISSION = "READMISSION"
    READMISSION_SWITCH_BOOKING = "READMISSION_SWITCH_BOOKING"
    POST_MERGE_ADMISSION = "POST_MERGE_ADMISSION"
    RETURN_FROM_COURT = "RETURN_FROM_COURT"
    TEMPORARY_ABSENCE_RETURN = "TEMPORARY_ABSENCE_RETURN"
    TRANSFERRED = "TRANSFERRED"  # both ways: out of one prison and into another
    RELEASED = "RELEASED"
    RELEASED_TO_HOSPITAL = "RELEASED_TO_HOSPITAL"
    SENT_TO_COURT = "SENT_TO_COURT"
    TEMPORARY_ABSENCE_RELEASE = "TEMPORARY_ABSENCE_RELEASE"
    UNKNOWN = "UNKNOWN"  # left the prison, and the feed cannot say why
    MERGE = "MERGE"


class PeriodState(StrEnum):
    OPEN = "open"
    ENDED = "ended"  # a release was reported; nobody is told until a person confirms it
    REVERSED = "reversed"  # released within 45 minutes of the start: it was entered by mistake
    ABSORBED = "absorbed"  # later reports showed that another period tells the same stay; kept for what points at it


class Stage(StrEnum):
    """Where the person stands before the court. Entered by hand: the feeds do not say."""

    UNKNOWN = "unknown"
    REMAND = "remand"
    CONVICTED = "convicted"
    SENTENCED = "sentenced"
    RECALLED = "recalled"


class ReleaseKind(StrEnum):
    """How a period ended, as a person confirmed it."""

    RELEASED = "released"
    DIED = "died"
    REMOVED = "removed"  # from the country


class Flag(StrEnum):
    """What a person has to look at, because the program will not decide it."""

    LEFT_UNEXPLAINED = "left_unexplained"  # left the prison, reason unknown
    RELEASED_ELSEWHERE = "released_elsewhere"  # a release by a prison that did not hold the person
    RELEASE_NOT_REPORTED = "release_not_reported"  # admitted elsewhere while this period was open
    REVERSED_AFTER_WORK = "reversed_after_work"
    RECEIVED_AFTER_RELEASE = "received_after_release"  # a confirmed release, and then held after all
    NUMBERS_MERGED = "numbers_merged"  # the person turned out to be one already known under another number
    TOLD_TWICE = "told_twice"  # another period tells the same stay


class ChangeKind(StrEnum):
    OPENED = "opened"
    STARTED_EARLIER = "started_earlier"
    MOVED = "moved"  # held at another prison now
    ENDED = "ended"  # release reported: waits for a person to confirm
    REOPENED = "reopened"
    REVERSED = "reversed"
    MERGED = "merged"  # told by the period `into_id` now
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """One thing that changed about one custody period."""

    period_id: int
    kind: ChangeKind
    into_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A stored custody period, as far as other rooms follow it. `prison_id` is where the person is held now, or was last."""

    id: int
    person_id: int
    prison_id: int
    started_at: datetime
    state: PeriodState
    release_confirmed: bool


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One custody event as reported. `occurred_at` is aware; `number` the kept one in a merge, `removed_number` the other."""

    kind: EventKind
    number: str
    prison: str
    occurred_at: datetime
    reason: Reason
    stream: Stream
    source: Source
    removed_number: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the fold reads it: immutable, with its identity (64 hexadecimal characters)."""

    identity: str
    kind: EventKind
    number: str
    removed_number: str
    prison: str
    occurred_at: datetime
    reason: Reason
    stream: Stream


@dataclass(frozen=True, slots=True)
class Move:
    """Held at `prison` from `at`."""

    at: datetime
    prison: str


@dataclass(frozen=True, slots=True)
class FoldedPeriod:
    """One custody period, as all events known now tell it.

    `evidence` holds the identities of every admission that reports its start; `moves` begins with the admission.
    """

    number: str
    start_identity: str
    evidence: frozenset[str]
    started_at: datetime
    ended_at: datetime | None
    state: PeriodState
    flag: str
    moves: tuple[Move, ...]

    @property
    def admitted_prison(self) -> str:
        return self.moves[0].prison

    @property
    def prison(self) -> str:
        """Where the person is held now, or was last."""
        return self.moves[-1].prison

    @property
    def arrived_at(self) -> datetime:
        """When they came to that prison."""
        return self.moves[-1].at


@dataclass(frozen=True, slots=True)
class CustodyFactView:
    """Shown as the category `custody_fact`."""

    in_custody: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class MoveView:
    at: datetime
    prison: str
    prison_name: str


@dataclass(frozen=True, slots=True)
class CustodyDetailsView:
    """Shown as the category `custody_details`. `left_at` and `release_kind` only once a person has confirmed the release."""

    period: str  # reference
    number: str
    prison: str  # code
    prison_name: str
    stage: Stage
    started_at: datetime
    left_at: datetime | None
    release_kind: str
    moves: tuple[MoveView, ...]
    release_planned_on: date | None = None  # as somebody entered it; it may change
