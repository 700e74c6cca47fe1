"""Stored periods keep their place, and the ones that bear people's work are never moved behind their backs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kinkeeper.custody.rules import Kept, absorb, carry, event_of, fold, fresh, match
from kinkeeper.custody.types import ChangeKind, Event, FoldedPeriod, NewEvent, PeriodState
from tests.custody.story import DANNY, DANNYS_SECOND, left, merged, received, received_slowly


def folded(*events: NewEvent) -> FoldedPeriod:
    return fold([event_of(event) for event in events])[-1]


def stored(*events: NewEvent, identifier: int = 7, person: int = 1, works: bool = False) -> Kept:
    kept, _ = fresh(folded(*events), person)
    return replace(kept, id=identifier, bears_work=works)


def all_of(*events: NewEvent) -> Sequence[Event]:
    return [event_of(event) for event in events]


ADMITTED = received_slowly("10:30", "XAA")
SEEN_EARLIER = received("10:00", "XAA")
RELEASED = left("11:00", "XAA")


def test_a_new_period_tells_its_changes_as_if_they_had_come_apart() -> None:
    _, changes = fresh(folded(ADMITTED, left("10:40", "XAA")), 1)
    assert changes == [ChangeKind.OPENED, ChangeKind.REVERSED]


def test_an_earlier_report_starts_the_same_period_earlier() -> None:
    period = folded(ADMITTED, SEEN_EARLIER)
    found = match([period], [stored(ADMITTED)])[0]
    assert found.told is not None
    after, changes = carry(found.told, period, 1)
    assert (after.id, after.started_at, changes) == (7, SEEN_EARLIER.occurred_at, [ChangeKind.STARTED_EARLIER])


def test_a_transfer_moves_even_a_period_that_bears_work() -> None:
    after, changes = carry(stored(ADMITTED, works=True), folded(ADMITTED, received("3 10:00", "XBB", "TRANSFERRED")), 1)
    assert (after.prison, after.flag, changes) == ("XBB", "", [ChangeKind.MOVED])


def test_a_reversal_of_a_period_that_bears_work_is_flagged_instead() -> None:
    period = folded(ADMITTED, left("10:40", "XAA"))
    after, changes = carry(stored(ADMITTED, works=True), period, 1)
    assert (after.state, after.flag, changes) == (
        PeriodState.ENDED,
        "reversed_after_work",
        [ChangeKind.ENDED, ChangeKind.FLAGGED],
    )
    again, nothing = carry(after, period, 1)
    assert (again, nothing) == (after, [])


def test_a_settled_flag_is_not_raised_again_while_its_cause_lasts() -> None:
    period = folded(ADMITTED, left("10:40", "XAA"))
    flagged, _ = carry(stored(ADMITTED, works=True), period, 1)
    settled = replace(flagged, flag="", settled_flags=frozenset({"reversed_after_work"}))
    assert carry(settled, period, 1) == (settled, [])
    forgotten, _ = carry(settled, folded(ADMITTED), 1)
    assert forgotten.settled_flags == frozenset()


def test_a_merge_leaves_a_period_that_bears_work_with_its_own_person() -> None:
    own = received("10:00", "XAA", number=DANNYS_SECOND)
    period = folded(own, merged("3 10:00", kept=DANNY, removed=DANNYS_SECOND))
    after, changes = carry(stored(own, person=2, works=True), period, 1)
    assert (after.person_id, after.number, after.flag, changes) == (2, DANNYS_SECOND, "numbers_merged", [ChangeKind.FLAGGED])
    moved, quietly = carry(stored(own, person=2), period, 1)
    assert (moved.person_id, moved.number, quietly) == (1, DANNY, [])


def test_a_confirmed_release_is_not_undone_by_a_report() -> None:
    ended = replace(stored(ADMITTED, RELEASED), state=PeriodState.ENDED, release_confirmed=True)
    period = folded(ADMITTED, RELEASED, received("11:30", "XAA", "RETURN_FROM_COURT"))
    after, changes = carry(ended, period, 1)
    assert (after.state, after.ended_at, after.flag) == (PeriodState.ENDED, ended.ended_at, "received_after_release")
    assert changes == [ChangeKind.FLAGGED]


def test_of_two_that_tell_one_stay_the_one_with_work_remains() -> None:
    first, second = received("10:00", "XAA"), received("10:05", "XAA", number=DANNYS_SECOND)
    merge = merged("10:20", kept=DANNY, removed=DANNYS_SECOND)
    period = folded(first, second, merge)
    plain, worked = stored(first, identifier=1), stored(second, identifier=2, person=2, works=True)
    found = match([period], [plain, worked])[0]
    assert (found.told, found.told_twice) == (worked, (plain,))
    late = merged("5 10:00", kept=DANNY, removed=DANNYS_SECOND)
    gone, changes = absorb(replace(worked, bears_work=False), period, all_of(merge))
    assert (gone.state, changes) == (PeriodState.ABSORBED, [ChangeKind.REVERSED])
    _, slowly = absorb(replace(worked, bears_work=False), period, all_of(late))
    assert slowly == [ChangeKind.MERGED]
    kept, flagged = absorb(worked, period, all_of(merge))
    assert (kept.state, kept.flag, flagged) == (PeriodState.OPEN, "told_twice", [ChangeKind.FLAGGED])


def test_what_was_reversed_comes_back_as_reopened() -> None:
    reversed_one = stored(ADMITTED, left("10:40", "XAA"))
    _, changes = carry(reversed_one, folded(ADMITTED, left("10:40", "XAA"), received("10:50", "XAA")), 1)
    assert changes == [ChangeKind.REOPENED]
    _, ended = carry(reversed_one, folded(SEEN_EARLIER, ADMITTED, left("10:50", "XAA")), 1)
    assert ended == [ChangeKind.STARTED_EARLIER, ChangeKind.REOPENED, ChangeKind.ENDED]
