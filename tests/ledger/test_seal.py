"""The seal finds every edit, deletion, reordering and cut of sealed rows."""

from __future__ import annotations

import random

import pytest
from django.db import transaction

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.ledger.actions import record, seal_pending
from kinkeeper.ledger.models import Block, Entry, EntryLine, PendingEntry, SealedEntry
from kinkeeper.ledger.queries import verify
from kinkeeper.ledger.types import Line

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


def _edit_entry(chance: random.Random) -> None:
    entry = chance.choice(list(Entry.objects.all()))
    field, value = chance.choice([("action", "tried"), ("actor", "someone"), ("role", "x"), ("purpose", "y"), ("agency", "z")])
    Entry.objects.filter(pk=entry.pk).update(**{field: value})


def _edit_line(chance: random.Random) -> None:
    line = chance.choice(list(EntryLine.objects.all()))
    field, value = chance.choice([("person", "0000-XXXX"), ("categories", 0), ("withheld", 4), ("rule", ""), ("basis", "b")])
    EntryLine.objects.filter(pk=line.pk).update(**{field: value})


def _delete_line(chance: random.Random) -> None:
    EntryLine.objects.filter(pk=chance.choice(list(EntryLine.objects.values_list("pk", flat=True)))).delete()


def _delete_entry(chance: random.Random) -> None:
    entry = chance.choice(list(Entry.objects.values_list("pk", flat=True)))
    EntryLine.objects.filter(entry_id=entry).delete()
    SealedEntry.objects.filter(entry_id=entry).delete()
    Entry.objects.filter(pk=entry).delete()


def _swap_lines(chance: random.Random) -> None:
    first, second = chance.sample(list(EntryLine.objects.order_by("pk")), 2)
    EntryLine.objects.filter(pk=first.pk).update(person=second.person)
    EntryLine.objects.filter(pk=second.pk).update(person=first.person)


def _move_between_blocks(chance: random.Random) -> None:
    first, second = chance.sample(list(Block.objects.all()), 2)
    member = chance.choice(list(SealedEntry.objects.filter(block=first)))
    SealedEntry.objects.filter(pk=member.pk).update(block=second)


def _cut_the_end(chance: random.Random) -> None:
    last = Block.objects.latest("number")
    entries = list(SealedEntry.objects.filter(block=last).values_list("entry_id", flat=True))
    SealedEntry.objects.filter(block=last).delete()
    EntryLine.objects.filter(entry_id__in=entries).delete()
    Entry.objects.filter(pk__in=entries).delete()
    last.delete()


def _cut_out_a_block(chance: random.Random) -> None:
    block = Block.objects.get(number=2)
    entries = list(SealedEntry.objects.filter(block=block).values_list("entry_id", flat=True))
    SealedEntry.objects.filter(block=block).delete()
    EntryLine.objects.filter(entry_id__in=entries).delete()
    Entry.objects.filter(pk__in=entries).delete()
    block.delete()


TAMPERINGS = [
    _edit_entry, _edit_line, _delete_line, _delete_entry, _swap_lines, _move_between_blocks, _cut_the_end, _cut_out_a_block,
]  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__.strip("_"))
@pytest.mark.parametrize("seed", range(3))
def test_tampering_is_found(tamper: object, seed: int) -> None:
    write(12)
    seal_pending(limit=4)
    kept = verify().last_seal
    assert verify(kept_seal=kept).sound

    tamper(random.Random(seed))  # type: ignore[operator]

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
