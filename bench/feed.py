"""How fast custody events are taken in, with how much memory, and how long a writer waits: `kinkeeper bench feed`.

Then some thousand lines more while another process writes as people at work do, a ledger entry ten times a second:
`beside_others` says how long the lock was held then, and how long they waited for it.

The reference, run in the same call on the same lines: parse each line and insert it into one bare SQLite table, in
transactions of the same size, with nothing looked up, folded or kept in a ledger. `ratio` says how many times slower we are.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from select import select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.surroundings import ROOT, database_of_its_own, kinkeeper, machine
from kinkeeper.intake import generate

INSIDE = "KINKEEPER_BENCH_INSIDE"  # set in the process that is measured
WRITES_EVERY = 0.1  # seconds


def main(words: list[str]) -> int:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(prog="kinkeeper bench feed", description="Measure the feed.")
    parser.add_argument("--events", type=int, default=1_000_000, help="lines in the file (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""), help="a PostgreSQL server; else SQLite")
    parser.add_argument("--agencies", type=int, default=12, help="prisons whose staff use Kinkeeper (default: all)")
    parser.add_argument("--beside", type=int, default=30_000, help="lines beside somebody who writes (default: %(default)s)")
    parser.add_argument("--file", help=argparse.SUPPRESS)
    parser.add_argument("--more", help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if INSIDE in os.environ:
        inside = _write() if arguments.write else _take_in(arguments.file, arguments.more, arguments.agencies)
        print(json.dumps(inside))
        return 0
    with tempfile.TemporaryDirectory(prefix="kinkeeper-bench-") as folder:
        file, more, register = (Path(folder) / name for name in ("events.jsonl", "more.jsonl", "prisons.json"))
        generate.write_lines(generate.event_lines(arguments.events, seed=arguments.seed), file)
        generate.write_lines(generate.event_lines(arguments.beside, seed=arguments.seed + 1), more)
        generate.write_lines([generate.prison_register()], register)
        reference = _reference(file, Path(folder) / "reference.sqlite3")
        with database_of_its_own(arguments.database) as environment:
            kinkeeper(environment, "import", "prisons", str(register))
            inside = {**environment, INSIDE: "1"}
            options = ["--file", str(file), "--more", str(more), "--agencies", str(arguments.agencies)]
            command = [sys.executable, "-m", "kinkeeper", "bench", "feed", *options]
            done = subprocess.run(command, env=inside, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        measured = json.loads(done.stdout.splitlines()[-1])
    print(
        json.dumps(
            {
                "bench": "feed",
                "machine": machine(),
                "events": arguments.events,
                **measured,
                "reference": "parse and insert the same lines into one bare SQLite table",
                "reference_events_per_second": round(arguments.events / reference),
                "ratio": round(measured["seconds"] / reference, 2),
                "wanted": {"events_per_second": 2000, "peak_memory_mb": 300, "longest_lock_beside_others_ms": 50},
            }
        )
    )
    return 0


def _reference(file: Path, database: Path) -> float:
    """Seconds for the least that anybody would have to do."""
    began = time.perf_counter()
    with closing(sqlite3.connect(database)) as connection, file.open("rb") as lines:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, type TEXT, occurred_at TEXT, body TEXT)")
        for some in _hundreds(lines):
            found = [(json.loads(line), line.decode()) for line in some]
            rows = [(event.get("eventType"), event.get("occurredAt"), body) for event, body in found]
            connection.executemany("INSERT INTO line (type, occurred_at, body) VALUES (?, ?, ?)", rows)
            connection.commit()
    return time.perf_counter() - began


def _take_in(file: str, more: str, agencies: int) -> dict[str, object]:
    """In the measured process: take in the file as `kinkeeper ingest hmpps` does, with a watch on every transaction."""
    from django.db import connection

    from kinkeeper.agencies.models import Agency
    from kinkeeper.custody.actions import link_prison
    from kinkeeper.custody.models import Period, Prison
    from kinkeeper.custody.types import PeriodState
    from kinkeeper.foundation.actors import SYSTEM

    for prison in Prison.objects.order_by("code")[:agencies]:
        agency = Agency.objects.create(kind="prison", name=prison.name)
        link_prison(by=SYSTEM, prison=prison, agency=agency.pk)
    locks = Locks()
    locks.watch(connection)
    alone = _read(file, locks)
    alone["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    alone["periods"] = Period.objects.exclude(state=PeriodState.ABSORBED).count()
    with _somebody_who_writes() as waited:
        beside = _read(more, locks)
    some = ("read", "events_per_second", "transactions", "lock_ms")
    return {
        "engine": connection.vendor,
        **alone,
        "beside_others": {**{name: beside[name] for name in some}, "others_waited_ms": locks.told(waited)},
    }


def _read(file: str, locks: Locks) -> dict[str, object]:
    from kinkeeper.custody.types import Source
    from kinkeeper.foundation.actors import SYSTEM
    from kinkeeper.foundation.bulk import seldom_collecting
    from kinkeeper.intake.actions import read_in
    from kinkeeper.intake.rules import lines_of, pieces_of

    locks.held, locks.worked = [], []
    began, worked = time.perf_counter(), time.process_time()
    with Path(file).open("rb") as stream, seldom_collecting():
        outcome = read_in(by=SYSTEM, feed=None, lines=lines_of(pieces_of(stream)), source=Source.FILE)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    return {
        "events_per_second": round(outcome.count.read / seconds),
        "events_per_cpu_second": round(outcome.count.read / worked),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(worked, 1),
        "transactions": len(locks.held),
        "lock_ms": locks.told(locks.held),
        "lock_cpu_ms": locks.told(locks.worked),
        "read": outcome.count.read,
        "recorded": outcome.count.recorded,
        "duplicates": outcome.count.duplicates,
        "ignored": outcome.count.ignored,
        "refused": outcome.count.refused,
    }


@contextmanager
def _somebody_who_writes() -> Iterator[list[float]]:
    """Within the block another process writes; after it the list holds how long each of its writes waited, in seconds."""
    waited: list[float] = []
    command = [sys.executable, "-m", "kinkeeper", "bench", "feed", "--write"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        if other.stdout is None or other.stdout.readline().strip() != "ready":
            raise RuntimeError("the other process did not begin")
        yield waited
        waited += json.loads(other.communicate("")[0])


def _write() -> list[float]:
    """In a process of its own: write a ledger entry ten times a second, as pages do, until the standard input ends."""
    from django.db import transaction

    from kinkeeper.foundation.actors import SYSTEM
    from kinkeeper.ledger.actions import record

    waited: list[float] = []
    print("ready", flush=True)
    while not select([sys.stdin], [], [], WRITES_EVERY)[0]:
        began = time.perf_counter()
        with transaction.atomic():
            waited.append(time.perf_counter() - began)
            record(by=SYSTEM, action="bench", lines=[])
    return waited


class Locks:
    """How long each transaction was open, from its BEGIN to the end of its COMMIT: by the clock, and at work itself.

    What the process did not work it waited: for the disk, and on a busy machine for a processor.
    """

    def __init__(self) -> None:
        self.held: list[float] = []
        self.worked: list[float] = []
        self._began = (0.0, 0.0)

    def watch(self, connection: object) -> None:
        """Put a watch on the connection's own BEGIN and COMMIT."""
        commit, set_autocommit = connection.commit, connection.set_autocommit

        def watched_set_autocommit(autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
            set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
            if not autocommit:
                self._began = (time.perf_counter(), time.process_time())

        def watched_commit() -> None:
            commit()
            self.held.append(time.perf_counter() - self._began[0])
            self.worked.append(time.process_time() - self._began[1])

        connection.commit, connection.set_autocommit = watched_commit, watched_set_autocommit

    @staticmethod
    def told(times: list[float]) -> dict[str, float]:
        """Times in milliseconds, as the bench tells them."""
        held = sorted(times)
        at = {"median": 0.5, "p95": 0.95, "p99": 0.99}
        return {
            **{name: round(held[int(len(held) * part)] * 1000, 1) for name, part in at.items()},
            "longest": round(held[-1] * 1000, 1),
            "over_50": sum(one > 0.05 for one in held),
        }


def _hundreds(lines):
    hundred = []
    for line in lines:
        hundred.append(line)
        if len(hundred) == 100:
            yield hundred
            hundred = []
    if hundred:
        yield hundred
