"""Databases of the proofs' own: built once in memory, copied in milliseconds, never the site's or the tests'."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

_SETTINGS: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "USER": "",
    "PASSWORD": "",
    "HOST": "",
    "PORT": "",
    "TIME_ZONE": None,
    "ATOMIC_REQUESTS": False,
    "AUTOCOMMIT": True,
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": False,
    "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
}


class Database:
    """One database in memory, with Django's connection to it."""

    def __init__(self, like: Database | None = None) -> None:
        self.wrapper = DatabaseWrapper(dict(_SETTINGS), "default")
        self.wrapper.inc_thread_sharing()
        self.wrapper.ensure_connection()
        if like is not None:
            like.raw.backup(self.raw)

    @property
    def raw(self) -> sqlite3.Connection:
        """The library's own connection: for triggers, checks and copies that Django need not know of."""
        found = self.wrapper.connection
        assert found is not None
        return found

    @contextmanager
    def in_use(self) -> Iterator[Database]:
        """Within the block this is the database that the program has."""
        before = connections["default"]
        connections["default"] = self.wrapper
        try:
            yield self
        finally:
            connections["default"] = before

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a question asked past Django."""
        with closing(self.raw.cursor()) as cursor:
            return list(sqlite3.Cursor.execute(cursor, sql, values))

    def close(self) -> None:
        """Forget it."""
        self.raw.close()
