"""A family member's own way in, what they ask for, and what was released for them to read."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Label, about
from kinkeeper.foundation.sealed import EncryptedTextField, SealedBytesField
from kinkeeper.portal.types import HowWasIt, RequestKind, RequestState, WayIn
from kinkeeper.sharing.types import ConsentWay

EXISTENCE = about(Category.EXISTENCE)
WHEREABOUTS = about(Category.WHEREABOUTS)
SUPPORT = about(Category.SUPPORT)


def _codes(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in enum]


class FamilyAccount(Referenced):
    """That a user is a person. Nobody but that person, and who made their letter, can find out that there is one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")  # who let them in
    way_in = models.CharField(max_length=8, choices=_codes(WayIn), blank=True)
    route = EncryptedTextField(blank=True)
    route_key = models.CharField(max_length=64, blank=True)  # keyed hash of the route and the word of their own
    closed_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("user", "person", "agency", "closed_at"), EXISTENCE),
        **dict.fromkeys(("way_in", "route", "route_key"), WHEREABOUTS),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at__isnull=True), name="one_open_account_for_each_person"
            ),
            models.UniqueConstraint(
                fields=["route_key"],
                condition=Q(closed_at__isnull=True) & ~Q(route_key=""),
                name="a_route_and_word_lead_to_one_account",
            ),
        ]


class AccessCode(Referenced):
    """A letter's code: its first group finds it, a keyed hash of the rest proves it. Single use, few tries, a week."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    made_by = models.CharField(max_length=40)
    selector = models.CharField(max_length=4)
    key = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(
            ("person", "agency", "made_by", "selector", "key", "expires_at", "wrong", "used_at", "stopped_at"), EXISTENCE
        ),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["selector"],
                condition=Q(used_at__isnull=True, stopped_at__isnull=True),
                name="live_codes_begin_differently",
            )
        ]


class OneTimeCode(Record):
    """Six numbers sent by the route somebody chose: ten minutes, one use, few tries."""

    account = models.ForeignKey(FamilyAccount, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("account", "key", "expires_at", "wrong", "used_at"), EXISTENCE),
    }


class FamilyRequest(Referenced, Versioned):
    """What somebody asks of the service that let them in, or tells it; and what came of it. Words are encrypted."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=_codes(RequestKind))
    way = models.CharField(max_length=8, choices=_codes(ConsentWay))
    heard_by = models.CharField(max_length=40, blank=True)
    words = SealedBytesField(blank=True, table="portal_familyrequest")
    how_was_it = models.CharField(max_length=8, choices=_codes(HowWasIt), blank=True)
    form_key = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=8, choices=_codes(RequestState), default=RequestState.WAITING.value)
    answer = SealedBytesField(blank=True, table="portal_familyrequest")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    basis = models.ForeignKey("sharing.Basis", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # All that is held, as it was released.
    bundle = SealedBytesField(blank=True, table="portal_familyrequest")
    left_out = models.PositiveSmallIntegerField(default=0)
    bundle_until = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "version": RECORD,
        "form_key": RECORD,
        **dict.fromkeys(
            (
                "person", "agency", "kind", "way", "heard_by", "words", "how_was_it", "state", "answer", "decided_at",
                "decided_by", "basis", "bundle", "left_out", "bundle_until",
            ),
            SUPPORT,
        ),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "form_key"], condition=~Q(form_key=""), name="a_request_sent_twice_is_one"
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.WAITING.value) | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="whoever_decides_a_request_is_named",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="portal_request_of_agency")]


class Release(Record):
    """That a named person lets somebody read one entry about themselves that stayed unseen until then."""

    entry = models.ForeignKey("ledger.Entry", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    released_by = models.CharField(max_length=40)
    reason = EncryptedTextField(row=("entry_id", "person_id"))
    at = models.DateTimeField(default=now)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("entry", "person", "released_by", "reason", "at"), EXISTENCE),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "person"], name="an_entry_is_released_once_to_each"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(released_by=""), name="a_release_has_a_name_and_a_reason"),
        ]
