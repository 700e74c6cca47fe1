"""How many decisions a second, over every point of the domain: `kinkeeper bench decide`.

The reference, run in the same call over the same points: look each point up in one bare dict, which is the least that any
decision by table could cost. With `--people N` it also times, in a database of its own, the two forms in which a whole list
is decided: `scope` (an agency's people gathered first) and `in_scope` (each row's person looked up).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.surroundings import ROOT, database_of_its_own, kinkeeper, machine
from kinkeeper.sharing.rules import decide, domain, policy

INSIDE = "KINKEEPER_BENCH_INSIDE"
AT_ONCE = 100_000  # points made before they are timed, so that making them does not count
CHILDREN_FOR_EACH_PERSON = 193_000 / 490_000  # of an invented nation


def main(words: list[str]) -> int:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(prog="kinkeeper bench decide", description="Measure decisions.")
    parser.add_argument("--people", type=int, default=0, help="also time whole lists among so many people")
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""), help="a PostgreSQL server; else SQLite")
    arguments = parser.parse_args(words)
    if INSIDE in os.environ:
        print(json.dumps(_lists()))
        return 0
    decided = _decide_everything()
    said: dict[str, Any] = {"bench": "decide", "machine": machine(), **decided}
    if arguments.people:
        said["lists"] = _in_a_nation(arguments.people, arguments.database)
    said["wanted"] = {"decisions_per_second": 100_000}
    print(json.dumps(said))
    return 0


def _decide_everything() -> dict[str, Any]:
    policy()  # read once, as a process does
    reasons: Counter[str] = Counter()
    points = allowed = 0
    seconds = reference = 0.0
    remaining = domain()
    while some := [point for _, point in zip(range(AT_ONCE), remaining, strict=False)]:
        began = time.perf_counter()
        decisions = [decide(point) for point in some]
        seconds += time.perf_counter() - began
        points += len(some)
        allowed += sum(decision.allowed for decision in decisions)
        reasons.update(decision.reason for decision in decisions if not decision)
        table = dict.fromkeys(some, False)
        began = time.perf_counter()
        [table[point] for point in some]
        reference += time.perf_counter() - began
    return {
        "points": points,
        "allowed": allowed,
        "refused": dict(reasons),
        "seconds": round(seconds, 2),
        "decisions_per_second": round(points / seconds),
        "reference": "look each point up in one bare dict",
        "reference_per_second": round(points / reference),
        "ratio": round(seconds / reference, 2),
    }


def _in_a_nation(people: int, database: str) -> dict[str, Any]:
    children = max(300, round(people * CHILDREN_FOR_EACH_PERSON))
    with database_of_its_own(database) as environment:
        kinkeeper(environment, "generate", "nation", "--children", str(children))
        done = subprocess.run(
            [sys.executable, "-m", "kinkeeper", "bench", "decide"],
            env={**environment, INSIDE: "1"}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _lists() -> dict[str, Any]:
    from django.db import connection

    from kinkeeper.agencies.models import Member
    from kinkeeper.agencies.queries import actor_for
    from kinkeeper.foundation.categories import Category
    from kinkeeper.offers.models import Offer
    from kinkeeper.offers.queries.offers import TO_REACH
    from kinkeeper.people.models import Person
    from kinkeeper.sharing.queries import in_scope, scope
    from kinkeeper.sharing.types import Purpose

    member = Member.objects.filter(role="link_worker").select_related("user").order_by("-pk").first()
    if member is None:
        raise RuntimeError("there is nobody to read")
    what = (actor_for(member.user), Purpose.OFFER_SUPPORT, Category.EXISTENCE)
    work = Offer.objects.filter(team_id__in=what[0].team_ids, state__in=TO_REACH)
    return {
        "engine": connection.vendor,
        "people": Person.objects.count(),
        "in_the_agencys_scope": len(scope(*what)),
        "scope_ms": _median(lambda: len(list(scope(*what)))),
        "every_person_looked_up_ms": _median(lambda: Person.objects.filter(in_scope(*what, "pk")).count(), times=3),
        "on_the_teams_list": work.count(),
        "list_within_scope_ms": _median(lambda: len(list(work.filter(contact_id__in=scope(*what))))),
        "list_each_looked_up_ms": _median(lambda: len(list(work.filter(in_scope(*what, "contact_id"))))),
    }


def _median(do: Callable[[], object], times: int = 15) -> float:
    do()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken) * 1000, 2)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinkeeper.settings_for_checks")
    import django

    django.setup()
    sys.exit(main(sys.argv[1:]))
