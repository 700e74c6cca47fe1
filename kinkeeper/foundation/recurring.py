"""Recurring work: `kinkeeper tick` runs every registered duty once a minute. A duty is idempotent and driven by state."""

from __future__ import annotations

from collections.abc import Callable

Duty = Callable[[], int]

_duties: dict[str, Duty] = {}


def duty(name: str) -> Callable[[Duty], Duty]:
    """Register a function as a duty of the tick. It returns how many things it did."""

    def register(function: Duty) -> Duty:
        if name in _duties:
            raise ValueError(f"two duties are called {name}")
        _duties[name] = function
        return function

    return register


def run_duties() -> dict[str, int]:
    """Run every duty once, in order of name; answers how much each did."""
    return {name: _duties[name]() for name in sorted(_duties)}
