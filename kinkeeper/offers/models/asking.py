"""Asking a parent, once a custody period."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.models import Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Label, about
from kinkeeper.offers.types import AskedBy, AskingState, Reopening

CUSTODY = about(Category.CUSTODY_FACT)
SUPPORT = about(Category.SUPPORT)


class Asking(Referenced, Versioned):
    """Whether this parent was asked about their children, and what they answered. Holds no name."""

    period = models.OneToOneField("custody.Period", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    prison = models.ForeignKey(
        "custody.Prison", on_delete=models.PROTECT, db_index=False, related_name="+"
    )  # where they are asked
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in AskingState], default=AskingState.DUE.value)
    admitted_at = models.DateTimeField()  # the period's start, recomputed with it
    asked_by = models.CharField(max_length=16, choices=[(a.value, a.value) for a in AskedBy], blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reopened_for = models.CharField(max_length=16, choices=[(r.value, r.value) for r in Reopening], blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)  # asked again, gently: not counted late
    needs_a_person = models.CharField(max_length=40, blank=True)  # a code: why somebody must look at this

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "version": RECORD,
        "period": CUSTODY,
        "person": CUSTODY,
        "prison": CUSTODY,
        "state": SUPPORT,
        "admitted_at": CUSTODY,
        "asked_by": SUPPORT,
        "answered_at": SUPPORT,
        "reopened_for": SUPPORT,
        "reopened_at": SUPPORT,
        "needs_a_person": SUPPORT,
    }

    class Meta:
        indexes = [
            # The id too: which offers wait at a prison is then found without reading all that was ever asked there.
            models.Index(fields=["prison", "state", "-admitted_at", "id"], name="offers_asking_at_prison"),
        ]
