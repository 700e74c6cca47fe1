"""Around the work of offering: what a service has set, who handed what to whom, and what a colleague is told to do."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.models import Record, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Keep, Label, about
from kinkeeper.foundation.sealed import EncryptedTextField
from kinkeeper.offers.types.offering import NoticeCode

SUPPORT = about(Category.SUPPORT)


def _between(least: int, most: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class ServiceSettings(Record, Versioned):
    """What one family service has set for itself."""

    agency = models.OneToOneField("agencies.Agency", on_delete=models.CASCADE, related_name="+")
    tries = models.PositiveSmallIntegerField(default=4, validators=_between(1, 20))
    days_between = models.PositiveSmallIntegerField(default=1, validators=_between(0, 14))
    remind_hours = models.PositiveSmallIntegerField(default=4, validators=_between(0, 24))  # before something is due
    escalate_hours = models.PositiveSmallIntegerField(default=1, validators=_between(0, 48))  # after it was due
    keep_days = models.PositiveSmallIntegerField(default=90, validators=_between(1, 365))  # after a no or silence
    open_hours = models.CharField(max_length=120, blank=True)  # in words, for the pack

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        (
            "id", "created_at", "version", "agency", "tries", "days_between", "remind_hours", "escalate_hours",
            "keep_days", "open_hours",
        ),
        STRUCTURE,
    )  # fmt: skip

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(tries__gte=1), name="a_family_is_tried_at_least_once")]


class HandOver(Record):
    """That an offer went from one worker or team to another, with a word to the next."""

    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, related_name="+")
    from_team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    from_worker = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_worker = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handed_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField(blank=True, row=("offer_id", "created_at"))

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        "note": about(Category.SUPPORT, Keep.UNREACHED),
        **dict.fromkeys(("offer", "from_team", "to_team", "from_worker", "to_worker", "handed_by"), SUPPORT),
    }

    class Meta:
        indexes = [models.Index(fields=["offer"], name="offers_handover_of_offer")]


class Notice(Record):
    """That a colleague has something to do. A code and an offer: no name, no word about a family."""

    to = models.ForeignKey("agencies.Member", on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey("offers.Offer", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, choices=[(c.value, c.value) for c in NoticeCode])
    about_at = models.DateTimeField()  # the due moment it speaks of: the same one is told of once
    mailed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("to", "offer", "code", "about_at", "mailed_at", "seen_at"), SUPPORT),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["to", "offer", "code", "about_at"], name="each_thing_is_told_once_to_each")
        ]
        indexes = [
            models.Index(fields=["to"], condition=Q(seen_at__isnull=True), name="offers_notice_unseen"),
            models.Index(fields=["to"], condition=Q(mailed_at__isnull=True), name="offers_notice_unmailed"),
        ]
