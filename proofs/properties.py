"""Over the whole domain: withdrawing never widens, a restriction never widens, what is unknown is refused, every yes names
a rule and stands on a live basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import islice

from kinkeeper.sharing.rules import decide, domain, policy
from kinkeeper.sharing.types import BasisState, Question, Restricted

PROPERTIES = ("withdrawing_never_widens", "a_restriction_never_widens", "a_yes_names_a_live_rule", "unknown_is_refused")


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


def _tries(question: Question, rules: set[str]) -> Iterator[tuple[str, bool]]:
    now = decide(question)
    if question.state is BasisState.LIVE:
        yield "withdrawing_never_widens", not decide(replace(question, state=BasisState.DEAD))
    if question.restricted is Restricted.NO:
        for restricted in (Restricted.OBJECTION, Restricted.STOP):
            yield "a_restriction_never_widens", now.allowed or not decide(replace(question, restricted=restricted))
    if now:
        yield "a_yes_names_a_live_rule", now.rule in rules and question.state is BasisState.LIVE
        for part in fields(Question):
            if part.name in {"age", "knows"}:
                continue  # a child's age and knowledge bear on their own record alone: tried apart
            yield "unknown_is_refused", not decide(replace(question, **{part.name: "never heard of"}))
