"""How this house reads and writes on two engines.

SQLite allows one writer, and its transactions here begin IMMEDIATE: a read held inside one makes every writer wait (1.8 s
was measured). PostgreSQL can hold one snapshot for reading and logging alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def reading() -> Iterator[None]:
    """One consistent view for reading. On PostgreSQL a REPEATABLE READ transaction; on SQLite no transaction at all."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def require_transaction() -> None:
    """Raise RuntimeError outside a transaction: what is recorded must stand or fall with what was done."""
    if not connection.in_atomic_block:
        raise RuntimeError("this must be called inside the action's transaction")
