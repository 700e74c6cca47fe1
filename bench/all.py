"""Every bench, one after the other: `kinkeeper bench all`, which `make bench` runs. Give it the better part of two hours.

Each part is a process of its own and prints its own JSON object; the last line holds them all. With `--small` each is a
quick look (minutes), to see that it runs: its figures say little.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from throwaway_postgres import throwaway_postgres

from bench.surroundings import ROOT, machine

# name, whole, a quick look; a list named `…_postgresql` is given a throw-away server
PARTS: dict[str, tuple[list[str], list[str]]] = {
    "decide": (["decide"], ["decide"]),
    "feed": (["feed"], ["feed", "--events", "5000"]),
    "feed_postgresql": (["feed"], ["feed", "--events", "5000"]),
    "orders": (["orders"], ["orders", "--events", "2000", "--orders", "2"]),
    "orders_postgresql": (["orders"], ["orders", "--events", "2000", "--orders", "2"]),
    "nearest": (["nearest"], ["nearest", "--services", "500", "--asks", "50"]),
    "search": (["search"], ["search", "--resources", "2000", "--queries", "100"]),
    "pages_sqlite": (
        ["pages", "--engine", "sqlite"],
        ["pages", "--engine", "sqlite", "--children", "6000", "--visits", "40", "--seconds", "4"],
    ),
    "pages_postgresql": (
        ["pages", "--engine", "postgresql"],
        ["pages", "--engine", "postgresql", "--children", "6000", "--visits", "40", "--seconds", "4"],
    ),
}


def main(words: list[str]) -> int:
    """Run every part and print one JSON object; 1 when a part failed, or found a difference."""
    parser = argparse.ArgumentParser(prog="kinkeeper bench all", description="Run every bench.")
    parser.add_argument("--small", action="store_true", help="a quick look at each, to see that it runs")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts alone")
    arguments = parser.parse_args(words)
    began, found, failed = time.monotonic(), {}, []
    for name in arguments.only:
        whole, small = PARTS[name]
        options = small if arguments.small else whole
        print(f"{name}: kinkeeper bench {' '.join(options)}", file=sys.stderr, flush=True)
        if name in {"feed_postgresql", "orders_postgresql"}:
            with throwaway_postgres() as url:
                code, last = _run([*options, "--database", url])
        else:
            code, last = _run(options)
        print(last, flush=True)
        found[name] = json.loads(last) if last.startswith("{") else None
        if code:
            failed.append(name)
    minutes = round((time.monotonic() - began) / 60, 1)
    print(json.dumps({"bench": "all", "machine": machine(), "minutes": minutes, "failed": failed, "parts": found}))
    return 1 if failed else 0


def _run(options: list[str]) -> tuple[int, str]:
    """A part in a process of its own: its exit code, and the last line it printed."""
    command = [sys.executable, "-m", "kinkeeper", "bench", *options]
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    return done.returncode, (done.stdout.splitlines() or [""])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
