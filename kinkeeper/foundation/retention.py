"""Keeping nothing longer than is said: each room registers what of its own is due, why, and how it is cleared.

Driven by state, in small batches of a transaction each: a run that was cut short is made up by the next, and one too many
does nothing. Nothing here touches the ledger, which holds references and codes alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.cache import cache

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.privacy import Keep
from kinkeeper.foundation.recurring import duty

_log = logging.getLogger(__name__)
DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that is not kept for ever. `due()` counts it now; `clear()` clears a batch and answers how many, 0 at the end.

    `what` and `why` are sentences for whoever runs it; `keeps` are the labels of fields whose lifetime it ends.
    """

    name: str
    what: str
    why: str
    keeps: Keep | None
    due: Callable[[], int]
    clear: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule came to. `count` was due (in a rehearsal) or was cleared."""

    rule: Rule
    count: int
    failed: bool = False


_rules: dict[str, Rule] = {}


def retains(rule: Rule) -> None:
    """Register a rule."""
    if rule.name in _rules:
        raise ValueError(f"two rules of retention are called {rule.name}")
    _rules[rule.name] = rule


def rules() -> list[Rule]:
    """Every rule, in order of name."""
    return [_rules[name] for name in sorted(_rules)]


def run_retention(*, rehearse: bool) -> list[Outcome]:
    """Clear all that is due, or only count it. One rule's fault does not end the others: it is logged and said."""
    return [_run(rule, rehearse=rehearse) for rule in rules()]


def _run(rule: Rule, *, rehearse: bool) -> Outcome:
    total = 0
    try:
        if rehearse:
            return Outcome(rule, rule.due())
        while cleared := rule.clear():
            total += cleared
    except Exception:  # noqa: BLE001  (one rule's fault must not end the others: it is logged, and the run says so)
        _log.exception("a rule of retention failed: %s", rule.name)
        return Outcome(rule, total, failed=True)
    return Outcome(rule, total)


@duty("retention.run", every=DAY)
def clear_what_is_due() -> int:
    """Once a day, whatever the tick's pace."""
    day = now().astimezone(UTC).date()
    if not cache.add(f"retention:{day}", 1, timeout=2 * DAY):
        return 0
    return sum(outcome.count for outcome in run_retention(rehearse=False))


def older_than(days: int) -> datetime:
    """The moment so many days ago."""
    return now() - timedelta(days=days)
