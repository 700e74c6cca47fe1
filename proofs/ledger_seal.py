"""The ledger under many writers: one chain, every row in exactly one block; and every tampering with it is found."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.db import OperationalError, connections, transaction

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.ledger import queries
from kinkeeper.ledger.actions import record, seal_pending
from kinkeeper.ledger.models import Block, Entry, PendingEntry, SealedEntry
from kinkeeper.ledger.queries import verify
from kinkeeper.ledger.rules import FIRST_SEAL
from kinkeeper.ledger.types import Line
from proofs import inside
from proofs.surroundings import ENGINES, Say, answer_of, database, run_inside, start_inside
from proofs.tampering import TAMPERINGS

NAME = "ledger seal"
GOAL = (
    "Eight processes write while two sealers seal: no fork, and every row in exactly one block. Then every edit, deletion, "
    "reordering and cut of sealed rows is found by `verify`, given the last seal kept elsewhere; rows not yet sealed are "
    "counted and aged. A row that was never sealed can be deleted unseen, which is why their number and age are told."
)
WRITERS, ROWS = 8, 10_000
TAMPERED, TAMPERED_LARGE = 500, 10  # an engine: in a ledger of 400 rows, and in the one of 80,000


def prove(*, seed: int, whole: bool, say: Say) -> dict[str, object]:
    """Write, seal and tamper on each engine."""
    rows, small, large = (ROWS, TAMPERED, TAMPERED_LARGE) if whole else (40, len(TAMPERINGS), 2)
    found: dict[str, dict[str, Any]] = {}
    for engine in ENGINES:
        with database(engine) as environment:
            stop = Path(environment["KINKEEPER_HOME"]) / "stop"
            sealers = [start_inside(environment, "proofs.ledger_seal:seal_until", stop=str(stop)) for _ in range(2)]
            wrote = run_inside(environment, "proofs.ledger_seal:write_at_once", seed=seed, rows=rows)
            stop.touch()
            sealed = sum(answer_of(sealer) for sealer in sealers)
            say(f"{engine}: {wrote:,} rows written by {WRITERS} processes, {sealed:,} sealed meanwhile")
            chain = run_inside(environment, "proofs.ledger_seal:look_at_the_chain", wrote=wrote, tamper=large, seed=seed)
            say(f"{engine}: the chain was walked")
        with database(engine) as environment:
            tampered = run_inside(environment, "proofs.ledger_seal:tamper_with_a_small_one", say, times=small, seed=seed)
        found[engine] = {"rows": wrote, "sealed_meanwhile": sealed, **chain, **tampered}
    one_of_each = list(found.values())
    return {
        "checked": sum(one["rows"] + one["tampered"] + one["tampered_large"] for one in one_of_each),
        "what": "rows written at once, and tamperings",
        "differences": sum(len(one["wrong"]) for one in one_of_each),
        "examples": [sentence for one in one_of_each for sentence in one["wrong"]][:5],
        **{
            name: {engine: one[name] for engine, one in found.items()}
            for name in ("rows", "blocks", "sealed_meanwhile", "tampered", "tampered_large", "unsealed_told")
        },
        "planted": [
            {"fault": "a sealer that takes up to the highest number and forgets who commits late", "seen": one["late_seen"]}
            for one in one_of_each
        ]
        + [
            {"fault": "a verification that counts and does not recompute the seals", "seen": one["counting_seen"]}
            for one in one_of_each
        ],
    }


def write_at_once(*, seed: int, rows: int) -> int:
    """Eight copies of this process write so many rows each; answers how many stand. Raises RuntimeError when one fell over."""
    connections.close_all()  # each copy opens its own
    copies = get_context("fork")
    told = copies.SimpleQueue()
    writers = [
        copies.Process(target=lambda n: told.put(write(seed=seed * 100 + n, rows=rows)), args=(n,)) for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if any(writer.exitcode for writer in writers):
        raise RuntimeError("whoever wrote fell over")
    return sum(told.get() for _ in writers)


def write(*, seed: int, rows: int) -> int:
    """Write so many rows in transactions of several sizes; some take a while, some are undone. Answers those that stand."""
    chance = random.Random(seed)
    stands = 0
    while stands < rows:
        size = min(chance.choice((1, 1, 2, 5, 20)), rows - stands)
        undone = chance.random() < 0.05
        try:
            with transaction.atomic():
                for _ in range(size):
                    one_row(chance)
                if chance.random() < 0.05:
                    time.sleep(0.002)  # so that numbers commit out of their order
                transaction.set_rollback(undone)
        except OperationalError:  # SQLite lets one writer in at a time: whoever waited too long tries again
            continue
        stands += 0 if undone else size
    return stands


def one_row(chance: random.Random) -> None:
    """One entry with a line or two."""
    people = [Line(person=f"{chance.randrange(10_000):04}-RSTV", categories=frozenset({Category.IDENTITY}), rule="a-rule")]
    record(by=SYSTEM, action="try", lines=people * chance.randint(1, 2), detail={"n": chance.randrange(1_000)})


def seal_until(*, stop: str) -> int:
    """Seal what waits, again and again, until the file `stop` is there; answers how many were sealed."""
    total = 0
    while not Path(stop).exists():
        try:
            total += seal_pending(limit=500)
        except OperationalError:
            continue
        time.sleep(0.02)
    return total


def look_at_the_chain(*, wrote: int, tamper: int, seed: int) -> dict[str, Any]:
    """One chain, every row in exactly one block; then tamper with it."""
    seal_pending()
    wrong = chain_faults(wrote)
    kept = verify()
    wrong += kept.problems
    _, missed = tamper_with(tamper, seed=seed, kept=kept.last_seal)
    return {"blocks": kept.blocks, "wrong": wrong + missed, "tampered_large": tamper}


def chain_faults(wrote: int) -> list[str]:
    """What is wrong with the chain, asked of the bare rows and not of `verify`."""
    blocks = list(Block.objects.order_by("number").values_list("number", "previous", "seal", "count"))
    members = Counter(SealedEntry.objects.values_list("block__number", flat=True))
    faults = []
    if [number for number, *_ in blocks] != list(range(1, len(blocks) + 1)):
        faults.append("the blocks are not numbered one after the other")
    if [previous for _, previous, *_ in blocks] != [FIRST_SEAL, *(seal for _, _, seal, _ in blocks)][: len(blocks)]:
        faults.append("the chain forks or breaks")
    if any(members[number] != count for number, _, _, count in blocks):
        faults.append("a block holds more or fewer than it counted")
    everything = set(Entry.objects.values_list("pk", flat=True))
    if len(everything) != wrote:
        faults.append(f"{wrote} rows were written and {len(everything)} stand")
    if set(SealedEntry.objects.values_list("entry_id", flat=True)) != everything or PendingEntry.objects.exists():
        faults.append("a row is in no block")
    return faults


def tamper_with_a_small_one(*, times: int, seed: int) -> dict[str, Any]:
    """A ledger of 400 rows, tampered with so many times; then what is not sealed is counted, and the planted faults."""
    chance = random.Random(seed)
    with transaction.atomic():
        for _ in range(400):
            one_row(chance)
    seal_pending(limit=40)
    kept = verify().last_seal
    tampered, missed = tamper_with(times, seed=seed, kept=kept)
    inside.say(f"{tampered} tamperings, {len(missed)} missed")
    unsealed = unsealed_are_told(chance)
    return {
        "tampered": tampered,
        "wrong": missed + ([] if unsealed else ["unsealed rows are not counted or aged"]),
        "unsealed_told": unsealed,
        "late_seen": a_late_row_is_found(chance),
        "counting_seen": counting_alone_is_found(seed),
    }


def tamper_with(times: int, *, seed: int, kept: str) -> tuple[int, list[str]]:
    """Tamper so many times, each undone again; answers how many times, and what `verify` did not find."""
    chance = random.Random(seed)
    missed = []
    for number in range(times):
        tamper = TAMPERINGS[number % len(TAMPERINGS)]
        with transaction.atomic():
            tamper(chance)
            if verify(kept_seal=kept).sound:
                missed.append(f"not found: {tamper.__name__}, time {number}")
            transaction.set_rollback(True)
    return times, missed


def unsealed_are_told(chance: random.Random) -> bool:
    """Whether seven rows, the first an hour old, are told as seven, and as an hour old."""
    with transaction.atomic():
        with clock_reading(now() - timedelta(hours=1)):
            one_row(chance)
        for _ in range(6):
            one_row(chance)
        found = verify()
        transaction.set_rollback(True)
    return found.sound and found.unsealed == 7 and 3_600 <= found.oldest_unsealed_seconds < 3_660


def a_late_row_is_found(chance: random.Random) -> bool:
    """Whether rows that a careless sealer left behind are told of."""
    with transaction.atomic():
        for _ in range(10):
            one_row(chance)
        late = list(PendingEntry.objects.order_by("entry_id").values_list("entry_id", flat=True))[2:5]
        PendingEntry.objects.filter(entry_id__in=late).delete()  # as if everything up to the highest had been taken
        seal_pending()
        found = verify()
        faults = chain_faults(Entry.objects.count())
        transaction.set_rollback(True)
    return found.problems == ("3 entries are in no block and do not wait for one.",) and "a row is in no block" in faults


def counting_alone_is_found(seed: int) -> bool:
    """Whether this proof would notice a verification that counts entries and never recomputes a seal."""
    honest: Callable[..., str] = queries.seal_of
    seals = dict(Block.objects.values_list("previous", "seal"))
    queries.seal_of = lambda previous, *_: seals.get(previous, "")  # type: ignore[assignment]
    try:
        _, missed = tamper_with(len(TAMPERINGS), seed=seed, kept=verify().last_seal)
    finally:
        queries.seal_of = honest
    return any("edit_line" in sentence for sentence in missed)
