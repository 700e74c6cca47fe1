"""A family passed on to Lantern, which Amara works with: for the files that have no other world of their own."""

from __future__ import annotations

import pytest

from kinkeeper.foundation.actors import Actor
from kinkeeper.offers.models import Offer
from tests.offers.offer_world import OfferWorld, build_offers, passed_on


@pytest.fixture
def world() -> OfferWorld:
    return build_offers()


@pytest.fixture
def offer(world: OfferWorld) -> Offer:
    return passed_on(world, worker=world.amara)


@pytest.fixture
def amara(world: OfferWorld) -> Actor:
    return world.asking.actor(world.amara)
