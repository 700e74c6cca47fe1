"""Counts for the people doing the work: right to the row, own to each, and small numbers kept back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.offers import actions
from kinkeeper.offers.queries.figures import Figures
from kinkeeper.offers.rules.figures import FEWEST, first_day, kept_small, median_hours, safe_cell
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
    assert seen.refusals == (("family_officer", "not_permitted", 1),)
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
    assert {prison: row["permitted"] for prison, row in figures(world, "lena").by_prison.items()} == {"Northgate": 4}


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
    assert {said: row["permitted"] for said, row in seen.items()} == {"Polish": 6, "English": None, "Romani": None}


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
    assert rows[:3] == [["Asking"], ["What", "How many"], ["Receptions", "6"]]
    assert ["Family officer", "Not permitted", "1"] in rows
    assert ["English", "fewer than 5", "fewer than 5", "fewer than 5", "fewer than 5"] in rows or all(
        row[0] != "English" for row in rows
    )


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


@given(COUNTS)
def test_no_small_number_is_ever_shown(groups: dict[str, dict[str, int]]) -> None:
    shown = kept_small(groups)
    assert shown.keys() == groups.keys()
    for group, row in shown.items():
        for measure, cell in row.items():
            assert cell is None or cell == groups[group][measure] >= FEWEST


@given(COUNTS)
def test_no_kept_back_number_is_the_difference_from_a_total(groups: dict[str, dict[str, int]]) -> None:
    shown = kept_small(groups)
    for measure in ("permitted", "accepted"):
        kept_back = [group for group, row in shown.items() if row[measure] is None]
        assert len(kept_back) != 1 or len(shown) == 1
