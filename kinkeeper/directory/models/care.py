"""How entries are kept true: letters to owners, problems reported, changes proposed, and what changed when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.directory.models.entries import Service
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced
from kinkeeper.foundation.privacy import STAFF, STRUCTURE, Label


class StillRight(Referenced):
    """A letter that asked an entry's owner "still right?". Answered once; the link in it is spent then."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="letters")
    sent_to = models.CharField(max_length=254)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    right = models.BooleanField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "reference", "created_at", "service", "sent_at", "answered_at", "right"), STRUCTURE
    ) | {"sent_to": STAFF}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, right__isnull=True) | Q(answered_at__isnull=False, right__isnull=False),
                name="an_answered_letter_has_an_answer",
            )
        ]


class Report(Referenced):
    """Somebody says that an entry is wrong. Nobody's name or number is asked for, and none is kept."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=16)
    words = models.CharField(max_length=1000, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.CharField(max_length=12, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "reference", "created_at", "service", "kind", "words", "handled_at"), STRUCTURE
    ) | {"handled_by": STAFF}


class Proposal(Referenced):
    """A change that an owner asks for; a moderator sees the difference and takes it or not. `wanted` is a plain draft."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="proposals")
    seen = models.PositiveIntegerField()  # the service's version that the change was written against
    wanted = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    proposed_by = models.CharField(max_length=12)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=12, blank=True)
    taken = models.BooleanField(null=True, blank=True)
    why_not = models.CharField(max_length=500, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "reference", "created_at", "service", "seen", "wanted", "note", "decided_at", "taken", "why_not"), STRUCTURE
    ) | {"proposed_by": STAFF, "decided_by": STAFF}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, taken__isnull=True) | Q(decided_at__isnull=False, taken__isnull=False),
                name="a_decided_proposal_was_taken_or_not",
            )
        ]


class Change(Record):
    """One change of one entry: every field that differs, before and after. Rows are only ever added."""

    subject = models.CharField(max_length=16)  # "service" or "prison"
    key = models.CharField(max_length=36, db_index=True)  # the service's reference or the prison's code
    why = models.CharField(max_length=40)
    by = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=now)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "subject", "key", "why", "at", "before", "after"), STRUCTURE
    ) | {"by": STAFF}

    class Meta:
        ordering = ["-at", "-id"]


class FeedState(Record):
    """How far the import of one feed has come, so that a run which stops half-way goes on and loses nothing."""

    address = models.CharField(max_length=500, unique=True)
    next_page = models.PositiveIntegerField(default=1)
    began_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "address", "next_page", "began_at", "finished_at"), STRUCTURE
    )
