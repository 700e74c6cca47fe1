"""Two homes of one person inside, with one service: what ends for the one does not end, or stay, for the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kinkeeper.agencies.models import Team
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.offers import actions
from kinkeeper.offers.models import Offer
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import Purpose
from tests.offers.asking_world import MORNING, hours, rosas_home
from tests.offers.offer_world import OfferWorld, build_offers, days, fresh, permitted

pytestmark = pytest.mark.django_db


def pass_on_both(world: OfferWorld, *, rosa_until: date, ines_to: Team) -> tuple[Offer, Offer]:
    """Danny lets Rosa's home be told until a day, and his mother Ines's without end; both are passed on."""
    answers = rosas_home(world.asking.team)
    rosa = replace(answers.permissions[0], until=rosa_until)
    ines = replace(rosa, adults=(1,), children=(), team=ines_to.reference, until=None)
    both = permitted(world, answers=replace(answers, permissions={0: rosa, 1: ines}))
    with clock_reading(MORNING + hours(3)):
        for offer in both:
            actions.clear_and_pass_on(by=world.asking.actor(world.asking.imani), offer=offer, seen=offer.version)
    return fresh(both[0]), fresh(both[1])


def take_back(world: OfferWorld, offer: Offer) -> None:
    actions.retract_permission(by=world.asking.actor(world.asking.imani), offer=offer, seen=fresh(offer).version)


def amara_knows_of(world: OfferWorld, person: int) -> bool:
    amara = world.asking.actor(world.amara)
    return bool(may_see(amara, Purpose.OFFER_SUPPORT, Category.EXISTENCE, person))


@pytest.mark.parametrize(("day", "known"), [(1, True), (5, False)])
def test_the_other_home_keeps_who_is_inside_only_while_its_permission_lasts(day: int, known: bool) -> None:
    world = build_offers()
    rosa, ines = pass_on_both(world, rosa_until=date(2026, 11, 22), ines_to=world.asking.team)

    with clock_reading(MORNING + days(day)):
        take_back(world, ines)

        assert not amara_knows_of(world, ines.contact_id)
        assert amara_knows_of(world, rosa.held_id) is known


def test_what_the_longer_permission_gave_ends_with_the_shorter_once_it_was_taken_back() -> None:
    world = build_offers()
    rosa, ines = pass_on_both(world, rosa_until=date(2026, 11, 22), ines_to=world.asking.team)

    with clock_reading(MORNING + days(1)):
        take_back(world, ines)
    known = []
    for day in (2, 3):
        with clock_reading(MORNING + days(day)):
            known.append(amara_knows_of(world, rosa.held_id))

    assert known == [True, False]


def test_a_team_whose_home_was_taken_back_knows_no_longer_who_is_inside() -> None:
    world = build_offers()
    west = Team.objects.create(agency=world.asking.team.agency, name="West")
    rosa, _ines = pass_on_both(world, rosa_until=date(2027, 2, 20), ines_to=west)

    with clock_reading(MORNING + hours(5)):
        before = amara_knows_of(world, rosa.held_id)
        take_back(world, rosa)
        after = amara_knows_of(world, rosa.held_id)

    assert (before, after) == (True, False)
