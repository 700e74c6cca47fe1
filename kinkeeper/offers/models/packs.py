"""That a pack was made for a family, what was put into it by hand, and how it went to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.models import Referenced
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Label, about
from kinkeeper.offers.types import PackRoute

SUPPORT = about(Category.SUPPORT)


class Pack(Referenced):
    """One pack made for one offer. Its words are composed when it is opened; what is kept is that it was sent."""

    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    large_print = models.BooleanField(default=False)
    reading = models.JSONField(default=list, blank=True)  # references of the library, in the order of the list
    services = models.JSONField(default=list, blank=True)  # references of the directory, in the order they were chosen
    route = models.CharField(max_length=8, choices=[(r.value, r.value) for r in PackRoute], blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("offer", "made_by", "large_print", "reading", "services", "route", "sent_at", "sent_by"), SUPPORT),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer"], condition=Q(sent_at__isnull=True), name="one_unsent_pack_for_each_offer"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, route="", sent_by__isnull=True)
                | (Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(route="")),
                name="a_sent_pack_says_how_and_by_whom",
            ),
        ]
