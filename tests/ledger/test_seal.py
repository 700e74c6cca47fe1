"""The seal finds every edit, deletion, reordering and cut of sealed rows."""

from __future__ import annotations

import random

import pytest
from django.db import transaction

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.ledger.actions import record, seal_pending
from kinkeeper.ledger.models import Block, PendingEntry
from kinkeeper.ledger.queries import verify
from kinkeeper.ledger.types import Line
from proofs.tampering import TAMPERINGS, Tamper

pytestmark = pytest.mark.django_db


def write(number: int) -> None:
    for n in range(number):
        with transaction.atomic():
            record(
                by=SYSTEM,
                action="try",
                lines=[Line(person=f"{n:04}-RSTV", categories=frozenset({Category.IDENTITY}), rule="a-rule")],
            )


def test_a_sound_chain_is_sound_and_unsealed_rows_are_counted() -> None:
    write(7)
    assert seal_pending(limit=3) == 7
    write(2)

    found = verify()

    assert (found.blocks, found.sealed, found.unsealed, found.problems) == (3, 7, 2, ())
    assert found.oldest_unsealed_seconds >= 0
    assert PendingEntry.objects.count() == 2


def test_nothing_is_recorded_outside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(by=SYSTEM, action="try")


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
@pytest.mark.parametrize("seed", range(2))
def test_tampering_is_found(tamper: Tamper, seed: int) -> None:
    write(12)
    seal_pending(limit=4)
    kept = verify().last_seal
    assert verify(kept_seal=kept).sound

    tamper(random.Random(seed))

    assert not verify(kept_seal=kept).sound


def test_an_unknown_seal_kept_elsewhere_is_found() -> None:
    write(2)
    seal_pending()

    assert verify(kept_seal="f" * 64).problems == (
        "The seal kept elsewhere is not in the chain: blocks were cut off or replaced.",
    )


def test_a_fork_is_impossible() -> None:
    write(2)
    seal_pending()
    first = Block.objects.get()
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        Block.objects.create(number=2, previous=first.previous, seal="e" * 64, count=0)
