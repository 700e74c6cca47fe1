"""Many rows in one go, for writers that must be quick: a feed holds everybody else's lock while it writes.

Models build each statement anew and ask every field of every row how to read and write itself: of the time a batch of events
took, three quarters went there. Here a statement is put together once a process, and is one for any number of rows.

For plain columns alone: text, numbers, yes or no, moments, other rows' ids; no bytes; JSON only in `insert_one`. A column is
named as the attribute of its model, `person_id` for a foreign key.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from kinkeeper.foundation.sealed import EncryptedTextField

Model = type[models.Model]
Row = Sequence[Any]


def find_rows(
    model: Model, names: Sequence[str], by: str, among: Collection[str] | Collection[int], *, lock: bool = False
) -> list[tuple[Any, ...]]:
    """The columns `names` of every row whose column `by` is one of `among`, in no order.

    With `lock` nobody else changes these rows until the caller's transaction ends. PostgreSQL plans it each time, unless within
    `prepared.planned_once`, or `planned_while_it_grows` for whoever fills the table.
    """
    if not among:
        return []
    connection = _connection()
    sql, readers = _finding(connection.vendor, model, tuple(names), by, lock)
    wanted = _array(list(among)) if connection.vendor == "postgresql" else json.dumps(list(among))
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted])
        return _read(cursor.fetchall(), readers)


def every_row(model: Model, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """The columns `names` of all rows, in the order of their ids: for small tables alone."""
    connection = _connection()
    sql, readers = _listing(connection.vendor, model, tuple(names))
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return _read(cursor.fetchall(), readers)


def insert_one(row: models.Model) -> None:
    """Insert one new row and give it its id. JSON too."""
    connection = _connection()
    sql, writers = _inserting_one(connection.vendor, type(row))
    values = _stored(row, _without_id(type(row)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [write([value])[0] if write else value for write, value in zip(writers, values, strict=True)])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def insert_many(rows: Iterable[models.Model], *, skip_conflicts: bool = False) -> None:
    """Insert new rows of one model, inside the caller's transaction. They get no ids.

    With `skip_conflicts` a row that a constraint of uniqueness forbids is left out.
    """
    rows = list(rows)
    if rows:
        names = _without_id(type(rows[0]))
        insert_rows(type(rows[0]), names, [_stored(row, names) for row in rows], skip_conflicts=skip_conflicts)


def insert_alike(row: models.Model, names: Sequence[str], each: Iterable[Row], *, skip_conflicts: bool = False) -> None:
    """Insert a row for each of `each`: all like `row`, but for the columns `names`. As `insert_many`, and thrice as fast."""
    columns = _without_id(type(row))
    places = [columns.index(name) for name in names]
    like = _stored(row, columns)
    rows = []
    for values in each:
        one = like.copy()
        for place, value in zip(places, values, strict=True):
            one[place] = value
        rows.append(one)
    insert_rows(type(row), columns, rows, skip_conflicts=skip_conflicts)


def insert_rows(model: Model, names: Sequence[str], rows: Sequence[Row], *, skip_conflicts: bool = False) -> None:
    """As `insert_many`, for values that never were objects; `names` are of all columns."""
    if rows:
        sql, writers = _inserting(_connection().vendor, model, tuple(names), skip_conflicts)
        _write(sql, writers, rows)


def change_rows(model: Model, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Write the columns `names` of existing rows; each of `rows` ends with its id. What has a version gets the next one."""
    if rows:
        sql, writers = _changing(_connection().vendor, model, tuple(names))
        _write(sql, writers, rows)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Within the block Python looks for circles of rubbish a hundred times less often: a seventh of a long import's time."""
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _connection() -> BaseDatabaseWrapper:
    # Not `django.db.connection`: each time anything is asked of that, it looks the connection up again.
    return connections[DEFAULT_DB_ALIAS]


# ---- statements, put together once. The names in them come from models, never from what somebody sent.

_Writers = tuple[Callable[[Sequence[Any]], Sequence[Any]] | None, ...]
_Readers = tuple[tuple[int, Callable[[Any], Any]], ...]


@lru_cache(maxsize=256)
def _finding(vendor: str, model: Model, names: tuple[str, ...], by: str, lock: bool) -> tuple[str, _Readers]:
    fields = _fields(model)
    given = f"= ANY({_arrays(fields, [by])})" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    columns = ", ".join(_column(fields[name]) for name in names)
    sql = f"SELECT {columns} FROM {_table(model)} WHERE {_column(fields[by])} {given}"  # noqa: S608
    if lock and vendor == "postgresql":
        sql += " ORDER BY id FOR UPDATE"  # in one order for all who lock them, or two could wait for each other
    return sql, _readers(vendor, fields, names)


@lru_cache(maxsize=256)
def _listing(vendor: str, model: Model, names: tuple[str, ...]) -> tuple[str, _Readers]:
    fields = _fields(model)
    columns = ", ".join(_column(fields[name]) for name in names)
    return f"SELECT {columns} FROM {_table(model)} ORDER BY id", _readers(vendor, fields, names)  # noqa: S608


@lru_cache(maxsize=256)
def _inserting(vendor: str, model: Model, names: tuple[str, ...], skip_conflicts: bool) -> tuple[str, _Writers]:
    fields = _fields(model)
    columns = ", ".join(_column(fields[name]) for name in names)
    given = f"SELECT * FROM unnest({_arrays(fields, names)})" if vendor == "postgresql" else f"VALUES ({_places(len(names))})"  # noqa: S608
    sql = f"INSERT INTO {_table(model)} ({columns}) {given}"
    if skip_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    return sql, tuple(_writer(fields[name]) for name in names)


@lru_cache(maxsize=256)
def _inserting_one(vendor: str, model: Model) -> tuple[str, _Writers]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(_column(field) for field in fields)
    json_too = "%s::jsonb" if vendor == "postgresql" else "%s"
    given = ", ".join(json_too if isinstance(field, models.JSONField) else "%s" for field in fields)
    sql = f"INSERT INTO {_table(model)} ({columns}) VALUES ({given}) RETURNING id"  # noqa: S608
    return sql, tuple(_writer(field) for field in fields)


@lru_cache(maxsize=256)
def _changing(vendor: str, model: Model, names: tuple[str, ...]) -> tuple[str, _Writers]:
    fields = _fields(model)
    columns = [_column(fields[name]) for name in names]
    wanted = [f"given.{column}" for column in columns] if vendor == "postgresql" else ["%s"] * len(columns)
    sets = [f"{column} = {value}" for column, value in zip(columns, wanted, strict=True)]
    if "version" in fields:
        sets.append(f"version = {_table(model)}.version + 1")
    sql = f"UPDATE {_table(model)} SET {', '.join(sets)}"  # noqa: S608
    if vendor == "postgresql":
        named = ", ".join([*columns, "id"])
        sql += f" FROM unnest({_arrays(fields, (*names, 'id'))}) AS given ({named}) WHERE {_table(model)}.id = given.id"
    else:
        sql += " WHERE id = %s"
    return sql, (*(_writer(fields[name]) for name in names), None)


def _write(sql: str, writers: _Writers, rows: Sequence[Row]) -> None:
    columns = [write(values) if write else values for write, values in zip(writers, zip(*rows, strict=True), strict=True)]
    connection = _connection()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(sql, [_array(values) for values in columns])
        else:
            cursor.executemany(sql, list(zip(*columns, strict=True)))


@lru_cache(maxsize=256)
def _without_id(model: Model) -> tuple[str, ...]:
    return tuple(str(field.attname) for field in model._meta.concrete_fields if not field.primary_key)


@lru_cache(maxsize=256)
def _sealed(model: Model) -> tuple[EncryptedTextField, ...]:
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField))


def _stored(row: models.Model, names: Sequence[str]) -> list[Any]:
    """The values of these columns, as they are to be stored."""
    values = row.__dict__
    for field in _sealed(type(row)):
        values[field.attname] = field.get_prep_value(field.pre_save(row, add=True))
    return [values[name] for name in names]


def _fields(model: Model) -> dict[str, models.Field[Any, Any]]:
    return {str(field.attname): field for field in model._meta.concrete_fields}


def _table(model: Model) -> str:
    return _connection().ops.quote_name(model._meta.db_table)


def _column(field: models.Field[Any, Any]) -> str:
    return _connection().ops.quote_name(str(field.column))


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)


def _arrays(fields: dict[str, models.Field[Any, Any]], names: Sequence[str]) -> str:
    """The columns as arrays, one parameter each: PostgreSQL reads one short statement however many rows there are."""
    # Without its length: a cast to varchar(9) would cut a longer text instead of refusing it.
    kinds = [(fields[name].rel_db_type if fields[name].primary_key else fields[name].db_type)(_connection()) for name in names]
    return ", ".join(f"%s::{str(kind).split('(')[0]}[]" for kind in kinds)


def _array(values: Sequence[Any]) -> str:
    """An array as PostgreSQL reads it. The driver's own writer of arrays took a fifth of a feed's time."""
    return "{" + ",".join([_quoted(value) if isinstance(value, str) else _bare(value) for value in values]) + "}"


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _bare(value: Any) -> str:
    return "NULL" if value is None else str(value)


def _readers(vendor: str, fields: dict[str, models.Field[Any, Any]], names: Sequence[str]) -> _Readers:
    if vendor != "sqlite":
        return ()
    return tuple((place, _in_utc) for place, name in enumerate(names) if isinstance(fields[name], models.DateTimeField))


def _read(rows: list[tuple[Any, ...]], readers: _Readers) -> list[tuple[Any, ...]]:
    if not readers or not rows:
        return rows
    columns = list(zip(*rows, strict=True))
    for place, read in readers:
        columns[place] = tuple([value if value is None else read(value) for value in columns[place]])
    return list(zip(*columns, strict=True))


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _writer(field: models.Field[Any, Any]) -> Callable[[Sequence[Any]], Sequence[Any]] | None:
    if isinstance(field, models.DateTimeField):
        return _moments
    if isinstance(field, models.JSONField):
        return _json
    return _codes if field.choices else None


def _moments(values: Sequence[Any]) -> Sequence[Any]:
    # Many rows of a batch carry one moment, and a moment takes long to write.
    write: Callable[[datetime], str] = str if _connection().vendor == "postgresql" else _moment
    last = text = None
    written = []
    for value in values:
        if value is not last:
            last, text = value, value and write(value)
        written.append(text)
    return written


def _moment(value: datetime) -> str:
    # As SQLite's own writer of moments does it, which asks every moment for its zone in four ways.
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).replace(tzinfo=None).isoformat(" ")


def _json(values: Sequence[Any]) -> Sequence[Any]:
    return [json.dumps(value) for value in values]


def _codes(values: Sequence[Any]) -> Sequence[Any]:
    return [value and str(value) for value in values]  # a member of a StrEnum as its text
