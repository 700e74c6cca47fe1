"""Work for later, enqueued by name inside the business transaction: nothing is lost between commit and queue.

A room's `jobs.py` registers its jobs; an action below enqueues one by its name, so it need not import upwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django_tasks import task

_jobs: dict[str, Callable[..., None]] = {}


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the job called `name` ("offers.remind"). Its arguments must be JSON: ids and codes, no names."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        if name in _jobs:
            raise ValueError(f"two jobs are called {name}")
        _jobs[name] = function
        return function

    return register


@task()
def run_job(name: str, arguments: dict[str, Any]) -> None:
    """Run one job that was enqueued by name."""
    _jobs[name](**arguments)


def enqueue(name: str, *, run_after: datetime | None = None, **arguments: Any) -> None:
    """Put the job `name` on the queue, within the caller's transaction; not before `run_after`, where given."""
    waiting = run_job.using(run_after=run_after) if run_after else run_job
    waiting.enqueue(name=name, arguments=arguments)


def job_names() -> frozenset[str]:
    """The names of all registered jobs."""
    return frozenset(_jobs)
