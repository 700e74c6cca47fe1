"""A share of the proofs that walk every route; the whole runs in `make prove`. Each finds the fault that is planted in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.privacy import Label, about
from proofs import addresses, canaries, canary_words, completeness, probes, timing, twins
from proofs.report import Result

# The walks make databases of their own, in SQLite; the walls of PostgreSQL have tests of their own (tests/web/test_walls.py).
pytestmark = pytest.mark.skipif(connection.vendor == "postgresql", reason="the walks run on SQLite")
SEED = 7  # the world's: building one takes most of the time, so all share it


@pytest.fixture
def proving(django_db_blocker: Any) -> Iterator[None]:
    """The proofs make databases of their own, in memory."""
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize("proof", [probes, twins, canaries, completeness], ids=lambda proof: proof.__name__)
def test_a_share_of_the_walk_finds_nothing_but_what_was_planted(proving: None, proof: ModuleType) -> None:
    found = proof.prove(seed=SEED, whole=False, say=lambda words: None)

    result = Result(proof.__name__, proof.NAME, proof.GOAL, found, 1.0, "")
    assert result.sound, result.trouble


def test_what_is_hidden_costs_the_database_what_never_was_costs_it(proving: None) -> None:
    found = probes.walk(seed=SEED, share=1, only="portal:", say=lambda words: None)

    assert found.unequal_work == []


def test_two_alike_are_told_apart_by_no_stopwatch() -> None:
    chance = random.Random(3)
    one, two = ([chance.gauss(10, 1) for _ in range(400)] for _ in range(2))

    same = timing.compare(timing.CLASSES[0], one, two, level=0.05, seed=3)
    longer = timing.compare(timing.CLASSES[0], [time * 1.1 for time in one], two, level=0.05, seed=3)

    assert (same.tells, longer.tells) == (False, True)


def test_a_new_part_of_an_address_stops_the_proof() -> None:
    with pytest.raises(addresses.UnknownPart, match="offers:new-page"):
        addresses._route("offers:new-page", "families/{reference}/{secret}/", ("reference", "secret"))


def test_every_address_is_walked() -> None:
    assert len(addresses.every_route()) > 200
    assert {kind for route in addresses.every_route() for kind in route.kinds} <= set(canaries_of_kinds())


def canaries_of_kinds() -> set[str]:
    """Every kind of record for which the proofs know who stands near to it."""
    from proofs.nearness import NEAR, OPEN

    return {*NEAR, *OPEN}


def test_a_protected_field_of_an_unknown_kind_stops_the_proof() -> None:
    class Stray(models.Model):
        secret = models.JSONField()
        LABELS: dict[str, Label] = {"secret": about(Category.HEALTH)}

        class Meta:
            app_label = "people"
            managed = False

    try:
        found = [column for model, column, _ in canary_words.protected_fields() if model is Stray]
        with pytest.raises(canary_words.UnknownField, match="people.Stray.secret"):
            canary_words.kind_of(Stray, found[0])
    finally:
        del apps.all_models["people"]["stray"]
        apps.clear_cache()


def test_no_code_is_excused_that_is_not_a_protected_field() -> None:
    fields = {f"{model._meta.label}.{column.name}" for model, column, _ in canary_words.protected_fields()}

    assert set(canary_words.CODES) <= fields
    assert set(canaries.BESIDE) <= fields
