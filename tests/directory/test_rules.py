"""The directory's facts."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinkeeper.directory.rules import (
    differences,
    draft_from,
    is_fresh,
    is_telephone,
    is_web_address,
    kilometres,
    plain,
    problems_of,
    tidy_postcode,
    unit_vector,
)
from kinkeeper.directory.types import Difference, Draft, Hours, Spot, Stage, Telephone, bits, unbits

DEGREES = st.tuples(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9))
DAY = date(2026, 11, 21)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(DEGREES, DEGREES, DEGREES)
def test_a_larger_scalar_product_is_never_farther(
    here: tuple[float, float], one: tuple[float, float], other: tuple[float, float]
) -> None:
    def closeness(place: tuple[float, float]) -> float:
        return sum(a * b for a, b in zip(unit_vector(*here), unit_vector(*place), strict=True))

    if closeness(one) > closeness(other) + 1e-12:
        assert kilometres(*here, *one) <= kilometres(*here, *other) + 0.02


def test_edinburgh_is_534_km_from_london() -> None:
    assert round(kilometres(51.5074, -0.1278, 55.9533, -3.1883)) == 534


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("zz993ab", "ZZ99 3AB"),
        (" Zz99 ", "ZZ99"),
        ("ZZ99-3AB", "ZZ99 3AB"),
        ("m1 1aa", "M1 1AA"),
        ("EC1V 9FR", "EC1V 9FR"),
        ("Eastmere", ""),
        ("", ""),
        ("<b>", ""),
    ],
)
def test_postcodes_are_read_as_people_type_them(typed: str, kept: str) -> None:
    assert tidy_postcode(typed) == kept


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://example.org/a?b=1", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://example.org/<script>", False),
        ("//example.org", False),
        ("data:text/html,x", False),
        ("http://[", False),
    ],
)
def test_web_addresses_are_http_with_a_host(address: str, good: bool) -> None:
    assert is_web_address(address) is good


@pytest.mark.parametrize(
    ("number", "good"),
    [("0808 157 0101", True), ("999", True), ("+44 (0)1632 960 001", True), ("call me", False), ("١٢٣٤", False)],
)
def test_a_telephone_number_can_be_dialled(number: str, good: bool) -> None:
    assert is_telephone(number) is good


def test_an_entry_is_fresh_for_its_days_and_not_one_more() -> None:
    span = timedelta(days=180)

    assert [is_fresh(DAY - timedelta(days=days), DAY, span) for days in (0, 180, 181)] == [True, True, False]
    assert not is_fresh(None, DAY, span)


def test_a_draft_says_everything_that_must_be_mended() -> None:
    draft = Draft(
        name=" ",
        organisation="Oak House",
        stages=("prison", "moon"),
        min_age=9,
        max_age=4,
        website="javascript:1",
        owner_email="nobody",
        prisons=("ZZ",),
        phones=(Telephone("ring me"),),
        spots=(Spot(postcode="nowhere", latitude=float("nan"), longitude=1.0),),
        hours=(Hours(days=("XX",), opens=time(9)),),
        cost="cheap",
    )

    assert problems_of(draft) == [
        "Give the name of the service.",
        "“moon” is not a stage that we know.",
        "The youngest age (9) is above the oldest (4).",
        "“ring me” is not a telephone number.",
        "“nobody” is not an e-mail address.",
        "“javascript:1” is not a web address: it begins with https://",
        "“nowhere” is not a postcode.",
        "nan, 1.0 is no place on the earth.",
        "“ZZ” is not a prison’s code: it has three letters.",
        "“XX” is not a day of the week.",
        "Give both the opening and the closing time.",
        "“cheap” is not a cost that we know: put free or paid.",
    ]


def test_a_draft_survives_being_kept() -> None:
    draft = Draft(
        name="Tuesday Club",
        organisation="Oak House",
        stages=("prison",),
        phones=(Telephone("01632 960150", "mornings"),),
        hours=(Hours(("TU",), time(9, 30), time(11, 30)),),
        spots=(Spot(name="Oak House", latitude=1.5, longitude=2.5),),
    )

    assert draft_from(plain(draft)) == draft


def test_a_difference_names_each_field_before_and_after() -> None:
    before, after = plain(Draft(name="A", organisation="O", languages=("English",))), plain(Draft(name="B", organisation="O"))

    assert differences(before, after) == (Difference("name", "A", "B"), Difference("languages", "English", ""))


def test_sets_of_words_are_kept_as_bits() -> None:
    assert unbits(bits(["after", "arrest"], Stage), Stage) == ("arrest", "after")
    with pytest.raises(ValueError, match="moon"):
        bits(["moon"], Stage)
