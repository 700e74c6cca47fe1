"""Writing millions of rows: one table at a time, in the database's own bulk way, its indexes made once at the end."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import NOT_PROVIDED

from kinkeeper.foundation.references import ALPHABET
from kinkeeper.foundation.sealed import EncryptedTextField

Row = tuple[Any, ...]

_BITS = (1 << 40) - 1
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]


class Table:
    """The rows of one model. Columns that are not named get the model's own default; a row's id is given when it is added.

    Raises LookupError when the model has no such column, or has one without a default that is not named: a model that has
    grown since this was written is noticed at once.
    """

    def __init__(self, model: type[models.Model], *columns: str, moment: datetime, chance: random.Random) -> None:
        self.model = model
        fields = {field.attname: field for field in model._meta.concrete_fields}
        if strangers := set(columns) - fields.keys():
            raise LookupError(f"{model.__name__} has no {sorted(strangers)}")
        pk = model._meta.pk
        self._own_id = pk is not None and pk.attname in columns  # the id of another row: given, not counted
        given = columns if self._own_id else ("id", *columns)
        self._filled: list[Any] = []
        rest = []
        for name, field in fields.items():
            if name not in given and name != "reference":
                rest.append(name)
                value = _default(model, field, moment)
                self._filled.append(_moment_text(value) if value is moment and connection.vendor == "sqlite" else value)
        self._step = chance.getrandbits(40) | 1  # odd, so that each id leads to a reference of its own
        self._start = chance.getrandbits(40)
        self._has_reference = "reference" in fields and "reference" not in given
        names = (*given, *rest, *(["reference"] if self._has_reference else []))
        self.columns = [fields[name].column for name in names]
        self.dated = [
            (place, _moment_text if isinstance(fields[name], models.DateTimeField) else _day_text)
            for place, name in enumerate(names)
            if isinstance(fields[name], models.DateField) and name in given
        ]
        self._sealed = [
            (names.index(field.attname), field, [names.index(name) for name in field.row if name != "created_at"])
            for field in fields.values()
            if isinstance(field, EncryptedTextField) and field.attname in given
        ]
        self._rows: list[Row] = []
        self._last = 0

    @property
    def last(self) -> int:
        """The id that was given last."""
        return self._last

    def add(self, *values: Any) -> int:
        """Add one row, its values in the order of the columns; answers its id."""
        self._last += 1
        self._rows.append(values if self._own_id else (self._last, *values))
        return self._last

    def reference(self, pk: int) -> str:
        """The reference of the row with this id: looks random, and is unlike any other's of this table."""
        bits = (pk * self._step + self._start) & _BITS
        return f"{_PAIRS[bits >> 30]}{_PAIRS[bits >> 20 & 1023]}-{_PAIRS[bits >> 10 & 1023]}{_PAIRS[bits & 1023]}"

    def taken(self) -> list[Row]:
        """All rows added since the last call, whole."""
        rows, self._rows, filled = self._rows, [], tuple(self._filled)
        if self._has_reference:
            return [self._seal((*row, *filled, self.reference(row[0]))) for row in rows]
        return [self._seal((*row, *filled)) for row in rows]

    def _seal(self, row: Row) -> Row:
        """The same row with what the model keeps encrypted sealed, in its own place."""
        if not any(row[place] for place, _, _ in self._sealed):
            return row
        values = list(row)
        for place, field, named_by in self._sealed:
            if row[place]:
                if len(named_by) != len(field.row):
                    raise LookupError(f"{self.model.__name__}.{field.attname}: sealed by its moment, which is not known here")
                values[place] = field.seal_for([row[name] for name in named_by], row[place]).stored
        return tuple(values)


def _default(model: type[models.Model], field: models.Field[Any, Any], moment: datetime) -> Any:
    if field.attname == "created_at":
        return moment
    if field.default is not NOT_PROVIDED:
        value = field.get_default()
        return value if isinstance(field, models.JSONField) is False else "[]" if value == [] else "{}"
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField) and field.blank:
        return ""
    raise LookupError(f"{model.__name__}.{field.attname} has no default and is not given")


class Writer:
    """All tables of one build, in the order in which they were opened: what is pointed at comes first."""

    def __init__(self, *, moment: datetime, chance: random.Random) -> None:
        self._moment, self._chance = moment, chance
        self.tables: list[Table] = []
        self.rows = 0

    def table(self, model: type[models.Model], *columns: str) -> Table:
        """Open a table. Raises RuntimeError when it holds rows already: a nation is built in an empty database."""
        if model._base_manager.exists():
            raise RuntimeError(f"{model._meta.db_table} is not empty: a nation is built in a database of its own")
        table = Table(model, *columns, moment=self._moment, chance=self._chance)
        self.tables.append(table)
        return table

    def flush(self) -> None:
        """Write everything added so far, in one transaction."""
        with transaction.atomic():
            for table in self.tables:
                if rows := table.taken():
                    _insert(table, rows)
                    self.rows += len(rows)


def _insert(table: Table, rows: list[Row]) -> None:
    name = connection.ops.quote_name(table.model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(column)) for column in table.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join("?" * len(table.columns))
        connection.connection.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", _as_text(rows, table.dated))  # noqa: S608  (names of our own tables)


def _as_text(rows: list[Row], dated: Sequence[tuple[int, Callable[[Any], Any]]]) -> Iterator[Row]:
    """Moments and days as Django keeps them on SQLite: text, and moments in UTC without an offset."""
    for row in rows:
        values = list(row)
        for place, text in dated:
            values[place] = text(values[place])
        yield tuple(values)


def _moment_text(value: datetime | None) -> str | None:
    return None if value is None else str(value)[:-6]


def _day_text(value: date | None) -> str | None:
    return None if value is None else str(value)


@contextmanager
def indexes_put_off(tables: Sequence[str]) -> Iterator[None]:
    """Within the block these tables have no indexes but the unique columns' own, and foreign keys are not looked at.

    They are made again afterwards, which also checks every conditional uniqueness; `dangling` then looks at the keys. If
    the block fails the database is unfinished and must be thrown away.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s)"
                " AND indexname NOT IN (SELECT c.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conindid)",
                [list(tables)],
            )
            found = cursor.fetchall()
            cursor.execute("SET session_replication_role = replica")  # a throwaway server's owner may: no row-by-row checks
            cursor.execute("SET maintenance_work_mem = '256MB'")
            cursor.execute("SET synchronous_commit = off")
        else:
            cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
            found = [(name, sql) for name, sql, table in cursor.fetchall() if table in set(tables)]
            for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -262144"):
                cursor.execute(f"PRAGMA {pragma}")
        for name, _ in found:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cursor:
        for _, sql in found:
            cursor.execute(sql)
        if connection.vendor == "postgresql":
            for sql in connection.ops.sequence_reset_sql(_style(), [m for m in _models() if m._meta.db_table in set(tables)]):
                cursor.execute(sql)
            cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    connection.close()  # the next connection has a site's own settings again


def dangling(tables: Iterable[Table]) -> list[str]:
    """Each column in which some row points at a row that is not there: none, when what was written is whole."""
    found = []
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in {table.model: None for table in tables}:
            for field in model._meta.concrete_fields:
                if not isinstance(field, models.ForeignKey):
                    continue
                here, there = quote(model._meta.db_table), quote(field.related_model._meta.db_table)
                column, key = quote(str(field.column)), quote(str(field.target_field.column))
                cursor.execute(
                    f"SELECT 1 FROM {here} AS a LEFT JOIN {there} AS b ON a.{column} = b.{key}"  # noqa: S608
                    f" WHERE a.{column} IS NOT NULL AND b.{key} IS NULL LIMIT 1"
                )
                if cursor.fetchone():
                    found.append(f"{model._meta.db_table}.{field.column}")
    return found


def _models() -> list[type[models.Model]]:
    from django.apps import apps

    return list(apps.get_models(include_auto_created=True))


def _style() -> Any:
    from django.core.management.color import no_style

    return no_style()
