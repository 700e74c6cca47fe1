"""Until when the family may read where the person inside is held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kinkeeper.foundation.actors import SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.offers.actions import erase_person
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.people import actions as people
from kinkeeper.sharing.actions import disclose_many, end_involvements
from kinkeeper.sharing.types import InvolvementKind, Purpose
from tests.offers.asking_world import hours, rosas_home
from tests.offers.offer_world import PASSED_ON, build_offers, days, passed_on, reached

pytestmark = pytest.mark.django_db


def test_where_danny_is_held_is_told_until_the_last_day_he_named() -> None:
    world = build_offers()
    answers = rosas_home(world.asking.team)
    home = replace(answers.permissions[0], until=date(2026, 11, 22))
    answers = replace(answers, permissions={**answers.permissions, 0: home})
    offer = passed_on(world, worker=world.amara, answers=answers)
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.ACCEPTED)
    people.name_person(by=SYSTEM, person=offer.contact_id, given_name="Rosa", age=34)  # a child who was not told learns less
    rosa = Actor(kind=ActorKind.FAMILY, reference="family-rosa", person_id=offer.contact_id)

    told = {}
    for later in (0, 2, 3):  # from Friday the 20th on
        with clock_reading(PASSED_ON + hours(2) + days(later)):
            views = disclose_many(by=rosa, purpose=Purpose.OWN_RECORD, about=[offer.held_id], action="read")
            told[later] = Category.CUSTODY_DETAILS in views[offer.held_id].permits if views else None

    assert told == {0: True, 2: True, 3: None}


def test_of_whoever_was_erased_the_family_reads_nothing_more() -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.ACCEPTED)
    people.name_person(by=SYSTEM, person=offer.contact_id, given_name="Rosa", age=34)
    rosa = Actor(kind=ActorKind.FAMILY, reference="family-rosa", person_id=offer.contact_id)

    with clock_reading(PASSED_ON + days(9)):
        prison = offer.asking.prison.agency_id or 0
        end_involvements(by=SYSTEM, people=[offer.held_id], agency=prison, kind=InvolvementKind.HELD_HERE)  # he has left
        before = offer.held_id in disclose_many(by=rosa, purpose=Purpose.OWN_RECORD, about=[offer.held_id], action="read")
        erase_person(by=SYSTEM, person=offer.held_id)
        after = disclose_many(by=rosa, purpose=Purpose.OWN_RECORD, about=[offer.held_id], action="read")

    assert (before, after) == (True, {})
