"""From what is stored to what the events now tell: which stored period is which folded one, and what that changes.

A stored period is known by the admission that opened it, so it keeps its reference over every new fold. One that bears
people's work, or whose release a person confirmed, is never moved to another person, never reversed, never absorbed and never
reopened here: it is flagged, and a person decides. What is plainly true of it (an earlier start, another prison, a reported
release) is still written, or people would act on what is false.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kinkeeper.custody.rules.reasons import WINDOW
from kinkeeper.custody.types import ChangeKind, Event, EventKind, Flag, FoldedPeriod, PeriodState


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored period. `settled_flags` are those that a person has already looked at; `id` is 0 for one not stored yet."""

    id: int
    person_id: int
    number: str
    start_identity: str
    admitted_prison: str
    prison: str
    started_at: datetime
    arrived_at: datetime
    ended_at: datetime | None
    state: PeriodState
    flag: str = ""
    settled_flags: frozenset[str] = frozenset()
    bears_work: bool = False
    release_confirmed: bool = False

    @property
    def is_guarded(self) -> bool:
        return self.bears_work or self.release_confirmed

    @property
    def is_held(self) -> bool:
        """Somebody at the prison still has this person, or has yet to confirm that they left."""
        return self.state is PeriodState.OPEN or (self.state is PeriodState.ENDED and not self.release_confirmed)


@dataclass(frozen=True, slots=True)
class Match:
    """`told` is the stored period of `folded` (None: not stored yet); `told_twice` are others that tell the same stay."""

    folded: FoldedPeriod
    told: Kept | None
    told_twice: tuple[Kept, ...]


def match(folded: Iterable[FoldedPeriod], stored: Sequence[Kept]) -> list[Match]:
    """Each folded period with the stored ones that an admission of its own opened.

    Every admission is evidence of exactly one folded period, so every stored period finds its place. Among several, the one
    that bears work stays, then one still alive, then the oldest.
    """
    matches = []
    for period in folded:
        candidates = sorted(
            (kept for kept in stored if kept.start_identity in period.evidence),
            key=lambda kept: (not kept.is_guarded, kept.state is PeriodState.ABSORBED, kept.started_at, kept.id),
        )
        matches.append(Match(period, candidates[0] if candidates else None, tuple(candidates[1:])))
    return matches


def fresh(folded: FoldedPeriod, person_id: int) -> tuple[Kept, list[ChangeKind]]:
    """A period told for the first time, and its changes: what separate arrivals would have said, one after the other."""
    kept = Kept(
        id=0,
        person_id=person_id,
        number=folded.number,
        start_identity=folded.start_identity,
        admitted_prison=folded.admitted_prison,
        prison=folded.prison,
        started_at=folded.started_at,
        arrived_at=folded.arrived_at,
        ended_at=folded.ended_at,
        state=folded.state,
        flag=folded.flag,
    )
    changes = [ChangeKind.OPENED, *_changes_of_state(PeriodState.OPEN, folded.state)]
    return kept, [*changes, ChangeKind.FLAGGED] if folded.flag else changes


def carry(kept: Kept, folded: FoldedPeriod, person_id: int) -> tuple[Kept, list[ChangeKind]]:
    """The stored period as the events now tell it, and what changed."""
    state, ended_at, flags = folded.state, folded.ended_at, [folded.flag] if folded.flag else []
    person, number = person_id, folded.number
    if kept.is_guarded:
        if kept.person_id != person_id:
            person, number = kept.person_id, kept.number
            flags.insert(0, Flag.NUMBERS_MERGED)
        if state is PeriodState.REVERSED:
            state = PeriodState.ENDED
            flags.insert(0, Flag.REVERSED_AFTER_WORK)
        if state is PeriodState.OPEN and kept.release_confirmed:
            state, ended_at = PeriodState.ENDED, kept.ended_at
            flags.insert(0, Flag.RECEIVED_AFTER_RELEASE)
    after = replace(
        kept,
        person_id=person,
        number=number,
        start_identity=folded.start_identity,
        admitted_prison=folded.admitted_prison,
        prison=folded.prison,
        started_at=folded.started_at,
        arrived_at=folded.arrived_at,
        ended_at=ended_at,
        state=state,
    )
    changes = []
    if after.started_at < kept.started_at:
        changes.append(ChangeKind.STARTED_EARLIER)
    if after.prison != kept.prison:
        changes.append(ChangeKind.MOVED)
    changes += _changes_of_state(kept.state, state)
    if kept.state is PeriodState.ENDED and state is PeriodState.ENDED and kept.ended_at != ended_at:
        changes.append(ChangeKind.ENDED)
    return _flagged(after, flags, changes)


def absorb(kept: Kept, folded: FoldedPeriod, merges: Iterable[Event]) -> tuple[Kept, list[ChangeKind]]:
    """A stored period whose stay another one tells. A guarded one stays as it is, flagged.

    Merged away within 45 minutes of its start it counts as reversed: it was a second number for somebody already there.
    """
    if kept.is_guarded:
        return _flagged(kept, [Flag.TOLD_TWICE], [])
    if kept.state is PeriodState.ABSORBED:
        return kept, []
    merged_at_once = any(
        merge.kind is EventKind.MERGED and merge.removed_number == kept.number and merge.occurred_at - kept.started_at <= WINDOW
        for merge in merges
    )
    after = replace(kept, state=PeriodState.ABSORBED, number=folded.number, flag="", settled_flags=frozenset())
    return after, [ChangeKind.REVERSED if merged_at_once else ChangeKind.MERGED]


def _flagged(after: Kept, flags: Sequence[str], changes: list[ChangeKind]) -> tuple[Kept, list[ChangeKind]]:
    """With the first flag that nobody has settled; one that no longer holds is forgotten, and may be raised again."""
    settled = after.settled_flags & frozenset(flags)
    flag = next((flag for flag in flags if flag not in settled), "")
    if flag and flag != after.flag:
        changes = [*changes, ChangeKind.FLAGGED]
    return replace(after, flag=flag, settled_flags=settled), changes


def _changes_of_state(before: PeriodState, after: PeriodState) -> list[ChangeKind]:
    if before is after:
        return []
    back = [] if before is PeriodState.OPEN else [ChangeKind.REOPENED]
    return {
        PeriodState.OPEN: back,
        PeriodState.ENDED: [*back, ChangeKind.ENDED],
        PeriodState.REVERSED: [ChangeKind.REVERSED] if before is not PeriodState.ABSORBED else [],
        PeriodState.ABSORBED: [],
    }[after]
