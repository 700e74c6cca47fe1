"""Many rows in one go, for writers that must be quick: a feed holds everybody else's lock while it writes.

`bulk_create` asks every field of every row how to write itself: of the time a batch of events took, half went there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    columns_of_values = [_column(rows, field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*columns_of_values, strict=True)))


def _column(rows: Sequence[models.Model], field: models.Field[Any, Any]) -> list[Any]:
    values = [getattr(row, field.attname) for row in rows]
    if isinstance(field, models.DateTimeField):
        return [value and connection.ops.adapt_datetimefield_value(value) for value in values]
    if field.choices:
        return [value and str(value) for value in values]  # a member of a StrEnum as its text
    return values
