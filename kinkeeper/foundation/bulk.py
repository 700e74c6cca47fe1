"""Many rows in one go, for writers that must be quick: a feed holds everybody else's lock while it writes.

`bulk_create` asks every field of every row how to write itself: of the time a batch of events took, half went there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import connection, models


def insert_many(rows: Iterable[models.Model], *, skip_conflicts: bool = False) -> None:
    """Insert new rows of one model, inside the caller's transaction. They get no ids.

    For models of plain columns alone: text, numbers, yes or no, moments, other rows' ids; no JSON, no bytes. With
    `skip_conflicts` a row that a constraint of uniqueness forbids is left out.
    """
    rows = list(rows)
    if not rows:
        return
    options = rows[0]._meta
    fields = [field for field in options.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(options.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  (names from the model)
    if skip_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    names = [str(field.attname) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[_plain(getattr(row, name)) for name in names] for row in rows])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.value if isinstance(value, Enum) else value
