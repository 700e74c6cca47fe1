"""Nearest first, fresh first, and only what answers."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client

from kinkeeper.directory.actions import assure_entry, save_entry
from kinkeeper.directory.actions.importing import load_history
from kinkeeper.directory.actions.spreadsheets import hours_of_line
from kinkeeper.directory.forms import FindForm
from kinkeeper.directory.models import PrisonPage, Service
from kinkeeper.directory.queries import find_help, help_near, point_for
from kinkeeper.directory.queries.documents import all_prisons
from kinkeeper.directory.queries.finding import hours_for_box, hours_in_words
from kinkeeper.directory.queries.places import words_and_place
from kinkeeper.directory.rules import kilometres
from kinkeeper.directory.types import HelpNearHome, Hours, Point, Spot, Telephone, Wanted
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import today
from tests.directory.conftest import tuesday_club

pytestmark = pytest.mark.django_db


def _day() -> date:
    return today(settings.TIME_ZONE)


def test_the_order_is_that_of_the_true_distances(places: None) -> None:
    chance = random.Random(7)
    here = Point(54.8, 1.6)
    spots = [(54.8 + chance.uniform(-3, 3), 1.6 + chance.uniform(-5, 5)) for _ in range(60)]
    for number, (latitude, longitude) in enumerate(spots):
        spot = Spot(name=f"Hall {number}", address="Hall Lane", latitude=latitude, longitude=longitude)
        save_entry(by=SYSTEM, draft=tuesday_club(name=f"Group {number}", spots=(spot,)), assured_on=_day())

    found = [row.name for page in (1, 2, 3) for row in find_help(Wanted(near=here), page=page).rows]

    by_hand = sorted(range(60), key=lambda number: kilometres(here.latitude, here.longitude, *spots[number]))
    assert found == [f"Group {number}" for number in by_hand]


def test_a_postcode_that_is_not_known_stands_where_its_neighbours_are(places: None) -> None:
    assert [point_for(typed) for typed in ("zz991aa", "ZZ99 1ZZ", "ZZ99 8QQ", "market  harrow", "Nowhere", "")] == [
        Point(54.801, 1.601, "Market Harrow"),
        Point(54.80, 1.60, "Market Harrow (ZZ99 1)"),
        Point(54.80, 1.65, "Harrowmere"),
        Point(54.80, 1.60, "Market Harrow"),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("typed", "words", "town"),
    [
        ("money near Eastmere", "money", "Eastmere"),
        ("a visit with my grandson, near Market Harrow", "a visit with my grandson", "Market Harrow"),
        ("money in the evening in Eastmere", "money in the evening", "Eastmere"),
        ("money ZZ99 1AA", "money", "Market Harrow"),
        ("near Eastmere", "", "Eastmere"),
        ("Eastmere", "", "Eastmere"),
        ("help with Eastmere", "help with Eastmere", None),  # there are towns named Reading
        ("help in prison", "help in prison", None),
        ("near", "near", None),
        ("", "", None),
    ],
)
def test_a_wish_and_its_place_are_told_apart(places: None, typed: str, words: str, town: str | None) -> None:
    found, place = words_and_place(typed)
    assert (found, place and place.name) == (words, town)


def test_one_box_takes_what_and_where_at_once(places: None) -> None:
    afar, near = Spot(name="Town Hall", town="Market Harrow"), Spot(name="Oak House", town="Eastmere")
    save_entry(by=SYSTEM, draft=tuesday_club(name="Debt advice, afar", spots=(afar,)), assured_on=_day())
    save_entry(by=SYSTEM, draft=tuesday_club(name="Debt advice, near", spots=(near,)), assured_on=_day())
    save_entry(by=SYSTEM, draft=tuesday_club(name="Football", spots=(near,)), assured_on=_day())

    wanted, unknown = FindForm({"q": "debt near Eastmere"}).wanted()

    assert ([row.name for row in find_help(wanted).rows], unknown) == (["Debt advice, near", "Debt advice, afar"], False)


def test_one_row_for_each_place_and_no_distance_without_one(club: Service) -> None:
    two = (Spot(name="Here", town="Market Harrow"), Spot(name="There", address="Unknown Road"))
    save_entry(by=SYSTEM, draft=tuesday_club(name="Two places", spots=two))
    save_entry(by=SYSTEM, draft=tuesday_club(name="A line", spots=()))

    found = find_help(Wanted(near=point_for("Market Harrow")))

    assert [(row.name, row.place, None if row.distance_km is None else round(row.distance_km)) for row in found.rows] == [
        ("Two places", "Here, Market Harrow", 0),
        ("Tuesday Club", "Oak House, Eastmere", 22),
        ("Two places", "There", None),
    ]
    assert [row.name for row in found.by_phone] == ["A line"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(words="play STAY"), 1),
        (Wanted(words="play football"), 0),
        (Wanted(words="%"), 0),
        (Wanted(audience="carer"), 1),
        (Wanted(audience="parent_inside"), 0),
        (Wanted(stage="court"), 1),
        (Wanted(ages=(0, 4)), 1),
        (Wanted(ages=(5, 7)), 0),
        (Wanted(prison="XSM"), 0),
    ],
)
def test_each_choice_narrows(club: Service, wanted: Wanted, found: int) -> None:
    assert find_help(wanted).total == found


def test_unassured_entries_say_so_and_sink_below_nearer_and_farther_ones(club: Service) -> None:
    far = save_entry(by=SYSTEM, draft=tuesday_club(name="Far", spots=(Spot(town="Market Harrow"),)), assured_on=_day())

    found = find_help(Wanted(near=point_for("Eastmere")))

    assert [(row.reference, row.fresh) for row in found.rows] == [(far.reference, True), (club.reference, False)]


def test_a_pack_takes_assured_entries_only_and_none_of_another_prison(club: Service) -> None:
    for name, more in (
        ("Ours", {"prisons": ("XSM",)}),
        ("Theirs", {"prisons": ("XAF",)}),
        ("Anyone's", {}),
        ("A line", {"spots": ()}),
    ):
        save_entry(by=SYSTEM, draft=tuesday_club(name=name, **more), assured_on=_day())
    old = save_entry(by=SYSTEM, draft=tuesday_club(name="Long ago"), assured_on=_day() - timedelta(days=181))

    lines = help_near(place="Eastmere", prison="XSM", on_day=_day())

    assert old.assured_on is not None
    assert [line.name for line in lines] == ["Ours", "Anyone's", "A line"]
    assert lines[2] == HelpNearHome("A line", "01632 960150", "Play and stay", None)


def test_a_pack_lists_nothing_that_is_for_people_at_work_or_inside_alone(club: Service) -> None:
    for name, audiences in (("For staff", ("worker",)), ("For Dad", ("parent_inside",)), ("For both", ("worker", "carer"))):
        save_entry(by=SYSTEM, draft=tuesday_club(name=name, audiences=audiences), assured_on=date(2026, 11, 1))

    assert [line.name for line in help_near(place="ZZ99 5AA", on_day=date(2026, 11, 20))] == ["For both"]


@pytest.mark.usefixtures("own_index")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Tusday Club", "Showing what fits <strong>tuesday club</strong>"),
        ("tuesday club of oak house please", "Nothing says exactly that. These come nearest."),
    ],
)
def test_the_box_bears_a_slip_of_the_hand(club: Service, typed: str, said: str) -> None:
    page = Client().get("/find/", {"q": typed}).content.decode()

    assert ("Tuesday Club" in page, said in page) == (True, True)


def test_the_name_of_a_town_bears_a_slip_of_the_hand_and_the_page_says_which_it_took(club: Service) -> None:
    page = Client().get("/find/?near=Estmere").content.decode()

    assert "nearest to Eastmere first" in page
    assert "We do not know that place" in Client().get("/find/?near=Qwertyuiop").content.decode()


def test_history_is_never_found_never_in_a_pack_and_never_assured(club: Service) -> None:
    load_history(by=SYSTEM)
    listed = Service.objects.get(name="Family Links")

    assure_entry(by=SYSTEM, service=listed)
    listed.refresh_from_db()

    assert find_help(Wanted(words="family links")).total == 0
    assert help_near(on_day=_day()) == []
    assert (listed.historic, listed.assured_on) == (True, None)
    page = Client().get(f"/find/{listed.reference}/").content.decode()
    assert "This is history." in page
    assert "tel:" not in page


def test_find_help_takes_a_constant_number_of_queries(club: Service, django_assert_num_queries: object) -> None:
    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            Client().get("/find/?q=play&near=Eastmere")
        return len(asked)

    one = count()
    for number in range(5):
        save_entry(by=SYSTEM, draft=tuesday_club(name=f"More {number}"))

    assert count() == one <= 25


def test_the_box_takes_a_place_and_odd_values_are_no_error(club: Service) -> None:
    page = Client().get("/find/?q=eastmere").content.decode()
    odd = Client().get("/find/?q=%00%27%22<script>&who=99&ages=x&stage=-1&near=%F0%9F%98%80&page=-3")

    assert "less than a mile away" in page
    assert odd.status_code == 200
    assert b"<script>&" not in odd.content
    assert "prison" not in page.split("<main")[0].lower()


def test_nothing_found_helps(club: Service) -> None:
    page = Client().get("/find/?q=xylophone").content.decode()

    assert "Nothing matches all of that" in page
    assert "Begin again, with everything" in page


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (hours_of_line("Monday to Friday 09:00 to 17:00"), "Monday to Friday, 9am to 5pm"),
        (hours_of_line("Sa 9:30-12:00"), "Saturday, 9:30am to midday"),
        (hours_of_line("Any time"), "Any time"),
        (hours_of_line("Mo-Su 8:00-20:00"), "Every day, 8am to 8pm"),
        (hours_of_line("Mo 99:00-20:00"), "Mo 99:00-20:00"),
        (Hours(("MO", "WE")), "Monday, Wednesday"),
    ],
)
def test_hours_are_said_as_people_say_them(hours: Hours, said: str) -> None:
    assert hours_in_words(hours) == said
    assert hours_of_line(hours_for_box(hours)) in {hours, Hours(words=said)}


def test_a_number_can_be_rung_from_the_page(club: Service) -> None:
    assert 'href="tel:01632960150"' in Client().get(f"/find/{club.reference}/").content.decode()
    assert Telephone("01632 960150") in find_help(Wanted()).rows[0].phones


def test_a_prisons_page_is_found_by_its_words_without_their_marks() -> None:
    PrisonPage.objects.create(code="YCA", name="Castle", visiting="- **Mondays**, from [the desk](/find/)\n- Fridays")

    [found] = all_prisons()

    assert found.text.split() == ["Mondays,", "from", "the", "desk", "Fridays"]
