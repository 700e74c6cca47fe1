"""Each try to reach a family, and each time they came to us."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.models import Referenced
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Keep, Label, about
from kinkeeper.foundation.sealed import EncryptedTextField
from kinkeeper.offers.types import AttemptKind, AttemptOutcome
from kinkeeper.offers.types.offering import FamilyAnswer

SUPPORT = about(Category.SUPPORT)
UNREACHED = about(Category.SUPPORT, Keep.UNREACHED)


class Attempt(Referenced):
    """One try, with its outcome and what they answered. Never deleted: an entry made by mistake is struck out."""

    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in AttemptKind])
    outcome = models.CharField(max_length=16, choices=[(o.value, o.value) for o in AttemptOutcome])
    answer = models.CharField(max_length=8, choices=[(a.value, a.value) for a in FamilyAnswer], blank=True)
    came_to_us = models.BooleanField(default=False)  # they rang, wrote or called in
    note = EncryptedTextField(blank=True)
    at = models.DateTimeField()  # when it happened, which may be before it was written down
    # Empty: they answered by themselves, on their own page.
    entered_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    form_key = models.CharField(max_length=32)  # one a form shown: the same form sent twice is one try
    state_before = models.CharField(max_length=16)  # what the offer goes back to when this is struck out
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "note": UNREACHED,
        **dict.fromkeys(
            (
                "offer", "kind", "outcome", "answer", "came_to_us", "at", "entered_by", "form_key", "state_before",
                "struck_at", "struck_by",
            ),
            SUPPORT,
        ),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "form_key"], name="a_form_sent_twice_is_one_attempt"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(outcome=AttemptOutcome.SPOKE.value), name="an_answer_was_spoken_or_written"
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=False) | Q(came_to_us=True), name="whoever_tried_to_reach_them_is_named"
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="whoever_strikes_out_is_named",
            ),
        ]
        indexes = [models.Index(fields=["offer", "at"], name="offers_attempt_in_order")]
