"""Reading the ledger: entries as they are sealed, one person's tellings, and whether the chain is sound."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from django.db.models import Min, QuerySet

from kinkeeper.foundation.clock import now
from kinkeeper.ledger.models import Block, Entry, EntryLine, PendingEntry, SealedEntry
from kinkeeper.ledger.rules import FIRST_SEAL, Canonical, moment_text, seal_of
from kinkeeper.ledger.types import Verification

READ_AT_ONCE = 1_000  # entries: blocks are read together until they hold so many


def entries_about(person: str) -> QuerySet[EntryLine]:
    """The lines that tell of the person with reference `person`, newest first, each with its entry."""
    return EntryLine.objects.filter(person=person).select_related("entry").order_by("-entry__at", "-pk")


def entries_by(actor: str) -> QuerySet[Entry]:
    """What the user with reference `actor` saw and did, newest first."""
    return Entry.objects.filter(actor=actor).prefetch_related("lines").order_by("-at", "-pk")


def done_at(agency: str, actions: Collection[str], *, limit: int = 20) -> list[Entry]:
    """What people at the agency with this reference last did under these names of actions, the newest first."""
    return list(Entry.objects.filter(agency=agency, action__in=actions).order_by("-pk")[:limit])


def canonical_entries(ids: Sequence[int]) -> list[Canonical]:
    """The entries `ids` as they are sealed, ordered by id; ids that are gone are left out."""
    lines: dict[int, list[Canonical]] = {}
    for line in EntryLine.objects.filter(entry_id__in=ids).order_by("pk").values():
        lines.setdefault(line["entry_id"], []).append(line)
    entries = Entry.objects.filter(pk__in=ids).order_by("pk").values()
    return [{**entry, "at": moment_text(entry["at"]), "lines": lines.get(entry["id"], [])} for entry in entries]


def verify(*, kept_seal: str = "") -> Verification:
    """Walk the whole chain and recompute every seal.

    `kept_seal` is the last seal kept elsewhere (on paper, by another agency): a chain cut off before it is found too.
    """
    problems: list[str] = []
    previous, number, sealed = FIRST_SEAL, 0, 0
    kept_was_seen = not kept_seal or kept_seal == FIRST_SEAL
    for block, entries in _blocks_with_entries():
        number += 1
        problems.extend(_problems_of(block, entries, previous=previous, number=number))
        sealed += block.count
        previous, number = block.seal, block.number
        kept_was_seen = kept_was_seen or block.seal == kept_seal
    if not kept_was_seen:
        problems.append("The seal kept elsewhere is not in the chain: blocks were cut off or replaced.")
    problems.extend(_strays())
    unsealed = PendingEntry.objects.count()
    oldest = PendingEntry.objects.aggregate(oldest=Min("entry__at"))["oldest"]
    return Verification(
        blocks=Block.objects.count(),
        sealed=sealed,
        unsealed=unsealed,
        oldest_unsealed_seconds=round((now() - oldest).total_seconds(), 3) if oldest else 0.0,
        last_seal=previous,
        problems=tuple(problems),
    )


def _blocks_with_entries() -> Iterator[tuple[Block, list[Canonical]]]:
    """Every block in its place in the chain, with what it holds now; read together, for a busy day's blocks are small."""
    together: list[Block] = []
    for block in Block.objects.order_by("number").iterator():
        together.append(block)
        if sum(one.count for one in together) >= READ_AT_ONCE:
            yield from _with_entries(together)
            together = []
    yield from _with_entries(together)


def _with_entries(blocks: Sequence[Block]) -> Iterator[tuple[Block, list[Canonical]]]:
    members: dict[int, list[int]] = {block.pk: [] for block in blocks}
    rows = SealedEntry.objects.filter(block__in=blocks).order_by("entry_id")
    for block_id, entry_id in rows.values_list("block_id", "entry_id"):
        members[block_id].append(entry_id)
    ids = [entry_id for held in members.values() for entry_id in held]
    found = {entry["id"]: entry for entry in canonical_entries(ids)}
    for block in blocks:
        yield block, [found[entry_id] for entry_id in members[block.pk] if entry_id in found]


def _problems_of(block: Block, entries: Sequence[Canonical], *, previous: str, number: int) -> Iterator[str]:
    if block.number != number:
        yield f"Block {number} is missing: the next one present is {block.number}."
    if block.previous != previous:
        yield f"Block {block.number} does not follow the block before it."
    if len(entries) != block.count:
        yield f"Block {block.number} sealed {block.count} entries and now holds {len(entries)}."
    elif seal_of(block.previous, block.sealed_at, entries) != block.seal:
        yield f"Block {block.number} was changed after it was sealed."


def _strays() -> Iterator[str]:
    pending = PendingEntry.objects.values("entry_id")
    sealed = SealedEntry.objects.values("entry_id")
    stray = Entry.objects.exclude(pk__in=pending).exclude(pk__in=sealed).count()
    if stray:
        yield f"{stray} entries are in no block and do not wait for one."
