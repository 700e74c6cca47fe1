"""The first-night card: three questions, ticked and never typed, so that it holds no name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Referenced
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Label, about
from kinkeeper.offers.types import Answer, CarerNow, SafeNow, Way

SUPPORT = about(Category.SUPPORT)
RISK = about(Category.RISK)


class FirstNightCard(Referenced):
    """Does a child depend on you, who has them now and is that safe, who should know tonight. The newest card holds."""

    asking = models.ForeignKey("offers.Asking", on_delete=models.PROTECT, related_name="+")
    child_depends = models.CharField(max_length=8, choices=[(a.value, a.value) for a in Answer])
    carer = models.CharField(max_length=14, choices=[(c.value, c.value) for c in CarerNow], blank=True)
    safe = models.CharField(max_length=8, choices=[(s.value, s.value) for s in SafeNow], blank=True)
    collected = models.CharField(max_length=8, choices=[(a.value, a.value) for a in Answer], blank=True)
    area = models.CharField(max_length=80, blank=True)  # where the children live: an area that a duty team serves, or nothing
    tell_tonight = models.CharField(max_length=80, blank=True)  # codes of TellTonight, parted by commas
    way = models.CharField(max_length=6, choices=[(w.value, w.value) for w in Way], default=Way.SPOKEN.value)
    taken_at = models.DateTimeField(default=now)  # when it was asked, though it may be entered later from paper
    taken_by_name = models.CharField(max_length=80, blank=True)  # who took it on paper
    entered_by = models.CharField(max_length=9)  # reference of who entered it
    asked_by = models.CharField(max_length=16)
    token = models.CharField(max_length=32)  # of the form, so that a double click makes one card

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "asking": SUPPORT,
        "child_depends": SUPPORT,
        "carer": RISK,
        "safe": RISK,
        "collected": RISK,
        "area": RISK,
        "tell_tonight": SUPPORT,
        "way": RECORD,
        "taken_at": RECORD,
        "taken_by_name": RECORD,
        "entered_by": RECORD,
        "asked_by": RECORD,
        "token": STRUCTURE,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asking", "token"], name="one_card_for_each_form_sent"),
            models.CheckConstraint(
                condition=~Q(child_depends=Answer.YES.value) | (~Q(carer="") & ~Q(safe="")),
                name="a_child_who_depends_has_a_carer_and_a_safety",
            ),
        ]
        indexes = [models.Index(fields=["asking", "-id"], name="offers_card_newest_first")]
