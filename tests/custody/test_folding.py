"""The fold: what a person's events amount to."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinkeeper.custody.rules import event_of, fold, identity_of, kept_number
from kinkeeper.custody.rules.reasons import REASONS_OF
from kinkeeper.custody.types import EventKind, NewEvent, PeriodState, Reason, Source, Stream
from tests.custody.cases import CASES
from tests.custody.story import DANNY, DANNYS_SECOND, DANNYS_THIRD, Archive, arrivals, at, merged, periods_of, received

SHUFFLES = 2_000 // len(CASES) + 1


@pytest.mark.parametrize("name", CASES)
def test_each_awkward_case_gives_the_periods_it_must(name: str) -> None:
    events, expected = CASES[name]
    assert periods_of(events) == expected


@pytest.mark.parametrize("name", CASES)
def test_any_order_of_arrival_gives_the_same_periods(name: str) -> None:
    events, expected = CASES[name]
    at_once = Archive()
    at_once.take(events)
    assert len(at_once.result()) == len(expected)
    for seed in range(SHUFFLES):
        chance = random.Random(f"{name} {seed}")
        piecemeal = Archive()
        for batch in arrivals(events, chance):
            piecemeal.take(batch)
        assert piecemeal.result() == at_once.result(), f"seed {seed}"


MOVEMENTS = st.builds(
    lambda kind, number, prison, minute, reason, stream: NewEvent(
        kind, number, prison, at(f"{2 + minute // 1440} {minute // 60 % 24}:{minute % 60}"), reason, stream, Source.FEED
    ),
    st.just(EventKind.RECEIVED) | st.just(EventKind.RELEASED),
    st.sampled_from([DANNY, DANNYS_SECOND]),
    st.sampled_from(["XAA", "XBB", "XCC"]),
    st.integers(0, 5).map(lambda step: step * 20) | st.integers(0, 6000),
    st.sampled_from(sorted(REASONS_OF[EventKind.RECEIVED] | REASONS_OF[EventKind.RELEASED])),
    st.sampled_from([Stream.SEARCH, Stream.OFFENDER_EVENTS, Stream.HAND]),
).filter(lambda event: event.reason in REASONS_OF[event.kind])
MERGES = st.builds(
    lambda day, pair: merged(f"{day} 12:00", kept=pair[0], removed=pair[1]),
    st.integers(2, 6),
    st.permutations([DANNY, DANNYS_SECOND, DANNYS_THIRD]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(MOVEMENTS | MERGES, max_size=12), st.randoms(use_true_random=False))
def test_no_events_whatever_make_the_order_matter(events: list[NewEvent], chance: random.Random) -> None:
    at_once, piecemeal = Archive(), Archive()
    at_once.take(events)
    for batch in arrivals(events, chance):
        piecemeal.take(batch)
    assert piecemeal.result() == at_once.result()


@settings(max_examples=300, deadline=None)
@given(st.lists(MOVEMENTS | MERGES, max_size=14))
def test_periods_follow_one_another_and_each_admission_tells_exactly_one(events: list[NewEvent]) -> None:
    periods = fold([event_of(event) for event in events])
    admissions = {
        identity_of(event) for event in events if event.reason in {Reason.ADMISSION, Reason.NEW_ADMISSION, Reason.READMISSION}
    }
    told = [identity for period in periods for identity in period.evidence]
    assert sorted(told) == sorted(admissions)
    assert all(period.ended_at for period in periods[:-1])
    for earlier, later in pairwise(periods):
        assert earlier.ended_at is not None
        assert earlier.started_at <= earlier.ended_at <= later.started_at
    for period in periods:
        assert (period.state is PeriodState.OPEN) == (period.ended_at is None)
        assert period.started_at == period.moves[0].at


def test_one_moment_written_with_two_offsets_is_one_event() -> None:
    from datetime import timedelta, timezone

    summer = received("10:00", "XAA")
    elsewhere = NewEvent(
        summer.kind,
        summer.number,
        summer.prison,
        summer.occurred_at.astimezone(timezone(timedelta(hours=1))),
        summer.reason,
        summer.stream,
        Source.FILE,
    )
    assert identity_of(elsewhere) == identity_of(summer)


def test_everything_that_identifies_an_event_changes_its_identity() -> None:
    told = [
        received("10:00", "XAA"),
        received("10:01", "XAA"),
        received("10:00", "XBB"),
        received("10:00", "XAA", "READMISSION"),
        received("10:00", "XAA", number=DANNYS_SECOND),
        received("10:00", "XAA", stream=Stream.OFFENDER_EVENTS),
        merged("10:00", kept=DANNY, removed=DANNYS_SECOND),
        merged("10:00", kept=DANNY, removed=DANNYS_THIRD),
    ]
    assert len({identity_of(event) for event in told}) == len(told)


def test_the_kept_number_is_the_end_of_the_chain_however_it_is_told() -> None:
    chain = [merged("4 10:00", kept="B2002DA", removed="C3003DA"), merged("3 10:00", kept="A1001DA", removed="B2002DA")]
    assert kept_number([event_of(event) for event in chain]) == "A1001DA"


def test_every_reason_has_one_meaning() -> None:
    from kinkeeper.custody.rules import CONTINUES, ENDS, LEAVES_FOR_A_WHILE, STARTS

    assert {Reason.UNKNOWN, Reason.MERGE} | STARTS | CONTINUES | ENDS | LEAVES_FOR_A_WHILE == set(Reason)
    assert frozenset() == STARTS & CONTINUES
