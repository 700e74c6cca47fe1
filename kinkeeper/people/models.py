"""A Person is a reference and nothing else; every category of data about them is a table of its own."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STRUCTURE, Label, about
from kinkeeper.foundation.sealed import EncryptedTextField
from kinkeeper.people.types import Known, ParentalResponsibility, Reading, RouteKind, Safety, Tie

IDENTITY = about(Category.IDENTITY)
WHEREABOUTS = about(Category.WHEREABOUTS)
KIN = about(Category.KIN)
DEMOGRAPHICS = about(Category.DEMOGRAPHICS)
CUSTODY = about(Category.CUSTODY_FACT)
HEALTH = about(Category.HEALTH)

_OF_PERSON = ("person_id",)  # what names a row of which each person has one
_VERSIONED = {"id": STRUCTURE, "created_at": RECORD, "version": RECORD}


def _codes(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in enum]


class Person(Referenced):
    """Anybody: a child, a parent, a carer. Holds nothing but the reference, so that a join to it tells nothing."""

    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "merged_into": about(Category.EXISTENCE),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="nobody_is_merged_into_themselves"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Identity(Record, Versioned):
    """Names and age."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    known_as = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    born_about = models.PositiveSmallIntegerField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        **_VERSIONED,
        "person": IDENTITY,
        "given_name": IDENTITY,
        "family_name": IDENTITY,
        "known_as": IDENTITY,
        "birth_date": IDENTITY,
        "born_about": IDENTITY,
        "died_on": IDENTITY,
    }

    class Meta:
        indexes = [models.Index(fields=["birth_date"], name="people_identity_born")]


class Whereabouts(Record, Versioned):
    """Where somebody lives and, for a child, goes to school."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    address = EncryptedTextField(blank=True, row=_OF_PERSON)
    postcode = EncryptedTextField(blank=True, row=_OF_PERSON)
    country = EncryptedTextField(blank=True, row=_OF_PERSON)
    school = EncryptedTextField(blank=True, row=_OF_PERSON)

    LABELS: ClassVar[dict[str, Label]] = {
        **_VERSIONED,
        "person": WHEREABOUTS,
        "address": WHEREABOUTS,
        "postcode": WHEREABOUTS,
        "country": WHEREABOUTS,
        "school": WHEREABOUTS,
    }


class Route(Referenced, Versioned):
    """One way to reach somebody, and whether and when it is safe to use."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=_codes(RouteKind))
    value = EncryptedTextField()
    safety = models.CharField(max_length=8, choices=_codes(Safety), default=Safety.UNKNOWN.value)
    safe_times = EncryptedTextField(blank=True)
    may_leave_message = models.BooleanField(default=False)
    says_prison_call = models.BooleanField(default=False)

    LABELS: ClassVar[dict[str, Label]] = {
        **_VERSIONED,
        "reference": STRUCTURE,
        "person": WHEREABOUTS,
        "kind": WHEREABOUTS,
        "value": WHEREABOUTS,
        "safety": WHEREABOUTS,
        "safe_times": WHEREABOUTS,
        "may_leave_message": WHEREABOUTS,
        "says_prison_call": WHEREABOUTS,
    }


class Kin(Record, Versioned):
    """`person` is the `tie` of `relative`; parental responsibility is held per adult and child, with its source."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    relative = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    tie = models.CharField(max_length=20, choices=_codes(Tie))
    lives_with = models.BooleanField(default=False)
    cares_for = models.BooleanField(default=False)
    parental_responsibility = models.CharField(
        max_length=8, choices=_codes(ParentalResponsibility), default=ParentalResponsibility.UNKNOWN.value
    )
    responsibility_source = EncryptedTextField(blank=True, row=("person_id", "relative_id", "tie"))
    ended_on = models.DateField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        **_VERSIONED,
        "person": KIN,
        "relative": KIN,
        "tie": KIN,
        "lives_with": KIN,
        "cares_for": KIN,
        "parental_responsibility": KIN,
        "responsibility_source": KIN,
        "ended_on": KIN,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "relative", "tie"],
                condition=Q(ended_on__isnull=True),
                name="one_live_tie_of_a_kind_between_two_people",
            ),
            models.CheckConstraint(condition=~Q(person=F("relative")), name="nobody_is_their_own_relative"),
        ]
        indexes = [models.Index(fields=["relative", "person"], name="people_kin_of_relative")]


class Told(Record):
    """What a child has been told, and when. The newest row holds; none means not told."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    known = models.CharField(max_length=8, choices=_codes(Known))
    words = EncryptedTextField(blank=True, row=("person_id", "created_at"))
    told_on = models.DateField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        "person": CUSTODY,
        "known": CUSTODY,
        "words": CUSTODY,
        "told_on": CUSTODY,
    }

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="people_told_newest_first")]


class Demographics(Record, Versioned):
    """Languages, reading, and how somebody describes themselves. Asked so that help fits; counted, never shown in lists."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    languages = models.CharField(max_length=120, blank=True)
    interpreter = models.CharField(max_length=120, blank=True)
    reading = models.CharField(max_length=10, choices=_codes(Reading), default=Reading.NOT_ASKED.value)
    ethnicity = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=12, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        **_VERSIONED,
        "person": DEMOGRAPHICS,
        "languages": DEMOGRAPHICS,
        "interpreter": DEMOGRAPHICS,
        "reading": DEMOGRAPHICS,
        "ethnicity": DEMOGRAPHICS,
        "sex": DEMOGRAPHICS,
    }


class Health(Record, Versioned):
    """Pregnancy, or a baby inside with its mother."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    expecting = models.BooleanField(default=False)
    baby_inside = models.BooleanField(default=False)
    notes = EncryptedTextField(blank=True, row=_OF_PERSON)

    LABELS: ClassVar[dict[str, Label]] = {
        **_VERSIONED,
        "person": HEALTH,
        "expecting": HEALTH,
        "baby_inside": HEALTH,
        "notes": HEALTH,
    }


class Family(Referenced):
    """A set of dated memberships. A person may be in several."""

    LABELS: ClassVar[dict[str, Label]] = {"id": STRUCTURE, "reference": STRUCTURE, "created_at": RECORD}


class Membership(Record):
    """Somebody belongs to a family from one day to another."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        "family": KIN,
        "person": KIN,
        "since": KIN,
        "until": KIN,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["family", "person"], condition=Q(until__isnull=True), name="one_live_membership_of_each_family"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_it_begins"
            ),
        ]


class PossibleMatch(Referenced):
    """Two people who may be one. Shown only to someone entitled to see both; never merged silently."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, blank=True)  # same, different, or not yet looked at

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "first": about(Category.EXISTENCE),
        "second": about(Category.EXISTENCE),
        "answer": about(Category.EXISTENCE),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_is_offered_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_is_named_in_one_order"),
        ]
