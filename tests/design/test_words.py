"""Dates, times and time left, as people say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils.translation import override

from kinkeeper.design import words
from kinkeeper.design.words import clock_time, day, distance, moment, time_left_of
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.jurisdiction import Distance, jurisdiction

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_day_is_said_whole() -> None:
    assert day(date(2026, 11, 22)) == "Sunday 22 November 2026"
    assert day(None) == ""


def test_a_moment_belongs_to_the_local_day_on_which_it_fell() -> None:
    late_in_summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    assert day(late_in_summer) == "Wednesday 1 July 2026"
    with clock_reading(NOON):
        assert moment(late_in_summer) == "Wednesday 1 July at 12:30am"


def test_a_moment_names_the_year_only_when_it_is_another() -> None:
    with clock_reading(NOON):
        assert moment(datetime(2026, 11, 21, 16, 5, tzinfo=UTC)) == "Saturday 21 November at 4:05pm"
        assert moment(datetime(2025, 11, 21, 10, 0, tzinfo=UTC)) == "Friday 21 November 2025 at 10am"
    assert moment(None) == ""


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(0), "midnight"),
        (time(12), "midday"),
        (time(0, 5), "12:05am"),
        (time(12, 5), "12:05pm"),
        (time(23), "11pm"),
    ],
)
def test_a_clock_is_read_aloud(at: time, said: str) -> None:
    assert clock_time(at) == said


@pytest.mark.parametrize(
    ("left", "words", "state"),
    [
        (timedelta(hours=48), "48 hours left", "good"),
        (timedelta(hours=47, minutes=59), "47 hours left", "good"),
        (timedelta(hours=6, seconds=1), "6 hours left", "good"),
        (timedelta(hours=6), "6 hours left", "soon"),
        (timedelta(minutes=60), "1 hour left", "soon"),
        (timedelta(minutes=59, seconds=59), "59 minutes left", "soon"),
        (timedelta(seconds=59), "less than a minute left", "soon"),
        (timedelta(0), "less than a minute left", "soon"),
        (timedelta(seconds=-1), "less than a minute late", "late"),
        (timedelta(minutes=-1), "1 minute late", "late"),
        (timedelta(hours=-2, minutes=-30), "2 hours late", "late"),
        (timedelta(hours=72), "72 hours left", "good"),
        (timedelta(hours=96), "4 days left", "good"),
        (timedelta(days=-5), "5 days late", "late"),
    ],
)
def test_time_left_never_promises_more_than_there_is(left: timedelta, words: str, state: str) -> None:
    said = time_left_of(NOON + left, NOON)

    assert (said.words, said.state) == (words, state)


@pytest.mark.parametrize(
    ("kilometres", "said"),
    [
        (0.2, "less than a mile away"), (1.7, "about 1 mile away"), (1.6, "less than a mile away"), (5, "about 3 miles away"),
        (160.9344, "about 100 miles away"),
    ],
)  # fmt: skip
def test_a_distance_is_in_what_people_here_reckon_in(kilometres: float, said: str) -> None:
    assert distance(kilometres) == said


def test_where_people_reckon_in_kilometres_so_does_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    abroad = replace(jurisdiction("scotland"), distance=Distance.KILOMETRES)
    monkeypatch.setattr(words, "jurisdiction", lambda _code: abroad)

    assert [distance(0.4), distance(3.4), distance(1)] == ["less than 1 km away", "about 3 km away", "about 1 km away"]


def test_days_are_named_in_the_readers_language() -> None:
    with override("cy"):
        assert day(date(2026, 11, 22)).startswith("Dydd Sul 22")
