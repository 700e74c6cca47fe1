"""The induction interview: its draft, that it was held, what was permitted, and the count of refusals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Keep, Label, about
from kinkeeper.foundation.sealed import SealedBytesField
from kinkeeper.offers.types import AgeGroup, AskedBy, Refusal, Way

SUPPORT = about(Category.SUPPORT)
UNREACHED = about(Category.SUPPORT, Keep.UNREACHED)

NOT_SAID = -1
SIX_OR_MORE = 6  # a larger number of children could tell who it is


class Draft(Record, Versioned):
    """An interview not yet finished: its user's alone, encrypted, deleted when it is done or its days are over."""

    owner = models.CharField(max_length=9)  # reference of the user
    period = models.ForeignKey("custody.Period", on_delete=models.CASCADE, related_name="+")
    body = SealedBytesField(table="draft", row=("owner", "period_id"))
    saved_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        "version": RECORD,
        "owner": RECORD,
        "period": about(Category.CUSTODY_FACT, Keep.THIRTY_DAYS),
        "body": about(Category.IDENTITY, Keep.THIRTY_DAYS),
        "saved_at": RECORD,
        "expires_at": RECORD,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "period"], name="one_draft_for_each_user_and_period")]
        indexes = [models.Index(fields=["expires_at"], name="offers_draft_by_expiry")]


class Interview(Referenced):
    """That an interview was held, by whom and how. `children` were spoken of, whether or not they were passed on."""

    asking = models.ForeignKey("offers.Asking", on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(default=now)  # when it was held, though it may be typed in later from paper
    held_by = models.CharField(max_length=9)  # reference of the user who held it, or typed it in
    taken_by_name = models.CharField(max_length=80, blank=True)  # who held it on paper
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=16, choices=[(a.value, a.value) for a in AskedBy])
    way = models.CharField(max_length=6, choices=[(w.value, w.value) for w in Way])
    interpreter_used = models.BooleanField(default=False)
    children = models.PositiveSmallIntegerField()

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("asking", "way", "interpreter_used", "children"), SUPPORT),
        **dict.fromkeys(("held_at", "held_by", "taken_by_name", "agency", "asked_by"), RECORD),
    }

    class Meta:
        indexes = [models.Index(fields=["asking"], name="offers_interview_of_asking")]


class PermissionGiven(Referenced):
    """The parent's word about one household: for what, until when, how it was given, and when it was withdrawn."""

    offer = models.OneToOneField("offers.Offer", on_delete=models.PROTECT, related_name="+")
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    purposes = models.CharField(max_length=40)  # codes of PassOnFor, parted by commas
    not_told = models.CharField(max_length=80, blank=True)  # codes of NotTold, parted by commas
    given_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("offer", "interview", "purposes", "not_told", "given_at", "withdrawn_at"), UNREACHED),
    }


class RefusalTally(Record):
    """How often people refused, and nothing of who: one number for each prison, month, asker and size of family."""

    prison = models.ForeignKey("custody.Prison", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    answer = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Refusal])
    asked_by = models.CharField(max_length=16, choices=[(a.value, a.value) for a in AskedBy])
    children = models.SmallIntegerField(default=NOT_SAID)
    ages = models.CharField(max_length=10, choices=[(a.value, a.value) for a in AgeGroup], default=AgeGroup.NOT_SAID.value)
    count = models.PositiveIntegerField(default=0)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "prison", "month", "answer", "asked_by", "children", "ages", "count"), STRUCTURE
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "month", "answer", "asked_by", "children", "ages"], name="one_tally_for_each_kind_of_refusal"
            ),
            models.CheckConstraint(
                condition=Q(children__gte=NOT_SAID, children__lte=SIX_OR_MORE), name="a_tally_counts_up_to_six_children"
            ),
        ]
