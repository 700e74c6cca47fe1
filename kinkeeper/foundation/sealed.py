"""Model fields that are kept encrypted, each value bound to its table, column and row.

A query answers `Sealed` values, which say nothing; only an object that knows its own row opens them. So plain text is seen
where a room's loader reads whole rows on purpose, and never in `values()`, a log, a dump or a join.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from kinkeeper.foundation.encryption import MARK, CannotOpen, open_sealed_text, seal_text


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value as it is stored. Its text says that it is closed, and no more."""

    stored: str

    def __str__(self) -> str:
        return "(sealed)"

    __repr__ = __str__


class _Opens(DeferredAttribute):
    """The attribute of a record: opens its own value when it is first read."""

    field: EncryptedTextField

    def __get__(self, record: Any, owner: Any = None) -> Any:
        value = super().__get__(record, owner)
        if isinstance(value, Sealed):
            value = record.__dict__[self.field.attname] = self.field.open(record, value)
        return value

    def __set__(self, record: Any, value: object) -> None:
        record.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField[str, str]):
    """Text that is encrypted at rest. `row` names the fields (as attributes) that name the record for good.

    An empty text stays empty, so "is there a note?" can be asked; nothing else can be searched for. It is written by saving
    a record; `update()` takes the empty text, or what `sealed_value` made for that one record.
    """

    descriptor_class = _Opens

    def __init__(self, *args: Any, row: Sequence[str] = ("reference",), **kwargs: Any) -> None:
        self.row = tuple(row)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "row": self.row}

    def seal(self, record: models.Model, plain: str) -> Sealed:
        """`plain` as it may be stored in this record."""
        return self.seal_for([getattr(record, name) for name in self.row], plain)

    def seal_for(self, row: Sequence[object], plain: str) -> Sealed:
        """The same, from the values of the fields that name the row, in their order."""
        if any(value is None for value in row):
            raise ValueError(f"{self.model.__name__}.{self.name} cannot be sealed before {self.row} are set")
        return Sealed(seal_text(plain, row=row_name(row), **self._place))

    def open(self, record: models.Model, value: Sealed) -> str:
        """The text of a value of this record. Raises CannotOpen."""
        return self.open_for([getattr(record, name) for name in self.row], value)

    def open_for(self, row: Sequence[object], value: Sealed) -> str:
        """The same, from the values of the fields that name the row, in their order."""
        return open_sealed_text(value.stored, row=row_name(row), **self._place)

    @property
    def _place(self) -> dict[str, str]:
        return {"table": self.model._meta.db_table, "column": str(self.column)}

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Sealed | str | None:
        if not value:
            return value
        if not value.startswith(MARK):
            raise CannotOpen(f"{self.model._meta.db_table}.{self.column} holds plain text: run `kinkeeper keys rotate`")
        return Sealed(value)

    def pre_save(self, record: models.Model, add: bool) -> Sealed | str:
        value: Sealed | str | None = record.__dict__.get(self.attname)
        return value if isinstance(value, Sealed) else self.seal(record, value) if value else ""

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, Sealed):
            return value.stored
        if value:
            raise TypeError(f"{self.name} is encrypted: save the record, or use sealed_value()")
        return ""


class SealedBytesField(models.BinaryField):  # type: ignore[type-arg]
    """Bytes that a room encrypts and opens by itself; says in which place, so that `kinkeeper keys rotate` can follow."""

    def __init__(self, *args: Any, table: str = "", row: Sequence[str] = ("reference",), **kwargs: Any) -> None:
        self.table, self.row = table, tuple(row)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "table": self.table, "row": self.row}


def row_name(values: Sequence[object]) -> str:
    """What names a row for good: its values, parted by slashes, moments in UTC."""
    return "/".join(value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value) for value in values)


def sealed_value(record: models.Model, name: str, value: Any) -> Any:
    """`value` as `update()` may write it into one record: sealed for an encrypted field, else as it is."""
    field = {field.attname: field for field in record._meta.concrete_fields}.get(name)
    return field.seal(record, value) if value and isinstance(field, EncryptedTextField) else value
