"""Feeds of custody events, their tokens, receipts for what they sent, and what could not be taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kinkeeper.custody.types import Source
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Keep, Label, about
from kinkeeper.foundation.sealed import SealedBytesField
from kinkeeper.intake.types import Refusal

KEPT_FOR = timedelta(days=30)
REFUSED = about(Category.CUSTODY_DETAILS, Keep.THIRTY_DAYS)


def _codes(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in enum]


def expiry() -> datetime:
    """When what is refused now is forgotten."""
    return now() + KEPT_FOR


class Feed(Referenced):
    """A source of custody events, owned by one agency."""

    name = models.CharField(max_length=80)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    last_heard_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "reference", "created_at", "name", "agency", "last_heard_at"), STRUCTURE
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="feed_names_differ")]

    def __str__(self) -> str:
        return self.name


class FeedToken(Record):
    """What a feed shows to be let in: only its SHA-256 is kept. Two are live while one is being replaced."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(("id", "created_at", "feed", "digest", "expires_at"), STRUCTURE)


class Receipt(Referenced):
    """What became of one delivery."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+")
    read = models.PositiveIntegerField()
    recorded = models.PositiveIntegerField()
    duplicates = models.PositiveIntegerField()
    ignored = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        **dict.fromkeys(("reference", "created_at", "feed", "read", "recorded", "duplicates", "ignored", "refused"), RECORD),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(read=F("recorded") + F("duplicates") + F("ignored") + F("refused")),
                name="receipt_accounts_for_everything_read",
            )
        ]


class Refused(Referenced):
    """One line that could not be taken: its reason in clear, its body encrypted, forgotten after thirty days.

    `fingerprint` is a keyed hash of feed and body, so that a file sent twice is kept once. `prison` is the code that was
    unknown: once it is imported, the line is taken without being asked for.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=4, choices=_codes(Source))
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, choices=_codes(Refusal))
    prison = models.CharField(max_length=3, blank=True)
    body = SealedBytesField(table="intake_refused")
    fingerprint = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(default=expiry, db_index=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        **dict.fromkeys(("created_at", "feed", "source", "line", "reason", "expires_at"), RECORD),
        **dict.fromkeys(("prison", "body", "fingerprint"), REFUSED),
    }

    class Meta:
        indexes = [
            models.Index(fields=["feed", "-created_at"], name="intake_refused_of_feed"),
            models.Index(fields=["prison"], condition=~Q(prison=""), name="intake_refused_prison"),
        ]
