"""What the proof of the seal would notice."""

from __future__ import annotations

import random

import pytest

from kinkeeper.ledger.actions import seal_pending
from proofs import ledger_seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def chance() -> random.Random:
    """A ledger of three blocks, and where chance comes from."""
    chance = random.Random(1)
    for _ in range(12):
        ledger_seal.one_row(chance)
    seal_pending(limit=4)
    return chance


def test_a_chain_without_a_fork_holds_every_row_once(chance: random.Random) -> None:
    assert ledger_seal.chain_faults(12) == []
    assert ledger_seal.chain_faults(13) == ["13 rows were written and 12 stand"]


def test_rows_that_a_careless_sealer_leaves_behind_are_found(chance: random.Random) -> None:
    assert ledger_seal.a_late_row_is_found(chance)


def test_a_verification_that_only_counts_is_found(chance: random.Random) -> None:
    assert ledger_seal.counting_alone_is_found(1)


def test_rows_not_yet_sealed_are_counted_and_aged(chance: random.Random) -> None:
    assert ledger_seal.unsealed_are_told(chance)
