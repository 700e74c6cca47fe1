"""A word that stands nowhere else, in every protected field that can hold one: found by the fields' own labels.

A field of a protected category is either given words, or is of a kind that holds none (a code, a day, a number, a tie to
another row). Any other field stops the proof, so that a new one is never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.encryption import decrypt, encrypt
from kinkeeper.foundation.privacy import Label
from kinkeeper.foundation.sealed import SealedBytesField, row_name, sealed_value
from kinkeeper.ledger.actions import keyed_hash
from kinkeeper.people.models import Person

Model = type[models.Model]
PATTERN = re.compile(r"zq[0-9a-f]{7}")
_HOLDS_NO_WORDS = (
    models.ForeignKey,
    models.ManyToManyField,
    models.BooleanField,
    models.IntegerField,
    models.DateField,
    models.DateTimeField,
)
# Text that is a code, a reference or a hash: words put there would be another value, not a secret.
CODES = {
    "sharing.Basis.evidence": "a code", "sharing.Basis.decided_by": "a reference", "sharing.Consent.heard_by": "a reference",
    "sharing.Consent.scan": "a random name", "sharing.Consent.scan_type": "a media type",
    "sharing.Consent.ended_heard_by": "a reference", "sharing.Consent.ended_scan": "a random name",
    "sharing.Consent.ended_scan_type": "a media type",
    "sharing.Disagreement.decided_by": "a reference", "sharing.GlassBreak.reviewed_by": "a reference",
    "portal.FamilyAccount.route_key": "a keyed hash", "portal.AccessCode.made_by": "a reference",
    "portal.AccessCode.selector": "a code", "portal.AccessCode.key": "a keyed hash", "portal.OneTimeCode.key": "a keyed hash",
    "portal.FamilyRequest.heard_by": "a reference", "portal.FamilyRequest.decided_by": "a reference",
    "portal.Release.released_by": "a reference", "people.PossibleMatch.answer": "a code",
    "custody.CustodyEvent.identity": "a hash", "custody.CustodyEvent.number": "of a fixed form",
    "custody.CustodyEvent.removed_number": "of a fixed form", "custody.CustodyEvent.prison": "a code",
    "custody.PrisonNumber.number": "of a fixed form", "custody.Period.number": "of a fixed form",
    "custody.Period.start_identity": "a hash", "intake.Refused.prison": "a code", "intake.Refused.fingerprint": "a keyed hash",
    "offers.Asking.needs_a_person": "a code", "offers.Offer.needs_a_person": "a code", "offers.Offer.reopened_for": "codes",
    "offers.Attempt.form_key": "a random key", "offers.FirstNightCard.tell_tonight": "codes",
    "offers.Attempt.state_before": "a code", "offers.Offer.closed_stage": "a code",
    "offers.PermissionGiven.purposes": "codes", "offers.PermissionGiven.not_told": "codes",
    "offers.DutyCall.rang_by": "a reference", "offers.Pack.reading": "references of the library",
    "offers.Pack.services": "references of the directory",
}  # fmt: skip


class UnknownField(LookupError):
    """A protected field is of a kind that the proof does not know: its contents would go unproved."""


@dataclass(frozen=True, slots=True)
class Canary:
    """Where a word was put: the field, whose it is (0 for nobody's), and what category the field's label names."""

    field: str
    person: int
    category: Category
    row: int


def protected_fields() -> Iterator[tuple[Model, models.Field[object, object], Category]]:
    """Every field whose label names a category of personal data."""
    for model in apps.get_models():
        labels: Mapping[str, Label] = getattr(model, "LABELS", {})
        for column in (*model._meta.local_fields, *model._meta.local_many_to_many):
            label = labels.get(column.name)
            if label is not None and label.category is not None:
                yield model, column, label.category


def kind_of(model: Model, column: models.Field[object, object]) -> str:
    """`words`, `sealed`, `code` or `none`. Raises UnknownField."""
    name = f"{model._meta.label}.{column.name}"
    if name in CODES:
        return "code"
    if isinstance(column, SealedBytesField):
        return "sealed"
    if isinstance(column, _HOLDS_NO_WORDS):
        return "none"
    if isinstance(column, models.CharField | models.TextField):
        return "code" if column.choices else "words"
    raise UnknownField(f"{name}: say in proofs/canary_words.py how a word is put there")


def plant() -> dict[str, Canary]:
    """Put a word into every field that holds words, in every row, and answer where each is."""
    planted: dict[str, Canary] = {}
    for model, column, category in protected_fields():
        kind = kind_of(model, column)
        if kind not in {"words", "sealed"}:
            continue
        name = f"{model._meta.label}.{column.name}"
        for row in model._base_manager.order_by("pk"):
            if kind == "sealed" and not getattr(row, column.name):
                continue
            word = "zq" + keyed_hash(f"{name}/{row.pk}")[:7]
            if word in planted:
                raise AssertionError("two canaries are one word")
            planted[word] = Canary(name, person_of(row), category, row.pk)
            model._base_manager.filter(pk=row.pk).update(**{column.name: _value(row, column, word)})
    return planted


def _value(row: models.Model, column: models.Field[object, object], word: str) -> object:
    """The word as this column stores it: the program's own encryption, in the place of the row."""
    if not isinstance(column, SealedBytesField):
        return sealed_value(row, column.name, word)
    place = {"table": column.table, "column": column.name, "row": row_name([getattr(row, name) for name in column.row])}
    return encrypt(_within(decrypt(bytes(getattr(row, column.name)), **place), word), **place)


def _within(before: bytes, word: str) -> bytes:
    """The word inside what was there, so that a page that reads it as JSON still can."""
    return before.replace(b'": "', f'": "{word} '.encode(), 1) if before.startswith(b"{") else before + b" " + word.encode()


def person_of(row: models.Model, depth: int = 0) -> int:
    """The person a row is about: by its own tie, or by that of what it belongs to; 0 when it is nobody's."""
    if isinstance(row, Person):
        return int(row.pk)
    for name in ("person_id", "contact_id"):
        if hasattr(row, name):
            return int(getattr(row, name))
    for name in ("asking", "offer", "consent", "account", "check_on", "basis", "period"):
        if depth < 3 and getattr(row, f"{name}_id", None):
            return person_of(getattr(row, name), depth + 1)
    return 0
