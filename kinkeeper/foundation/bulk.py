"""Many rows in one go, for writers that must be quick: a feed holds everybody else's lock while it writes.

`bulk_create` asks every field of every row how to write itself: of the time a batch of events took, half went there.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from kinkeeper.foundation.sealed import EncryptedTextField


def insert_many(rows: Iterable[models.Model], *, skip_conflicts: bool = False) -> None:
    """Insert new rows of one model, inside the caller's transaction. They get no ids.

    For models of plain columns alone: text, numbers, yes or no, moments, other rows' ids; no JSON, no bytes. With
    `skip_conflicts` a row that a constraint of uniqueness forbids is left out.
    """
    rows = list(rows)
    if rows:
        fields = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
        sealed = [field for field in fields if isinstance(field, EncryptedTextField)]
        for row in rows if sealed else ():
            for field in sealed:
                row.__dict__[field.attname] = field.get_prep_value(field.pre_save(row, add=True))
        names = [str(field.attname) for field in fields]
        insert_rows(
            type(rows[0]), names, [[row.__dict__[name] for name in names] for row in rows], skip_conflicts=skip_conflicts
        )


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], *, skip_conflicts: bool = False
) -> None:
    """As `insert_many`, for values that never were objects; `names` are of all columns, `person_id` for a foreign key."""
    if not rows:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(fields[name].column)) for name in names)
    places = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  (names from the model)
    if skip_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    by_column = [_written(fields[name], values) for name, values in zip(names, zip(*rows, strict=True), strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*by_column, strict=True)))


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Within the block Python looks for circles of rubbish a hundred times less often: a seventh of a long import's time."""
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _written(field: models.Field[Any, Any], values: Sequence[Any]) -> Sequence[Any]:
    if isinstance(field, models.DateTimeField):
        return [value and connection.ops.adapt_datetimefield_value(value) for value in values]
    if field.choices:
        return [value and str(value) for value in values]  # a member of a StrEnum as its text
    return values
