"""Moving everything that is encrypted to the newest key, so that an old one may be thrown away; and counting by key.

Driven by state: what is not under the newest key is taken in small batches, so a run that was cut short goes on where it
stood, and one too many does nothing. A value is replaced only if it is still what was read: who writes meanwhile wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Substr

from kinkeeper.foundation.encryption import (
    MARK,
    CannotOpen,
    decrypt,
    encrypt,
    head_of,
    key_of,
    mark_of,
    writing_key,
)
from kinkeeper.foundation.sealed import EncryptedTextField, Sealed, SealedBytesField, row_name
from kinkeeper.foundation.uploads import kept_files, rewrite_file

BATCH = 500
PLAIN = "(plain text)"  # written before the field was encrypted: rotating seals it
_LONGEST_HEAD = len(MARK) + 41  # a key's name has 40 letters at most: see environment.key_ring


@dataclass(slots=True)
class Done:
    """What became of one batch: `last` is where to go on, None at the end."""

    moved: int = 0
    failed: int = 0
    last: Any = None


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere encrypted values are kept. `move(after)` takes one batch beyond `after` to the newest key."""

    name: str
    count: Callable[[], Counter[str]]
    move: Callable[[Any], Done]


_elsewhere: list[Place] = []


def keeps_encrypted(place: Place) -> None:
    """Register a place that is neither a model's encrypted field nor a kept file."""
    _elsewhere.append(place)


def places() -> Iterator[Place]:
    """Every place where something is encrypted."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            name = f"{model._meta.db_table}.{field.column}"
            if isinstance(field, EncryptedTextField):
                yield Place(name, partial(_count_texts, model, field), partial(_move_texts, model, field))
            elif isinstance(field, SealedBytesField):
                yield Place(name, partial(_count_bytes, model, field), partial(_move_bytes, model, field))
    yield Place("files", _count_files, _move_files)
    yield from _elsewhere


def rotate(said: Callable[[str, int, int], None]) -> dict[str, Done]:
    """Move everything to the newest key; `said(place, moved, failed)` after each batch. What cannot be opened stays."""
    found: dict[str, Done] = {}
    for place in places():
        total, after = Done(), None
        while True:
            done = place.move(after)
            total.moved, total.failed, after = total.moved + done.moved, total.failed + done.failed, done.last
            if done.moved or done.failed:
                said(place.name, total.moved, total.failed)
            if after is None:
                break
        found[place.name] = total
    return found


class _Raw(Func):
    """A column as it is stored, without the field's own reading of it."""

    template = "%(expressions)s"

    def __init__(self, column: str) -> None:
        super().__init__(F(column), output_field=TextField())


def _texts(model: type[models.Model], field: EncryptedTextField) -> QuerySet[Any, Any]:
    return model._base_manager.annotate(raw=_Raw(field.attname))


def _count_texts(model: type[models.Model], field: EncryptedTextField) -> Counter[str]:
    heads = _texts(model, field).exclude(raw="").annotate(head=Substr("raw", 1, _LONGEST_HEAD))
    found: Counter[str] = Counter()
    for head in heads.values_list("head", flat=True).iterator():
        found[head.removeprefix(MARK).partition(":")[0] if head.startswith(MARK) else PLAIN] += 1
    return found


def _move_texts(model: type[models.Model], field: EncryptedTextField, after: Any) -> Done:
    waiting = _texts(model, field).exclude(raw="").exclude(raw__startswith=mark_of(writing_key()))
    if after is not None:
        waiting = waiting.filter(pk__gt=after)
    batch = list(waiting.order_by("pk").values_list("pk", "raw", *field.row)[:BATCH])
    done = Done(last=batch[-1][0] if len(batch) == BATCH else None)
    for pk, raw, *row in batch:
        try:
            plain = field.open_for(row, Sealed(raw)) if raw.startswith(MARK) else raw
        except CannotOpen:
            done.failed += 1
            continue
        same = _texts(model, field).filter(pk=pk, raw=raw)
        done.moved += same.update(**{field.attname: field.seal_for(row, plain)})
    return done


def _head(field: models.Field[Any, Any], length: int) -> Func:
    return Substr(field.attname, 1, length, output_field=models.BinaryField())


def _count_bytes(model: type[models.Model], field: SealedBytesField) -> Counter[str]:
    heads = model._base_manager.exclude(**{field.attname: b""}).annotate(head=_head(field, _LONGEST_HEAD))
    return Counter(key_of(bytes(head)) or PLAIN for head in heads.values_list("head", flat=True).iterator())


def _move_bytes(model: type[models.Model], field: SealedBytesField, after: Any) -> Done:
    head = head_of(writing_key())
    waiting = model._base_manager.exclude(**{field.attname: b""}).annotate(head=_head(field, len(head)))
    waiting = waiting.exclude(head=Value(head, output_field=models.BinaryField()))
    if after is not None:
        waiting = waiting.filter(pk__gt=after)
    batch = list(waiting.order_by("pk").values_list("pk", field.attname, *field.row)[:BATCH])
    done = Done(last=batch[-1][0] if len(batch) == BATCH else None)
    for pk, stored, *row in batch:
        place = {"table": field.table, "column": str(field.column), "row": row_name(row)}
        try:
            plain = decrypt(bytes(stored), **place)
        except CannotOpen:
            done.failed += 1
            continue
        same = model._base_manager.filter(pk=pk, **{field.attname: bytes(stored)})
        done.moved += same.update(**{field.attname: encrypt(plain, **place)})
    return done


def _count_files() -> Counter[str]:
    return Counter(key_of(_beginning(file)) or PLAIN for file in kept_files())


def _move_files(_after: Any) -> Done:
    done = Done()
    for file in kept_files():
        if key_of(_beginning(file)) == writing_key():
            continue
        try:
            rewrite_file(file.name)
        except CannotOpen:
            done.failed += 1
        else:
            done.moved += 1
    return done


def _beginning(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_LONGEST_HEAD)
