"""Who is here today, and who covers: leave and weekends leave no family waiting."""

from __future__ import annotations

from datetime import date

import pytest

from kinkeeper.agencies.actions import record_leave
from kinkeeper.agencies.errors import CoverAway
from kinkeeper.agencies.models import Leave, Member
from kinkeeper.agencies.queries import actor_for, covering, here_today
from kinkeeper.agencies.rules import EVERY_DAY, MONDAY_TO_FRIDAY, cover_for, days_mask, is_here, weekdays_of, works_on
from kinkeeper.agencies.types import Colleague, Role
from kinkeeper.foundation.clock import now
from tests.signing import agency, team, works

MONDAY, SATURDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 29)


def test_days_of_the_week_are_one_number_and_back() -> None:
    for working_days in range(128):
        assert days_mask(weekdays_of(working_days)) == working_days
    assert weekdays_of(MONDAY_TO_FRIDAY) == (0, 1, 2, 3, 4)


def test_a_public_holiday_is_worked_by_those_who_work_sundays() -> None:
    assert works_on(MONDAY_TO_FRIDAY, MONDAY)
    assert not works_on(MONDAY_TO_FRIDAY, MONDAY, holiday=True)
    assert works_on(EVERY_DAY, MONDAY, holiday=True)


def test_both_ends_of_leave_are_away() -> None:
    rosa = Colleague(1, EVERY_DAY, ((SATURDAY, SUNDAY),))

    assert [is_here(rosa, day) for day in (date(2026, 11, 27), SATURDAY, SUNDAY, date(2026, 11, 30))] == [
        True,
        False,
        False,
        True,
    ]


def test_whoever_is_named_comes_first_and_only_while_here() -> None:
    rosa = Colleague(1, EVERY_DAY, ((MONDAY, MONDAY),))
    danny, lena = Colleague(2, EVERY_DAY), Colleague(3, EVERY_DAY)
    lena_away = Colleague(3, EVERY_DAY, ((MONDAY, MONDAY),))

    assert cover_for(rosa, [rosa, danny, lena], [3], MONDAY) == (3, 2)
    assert cover_for(rosa, [rosa, danny, lena_away], [3], MONDAY) == (2,)
    assert cover_for(danny, [rosa, danny, lena], [], MONDAY) == ()


@pytest.mark.django_db
def test_at_the_weekend_those_cover_who_work_then() -> None:
    north = agency()
    front = team(north)
    rosa, danny = works("Rosa", north, Role.LINK_WORKER, front), works("Danny", north, Role.LINK_WORKER, front)
    Member.objects.filter(pk=danny.pk).update(working_days=EVERY_DAY)

    assert covering(rosa, MONDAY) == []
    assert covering(rosa, SATURDAY) == [danny]
    assert covering(rosa, MONDAY, holiday=True) == [danny]
    assert here_today(team_ids=[front.pk], day=SATURDAY) == [danny]
    assert here_today(team_ids=[front.pk], day=MONDAY) == [danny, rosa]
    assert here_today(team_ids=[], day=MONDAY) == []


@pytest.mark.django_db
def test_somebody_outside_the_team_covers_when_named() -> None:
    north = agency()
    front, back = team(north), team(north, "Back")
    rosa, danny = works("Rosa", north, Role.LINK_WORKER, front), works("Danny", north, Role.LINK_WORKER, front)
    lena = works("Lena", north, Role.LINK_WORKER, back)
    Leave.objects.create(member=rosa, covered_by=lena, first_day=MONDAY, last_day=MONDAY)

    assert covering(rosa, MONDAY) == [lena, danny]


@pytest.mark.django_db
def test_the_work_of_somebody_who_has_left_is_covered_too() -> None:
    north = agency()
    front = team(north)
    rosa, danny = works("Rosa", north, Role.LINK_WORKER, front), works("Danny", north, Role.LINK_WORKER, front)
    Member.objects.filter(pk=rosa.pk).update(left_at=now())
    rosa.refresh_from_db()

    assert covering(rosa, MONDAY) == [danny]
    assert covering(danny, SATURDAY) == []


@pytest.mark.django_db
def test_nobody_covers_for_themselves_or_from_another_agency() -> None:
    north = agency()
    rosa, mal = works("Rosa", north), works("Mal", agency("Ties South"))

    for cover in (rosa, mal):
        with pytest.raises(CoverAway):
            record_leave(by=actor_for(rosa.user), member=rosa, first_day=MONDAY, last_day=MONDAY, covered_by=cover)
