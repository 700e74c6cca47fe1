"""The append-only record of every disclosure and change, and the blocks that seal it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.privacy import SEALED, Label
from kinkeeper.ledger.types import Outcome


class Entry(models.Model):
    """One request or action: who, where they work, what for, what came of it."""

    at = models.DateTimeField(default=now, db_index=True)
    action = models.CharField(max_length=60)
    purpose = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(max_length=10, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    actor_kind = models.CharField(max_length=10)
    actor = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=24, blank=True)
    agency = models.CharField(max_length=9, blank=True)
    detail = models.JSONField(default=dict)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "at", "action", "purpose", "outcome", "actor_kind", "actor", "role", "agency", "detail"), SEALED
    )

    class Meta:
        indexes = [
            models.Index(fields=["actor", "at"], name="ledger_entry_by_actor"),
            models.Index(fields=["agency", "action"], name="ledger_entry_by_agency"),
        ]


class EntryLine(models.Model):
    """What an entry says about one person, by reference."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")
    person = models.CharField(max_length=64)
    categories = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)
    rule = models.CharField(max_length=60, blank=True)
    basis = models.CharField(max_length=9, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "entry", "person", "categories", "withheld", "rule", "basis"), SEALED
    )

    class Meta:
        indexes = [models.Index(fields=["person", "entry"], name="ledger_line_by_person")]


class PendingEntry(models.Model):
    """An entry not yet sealed. Written with it, deleted when its block is."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = {"entry": SEALED}

    class Meta:
        db_table = "ledger_pending"


class Block(models.Model):
    """A sealed set of entries. `previous` is unique, so the chain cannot fork."""

    number = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField(default=now)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(("id", "number", "previous", "seal", "count", "sealed_at"), SEALED)


class SealedEntry(models.Model):
    """Which block an entry is in: explicit, because ids commit out of order."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="+")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="members")

    LABELS: ClassVar[dict[str, Label]] = {"entry": SEALED, "block": SEALED}
