"""Whole lives, thrown: everything that gives, narrows or ends what may be told, in any order, with letters that leave late.

After each step somebody asks to see the family. Three must agree on what they are shown: `disclose`, a second working-out
from the bare rows (`by_hand`), and a shadow that the steps themselves wrote and that never read the database.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core import mail

from proofs import inside
from proofs.lives_places import build_places
from proofs.lives_planted import PLANTS, planted_is_seen
from proofs.lives_watch import LENGTH, Telling, one_life
from proofs.surroundings import ENGINES, Say, database, run_inside

NAME = "lives"
GOAL = (
    "Granting, narrowing, expiry, withdrawal, refusal, growing up, merging, moving, handing over to a colleague and to another "
    "service, undoing, opening in an emergency, reviewing, erasing, in any order, with letters that wait: nothing is told "
    "after what permitted it has ended. A telling is a View shown, a line of the ledger that says served, or a letter sent. "
    "What is permitted is loaded at every fifth telling. Every life is one transaction, undone at its end; it writes from one "
    "hand."
)
LIVES = 300


def prove(*, seed: int, whole: bool, say: Say) -> dict[str, object]:
    """So many lives of so many steps on each engine."""
    found: dict[str, dict[str, Any]] = {}
    for engine in ENGINES:
        with database(engine) as environment:
            found[engine] = run_inside(
                environment, "proofs.lives:live", say, seed=seed, lives=LIVES if whole else 2, length=LENGTH
            )
    one_of_each = list(found.values())
    return {
        "checked": sum(one["steps"] for one in one_of_each),
        "what": f"steps in {sum(one['lives'] for one in one_of_each)} lives",
        "differences": sum(one["wrong"] for one in one_of_each),
        "examples": [sentence for one in one_of_each for sentence in one["examples"]][:8],
        **{name: {engine: one[name] for engine, one in found.items()} for name in ("lives", "steps", "tellings", "letters")},
        "done_of_each": dict(sum((Counter(one["done"]) for one in one_of_each), Counter[str]())),
        "planted": [
            {"fault": fault, "seen": all(one["planted"][fault] for one in one_of_each)} for fault in one_of_each[0]["planted"]
        ],
    }


def live(*, seed: int, lives: int, length: int) -> dict[str, Any]:
    """Live so many lives, each undone at its end; then with each planted fault, until it is seen."""
    mail.outbox = []
    places = build_places()
    total = Telling()
    for number in range(lives):
        one_life(places, seed * 10_000 + number, length, total)
        if (number + 1) % 50 == 0:
            inside.say(f"{number + 1} lives, {total.steps:,} steps, {total.tellings:,} tellings, {len(total.wrong)} wrong")
    return {
        "lives": lives,
        "steps": total.steps,
        "tellings": total.tellings,
        "letters": total.letters,
        "done": dict(total.done),
        "wrong": len(total.wrong),
        "examples": total.wrong[:8],
        "planted": {fault: planted_is_seen(places, plant) for fault, plant in PLANTS.items()},
    }
