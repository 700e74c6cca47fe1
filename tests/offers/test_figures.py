"""Counts for the people doing the work: right to the row, own to each, and small numbers kept back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.offers import actions
from kinkeeper.offers.queries.figures import FEW, NOT_SAID, WEEKS, Figures
from kinkeeper.offers.rules.figures import (
    FEWEST,
    Cell,
    first_day,
    kept_small,
    kept_small_by_week,
    median_hours,
    safe_cell,
    with_median,
)
from kinkeeper.offers.types import Refusal
from kinkeeper.offers.types.offering import FamilyAnswer
from tests.offers.asking_world import MORNING, happens, hours, receive, rosas_home
from tests.offers.offer_world import PASSED_ON, OfferWorld, build_offers, days, passed_on, reached, rings
from tests.offers.test_offer_pages import browser

LATER = PASSED_ON + days(3)


@pytest.fixture
def world() -> OfferWorld:
    return build_offers()


def figures(world: OfferWorld, who: str, weeks: int = 4) -> Figures:
    user = getattr(world, who, None) or getattr(world.asking, who)
    with clock_reading(LATER):
        return actions.view_figures(by=world.asking.actor(user), weeks=weeks)


def some_work(world: OfferWorld) -> None:
    """Six receptions: one said yes in time, one no too late, one tried, one new, one refused, one not asked yet."""
    yes, no, tried, _new = (passed_on(world, number=f"A111{n}AA", worker=world.amara) for n in range(4))
    reached(world, yes, PASSED_ON + hours(1), FamilyAnswer.ACCEPTED)
    reached(world, no, MORNING + hours(48.5), FamilyAnswer.DECLINED)
    rings(world, tried, PASSED_ON + hours(20))
    with clock_reading(PASSED_ON + hours(1)):
        actions.mark_pack_sent(by=world.asking.actor(world.amara), offer=yes, route="post")  # type: ignore[arg-type]
    refused = receive("A2222AA")
    with clock_reading(MORNING + hours(2)):
        imani = world.asking.actor(world.asking.imani)
        actions.record_refusal(by=imani, asking=refused, seen=refused.version, answer=Refusal.NOT_PERMITTED)
    receive("A3333AA")


@pytest.mark.django_db
def test_a_service_counts_its_offers(world: OfferWorld) -> None:
    some_work(world)
    seen = figures(world, "lena")
    assert seen.offers == {
        "permitted": 4,
        "checked": 4,
        "passed_on": 4,
        "same_day": 1,
        "offered": 2,
        "offered_in_time": 1,
        "pack_in_time": 1,
        "late": 3,
        "accepted": 1,
        "declined": 1,
        "later": 0,
        "not_reachable": 0,
        "do_not_contact": 0,
    }
    assert (seen.askings, seen.refusals) == ({}, ())
    assert seen.median_hours == 26.2  # 4 and 48.5 hours


@pytest.mark.django_db
def test_a_prison_counts_its_receptions_and_refusals(world: OfferWorld) -> None:
    some_work(world)
    seen = figures(world, "imani")
    assert (seen.askings["receptions"], seen.askings["interviews"], seen.askings["cards"]) == (6, 4, 0)
    assert (seen.askings["permitted"], seen.askings["not_permitted"], seen.askings["due"]) == (4, 1, 1)
    assert seen.refusals == ()  # one, and one asker alone: it would tell of a person
    assert seen.offers["permitted"] == 4


@pytest.mark.django_db
def test_each_sees_their_own_alone(world: OfferWorld) -> None:
    some_work(world)
    assert [figures(world, who).offers["permitted"] for who in ("amara", "wen", "zoe", "petra")] == [4, 0, 0, 0]
    with pytest.raises(NotPermitted):
        figures(world, "pavel")


@pytest.mark.django_db
def test_a_move_takes_no_figure_from_the_prison_of_the_reception(world: OfferWorld) -> None:
    some_work(world)
    happens_at = LATER - hours(1)
    happens_number = "A1110AA"
    from kinkeeper.custody.types import Reason

    happens(Reason.TRANSFERRED, number=happens_number, prison="XSF", at=happens_at)
    assert (figures(world, "imani").offers["permitted"], figures(world, "petra").offers["permitted"]) == (4, 0)
    passed_on(world, number="A4444AA", at=LATER - days(1))
    seen = figures(world, "lena")
    assert (seen.by_prison, seen.offers["permitted"]) == ({}, 5)  # five of Northgate, but of what became of them too few


@pytest.mark.django_db
def test_languages_of_few_people_are_kept_back_and_tell_nothing_by_difference(world: OfferWorld) -> None:
    home = rosas_home(world.asking.team)
    for n in range(11):
        language = "Polish" if n < 6 else "english, Welsh" if n < 11 else ""
        speaking = replace(home, adults=(replace(home.adults[0], languages=language), *home.adults[1:]))
        passed_on(world, number=f"B11{n:02d}AA", answers=speaking)
    seen = figures(world, "lena").by_language
    assert {said: row["permitted"] for said, row in seen.items()} == {"Polish": 6, "English": 5}
    passed_on(
        world, number="B2222AA", answers=replace(home, adults=(replace(home.adults[0], languages="Romani"), home.adults[1]))
    )
    seen = figures(world, "lena").by_language
    assert {said: row["permitted"] for said, row in seen.items()} == {"Polish": 6, "English": None, FEW: None}


@pytest.mark.django_db
def test_the_page_asks_as_often_for_many_as_for_few(world: OfferWorld) -> None:
    passed_on(world, number="A1111AA")
    counted = []
    with clock_reading(PASSED_ON + hours(2)):
        client = browser(world.lena)
        client.get("/families/figures/")
        for number in ("", "A2222AA", "A3333AA"):
            if number:
                with clock_reading(PASSED_ON):
                    passed_on(world, number=number)
            with CaptureQueriesContext(connection) as made:
                assert client.get("/families/figures/").status_code == 200
            counted.append(len(made))
    assert counted[0] == counted[1] == counted[2]
    assert counted[0] <= 25, counted


@pytest.mark.django_db
def test_the_file_says_what_the_page_says(world: OfferWorld) -> None:
    some_work(world)
    with clock_reading(LATER):
        answer = browser(world.asking.imani).get("/families/figures.csv")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "text/csv; charset=utf-8", 'attachment; filename="figures.csv"',
    )  # fmt: skip
    rows = [row for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) if row]
    assert rows[:4] == [
        ["* Kept back, so that nobody can be recognised."], ["Asking"], ["What", "How many"], ["Receptions", "6"],
    ]  # fmt: skip
    assert ["Hours from reception to offer, median", "26.2"] in rows
    assert [row for row in rows if row[0] in {"Northgate", "Family officer", "English"}] == []


def test_formulas_stay_text() -> None:
    assert [safe_cell(text) for text in ("=1+1", "+44", "-1", "@x", "Polish")] == ["'=1+1", "'+44", "'-1", "'@x", "Polish"]


def test_whole_weeks_begin_on_mondays() -> None:
    assert first_day(PASSED_ON.date(), 4).isoformat() == "2026-10-19"
    assert {first_day(PASSED_ON.date() - days(n), 4).weekday() for n in range(14)} == {0}


def test_the_median_is_in_hours() -> None:
    assert median_hours([]) is None
    assert median_hours([3600, 7200, 3600 * 47.95]) == 2.0


COUNTS = st.dictionaries(
    st.sampled_from(["Polish", "Welsh", "Urdu", "Romani", "English", ""]),
    st.fixed_dictionaries({"permitted": st.integers(1, 40), "accepted": st.integers(0, 40)}),
    max_size=6,
)


WEEKLY = st.lists(st.integers(0, 12), min_size=1, max_size=52)


@given(COUNTS)
def test_no_small_number_is_ever_shown(groups: dict[str, dict[str, int]]) -> None:
    shown = kept_small(groups)
    assert shown.keys() == groups.keys() or len(groups) == 1
    for group, row in shown.items():
        for measure, cell in row.items():
            assert cell is None or cell == groups[group][measure] >= FEWEST


@given(COUNTS)
def test_no_kept_back_number_is_the_difference_from_a_total(groups: dict[str, dict[str, int]]) -> None:
    shown = kept_small(groups)
    for measure in ("permitted", "accepted"):
        kept_back = [groups[group][measure] for group, row in shown.items() if row[measure] is None]
        assert not kept_back or len(kept_back) > 1
        assert not kept_back or sum(kept_back) >= FEWEST or len(kept_back) == len(shown)


def test_two_noughts_kept_back_would_be_told_by_the_total() -> None:
    groups = {
        "Northgate": {"accepted": 20},
        "Southfold": {"accepted": 6},
        "Eastmere": {"accepted": 0},
        "Westby": {"accepted": 0},
    }
    assert {prison: row["accepted"] for prison, row in kept_small(groups).items()} == {
        "Northgate": 20, "Southfold": None, "Eastmere": None, "Westby": None,
    }  # fmt: skip


def test_a_week_kept_back_in_one_span_is_not_told_by_another_beside_it() -> None:
    """Of the weeks from 2 November only 6, 3 and 9 said no: nobody may take 9 and 6 from 18."""
    short = {"2026-11-02": {"no": 6}, "2026-11-09": {"no": 3}, "2026-11-16": {"no": 9}}
    long = {"2026-10-05": {"no": 4}, "2026-10-12": {"no": 9}, "2026-10-19": {"no": 7}, **short}
    begins = [date(2026, 11, 2), date(2026, 8, 31)]

    shown = [kept_small_by_week(weeks, begins) for weeks in (short, long)]

    assert [[row["no"] for row in table.values()] for table in shown] == [[None, None, 9], [None, 9, None, None, None, 9]]
    beside = {week: row["no"] for week, row in kept_small(long).items()}
    assert (beside["2026-11-02"], kept_small(short)["2026-11-02"]["no"]) == (6, None)  # what it would be without


@given(WEEKLY)
def test_no_week_kept_back_is_the_difference_of_two_spans_and_of_what_any_of_them_shows(counts: list[int]) -> None:
    first = date(2025, 11, 24)
    weeks = {(first + timedelta(weeks=n)).isoformat(): {"no": count} for n, count in enumerate(counts)}
    begins = [date(2026, 11, 16) - timedelta(weeks=span) for span in WEEKS]
    ends = date(2026, 11, 23)
    tables = {
        begin: kept_small_by_week({week: row for week, row in weeks.items() if date.fromisoformat(week) >= begin}, begins)
        for begin in begins
    }
    told = {week: row["no"] for table in tables.values() for week, row in table.items() if row["no"] is not None}
    for begin, end in pairwise(sorted([*begins, ends])):
        between = [week for week in weeks if begin <= date.fromisoformat(week) < end]
        kept_back = [weeks[week]["no"] for week in between if week not in told]
        assert len(kept_back) != 1 or len(between) == 1


def test_a_median_is_shown_only_with_the_number_that_it_is_of() -> None:
    rows: dict[str, dict[str, Cell]] = {"Partner": {"offered": 6}, "Mother": {"offered": None}, "Aunt": {"offered": 0}}
    assert with_median(rows, {"Partner": [3600.0, 7200.0], "Mother": [3600.0]}) == {
        "Partner": {"offered": 6, "median_hours": 1.5},
        "Mother": {"offered": None, "median_hours": None},
        "Aunt": {"offered": 0, "median_hours": None},
    }


@pytest.mark.django_db
def test_breakdowns_by_prison_week_tie_and_language_tell_the_median_and_no_small_number(world: OfferWorld) -> None:
    home = rosas_home(world.asking.team)
    for n in range(13):
        language = "Polish" if n < 6 else "English" if n < 12 else ""
        speaking = replace(home, adults=(replace(home.adults[0], languages=language), *home.adults[1:]))
        earlier = MORNING - days(14) if n < 6 else MORNING
        offer = passed_on(world, number=f"B11{n:02d}AA", at=earlier, answers=speaking, worker=world.amara)
        if n < 12:
            reached(world, offer, earlier + hours(4 if n < 6 else 10), FamilyAnswer.ACCEPTED)
    seen = figures(world, "lena")
    weeks = [(row["permitted"], row["offered"], row["accepted"], row["median_hours"]) for row in seen.by_week.values()]
    assert weeks == [(6, 6, 6, 4.0), (7, 6, 6, 10.0)]
    assert {said: (row["permitted"], row["median_hours"]) for said, row in seen.by_language.items()} == {
        "English": (None, None), "Polish": (6, 4.0), NOT_SAID: (None, None),
    }  # fmt: skip
    assert [row["declined"] for row in seen.by_week.values()] == [None, None]
    assert (seen.by_tie, seen.by_prison) == ({}, {})  # one tie, one prison: with a small number in it, the total tells it all
