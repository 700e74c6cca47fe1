"""Scope against decide, and the properties, in one small world each."""

from __future__ import annotations

import random

import pytest

from kinkeeper.foundation.clock import clock_reading
from proofs import property_worlds, scope_and_decide
from proofs.random_worlds import NOW, throw_world

pytestmark = pytest.mark.django_db


def test_scope_the_look_up_the_decision_and_the_bare_rows_agree() -> None:
    world = throw_world(1008, people=30, readers=4)

    asked, permitted, wrong = scope_and_decide.compare(world)

    assert wrong == []
    assert asked == len(world.readers) * 10 * 13 * 30
    assert permitted > 100  # the worlds are not so barren that nothing could differ


def test_a_scope_that_forgets_is_found() -> None:
    with clock_reading(NOW):
        assert scope_and_decide.planted_is_seen(throw_world(7, people=40, readers=6))


def test_taking_back_and_restricting_never_widen_and_a_fault_shows_nothing() -> None:
    with clock_reading(NOW):
        trial = property_worlds.Trial(throw_world(1002, people=30), random.Random(1))
        for _ in range(15):
            trial.withdraw()
            trial.restrict()
            trial.name_a_live_basis()
            trial.be_unknown()
            trial.break_something()

    assert trial.wrong == []
    assert set(trial.tried.values()) == {15}


def test_what_widens_is_found() -> None:
    with clock_reading(NOW):
        assert property_worlds.planted_is_seen(throw_world(3, people=20))
