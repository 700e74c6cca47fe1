"""Django’s SQLite, with a queue in front of its one write lock.

SQLite lets one writer in at a time, and whoever finds it taken looks again after ever longer pauses, up to 100 ms. One that
writes again and again, as a feed does, takes the lock between two looks every time: a page was seen to wait for 1.4 seconds
beside transactions of 25 ms. So here a transaction begins only for whoever holds a second lock, of a small file beside the
database, for which the system lets one wait without looking; and it is given back once the transaction has begun. Whoever has
written goes to the end of the queue.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django’s connection to SQLite, which takes its turn before a transaction."""

    _queue: int | None = None  # the small file’s descriptor
    _leave: Callable[[], object] | None = None  # closes it, at the latest when nobody has this connection any more

    def _start_transaction_under_autocommit(self) -> None:
        with self._in_turn():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]

    def _close(self) -> None:
        if self._leave is not None:
            self._leave()
            self._queue = self._leave = None
        super()._close()  # type: ignore[misc]

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self.is_in_memory_db():
            yield
            return
        if self._queue is None:
            name = f"{self.settings_dict['NAME']}-turn"
            self._queue = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._leave = weakref.finalize(self, os.close, self._queue)
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        try:
            yield  # SQLite itself gives up after its timeout, and so the turn goes on to the next
        finally:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
