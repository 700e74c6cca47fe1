"""Prisons, what was reported, the numbers people go by, and custody periods: what the reports amount to."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kinkeeper.custody.types import EventKind, PeriodState, Reason, ReleaseKind, Source, Stage, Stream
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Label, about

DETAILS = about(Category.CUSTODY_DETAILS)
FACT = about(Category.CUSTODY_FACT)


def _codes(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in enum]


class Prison(Record):
    """A prison as the public register has it; `agency` are those who work there, where they use Kinkeeper."""

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=160)
    name_welsh = models.CharField(max_length=160, blank=True)
    active = models.BooleanField(default=True)
    male = models.BooleanField(default=False)
    female = models.BooleanField(default=False)
    categories = models.JSONField(default=list)  # letters of security: ["B", "C"]
    types = models.JSONField(default=list)  # [{"code": …, "description": …}]
    address_line_1 = models.CharField(max_length=160, blank=True)
    address_line_2 = models.CharField(max_length=160, blank=True)
    town = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    agency = models.OneToOneField("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        (
            "id", "created_at", "code", "name", "name_welsh", "active", "male", "female", "categories", "types",
            "address_line_1", "address_line_2", "town", "county", "postcode", "agency",
        ),
        STRUCTURE,
    )  # fmt: skip

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{3}$"), name="prison_code_is_three_letters")]

    def __str__(self) -> str:
        return self.name


class CustodyEvent(Record):
    """One report, as it came. Never changed: what it amounts to is in Period."""

    identity = models.CharField(max_length=64)  # see rules.identity_of
    kind = models.CharField(max_length=8, choices=_codes(EventKind))
    number = models.CharField(max_length=7)
    removed_number = models.CharField(max_length=7, blank=True)
    prison = models.CharField(max_length=3, blank=True)
    occurred_at = models.DateTimeField()
    reason = models.CharField(max_length=26, choices=_codes(Reason))
    stream = models.CharField(max_length=40, choices=_codes(Stream))
    source = models.CharField(max_length=4, choices=_codes(Source))

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        **dict.fromkeys(
            ("identity", "kind", "number", "removed_number", "prison", "occurred_at", "reason", "stream", "source"), DETAILS
        ),
    }

    class Meta:
        constraints = [
            # The number first, though an identity says it too: a person’s events then stand side by side in one index.
            models.UniqueConstraint(fields=["number", "identity"], name="a_report_is_kept_once"),
            models.CheckConstraint(
                condition=Q(kind=EventKind.MERGED.value, removed_number__gt="")
                | (~Q(kind=EventKind.MERGED.value) & Q(removed_number="") & ~Q(prison="")),
                name="merge_has_two_numbers_and_a_movement_its_prison",
            ),
        ]


class PrisonNumber(Record):
    """A number by which the prison service knows a person; all numbers of one person are folded together."""

    number = models.CharField(max_length=7, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = {"id": STRUCTURE, "created_at": RECORD, "number": DETAILS, "person": DETAILS}


class Period(Referenced, Versioned):
    """One stay in custody, from admission to release, whatever transfers lie between: what all reports known now tell.

    Written by the fold, except `stage`, `release_planned_on`, `bears_work` and the confirmation of a release, which people
    write: the feeds carry none of them. `flag` is what a person has to look at; `settled_flags`, parted by commas, what one
    has looked at.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(max_length=7, db_index=True)
    start_identity = models.CharField(max_length=64)
    admitted_prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, db_index=False, related_name="+")  # where held now, or last
    started_at = models.DateTimeField()
    arrived_at = models.DateTimeField()  # at `prison`
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=_codes(PeriodState), default=PeriodState.OPEN)
    stage = models.CharField(max_length=9, choices=_codes(Stage), default=Stage.UNKNOWN)
    release_planned_on = models.DateField(null=True, blank=True)
    flag = models.CharField(max_length=24, blank=True)
    settled_flags = models.CharField(max_length=160, blank=True)
    bears_work = models.BooleanField(default=False)
    release_confirmed_at = models.DateTimeField(null=True, blank=True)
    release_kind = models.CharField(max_length=8, choices=_codes(ReleaseKind), blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "version": RECORD,
        "bears_work": RECORD,
        "flag": RECORD,
        "settled_flags": RECORD,
        **dict.fromkeys(("person", "started_at", "ended_at", "state", "release_confirmed_at"), FACT),
        **dict.fromkeys(
            (
                "number",
                "start_identity",
                "admitted_prison",
                "prison",
                "arrived_at",
                "stage",
                "release_kind",
                "release_planned_on",
            ),
            DETAILS,
        ),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["start_identity"],
                condition=~Q(state=PeriodState.ABSORBED.value),
                name="one_period_for_each_admission",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="period_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state=PeriodState.OPEN.value, ended_at__isnull=True)
                | Q(state__in=[PeriodState.ENDED.value, PeriodState.REVERSED.value], ended_at__isnull=False)
                | Q(state=PeriodState.ABSORBED.value),
                name="only_an_open_period_has_no_end",
            ),
            models.CheckConstraint(
                condition=Q(release_confirmed_at__isnull=True, release_kind="")
                | (Q(release_confirmed_at__isnull=False) & ~Q(release_kind="")),
                name="a_confirmed_release_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["prison", "state", "arrived_at"], name="custody_period_held_at"),
            models.Index(fields=["person", "started_at"], name="custody_period_of_person"),
            models.Index(fields=["flag"], condition=~Q(flag=""), name="custody_period_flagged"),
            models.Index(
                fields=["release_planned_on"],
                condition=Q(release_planned_on__isnull=False),
                name="custody_period_near_release",
            ),
        ]
