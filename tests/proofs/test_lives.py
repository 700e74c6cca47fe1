"""Two lives, and each planted fault seen in the lives after them."""

from __future__ import annotations

import random

import pytest

from proofs.lives import LENGTH, PLANTS, Telling, one_life, planted_is_seen
from proofs.lives_places import build_places

pytestmark = pytest.mark.django_db


def test_nothing_is_told_after_what_permitted_it_has_ended() -> None:
    places, total = build_places(), Telling()

    for _ in range(2):
        one_life(places, random.Random().randrange(10**6), LENGTH, total)

    assert total.wrong == []
    assert total.tellings > LENGTH


@pytest.mark.parametrize("fault", PLANTS)
def test_a_planted_fault_is_seen(fault: str) -> None:
    assert planted_is_seen(build_places(), PLANTS[fault])
