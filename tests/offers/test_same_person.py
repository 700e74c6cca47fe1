"""One mother whom two men named is two records; once somebody said that they are one, nobody rings her twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.ledger.models import Entry
from kinkeeper.offers import actions
from kinkeeper.offers.models import Offer
from kinkeeper.offers.queries.offers import Wanted, families_to_reach, offer_to_open
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.sharing.actions import part_match
from kinkeeper.sharing.models import Basis
from kinkeeper.sharing.queries import household
from tests.offers.asking_world import hours, rosas_home
from tests.offers.offer_world import PASSED_ON, OfferWorld, build_offers, passed_on, reached
from tests.offers.test_offer_pages import browser
from tests.sharing.test_joining import said_one

pytestmark = pytest.mark.django_db

LATER = PASSED_ON + hours(1)


@pytest.fixture
def world() -> OfferWorld:
    return build_offers()


def of_two_men(world: OfferWorld, team: object = None) -> tuple[Offer, Offer, str]:
    """Danny and Karim both named Rosa; their families are with Amara, or Karim's with `team`. And somebody said she is one."""
    home = rosas_home(world.asking.team)
    karims = rosas_home(team or world.asking.team, me=replace(home.me, given_name="Karim", family_name="Aziz"))  # type: ignore[arg-type]
    first = passed_on(world, number="A1111AA", worker=world.amara)
    second = passed_on(world, number="A2222AA", worker=None if team else world.amara, answers=karims)
    return first, second, said_one(first.contact_id, second.contact_id)


def listed(world: OfferWorld) -> dict[str, bool]:
    amara = world.asking.actor(world.amara)
    found = actions.page_of_families(by=amara, offers=list(families_to_reach(amara, Wanted(whose="team"))))
    return {family.reference: family.is_twice for family in found}


def on_sheet(world: OfferWorld, offer: Offer) -> list[tuple[str, str, str]]:
    amara = world.asking.actor(world.amara)
    sheet = actions.view_call_sheet(by=amara, offer=offer_to_open(amara, offer.reference).offer)
    return [(other.reference, *other.who, other.held_name) for other in sheet.same_person]


def test_the_call_sheet_names_the_other_family_and_the_list_marks_both(world: OfferWorld) -> None:
    first, second, _ = of_two_men(world)
    with clock_reading(LATER):
        assert listed(world) == {first.reference: True, second.reference: True}
        assert on_sheet(world, first) == [(second.reference, "Rosa Vale", "Karim Aziz")]
        assert on_sheet(world, second) == [(first.reference, "Rosa Vale", "Danny Thorn")]
    told = {line.person for line in Entry.objects.filter(action="view_same_person").latest("pk").lines.all()}
    assert told == {first.contact.reference, first.held.reference}  # and nothing more of them than who they are


def test_a_child_in_two_homes_marks_both_families_and_is_named(world: OfferWorld) -> None:
    first, second = passed_on(world, number="A1111AA", worker=world.amara), passed_on(world, number="A2222AA")
    mayas = [household(offer.family_id)[2] for offer in (first, second)]
    said_one(*mayas)
    with clock_reading(LATER):
        assert listed(world) == {first.reference: True, second.reference: True}
        assert on_sheet(world, first) == [(second.reference, "Maya Vale", "Danny Thorn")]


def test_one_man_under_two_numbers_marks_nobody_outside(world: OfferWorld) -> None:
    first, second = passed_on(world, number="A1111AA", worker=world.amara), passed_on(world, number="A2222AA")
    said_one(first.held_id, second.held_id)
    with clock_reading(LATER):
        assert listed(world) == {first.reference: False, second.reference: False}


def test_what_was_said_there_is_known_here_so_a_no_is_not_asked_twice(world: OfferWorld) -> None:
    first, second, _ = of_two_men(world)
    reached(world, second, LATER, FamilyAnswer.DECLINED)
    with clock_reading(LATER + hours(1)):
        page = browser(world.amara).get(f"/families/{first.reference}/").content.decode()
    assert ("Rosa Vale is the same person as in:" in page, second.reference in page, "Said no" in page) == (True, True, True)


def test_another_teams_family_is_not_spoken_of(world: OfferWorld) -> None:
    first, _, _ = of_two_men(world, team=world.west)
    with clock_reading(LATER):
        assert (listed(world), on_sheet(world, first)) == ({first.reference: False}, [])


def test_what_the_reader_may_no_longer_see_is_not_spoken_of(world: OfferWorld) -> None:
    first, second, _ = of_two_men(world)
    Basis.objects.filter(person_id=second.contact_id).update(withdrawn_at=LATER)
    with clock_reading(LATER):
        assert (listed(world), on_sheet(world, first)) == ({first.reference: False}, [])


def test_a_wrong_join_that_was_undone_leaves_no_mark(world: OfferWorld) -> None:
    first, second, reference = of_two_men(world)
    part_match(by=SYSTEM, reference=reference)
    with clock_reading(LATER):
        assert listed(world) == {first.reference: False, second.reference: False}
        assert on_sheet(world, first) == []


def test_many_who_are_named_twice_take_no_more_queries_than_one(world: OfferWorld) -> None:
    of_two_men(world)
    with clock_reading(LATER):
        client, counted = browser(world.amara), []
        client.get("/families/")
        for pair in range(2):
            with CaptureQueriesContext(connection) as made:
                assert client.get("/families/").content.decode().count("named twice") == 2 + 2 * pair
            counted.append(len(made))
            with clock_reading(PASSED_ON):
                again = [passed_on(world, number=f"B{n}22{pair}BB", worker=world.amara).contact_id for n in (1, 2)]
            said_one(*again)
    assert counted[0] == counted[1] <= 25
