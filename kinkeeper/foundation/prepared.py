"""Queries that are put together once a process and asked many times.

To build a query of Django's and turn it into SQL took five to fifty times as long as the database took to answer it, and a
page asks twenty that are the same each time but for an id or a moment. `prepared` keeps the statement of each shape:

    @prepared
    def _tries(offer: Slot) -> QuerySet[Attempt]:
        return Attempt.objects.filter(offer=offer).select_related("entered_by__user").order_by("-at", "-pk")

    _tries(offer=offer.pk)  # a list of attempts

Whatever differs from one time to the next is a `Slot`; what changes the statement itself is given by position, as a code or
yes or no, and there is a statement for each; so there is for each set of names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import cached_property, reduce, wraps
from operator import or_
from typing import Any, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Count, Expression, F, Func, Q, QuerySet, Window
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Shape = tuple[str | bool, ...]
_AT_ONCE = 20
_MOST_KEPT = 500  # statements a connection: what people type into a box makes new ones without end
_PLACE = re.compile("%%|%s")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d")
_known: WeakKeyDictionary[BaseDatabaseWrapper, dict[tuple[Any, ...], _Statement]] = WeakKeyDictionary()  # a thread's own
_LISTED = {"sqlite": "IN (SELECT value FROM json_each(%s))", "postgresql": "= ANY(%s::bigint[])"}


class Late:
    """In a statement's values the place of one that is given later: `of` what is given under that name."""

    __slots__ = ("name", "of")

    def __init__(self, name: str, of: Callable[[Any], Any] | None = None) -> None:
        self.name, self.of = name, of

    def value(self, given: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """What is given this time, as the database takes it."""
        value = given[self.name]
        return for_database(value if self.of is None else self.of(value), connection)


class Slot(Expression):
    """In a prepared query the place of a value: an id, a text, a moment, or for `Among` some ids."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """A place, and in it what says which value belongs there."""
        return "%s", (Late(self.name),)


class Among(Func):
    """The condition that an id in a column is one of some ids, however many: one statement for all."""

    output_field = BooleanField()

    def __init__(self, column: str, ids: Slot | Iterable[int]) -> None:
        super().__init__(F(column))
        self.ids = ids if isinstance(ids, Slot) else list(ids)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """The column and its list: one value, which each database takes in its own form."""
        column, values = compiler.compile(self.get_source_expressions()[0])
        listed = Late(self.ids.name) if isinstance(self.ids, Slot) else for_database(self.ids, connection)
        return f"{column} {_LISTED[connection.vendor]}", (*values, listed)


def for_database(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as the database's own library takes it: moments and days as that keeps them, ids as one list.

    PostgreSQL is given every id as of one size: for each size of a number it would plan a statement anew.
    """
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_as_id(each) for each in value] if connection.vendor == "postgresql" else json.dumps(list(value))
    return _as_id(value) if connection.vendor == "postgresql" else value


def _as_id(value: Any) -> Any:
    from psycopg.types.numeric import Int8  # needs a driver that SQLite does not

    return Int8(value) if type(value) is int else value


def numbered(ids: Iterable[int], name: str) -> dict[str, int]:
    """Some few ids, each under a name of its own, for `any_of`: a database that knows their number finds them by an index
    where it would look through everything for a list."""
    return {f"{name}_{place}": each for place, each in enumerate(sorted(ids))}


def any_of(column: str, ids: Iterable[int | Slot]) -> Q:
    """The condition that a column is one of these: there must be one at least."""
    return reduce(or_, (Q(**{column: each}) for each in ids))


def prepared(build: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """Have a query built once for each shape and connection, and asked with what is given by name.

    Raises TypeError when the query holds a moment or is shaped by a number: what is asked again later must be given then.
    """

    @wraps(build)
    def ask(*shape: str | bool, **given: Any) -> list[Row]:
        return _ask(build, build, shape, given)

    return ask


class PreparedRows(Generic[Row]):
    """A list of records for a page of it: its first part and how many there are by one prepared statement, the other parts
    as they come.

    `build` is what `prepared` takes; it gives records, and must not be DISTINCT.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *shape: str | bool, **given: Any) -> None:
        self._build, self._shape, self._given = build, shape, given

    @cached_property
    def _first(self) -> list[Row]:
        return _ask((self._build, "first"), self._counted, self._shape, self._given)

    def _counted(self, *shape: str | bool, **given: Any) -> QuerySet[Any, Row]:
        rows: QuerySet[Any, Row] = self._build(*shape, **given).annotate(in_all=Window(Count("*")))[:_AT_ONCE]
        return rows

    def count(self) -> int:
        """How many there are."""
        return int(self._first[0].in_all) if self._first else 0  # type: ignore[attr-defined]

    __len__ = count

    def __iter__(self) -> Iterator[Row]:
        return iter(self._build(*self._shape, **self._given))

    def __getitem__(self, part: slice) -> list[Row]:
        """The rows from one place to another. Raises TypeError for less or more than a slice with an end."""
        if not part.start and part.stop <= _AT_ONCE:
            return self._first[: part.stop]
        return list(self._build(*self._shape, **self._given)[part])


def forget_prepared() -> None:
    """Put every statement together anew: for whoever changed what they are made of, as proofs do that plant a fault."""
    _known.clear()


def _ask(name: Any, build: Callable[..., QuerySet[Any, Row]], shape: Shape, given: Mapping[str, Any]) -> list[Row]:
    connection = connections[DEFAULT_DB_ALIAS]
    known = _known.setdefault(connection, {})
    key = (name, shape, *given)
    statement = known.get(key)
    if statement is None:
        if len(known) >= _MOST_KEPT:
            known.clear()
        if any(isinstance(part, int | float) and not isinstance(part, bool) for part in shape):
            raise TypeError("a number must be given by name")
        statement = known[key] = _Statement(build(*shape, **{each: Slot(each) for each in given}), connection)
    return statement.ask(given)


@contextmanager
def planned_once(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Within the block PostgreSQL keeps what it plans for a statement, as long as the connection lasts: it took longer to plan
    a page's queries than to answer them. Values are then sent apart from the statement; SQLite does so anyway."""
    if connection.vendor != "postgresql":
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor  # needs a driver that SQLite does not

    connection.ensure_connection()
    driver = connection.connection
    driver.prepared_max = _MOST_KEPT
    before, driver.cursor_factory = driver.cursor_factory, ServerBindingCursor
    try:
        yield
    finally:
        driver.cursor_factory = before


@contextmanager
def planned_while_it_grows(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """As `planned_once`, for whoever fills the tables: within the block PostgreSQL finds rows by an index, if few.

    What it planned for a small table, also to check the foreign keys that point there, would read all of it long after the
    table has grown, until the server happens to count it again.
    """
    if connection.vendor != "postgresql":
        yield
        return
    from psycopg import Error  # needs a driver that SQLite does not

    with planned_once(connection):
        driver = connection.connection
        driver.execute("SET enable_seqscan = off")
        try:
            yield
        finally:
            with suppress(Error):  # of a transaction that failed, or a connection that broke: the setting goes with either
                driver.execute("RESET enable_seqscan")


class _Statement:
    """One query as SQL, and how its rows are read."""

    def __init__(self, rows: QuerySet[Any, Any], connection: BaseDatabaseWrapper) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        try:
            self._sql, values = compiler.as_sql()
        except EmptyResultSet:
            self._sql, values = "", ()
        if any(isinstance(value, date) or (isinstance(value, str) and _MOMENT.match(value)) for value in values):
            raise TypeError("a moment must be given by name")
        self._sql, self._values = _with_fixed_values(self._sql, values, connection)
        self._connection = connection
        self._given: Mapping[str, Any] = {}
        compiler.as_sql = self._filled
        rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        self._rows, self._iterable = rows, cast("Callable[[QuerySet[Any, Any]], Iterable[Any]]", rows._iterable_class)

    def ask(self, given: Mapping[str, Any]) -> list[Any]:
        if not self._sql:
            return []
        self._given = given
        try:
            with planned_once(self._connection):
                return list(self._iterable(self._rows))
        finally:
            self._given = {}

    def _filled(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        values = self._values
        return self._sql, tuple(
            value.value(self._given, self._connection) if isinstance(value, Late) else value for value in values
        )


def _with_fixed_values(sql: str, values: Sequence[Any], connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
    """For PostgreSQL a statement in which stands whatever does not differ from one time to the next, and the values left: it
    plans for them, and knows the type of each, which it could not of a place among what it groups by."""
    if connection.vendor != "postgresql":
        return sql, tuple(values)
    from psycopg.sql import Literal

    left, coming = [], iter(values)

    def written(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%%"
        value = next(coming)
        if isinstance(value, Late):
            left.append(value)
            return "%s"
        return Literal(value).as_string(connection.connection).replace("%", "%%")

    connection.ensure_connection()
    return _PLACE.sub(written, sql), tuple(left)
