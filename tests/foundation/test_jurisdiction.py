"""What differs from place to place: read, checked, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from kinkeeper.foundation import jurisdiction as places
from kinkeeper.foundation.jurisdiction import BasisName, Distance, RoleName, Stage, jurisdiction
from kinkeeper.foundation.tomltable import BadTable

DRAMA = re.compile(r"^(01632 960\d{3}|07700 900\d{3}|0808 157 0\d{3})$")
TODAY = date(2026, 11, 21)


def test_every_file_is_read_whole() -> None:
    assert places.names() == ("demo_region", "england_and_wales", "northern_ireland", "scotland")
    for code in places.names():
        place = jurisdiction(code)
        assert place.code == code
        assert place.stages.keys() == set(Stage)
        assert place.roles.keys() == set(RoleName)
        assert {basis.kind for basis in place.bases} == set(BasisName)
        assert place.hours_to_offer == 48
        assert place.first_attempt == "same_day"
        assert place.timezone.key == "Europe/London"


def test_it_is_read_once() -> None:
    assert jurisdiction("scotland") is jurisdiction("scotland")


def test_each_place_has_its_own_words() -> None:
    officers = {code: jurisdiction(code).roles[RoleName.FAMILY_OFFICER] for code in places.names()}

    assert officers == {
        "demo_region": "family officer",
        "england_and_wales": "family officer",
        "northern_ireland": "family support officer",
        "scotland": "family contact officer",
    }


def test_only_scotland_sets_an_age_of_understanding() -> None:
    assert {code: jurisdiction(code).consent.age for code in places.names()} == {
        "demo_region": None,
        "england_and_wales": None,
        "northern_ireland": None,
        "scotland": 12,
    }


@pytest.mark.parametrize(("tie", "near"), [("grandparent", True), ("friend", False), ("neighbour", False), ("", False)])
def test_a_carer_is_a_near_relative_or_is_not(tie: str, near: bool) -> None:
    assert jurisdiction("england_and_wales").near_relative(tie) is near


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian reckoning, to hold the written dates against."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def first_monday(year: int, month: int) -> date:
    start = date(year, month, 1)
    return start + timedelta(days=-start.weekday() % 7)


def last_monday(year: int, month: int) -> date:
    end = date(year, month, 31)
    return end - timedelta(days=end.weekday())


def in_place_of(*days: date) -> set[date]:
    """Days off work for feasts that fall at a weekend: each the next weekday that is not one already."""
    found: set[date] = set()
    for feast in days:
        day = feast
        while day.weekday() > 4 or day in found:
            day += timedelta(days=1)
        found.add(day)
    return found


def common(year: int) -> set[date]:
    return {
        easter(year) - timedelta(days=2),
        first_monday(year, 5),
        last_monday(year, 5),
        *in_place_of(date(year, 12, 25), date(year, 12, 26)),
    }


def in_england(year: int) -> set[date]:
    return common(year) | {easter(year) + timedelta(days=1), last_monday(year, 8)} | in_place_of(date(year, 1, 1))


def in_scotland(year: int) -> set[date]:
    return (
        common(year)
        | {first_monday(year, 8)}
        | in_place_of(date(year, 1, 1), date(year, 1, 2))
        | in_place_of(date(year, 11, 30))
        | ({date(2026, 6, 15)} if year == 2026 else set())
    )


def in_northern_ireland(year: int) -> set[date]:
    return in_england(year) | in_place_of(date(year, 3, 17)) | in_place_of(date(year, 7, 12))


@pytest.mark.parametrize(
    ("code", "reckoned"),
    [
        ("england_and_wales", in_england),
        ("demo_region", in_england),
        ("scotland", in_scotland),
        ("northern_ireland", in_northern_ireland),
    ],
)
def test_holidays_are_those_of_the_calendar(code: str, reckoned: Callable[[int], set[date]]) -> None:
    place = jurisdiction(code)

    assert {holiday.day for holiday in place.holidays} == reckoned(2026) | reckoned(2027)
    assert place.is_holiday(date(2026, 12, 25))
    assert not place.is_holiday(date(2026, 11, 21))


def test_numbers_known_only_from_history_reach_nobody() -> None:
    for code in ("england_and_wales", "scotland", "northern_ireland"):
        place = jurisdiction(code)
        assert [line.source for line in place.helplines] == ["SCIE Guide 22, 2008"]
        assert not any(place.is_checked_lately(line.checked, TODAY) for line in place.helplines)


def test_a_helpline_is_live_from_its_check_until_it_is_stale() -> None:
    place = jurisdiction("demo_region")
    line = place.helplines[0]
    assert line.checked is not None

    def live(on: date) -> bool:
        return place.is_checked_lately(line.checked, on)

    assert not live(line.checked - timedelta(days=1))
    assert live(line.checked)
    assert live(line.checked + timedelta(days=place.recheck_days))
    assert not live(line.checked + timedelta(days=place.recheck_days + 1))


def test_a_number_that_nobody_ever_rang_is_never_live() -> None:
    assert not jurisdiction("demo_region").is_checked_lately(None, TODAY)


def test_families_of_the_uk_reckon_in_miles_and_a_place_that_does_not_say_in_kilometres(tmp_path: Path) -> None:
    assert {jurisdiction(code).distance for code in places.names()} == {Distance.MILES}
    elsewhere = tmp_path / "elsewhere.toml"
    text = (places.FOLDER / "scotland.toml").read_text("utf-8").replace('distance = "miles"\n', "")
    elsewhere.write_text(text, "utf-8")
    assert places.load(elsewhere).distance is Distance.KILOMETRES


def test_the_demo_region_is_plainly_invented() -> None:
    place = jurisdiction("demo_region")

    assert place.fictional
    assert all(DRAMA.match(line.phone) for line in place.helplines)
    assert [line.name for line in place.helplines if line.checked is None] == ["Harrowmere Night Line"]
    assert [code for code in places.names() if jurisdiction(code).fictional] == ["demo_region"]


def test_a_law_is_in_force_between_its_days() -> None:
    act = next(basis for basis in jurisdiction("england_and_wales").bases if basis.code == "children_act_2004_s11")

    assert not act.in_force(date(2005, 9, 30))
    assert act.in_force(date(2005, 10, 1))
    assert act in jurisdiction("england_and_wales").bases_in_force(TODAY)


GOOD = (places.FOLDER / "scotland.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("hours = 48", "", "here.toml: offer: hours: is missing."),
        ("hours = 48", "hours = 0", "here.toml: offer: hours: put a whole number, 1 or more, not 0."),
        ("hours = 48", "hours = true", "here.toml: offer: hours: put a whole number, 1 or more, not True."),
        (
            "hours = 48",
            "hours = 48\nhuors = 2",
            "here.toml: offer: huors: no such key is known here: is it spelt right?",
        ),
        (
            'zone = "Europe/London"',
            'zone = "Europe/Leith"',
            "here.toml: zone: 'Europe/Leith' is no IANA time zone, such as Europe/London.",
        ),
        ('arrest = "arrest"\n', "", "here.toml: stages: arrest: is missing."),
        (
            "day = 2026-01-02",
            'day = "2 January"',
            "here.toml: holidays 2: day: put a day such as 2026-11-21, without quotes, not '2 January'.",
        ),
        ("day = 2026-01-02", "day = 2026-01-01", "here.toml: holidays: the same day stands twice."),
        (
            'first_attempt = "same_day"',
            'first_attempt = "soon"',
            "here.toml: offer: first_attempt: only same_day is known.",
        ),
        (
            'kind = "consent"',
            'kind = "vibes"',
            "here.toml: bases 1: kind: put one of consent, public_task, legitimate_interests, safeguarding, "
            "legal_duty, own_work, data_subject, not 'vibes'.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    file = tmp_path / "here.toml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BadTable) as caught:
        places.load(file)

    assert str(caught.value) == complaint


def test_a_circle_of_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "east.toml").write_text('extends = "west"\n', encoding="utf-8")
    (tmp_path / "west.toml").write_text('extends = "east"\n', encoding="utf-8")

    with pytest.raises(BadTable, match="east -> west -> east"):
        places.load(tmp_path / "east.toml")


@pytest.mark.parametrize("code", ["../secrets", "Scotland", "atlantis", ""])
def test_an_unknown_place_is_named(code: str) -> None:
    with pytest.raises(BadTable, match="Put one of: demo_region, england_and_wales"):
        jurisdiction(code)
