"""How this house reads and writes on two engines.

SQLite allows one writer, and its transactions here begin IMMEDIATE: a read held inside one makes every writer wait (1.8 s
was measured). PostgreSQL can hold one snapshot for reading and logging alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Done = TypeVar("Done")
_TRIES = 3
# In SQLite's words and in PostgreSQL's, which tells nothing but the constraint's name to a role that stands before the wall.
_TAKEN = re.compile(r'UNIQUE constraint failed: \w+\.reference$|unique constraint "\w+_reference_key"')


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


def redrawing(work: Callable[[], Done]) -> Done:
    """Do `work` in one transaction; from its beginning again when a reference that it drew was taken already.

    Of a million rows, every second table would see that once: references have 40 bits, to be read out over a telephone.
    """
    for _ in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return work()
        except IntegrityError as error:
            if not reference_was_taken(error):
                raise
    with transaction.atomic():
        return work()


def reference_was_taken(error: Exception) -> bool:
    """Whether a transaction failed at a reference, drawn at random, that another row has: done again, it can be done."""
    return isinstance(error, IntegrityError) and _TAKEN.search(str(error)) is not None


def written_by_others(database: BaseDatabaseWrapper | None = None) -> int | None:
    """A number that is another one once any other connection has written; None where writers do not wait for one another."""
    database = database or connections[DEFAULT_DB_ALIAS]
    if database.vendor == "postgresql":
        return None
    with database.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


def require_transaction() -> None:
    """Raise RuntimeError outside a transaction: what is recorded must stand or fall with what was done."""
    if not connection.in_atomic_block:
        raise RuntimeError("this must be called inside the action's transaction")
