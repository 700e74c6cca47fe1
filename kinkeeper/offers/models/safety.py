"""A child who may not be safe tonight: raised apart from any permission, until somebody at the duty team has answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Label, about
from kinkeeper.foundation.sealed import EncryptedTextField
from kinkeeper.offers.types import CarerNow, SafeNow

CUSTODY = about(Category.CUSTODY_FACT)
RISK = about(Category.RISK)


class SafetyCheck(Referenced, Versioned):
    """A worry about the children of somebody in custody. It outlives the asking: a reversed admission settles nothing."""

    asking = models.ForeignKey("offers.Asking", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")  # the one in custody
    prison = models.ForeignKey("custody.Prison", on_delete=models.PROTECT, related_name="+")
    carer = models.CharField(max_length=14, choices=[(c.value, c.value) for c in CarerNow])
    safe = models.CharField(max_length=8, choices=[(s.value, s.value) for s in SafeNow])
    area = models.CharField(max_length=80, blank=True)  # where the children live, where that was said
    raised_at = models.DateTimeField(default=now)
    last_raised_at = models.DateTimeField(default=now)
    times_raised = models.PositiveSmallIntegerField(default=1)
    answered_at = models.DateTimeField(null=True, blank=True)  # the duty team answered, or the answer "safe" was found
    found_safe = models.BooleanField(default=False)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "version": RECORD,
        "asking": CUSTODY,
        "person": CUSTODY,
        "prison": CUSTODY,
        **dict.fromkeys(
            ("carer", "safe", "area", "raised_at", "last_raised_at", "times_raised", "answered_at", "found_safe"), RISK
        ),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asking"], condition=Q(answered_at__isnull=True), name="one_open_worry_for_each_asking"
            ),
            models.CheckConstraint(
                condition=Q(safe__in=[SafeNow.NOT_SAFE.value, SafeNow.UNKNOWN.value]), name="nobody_worries_about_the_safe"
            ),
        ]
        indexes = [
            models.Index(fields=["last_raised_at"], condition=Q(answered_at__isnull=True), name="offers_worry_not_answered"),
            models.Index(fields=["person"], name="offers_worry_of_person"),
        ]


class DutyCall(Record):
    """Who rang the duty team, who answered there, when, and what they said they would do."""

    check_on = models.ForeignKey(SafetyCheck, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    rang_by = models.CharField(max_length=9)  # reference of the member of staff
    rang_at = models.DateTimeField()
    answered = models.BooleanField()
    answered_by = models.CharField(max_length=80, blank=True)  # the duty worker's name
    words = EncryptedTextField(blank=True, row=("check_on_id", "created_at"))  # what was told and what they will do
    review_on = models.DateField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("check_on", "agency", "rang_by", "rang_at", "answered", "answered_by", "words", "review_on"), RISK),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered=False) | (~Q(answered_by="") & Q(review_on__isnull=False)),
                name="an_answered_call_names_who_answered",
            )
        ]
        indexes = [models.Index(fields=["check_on", "rang_at"], name="offers_dutycall_in_order")]
