"""Recurring work: `kinkeeper tick` runs every duty once. A duty is idempotent and driven by state, so one missed is made up."""

from __future__ import annotations

from collections.abc import Callable

Duty = Callable[[], int]

MINUTE, HOUR = 60, 3600
_duties: dict[str, tuple[Duty, int]] = {}


def duty(name: str, *, every: int = MINUTE) -> Callable[[Duty], Duty]:
    """Register a function as a duty, done `every` so many seconds while the site runs. It returns how many things it did."""

    def register(function: Duty) -> Duty:
        if name in _duties:
            raise ValueError(f"two duties are called {name}")
        _duties[name] = (function, every)
        return function

    return register


def paces() -> list[int]:
    """The different numbers of seconds at which duties are done."""
    return sorted({every for _, every in _duties.values()})


def run_duties(every: int | None = None) -> dict[str, int]:
    """Run the duties of one pace, or all, once, in order of name; answers how much each did."""
    return {name: do() for name, (do, pace) in sorted(_duties.items()) if every in {None, pace}}
