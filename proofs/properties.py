"""Over the whole domain: withdrawing never widens, a restriction never widens, what is unknown is refused, every yes names
a rule and stands on a live basis."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import islice
from typing import Any

from kinkeeper.foundation.decisions import Decision
from kinkeeper.sharing.rules import decide, domain, policy
from kinkeeper.sharing.types import BasisState, Question, Restricted
from proofs.surroundings import Say, run_side_by_side

NAME = "properties of the decision"
GOAL = "Over the whole domain: withdrawing and restricting never widen, the unknown is refused, a yes stands on a live basis."
PROPERTIES = ("withdrawing_never_widens", "a_restriction_never_widens", "a_yes_names_a_live_rule", "unknown_is_refused")
Decide = Callable[[Question], Decision]


def violations(*, every: int = 1, offset: int = 0) -> tuple[Counter[str], list[str]]:
    """How often each property was tried, and each violation in words."""
    tried: Counter[str] = Counter()
    wrong: list[str] = []
    rules = {rule.id for rule in policy().rules}
    for question in islice(domain(), offset, None, every):
        for name, holds in _tries(question, rules):
            tried[name] += 1
            if not holds:
                wrong.append(f"{name}: {question}")
    return tried, wrong


def _tries(question: Question, rules: set[str], ask: Decide | None = None) -> Iterator[tuple[str, bool]]:
    ask = ask or decide
    now = ask(question)
    if question.state is BasisState.LIVE:
        yield "withdrawing_never_widens", not ask(replace(question, state=BasisState.DEAD))
    if question.restricted is Restricted.NO:
        for restricted in (Restricted.OBJECTION, Restricted.STOP):
            yield "a_restriction_never_widens", now.allowed or not ask(replace(question, restricted=restricted))
    if now:
        yield "a_yes_names_a_live_rule", now.rule in rules and question.state is BasisState.LIVE
        for part in fields(Question):
            if part.name in {"age", "knows"}:
                continue  # a child's age and knowledge bear on their own record alone: tried apart
            yield "unknown_is_refused", not ask(replace(question, **{part.name: "never heard of"}))


def prove(*, seed: int, whole: bool, say: Say) -> dict[str, object]:
    """Try every point, or every 101st from `seed` on."""
    steps = [(n, 2) for n in range(2)] if whole else [(seed % 101, 101)]
    tasks = [("proofs.properties:share", {"every": every, "offset": offset}) for offset, every in steps]
    answers = run_side_by_side(dict(os.environ), tasks, say)
    tried: Counter[str] = Counter()
    for answer in answers:
        tried.update(answer["tried"])
    return {
        "checked": sum(tried.values()),
        "what": "points of the domain, each against every property that bears on it",
        "of_each": dict(tried),
        "differences": sum(len(answer["wrong"]) for answer in answers),
        "examples": [example for answer in answers for example in answer["wrong"]][:5],
        "planted": {"fault": "a decision that forgets objections for one role", "seen": planted_is_seen()},
        "engine": "no database",
    }


def share(*, every: int, offset: int) -> dict[str, Any]:
    """Try every so many points."""
    tried, wrong = violations(every=every, offset=offset)
    return {"tried": tried, "wrong": wrong[:1_000]}


def planted_is_seen() -> bool:
    """Whether a decision that lets a police officer see past an objection is found."""

    def forgetful(question: Question) -> Decision:
        if question.restricted is Restricted.OBJECTION and question.role == "police_officer":
            return Decision(allowed=True, rule="a-slip")
        return decide(question)

    points = (q for q in domain() if q.role == "police_officer" and q.restricted is Restricted.NO)
    wrong = [name for q in islice(points, 0, None, 97) for name, holds in _tries(q, set(), ask=forgetful) if not holds]
    return "a_restriction_never_widens" in wrong
