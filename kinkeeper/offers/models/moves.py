"""That a family was proposed to another service, because the parent was moved to another prison."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.models import Referenced
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Keep, Label, about
from kinkeeper.foundation.sealed import EncryptedTextField
from kinkeeper.offers.types.moves import MoveState, ReturnReason

SUPPORT = about(Category.SUPPORT)
_OPEN = [MoveState.TO_ASK.value, MoveState.PROPOSED.value]


class ServiceMove(Referenced):
    """One proposal: from which team to which, for which prison, and what came of it. `parent_agreed_at`: their new word."""

    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, related_name="+")
    prison = models.ForeignKey("custody.Prison", on_delete=models.PROTECT, related_name="+")  # where the parent is now
    from_team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in MoveState])
    note = EncryptedTextField(blank=True)  # a word to the next service, which is all it is told of the work so far
    parent_agreed_at = models.DateTimeField(null=True, blank=True)
    parent_asked_by = models.CharField(max_length=40, blank=True)  # reference of who put the question
    answered_at = models.DateTimeField(null=True, blank=True)
    returned_for = models.CharField(max_length=16, choices=[(r.value, r.value) for r in ReturnReason], blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "prison": about(Category.CUSTODY_DETAILS),
        "note": about(Category.SUPPORT, Keep.UNREACHED),
        "parent_asked_by": RECORD,
        **dict.fromkeys(
            (
                "offer", "from_team", "to_team", "proposed_by", "state", "parent_agreed_at", "answered_at", "returned_for",
            ),
            SUPPORT,
        ),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer"], condition=Q(state__in=_OPEN), name="one_open_move_for_each_offer"),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, answered_at__isnull=True) | (~Q(state__in=_OPEN) & Q(answered_at__isnull=False)),
                name="a_move_that_is_over_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state=MoveState.RETURNED.value) & ~Q(returned_for="")
                | ~Q(state=MoveState.RETURNED.value) & Q(returned_for=""),
                name="whoever_returns_a_family_says_why",
            ),
        ]
        indexes = [models.Index(fields=["to_team", "state"], name="offers_move_to_team")]
