"""One result for every order of arrival, at size: `kinkeeper bench orders`.

Takes in one file of mixed events as generated, in random orders, as two halves the wrong way round, and twice over, each
into a database of its own, and compares events, periods, askings and persons by natural keys (no ids, references, receipt
times, or ledger). Exits 1 if any differs. The reference is the file in its own order; `ratio` is each run's time against it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.surroundings import ROOT, database_of_its_own, kinkeeper, machine
from kinkeeper.intake import generate

INSIDE = "KINKEEPER_BENCH_INSIDE"


def main(words: list[str]) -> int:
    """Compare, and print one JSON object."""
    parser = argparse.ArgumentParser(
        prog="kinkeeper bench orders", description="Prove that the order of arrival changes nothing."
    )
    parser.add_argument("--events", type=int, default=100_000, help="lines in the file (default: %(default)s)")
    parser.add_argument("--orders", type=int, default=5, help="random orders to try (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""), help="a PostgreSQL server; else SQLite")
    arguments = parser.parse_args(words)
    if INSIDE in os.environ:
        print(json.dumps(result()))
        return 0
    with tempfile.TemporaryDirectory(prefix="kinkeeper-bench-") as folder:
        lines = list(generate.event_lines(arguments.events, seed=arguments.seed))
        half = len(lines) // 2
        orders = {f"random order {seed}": [generate.shuffled(lines, seed=seed)] for seed in range(1, arguments.orders + 1)}
        orders["second half first"] = [lines[half:], lines[:half]]
        orders["given twice"] = [lines, lines]
        expected, reference, counts = _run([lines], Path(folder), arguments.database)
        differences, ratios = {}, {}
        for name, batches in orders.items():
            found, seconds, _ = _run(batches, Path(folder), arguments.database)
            ratios[name] = round(seconds / reference, 2)
            differing = [part for part in expected if found[part] != expected[part]]
            if differing:
                differences[name] = differing
    print(
        json.dumps(
            {
                "bench": "orders",
                "machine": machine(),
                "events": arguments.events,
                "counts": counts,
                "result": expected,
                "differences": differences,
                "reference": "the same file in its own order",
                "reference_seconds": round(reference, 1),
                "ratio": ratios,
            }
        )
    )
    return 1 if differences else 0


def _run(batches: list[list[bytes]], folder: Path, database: str) -> tuple[dict[str, object], float, dict[str, int]]:
    """Take the batches into an empty database; answers the result, the seconds, and the first batch's counts."""
    register = folder / "prisons.json"
    generate.write_lines([generate.prison_register()], register)
    counts = []
    with database_of_its_own(database) as environment:
        kinkeeper(environment, "import", "prisons", str(register))
        began = time.perf_counter()
        for batch in batches:
            file = folder / "events.jsonl"
            generate.write_lines(batch, file)
            counts.append(json.loads(kinkeeper(environment, "ingest", "hmpps", str(file)).splitlines()[-1]))
        seconds = time.perf_counter() - began
        command = [sys.executable, "-m", "kinkeeper", "bench", "orders"]
        done = subprocess.run(
            command, env={**environment, INSIDE: "1"}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
    return json.loads(done.stdout.splitlines()[-1]), seconds, counts[0]


def result() -> dict[str, object]:
    """What must be the same, as a digest and a number of rows for each part."""
    from kinkeeper.custody.models import CustodyEvent, Period, PrisonNumber
    from kinkeeper.custody.types import PeriodState
    from kinkeeper.offers.models import Asking
    from kinkeeper.offers.types import AskingState

    events = CustodyEvent.objects.values_list(
        "identity", "kind", "number", "removed_number", "prison", "occurred_at", "reason", "stream"
    )
    periods = Period.objects.exclude(state=PeriodState.ABSORBED).values_list(
        "start_identity", "number", "admitted_prison__code", "prison__code", "started_at", "arrived_at", "ended_at",
        "state", "flag",
    )  # fmt: skip
    askings = Asking.objects.exclude(state=AskingState.RETRACTED).values_list(
        "period__start_identity", "state", "prison__code", "admitted_at", "needs_a_person"
    )
    persons: dict[int, list[str]] = {}
    for number, person in PrisonNumber.objects.order_by("number").values_list("number", "person_id"):
        persons.setdefault(person, []).append(number)
    return {
        "events": _digest(events.iterator()),
        "periods": _digest(periods.iterator()),
        "askings": _digest(askings.iterator()),
        "persons": _digest(tuple(numbers) for numbers in persons.values()),
    }


def _digest(rows: object) -> dict[str, object]:
    told = sorted(repr(tuple(str(value) for value in row)) for row in rows)
    return {"rows": len(told), "sha256": hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]}
