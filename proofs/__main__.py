"""The run of all proofs: `make prove`, or `python -m proofs [--only NAME] [--seed N] [--quick]`.

Every module of this folder that has a `prove` is one proof. Two run at a time, each in a process of its own; the figures
are written to `docs/reference/proofs.md`. Ends with 1 when a proof found anything, missed its planted fault, or broke.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

from proofs.report import PAGE, Result, page
from proofs.surroundings import ROOT, SAYS

FOLDER = Path(__file__).parent
AT_ONCE = 2


def names() -> list[str]:
    """The proofs, by the names of their modules: those that have a `prove`."""
    return [file.stem for file in sorted(FOLDER.glob("*.py")) if file.stem != "__main__" and _has_prove(file)]


def _has_prove(file: Path) -> bool:
    tree = ast.parse(file.read_text("utf-8"))
    return any(isinstance(part, ast.FunctionDef) and part.name == "prove" for part in tree.body)


def main(words: list[str]) -> int:
    """Run the proofs that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m proofs", description="Prove that nothing leaks.")
    parser.add_argument("--only", action="append", choices=names(), metavar="NAME", help=f"one of: {', '.join(names())}")
    parser.add_argument("--seed", type=int, default=1, help="another seed throws other worlds (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="a share of each; writes no page")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.one:
        return _inside(arguments.one, arguments.seed, whole=not arguments.quick)
    began = time.monotonic()
    wanted = sorted(arguments.only or names(), key=_longest_first)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(lambda name: _run(name, arguments.seed, quick=arguments.quick, began=began), wanted))
    results.sort(key=lambda result: result.name)
    for result in results:
        print(f"{'ok   ' if result.sound else 'WRONG'} {result.title}: {result.figure}")
        print(f"      {result.seconds / 60:.1f} minutes, {result.processor / 60:.1f} of a processor")
        if not result.sound:
            print(result.trouble)
    minutes = (time.monotonic() - began) / 60
    if not arguments.quick and not arguments.only:
        PAGE.write_text(page(results, seed=arguments.seed, minutes=minutes), "utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}")
    print(f"{len(results)} proofs in {minutes:.1f} minutes, {sum(not result.sound for result in results)} failed")
    return 0 if all(result.sound for result in results) else 1


def _longest_first(name: str) -> int:
    """Where a proof stands in the queue: what takes longest begins first, so that both workers end together."""
    order = (
        "lives",
        "timing",  # beside `lives`, which is one process and no more
        "ledger_seal",
        "killed",
        "probes",
        "decision_table",
        "twins",
        "scope_and_decide",
        "two_tabs",
        "property_worlds",
        "completeness",
        "canaries",
        "properties",
    )
    return order.index(name) if name in order else len(order)


def _run(name: str, seed: int, *, quick: bool, began: float) -> Result:
    """One proof, in a process of its own; its progress is shown as it comes."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kinkeeper-proof-") as home:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "proofs.settings",
            "KINKEEPER_HOME": home,
            "DATABASE_URL": f"sqlite:///{home}/unused.sqlite3",
        }
        command = [sys.executable, "-m", "proofs", "--one", name, "--seed", str(seed), *(["--quick"] if quick else [])]
        process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        complaints = []
        for line in process.stderr or ():
            if line.startswith(SAYS):
                print(f"{(time.monotonic() - began) / 60:5.1f} min  {name}: {line.removeprefix(SAYS).rstrip()}", flush=True)
            else:
                complaints.append(line)
        answer = process.stdout.read() if process.stdout else ""
        broke = process.wait() != 0
    seconds = time.monotonic() - started
    if broke:
        return Result(name, name.replace("_", " "), "", {}, seconds, "".join(complaints[-30:]) or "it broke without a word")
    said: dict[str, Any] = json.loads(answer.splitlines()[-1])
    return Result(name, said["title"], said["goal"], said["found"], seconds, "", said["processor"])


def _inside(name: str, seed: int, *, whole: bool) -> int:
    import django

    django.setup()
    from kinkeeper.foundation.bulk import seldom_collecting
    from proofs.inside import say

    proof = import_module(f"proofs.{name}")
    say("begun")
    with seldom_collecting():
        found = proof.prove(seed=seed, whole=whole, say=say)
    say("done")
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    said = {"title": str(proof.NAME), "goal": str(proof.GOAL), "found": found, "processor": processor}
    print(json.dumps(said, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
