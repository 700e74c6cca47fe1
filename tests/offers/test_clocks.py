"""Forty-eight hours and "the same day", to the second, over both clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.offers.rules import clocks
from kinkeeper.offers.rules.clocks import Lateness

LONDON = "Europe/London"
ZONES = st.sampled_from([LONDON, "America/Los_Angeles", "America/St_Johns", "America/Havana", "Asia/Beirut", "Pacific/Apia"])
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001  (hypothesis adds the zone itself)
    max_value=datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(LONDON))  # type: ignore[misc, arg-type]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_48_hours_are_elapsed_hours_when_the_clocks_go_forward() -> None:
    # 28 March 2026, 11:40 pm in London; at 1 am on the 29th the clocks show 2 am.
    admitted = utc(2026, 3, 28, 23, 40)
    assert clocks.offer_due(admitted, 48) == utc(2026, 3, 30, 23, 40)
    assert clocks.offer_due(admitted, 48).astimezone(ZoneInfo(LONDON)).replace(tzinfo=None).isoformat() == "2026-03-31T00:40:00"
    assert clocks.pack_due(london(2026, 3, 28, 12, 0), 48) == utc(2026, 3, 30, 12, 0)


def test_48_hours_are_elapsed_hours_when_the_clocks_go_back() -> None:
    admitted = utc(2026, 10, 24, 22, 40)  # 11:40 pm in London; at 2 am on the 25th the clocks show 1 am
    assert clocks.offer_due(admitted, 48) == utc(2026, 10, 26, 22, 40)
    assert clocks.offer_due(admitted, 48).astimezone(ZoneInfo(LONDON)).replace(tzinfo=None).isoformat() == "2026-10-26T22:40:00"


def test_48_hours_may_be_given_in_local_time_and_mean_the_same() -> None:
    assert clocks.offer_due(london(2026, 3, 28, 12, 0), 48) == london(2026, 3, 30, 13, 0)
    assert clocks.offer_due(london(2026, 10, 24, 12, 0), 48) == london(2026, 10, 26, 11, 0)


@pytest.mark.parametrize(
    ("admitted", "due"),
    [
        (utc(2026, 3, 28, 23, 59, 59), utc(2026, 3, 28, 23, 59, 59, 999999)),
        (utc(2026, 3, 29, 0, 0, 0), utc(2026, 3, 29, 22, 59, 59, 999999)),  # a day of 23 hours
        (utc(2026, 3, 29, 22, 59, 59), utc(2026, 3, 29, 22, 59, 59, 999999)),
        (utc(2026, 3, 29, 23, 0, 0), utc(2026, 3, 30, 22, 59, 59, 999999)),
        (utc(2026, 10, 24, 22, 59, 59), utc(2026, 10, 24, 22, 59, 59, 999999)),
        (utc(2026, 10, 24, 23, 0, 0), utc(2026, 10, 25, 23, 59, 59, 999999)),  # a day of 25 hours
        (utc(2026, 10, 25, 23, 59, 59), utc(2026, 10, 25, 23, 59, 59, 999999)),
        (utc(2026, 10, 26, 0, 0, 0), utc(2026, 10, 26, 23, 59, 59, 999999)),
    ],
)
def test_the_same_day_is_the_calendar_day_there(admitted: datetime, due: datetime) -> None:
    assert clocks.first_attempt_due(admitted, LONDON) == due


def test_the_last_moment_is_in_time_and_the_next_is_late() -> None:
    due = clocks.offer_due(utc(2026, 3, 28, 23, 40), 48)
    assert clocks.is_late(due, due) is False
    assert clocks.is_late(due, due + clocks.INSTANT) is True
    assert clocks.time_left(due, due - timedelta(seconds=1)) == timedelta(seconds=1)
    assert clocks.time_left(due, due + timedelta(seconds=1)) == timedelta(seconds=-1)


def test_late_stays_late() -> None:
    due = utc(2026, 11, 21, 12)
    before, after = due - timedelta(hours=1), due + timedelta(hours=1)
    assert clocks.lateness(due, done_at=None, now=before) is Lateness.WAITING
    assert clocks.lateness(due, done_at=None, now=after) is Lateness.LATE
    assert clocks.lateness(due, done_at=before, now=after) is Lateness.DONE
    assert clocks.lateness(due, done_at=after, now=after) is Lateness.DONE_LATE


def test_an_admission_late_in_the_evening_is_due_that_evening_and_the_work_when_it_was_passed_on() -> None:
    admitted, passed_on = london(2026, 11, 21, 23, 30), london(2026, 11, 22, 9, 0)
    assert clocks.first_attempt_due(admitted, LONDON) == london(2026, 11, 21, 23, 59, 59, 999999)
    assert clocks.work_due(passed_on_at=passed_on, offer_due_at=clocks.offer_due(admitted, 48), zone=LONDON) == london(
        2026, 11, 22, 23, 59, 59, 999999
    )


def test_work_is_due_no_later_than_the_offer_and_at_once_when_that_has_gone_by() -> None:
    offer_due_at = london(2026, 11, 23, 15, 0)
    assert clocks.work_due(passed_on_at=london(2026, 11, 23, 9, 0), offer_due_at=offer_due_at, zone=LONDON) == offer_due_at
    too_late = london(2026, 11, 24, 9, 0)
    assert clocks.work_due(passed_on_at=too_late, offer_due_at=offer_due_at, zone=LONDON) == too_late


def test_nothing_leaves_for_a_family_before_45_minutes_from_the_later_of_event_and_receipt() -> None:
    assert clocks.earliest_message(utc(2026, 3, 29, 0, 30), utc(2026, 3, 29, 0, 31)) == utc(2026, 3, 29, 1, 16)
    assert clocks.earliest_message(utc(2026, 3, 29, 0, 30), utc(2026, 3, 28, 9, 0)) == utc(2026, 3, 29, 1, 15)


def test_moments_without_a_time_zone_are_refused() -> None:
    naive = datetime(2026, 3, 29, 12, 0)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        clocks.offer_due(naive, 48)
    with pytest.raises(ValueError, match="time zone"):
        clocks.first_attempt_due(naive, LONDON)


@given(MOMENTS, ZONES)
def test_first_attempt_is_due_on_the_day_of_admission_and_just_before_the_next(admitted: datetime, zone: str) -> None:
    due = clocks.first_attempt_due(admitted, zone)
    day = admitted.astimezone(ZoneInfo(zone)).date()
    assert admitted <= due
    assert due.astimezone(ZoneInfo(zone)).date() == day
    assert (due + clocks.INSTANT).astimezone(ZoneInfo(zone)).date() > day


@given(MOMENTS, ZONES, st.integers(min_value=1, max_value=24 * 14))
def test_elapsed_hours_are_elapsed_in_every_zone(admitted: datetime, zone: str, hours: int) -> None:
    due = clocks.offer_due(admitted.astimezone(ZoneInfo(zone)), hours)
    assert (due - admitted).total_seconds() == hours * 3600


@given(MOMENTS, MOMENTS, ZONES)
def test_work_is_never_due_before_it_came(admitted: datetime, passed_on: datetime, zone: str) -> None:
    due = clocks.work_due(passed_on_at=passed_on, offer_due_at=clocks.offer_due(admitted, 48), zone=zone)
    assert passed_on <= due <= clocks.end_of_day(passed_on, zone)


@given(MOMENTS, MOMENTS)
def test_a_message_waits_for_both(occurred: datetime, received: datetime) -> None:
    earliest = clocks.earliest_message(occurred, received)
    assert earliest - max(occurred, received) == clocks.SETTLING
    assert earliest == clocks.earliest_message(received, occurred)
