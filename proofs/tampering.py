"""What somebody with the database could do to sealed rows. Each takes a source of chance and changes the ledger for sure."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import F, Model, QuerySet

from kinkeeper.ledger.models import Block, Entry, EntryLine, PendingEntry, SealedEntry
from kinkeeper.ledger.queries import canonical_entries
from kinkeeper.ledger.rules import seal_of

Tamper = Callable[[random.Random], None]


def _any(rows: QuerySet[Any], chance: random.Random) -> Any:
    """One row by chance, without reading the others."""
    return rows.order_by("pk")[chance.randrange(rows.count())]


def _sealed() -> QuerySet[Entry]:
    return Entry.objects.filter(pk__in=SealedEntry.objects.values("entry_id"))


def _sealed_lines() -> QuerySet[EntryLine]:
    return EntryLine.objects.filter(entry_id__in=SealedEntry.objects.values("entry_id"))


def _set(row: Model, **values: Any) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def edit_entry(chance: random.Random) -> None:
    """Another word in any column of an entry."""
    entry = _any(_sealed(), chance)
    name = chance.choice(("action", "purpose", "outcome", "actor_kind", "actor", "role", "agency"))
    _set(entry, **{name: "done" if getattr(entry, name) != "done" and name == "outcome" else getattr(entry, name)[:3] + "~"})


def edit_moment(chance: random.Random) -> None:
    """An entry's moment, by as little as a microsecond."""
    entry = _any(_sealed(), chance)
    _set(entry, at=entry.at + timedelta(microseconds=chance.choice((1, -1, 1_000, 86_400_000_000))))


def edit_detail(chance: random.Random) -> None:
    """What an entry says beside."""
    entry = _any(_sealed(), chance)
    _set(entry, detail={**entry.detail, "more": chance.randrange(9)})


def edit_line(chance: random.Random) -> None:
    """Another word, or another category, in any column of a line."""
    line = _any(_sealed_lines(), chance)
    name = chance.choice(("person", "categories", "withheld", "rule", "basis"))
    value = getattr(line, name)
    _set(line, **{name: value ^ (1 << chance.randrange(12)) if isinstance(value, int) else value[:5] + "~"})


def delete_line(chance: random.Random) -> None:
    """One person's line is gone."""
    _any(_sealed_lines(), chance).delete()


def add_line(chance: random.Random) -> None:
    """A line is added to an entry that was sealed."""
    EntryLine.objects.create(entry=_any(_sealed(), chance), person="0000-XXXX")


def delete_entry(chance: random.Random) -> None:
    """An entry is gone with every trace of it."""
    _delete([_any(_sealed(), chance).pk])


def delete_entry_and_count_anew(chance: random.Random) -> None:
    """An entry is gone, and its block's count is put right."""
    member = _any(SealedEntry.objects.all(), chance)
    _delete([member.entry_id])
    Block.objects.filter(pk=member.block_id).update(count=F("count") - 1)


def add_entry(chance: random.Random) -> None:
    """An entry is slipped into a sealed block, and its count is put right."""
    block = _any(Block.objects.all(), chance)
    entry = Entry.objects.create(action="slipped_in", outcome="done", actor_kind="system")
    SealedEntry.objects.create(entry=entry, block=block)
    Block.objects.filter(pk=block.pk).update(count=F("count") + 1)


def swap_people(chance: random.Random) -> None:
    """Two lines change persons."""
    first = _any(_sealed_lines(), chance)
    second = _any(_sealed_lines().exclude(person=first.person), chance)
    _set(first, person=second.person)
    _set(second, person=first.person)


def swap_entries(chance: random.Random) -> None:
    """Two entries change places: the moments of when each was."""
    first = _any(_sealed(), chance)
    second = _any(_sealed().exclude(at=first.at), chance)
    _set(first, at=second.at)
    _set(second, at=first.at)


def swap_lines(chance: random.Random) -> None:
    """Two lines change the entries they belong to."""
    first = _any(_sealed_lines(), chance)
    second = _any(_sealed_lines().exclude(entry_id=first.entry_id), chance)
    _set(first, entry_id=second.entry_id)
    _set(second, entry_id=first.entry_id)


def move_between_blocks(chance: random.Random) -> None:
    """An entry is moved to another block."""
    member = _any(SealedEntry.objects.all(), chance)
    _set(member, block_id=_any(Block.objects.exclude(pk=member.block_id), chance).pk)


def swap_between_blocks(chance: random.Random) -> None:
    """Two entries change blocks, so that every count is as it was."""
    first = _any(SealedEntry.objects.all(), chance)
    second = _any(SealedEntry.objects.exclude(block_id=first.block_id), chance)
    _set(first, block_id=second.block_id)
    _set(second, block_id=first.block_id)


def cut_the_end(chance: random.Random) -> None:
    """The last blocks are gone, and all they held."""
    _cut(Block.objects.filter(number__gt=Block.objects.count() - chance.randint(1, 3)))


def cut_out_a_block(chance: random.Random) -> None:
    """A block in the middle is gone, and all it held."""
    _cut(Block.objects.filter(number=chance.randint(1, Block.objects.count() - 1)))


def unseal_the_end(chance: random.Random) -> None:
    """The last block is undone and one of its entries edited, as if it had never been sealed."""
    last = Block.objects.latest("number")
    ids = list(SealedEntry.objects.filter(block=last).values_list("entry_id", flat=True))
    SealedEntry.objects.filter(block=last).delete()
    last.delete()
    PendingEntry.objects.bulk_create(PendingEntry(entry_id=pk) for pk in ids)
    Entry.objects.filter(pk=chance.choice(ids)).update(actor="somebody")


def rewrite_the_end(chance: random.Random) -> None:
    """An entry is edited and every seal from there on made anew, as whoever has the database and the program could."""
    member = _any(SealedEntry.objects.select_related("block"), chance)
    Entry.objects.filter(pk=member.entry_id).update(actor="somebody else")
    blocks = list(Block.objects.filter(number__gte=member.block.number).order_by("number"))
    previous = member.block.previous
    for block in blocks:
        Block.objects.filter(pk=block.pk).update(previous=f"{block.pk:064x}", seal=f"{block.pk:064x}")
    for block in blocks:
        ids = list(SealedEntry.objects.filter(block=block).values_list("entry_id", flat=True))
        seal = seal_of(previous, block.sealed_at, canonical_entries(ids))
        Block.objects.filter(pk=block.pk).update(previous=previous, seal=seal)
        previous = seal


def edit_moment_of_sealing(chance: random.Random) -> None:
    """A block says that it was sealed at another moment."""
    block = _any(Block.objects.all(), chance)
    _set(block, sealed_at=block.sealed_at + timedelta(microseconds=chance.choice((-1, 1, 10**9))))


def edit_block(chance: random.Random) -> None:
    """A block's own seal, count or number."""
    block = _any(Block.objects.all(), chance)
    changed = chance.choice(({"seal": "e" * 64}, {"previous": "d" * 64}, {"count": block.count + 1}, {"number": 10**9}))
    _set(block, **changed)


def _delete(entries: list[int]) -> None:
    EntryLine.objects.filter(entry_id__in=entries).delete()
    SealedEntry.objects.filter(entry_id__in=entries).delete()
    Entry.objects.filter(pk__in=entries).delete()


def _cut(blocks: QuerySet[Block]) -> None:
    numbers = list(blocks.values_list("pk", flat=True))
    _delete(list(SealedEntry.objects.filter(block_id__in=numbers).values_list("entry_id", flat=True)))
    Block.objects.filter(pk__in=numbers).delete()


TAMPERINGS: tuple[Tamper, ...] = (
    edit_entry, edit_moment, edit_detail, edit_line, delete_line, add_line, delete_entry, delete_entry_and_count_anew,
    add_entry, swap_people, swap_entries, swap_lines, move_between_blocks, swap_between_blocks, cut_the_end, cut_out_a_block,
    unseal_the_end, rewrite_the_end, edit_block, edit_moment_of_sealing,
)  # fmt: skip
