"""The prison's public-protection check, who else may ask at a prison, and the times an agency sets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Keep, Label, about
from kinkeeper.offers.types import Check

UNREACHED = about(Category.SUPPORT, Keep.UNREACHED)


class PublicProtectionCheck(Record):
    """One answer of the prison's check, as it was given. The marker alone: never the offence, never a reason."""

    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Check])
    answered_by = models.CharField(max_length=9)  # reference of the member of staff
    answered_at = models.DateTimeField(default=now)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        "offer": UNREACHED,
        "answer": UNREACHED,
        "answered_by": RECORD,
        "answered_at": RECORD,
    }

    class Meta:
        indexes = [models.Index(fields=["offer", "-id"], name="offers_check_newest_first")]


class CheckAlert(Record):
    """When the prison's officers were last told that a check is late, so that the tick tells them once a span."""

    offer = models.OneToOneField("offers.Offer", on_delete=models.CASCADE, related_name="+")
    raised_at = models.DateTimeField()
    times_raised = models.PositiveSmallIntegerField(default=1)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        "offer": UNREACHED,
        "raised_at": RECORD,
        "times_raised": RECORD,
    }


class AskingArrangement(Record):
    """That another agency's team also asks the people received at a prison, as an agreement with the prison says."""

    prison = models.ForeignKey("custody.Prison", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey("agencies.Agreement", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "prison", "team", "agreement", "ended_at"), STRUCTURE
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "team"], condition=Q(ended_at__isnull=True), name="a_team_asks_at_a_prison_once"
            )
        ]


class AskingTimes(Record, Versioned):
    """The times an agency has set for asking. Without a row, these defaults hold."""

    agency = models.OneToOneField("agencies.Agency", on_delete=models.CASCADE, related_name="+")
    worry_minutes = models.PositiveSmallIntegerField(default=30)  # a worry is raised again until somebody has answered
    check_hours = models.PositiveSmallIntegerField(default=12)  # a check not answered for so long is raised
    draft_days = models.PositiveSmallIntegerField(default=14)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "version", "agency", "worry_minutes", "check_hours", "draft_days"), STRUCTURE
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worry_minutes__gt=0, check_hours__gt=0, draft_days__gt=0), name="asking_times_are_not_nothing"
            )
        ]
