"""Two lives, and each planted fault seen in the lives after them."""

from __future__ import annotations

import pytest

from proofs.lives_places import build_places
from proofs.lives_planted import PLANTS, planted_is_seen
from proofs.lives_watch import LENGTH, Telling, one_life

pytestmark = pytest.mark.django_db


def test_nothing_is_told_after_what_permitted_it_has_ended() -> None:
    places, total = build_places(), Telling()

    for seed in (7, 579833):  # one names a home twice; `make prove` throws others each time
        one_life(places, seed, LENGTH, total)

    assert total.wrong == []
    assert total.tellings > LENGTH


@pytest.mark.parametrize("fault", PLANTS)
def test_a_planted_fault_is_seen(fault: str) -> None:
    assert planted_is_seen(build_places(), PLANTS[fault])
