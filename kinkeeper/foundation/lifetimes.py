"""What is held, how long, and what of it is encrypted, as tables for `docs/privacy.md`: written from the labels themselves."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.privacy import Keep, Label
from kinkeeper.foundation.retention import rules
from kinkeeper.foundation.sealed import EncryptedTextField, SealedBytesField

BEGIN, END = "<!-- begin: written by `kinkeeper retention table` -->", "<!-- end -->"
KEPT = {
    Keep.WITH_RECORD: "as long as the record it stands in",
    Keep.WHILE_BASIS_LIVES: "until the last ground for holding it ended, and the site's days after",
    Keep.UNREACHED: "after a no or silence, the days the service has set",
    Keep.THIRTY_DAYS: "thirty days at most, or until it is done",
    Keep.WHILE_MEMBER: "while they work there, and the site's days after",
    Keep.SEALED: "with the ledger: references and codes alone",
    Keep.ALWAYS: "not about anybody",
}


def in_place(document: str) -> str:
    """The document with the tables between the marks written anew. Raises ValueError where it has no marks."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the document has no marks for the tables")
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


def tables() -> str:
    """All tables, as Markdown."""
    return "\n".join((*_what_is_held(), "", *_what_is_cleared(), "", *_what_is_encrypted()))


def _fields() -> Iterator[tuple[type[models.Model], str, Label]]:
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if model.__module__.startswith("kinkeeper."):
            for name, label in getattr(model, "LABELS", {}).items():
                yield model, name, label


def _what_is_held() -> Iterator[str]:
    held: dict[tuple[Category, Keep], dict[str, None]] = {}
    for model, _, label in _fields():
        if label.category is not None:
            held.setdefault((label.category, label.keep), {})[model._meta.label] = None
    yield "| what | how long | in |"
    yield "|---|---|---|"
    for category in Category:
        for keep in Keep:
            if where := held.get((category, keep)):
                yield f"| {category.replace('_', ' ')} | {KEPT[keep]} | {', '.join(where)} |"


def _what_is_cleared() -> Iterator[str]:
    yield "| what goes | why, and when |"
    yield "|---|---|"
    for rule in rules():
        yield f"| {rule.what} | {rule.why} |"


def _what_is_encrypted() -> Iterator[str]:
    yield "| encrypted in | fields |"
    yield "|---|---|"
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        sealed = [
            field.name
            for field in model._meta.local_concrete_fields
            if isinstance(field, EncryptedTextField | SealedBytesField)
        ]
        if sealed:
            yield f"| {model._meta.label} | {', '.join(sealed)} |"
