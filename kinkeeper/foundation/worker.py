"""A web process that takes one page at a time while others are idle: gunicorn's threaded worker, more patient with itself."""

from __future__ import annotations

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

PATIENCE = 0.25  # seconds: whatever takes longer waits for something, a slow telephone or a program of its own


class OneByOne(ThreadWorker):  # type: ignore[misc]
    """Leaves a new connection to an idle process for as long as it is at work on a page itself.

    The threads of one process share one processor: two pages at once there, while another process has none, take twice as
    long each. Its own long waits do not count: after PATIENCE (looked at every second) its other threads take what comes.
    """

    def __init__(self, *words: Any, **named: Any) -> None:
        self._most, self._begun = 0, dict[Any, float]()
        super().__init__(*words, **named)

    @property
    def worker_connections(self) -> int:
        """How many connections it may have: as many as there may be while it is idle, and no more than it has otherwise."""
        now = time.monotonic()
        is_at_work = any(now - begun < PATIENCE for begun in self._begun.values())
        return min(self.nr_conns, self._most) if is_at_work else self._most

    @worker_connections.setter
    def worker_connections(self, most: int) -> None:
        self._most = most

    def enqueue_req(self, conn: Any) -> None:
        """Begin to answer a connection."""
        self._begun[conn] = time.monotonic()
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """End with what was answered."""
        self._begun.pop(conn, None)
        super().finish_request(conn, fs)
