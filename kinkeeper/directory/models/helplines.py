"""Numbers to ring: one list for the public site and for packs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kinkeeper.foundation.jurisdiction import Audience
from kinkeeper.foundation.jurisdiction import Helpline as Line
from kinkeeper.foundation.models import Referenced
from kinkeeper.foundation.privacy import STRUCTURE, Label


class Helpline(Referenced):
    """A number that families are told to ring. `checked_on` is the day somebody rang it and it answered; none: nobody has.

    `neutral` says that neither its name nor its words tell of custody, so that it may stand on what an untold child opens.
    """

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30)
    hours = models.CharField(max_length=160, blank=True)
    says = models.CharField(max_length=300, blank=True)
    audience = models.CharField(max_length=8, default=Audience.FAMILY, choices=[(one.value, one.value) for one in Audience])
    neutral = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=100)
    checked_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    shown = models.BooleanField(default=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "reference", "created_at", "name", "phone", "hours", "says", "audience", "neutral", "place",
         "checked_on", "source", "shown"),
        STRUCTURE,
    )  # fmt: skip

    class Meta:
        ordering = ["place", "name"]
        constraints = [models.UniqueConstraint(fields=["name", "phone"], name="a_number_to_ring_is_listed_once")]

    def __str__(self) -> str:
        return self.name

    def as_line(self) -> Line:
        """The same as a plain value, for packs."""
        return Line(
            name=self.name, phone=self.phone, hours=self.hours, says=self.says, audience=Audience(self.audience),
            neutral=self.neutral, source=self.source, checked=self.checked_on,
        )  # fmt: skip
