"""The second wall, on PostgreSQL: the database itself is told on whose behalf it is asked, and shows no row to others.

The web connects as a role that owns no table. Who is asking is set for one transaction, in one place each: a request in
`web.middleware`, a feed's delivery in `intake.api`. Processes that are duties of the system (commands, the job worker, the
tick) say so once for each connection. Nothing is set: no protected row is shown. See `docs/operations.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import connection, transaction
from django.db.backends.signals import connection_created
from psycopg.errors import InFailedSqlTransaction

from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import now

NAMES = ("kinkeeper.kind", "kinkeeper.who", "kinkeeper.agency", "kinkeeper.works_at", "kinkeeper.person", "kinkeeper.now")
_SET = "SELECT " + ", ".join(f"set_config('{name}', %s, %s)" for name in NAMES)
_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; "  # said together with _SET: one way to the server
_READ = "SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in NAMES)


@contextmanager
def acting_for(actor: Actor, *, one_moment: bool = False) -> Iterator[None]:
    """Within the block, which is one transaction, the database shows what this actor's agency, or own family, is linked to.

    With `one_moment` all that is read is read as of one moment (REPEATABLE READ), where the block begins the transaction.
    On SQLite nothing is done: there the only wall is `sharing`.
    """
    if connection.vendor != "postgresql":
        yield
        return
    if not connection.in_atomic_block:
        with transaction.atomic():
            _set(_of(actor), first=_ONE_MOMENT if one_moment else "")
            yield
        return
    before = _settings()
    _set(_of(actor))
    try:
        yield
    finally:
        with suppress(
            InFailedSqlTransaction
        ):  # the transaction is broken: going back to a savepoint takes the setting back too
            _set(before)


def act_as_system() -> None:
    """From now on each connection of this process acts for the system. For commands, worker and tick, never the web."""
    connection_created.connect(_greet, dispatch_uid="kinkeeper.act_as_system")
    if connection.connection is not None:
        _greet(connection=connection)


def _greet(*, connection: Any, **_: object) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_SET, [item for value in (*_of(SYSTEM)[:-1], "") for item in (value, False)])


def _of(actor: Actor) -> tuple[str, ...]:
    agency, person = actor.agency_id or "", actor.person_id or ""
    return (actor.kind, actor.reference, str(agency), actor.agency_reference, str(person), now().isoformat())


def _set(values: tuple[str, ...], *, first: str = "") -> None:
    _driver().execute(first + _SET, [item for value in values for item in (value, True)])


def _settings() -> tuple[str, ...]:
    return tuple(_driver().execute(_READ).fetchone())


def _driver() -> Any:
    """The driver's own connection: what is said here is no query of the page that is asked for."""
    connection.ensure_connection()
    return connection.connection
