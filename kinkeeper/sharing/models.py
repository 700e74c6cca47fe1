"""Bases, restrictions and involvements: each about one person."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Label, about
from kinkeeper.foundation.sealed import EncryptedTextField
from kinkeeper.sharing.types import (
    UNDATED,
    BasisKind,
    ConsentEnd,
    ConsentWay,
    DisagreementOutcome,
    GlassOutcome,
    InvolvementKind,
    Purpose,
    RestrictionKind,
)

EXISTENCE = about(Category.EXISTENCE)


def _codes(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in enum]


class Basis(Referenced, Versioned):
    """Why one agency may see some categories of one person for one purpose, from a moment, until another or withdrawal."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, db_index=False, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=24, choices=_codes(BasisKind))
    purpose = models.CharField(max_length=24, choices=_codes(Purpose))
    categories = models.PositiveIntegerField()  # a bit mask: see foundation.categories
    starts_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    given_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.CharField(max_length=40, blank=True)  # how it was given: on paper, by voice, in the portal
    agreement = models.ForeignKey("agencies.Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    law = models.CharField(max_length=120, blank=True)
    reason = EncryptedTextField(blank=True)
    decided_by = models.CharField(max_length=9, blank=True)  # reference of the named member of staff
    review_on = models.DateField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "version": RECORD,
        **dict.fromkeys(
            (
                "person", "agency", "kind", "purpose", "categories", "starts_at", "ends_at", "withdrawn_at",
                "given_by", "evidence", "agreement", "law", "reason", "decided_by", "review_on",
            ),
            EXISTENCE,
        ),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(categories__gt=0), name="basis_covers_some_category"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="basis_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(kind=BasisKind.SAFEGUARDING.value)
                | (~Q(reason="") & ~Q(decided_by="") & Q(review_on__isnull=False)),
                name="safeguarding_has_reason_name_and_review",
            ),
            models.CheckConstraint(condition=~Q(kind=BasisKind.LEGAL_DUTY.value) | ~Q(law=""), name="legal_duty_names_its_law"),
            models.CheckConstraint(
                condition=~Q(kind=BasisKind.CONSENT.value) | Q(given_by__isnull=False), name="consent_is_somebodys_word"
            ),
            models.CheckConstraint(
                condition=~Q(kind=BasisKind.DATA_SUBJECT.value), name="reading_ones_own_record_needs_no_row"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "agency", "purpose"], name="sharing_basis_of_person"),
            models.Index(fields=["agency", "purpose", "person"], name="sharing_basis_of_agency"),
            # A prison's own, of those it holds, is most of all and ends with the holding: a feed writes none of these.
            models.Index(
                fields=["agency", "starts_at"],
                condition=Q(kind__in=[kind.value for kind in UNDATED], review_on__isnull=True, withdrawn_at__isnull=True)
                & ~Q(evidence=InvolvementKind.HELD_HERE.value),
                name="sharing_basis_with_no_review",
            ),
        ]


class Involvement(Record):
    """That an agency, perhaps one team or member of it, works with a person now. How near a reader stands."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, db_index=False, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    member = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=_codes(InvolvementKind))
    since = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("person", "agency", "team", "member", "kind", "since", "ended_at"), EXISTENCE),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "team", "kind"],
                condition=Q(ended_at__isnull=True, team__isnull=False),
                name="one_live_involvement_of_a_team",
            ),
            models.UniqueConstraint(
                fields=["person", "agency", "kind"],
                condition=Q(ended_at__isnull=True, team__isnull=True, member__isnull=True),
                name="one_live_involvement_of_an_agency",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "person"], condition=Q(ended_at__isnull=True), name="sharing_works_with_now"),
            models.Index(fields=["team", "person"], condition=Q(ended_at__isnull=True), name="sharing_team_works_with"),
        ]


class Restriction(Referenced):
    """What overrides every basis it reaches: a court order, an objection, a closed record.

    `agency` or `reader` says against whom it stands; with neither it stands against everybody.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=_codes(RestrictionKind))
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reader = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    reason = EncryptedTextField(blank=True)
    starts_at = models.DateTimeField(default=now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    # It stands here because another record of the same person bears it, and ends with that one, or with the join.
    carried_from = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("person", "kind", "agency", "reader", "reason", "starts_at", "lifted_at", "carried_from"), EXISTENCE),
    }

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=Q(lifted_at__isnull=True), name="sharing_restricted_now"),
        ]


class Consent(Referenced, Versioned):
    """One act of agreeing: whose word, about whom, how it came to us. What it permits stands in its bases."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    given_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    bases: models.ManyToManyField[Basis, models.Model] = models.ManyToManyField(Basis, related_name="+")
    purpose = models.CharField(max_length=24, choices=_codes(Purpose))
    categories = models.PositiveIntegerField()
    ends_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=8, choices=_codes(ConsentWay))
    heard_by = models.CharField(max_length=40, blank=True)  # reference of who heard or received it; empty: in the portal
    heard_at = models.DateTimeField()
    age = models.PositiveSmallIntegerField(null=True, blank=True)  # of whoever gave it, if a child, on that day
    understands = models.BooleanField(null=True, blank=True)
    understanding = EncryptedTextField(blank=True)
    scan = models.CharField(max_length=64, blank=True)  # a random name under MEDIA_ROOT; the file is encrypted
    scan_type = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=16, choices=_codes(ConsentEnd), blank=True)
    # How it was taken back, as it was given: in the portal, or to a worker, by voice or on paper.
    ended_way = models.CharField(max_length=8, choices=_codes(ConsentWay), blank=True)
    ended_heard_by = models.CharField(max_length=40, blank=True)
    ended_heard_at = models.DateTimeField(null=True, blank=True)
    ended_scan = models.CharField(max_length=64, blank=True)
    ended_scan_type = models.CharField(max_length=40, blank=True)
    asked_anew_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "version": RECORD,
        **dict.fromkeys(
            (
                "person", "given_by", "bases", "purpose", "categories", "ends_at", "way", "heard_by", "heard_at", "age",
                "understands", "understanding", "scan", "scan_type", "ended_at", "ended_because", "ended_way",
                "ended_heard_by", "ended_heard_at", "ended_scan", "ended_scan_type", "asked_anew_at",
            ),
            EXISTENCE,
        ),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="") | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="a_consent_that_ended_says_why",
            ),
            models.CheckConstraint(
                condition=Q(way=ConsentWay.PORTAL.value) | ~Q(heard_by=""), name="somebody_heard_what_was_not_clicked"
            ),
            models.CheckConstraint(
                condition=Q(ended_way="", ended_heard_by="", ended_heard_at__isnull=True)
                | Q(ended_way=ConsentWay.PORTAL.value, ended_heard_at__isnull=False)
                | (~Q(ended_way="") & ~Q(ended_heard_by="") & Q(ended_heard_at__isnull=False)),
                name="somebody_heard_a_taking_back_not_clicked",
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="sharing_consent_of_person")]


class Disagreement(Referenced):
    """That two people who may both speak for a child said different things. A named person looks; meanwhile less is shared."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="+")
    objected_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    words = EncryptedTextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=16, choices=_codes(DisagreementOutcome), blank=True)
    why = EncryptedTextField(blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("consent", "objected_by", "words", "decided_at", "decided_by", "outcome", "why"), EXISTENCE),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="") | (~Q(outcome="") & ~Q(decided_by="") & ~Q(why="")),
                name="who_decides_between_two_says_why",
            )
        ]


class GlassBreak(Referenced):
    """That somebody opened one person's record for one hour to keep a child safe, without anybody's agreement."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    basis = models.OneToOneField(Basis, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    began_involvement = models.BooleanField(default=False)
    # The opening that this one came with, when a whole home was opened at once: closed and reviewed as one.
    opened_with = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    alerted_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=16, choices=_codes(GlassOutcome), blank=True)
    review_words = EncryptedTextField(blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(
            (
                "person", "member", "agency", "basis", "reason", "ends_at", "closed_at", "began_involvement", "opened_with",
                "alerted_at", "reviewed_at", "reviewed_by", "outcome", "review_words",
            ),
            EXISTENCE,
        ),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="glass_is_broken_for_a_reason"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, outcome="") | (~Q(outcome="") & ~Q(reviewed_by="")),
                name="a_review_has_a_name_and_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="sharing_glass_of_agency")]


class Reminder(Record):
    """That whoever is responsible was told that a review is due, or that what somebody agreed to ends. Once a day due."""

    basis = models.ForeignKey(Basis, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    letters = models.PositiveSmallIntegerField(null=True, blank=True)  # how many went; empty: not yet sent

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(("basis", "consent", "due_on", "letters"), EXISTENCE),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basis", "due_on"], name="a_review_is_reminded_of_once"),
            models.UniqueConstraint(fields=["consent", "due_on"], name="an_ending_is_reminded_of_once"),
            models.CheckConstraint(
                condition=Q(basis__isnull=True, consent__isnull=False) | Q(basis__isnull=False, consent__isnull=True),
                name="a_reminder_is_about_one_thing",
            ),
        ]
