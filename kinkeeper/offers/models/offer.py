"""One offer a household: from permission to an answer, with its three clocks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.models import Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Keep, Label, about
from kinkeeper.foundation.sealed import EncryptedTextField
from kinkeeper.offers.types import Check, OfferState
from kinkeeper.people.types import Tie

CUSTODY = about(Category.CUSTODY_FACT)
SUPPORT = about(Category.SUPPORT)
UNREACHED = about(Category.SUPPORT, Keep.UNREACHED)


class Offer(Referenced, Versioned):
    """Support owed to one household that the parent named with permission."""

    asking = models.ForeignKey("offers.Asking", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("custody.Period", on_delete=models.PROTECT, related_name="+")
    held = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")  # the person in custody
    contact = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")  # the one to speak to
    tie = models.CharField(max_length=20, choices=[(t.value, t.value) for t in Tie])  # contact is the tie of held
    family = models.ForeignKey("people.Family", on_delete=models.PROTECT, related_name="+")  # the household
    state = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in OfferState], default=OfferState.PERMITTED.value
    )
    check_answer = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Check], default=Check.NOT_YET.value)
    admitted_at = models.DateTimeField()

    service = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    worker = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    first_attempt_due_at = models.DateTimeField()
    offer_due_at = models.DateTimeField()
    pack_due_at = models.DateTimeField()
    permitted_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)  # when somebody was reached and told of the offer
    pack_sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    try_again_on = models.DateField(null=True, blank=True)  # after "later"
    permitted_until = models.DateField(null=True, blank=True)
    not_to_be_told = EncryptedTextField(blank=True)  # who the parent said will not be told
    needs_a_person = models.CharField(max_length=40, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)  # the next thing owed: orders the work, never the figures
    forget_at = models.DateTimeField(null=True, blank=True)  # after a no or silence: when the service's details end
    closed_stage = models.CharField(
        max_length=9, blank=True
    )  # where the court case stood then: sentence gives reason to ask again
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_for = models.CharField(max_length=40, blank=True)  # codes of types.Reopening, parted by commas

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "version": RECORD,
        "next_due_at": RECORD,
        "forget_at": RECORD,
        "reopened_at": SUPPORT,
        "reopened_for": SUPPORT,
        "closed_stage": CUSTODY,
        "asking": CUSTODY,
        "period": CUSTODY,
        "held": CUSTODY,
        "admitted_at": CUSTODY,
        **dict.fromkeys(
            (
                "contact", "tie", "family", "state", "check_answer", "service", "team", "worker", "not_to_be_told",
            ),
            UNREACHED,
        ),
        **dict.fromkeys(
            (
                "first_attempt_due_at", "offer_due_at", "pack_due_at", "permitted_at", "checked_at", "passed_on_at",
                "first_attempt_at", "offered_at", "pack_sent_at", "answered_at", "try_again_on", "permitted_until",
                "needs_a_person",
            ),
            SUPPORT,
        ),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asking", "contact"],
                condition=~Q(state=OfferState.RETRACTED.value),
                name="one_live_offer_for_each_person_named",
            ),
            models.CheckConstraint(
                condition=Q(passed_on_at__isnull=True) | (Q(service__isnull=False) & Q(team__isnull=False)),
                name="passed_on_to_a_team",
            ),
            models.CheckConstraint(
                condition=Q(passed_on_at__isnull=True) | Q(checked_at__isnull=False), name="passed_on_after_the_check"
            ),
        ]
        indexes = [
            models.Index(fields=["team", "state", "offer_due_at"], name="offers_offer_by_time_left"),
            models.Index(fields=["worker", "state"], name="offers_offer_of_worker"),
            models.Index(fields=["next_due_at"], condition=Q(next_due_at__isnull=False), name="offers_offer_next_due"),
            models.Index(fields=["forget_at"], condition=Q(forget_at__isnull=False), name="offers_offer_to_forget"),
            models.Index(
                fields=["asking"],
                condition=Q(state__in=[OfferState.PERMITTED.value, OfferState.CHECKED.value]),
                name="offers_offer_to_check",
            ),
        ]
