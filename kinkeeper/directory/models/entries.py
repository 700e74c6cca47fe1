"""Organisations, their services, and where and when these are given."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kinkeeper.directory.types import CostKind, Status
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import STAFF, STRUCTURE, Label
from kinkeeper.foundation.randomness import random_bytes


def new_uuid() -> uuid.UUID:
    """A random UUID (Open Referral UK's ids), from the one source of chance."""
    return uuid.UUID(bytes=random_bytes(16), version=4)


class Entry(Referenced):
    """What is served under a UUID as well. `modified_at` is when its words changed, which says nothing of their truth."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    modified_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True


_ENTRY = ("id", "reference", "created_at", "uuid", "modified_at")


class Organisation(Entry):
    """Who gives services. `agency` joins it to the people who sign in for it, where it is one of ours."""

    name = models.CharField(max_length=160)
    about = models.TextField(blank=True)
    website = models.CharField(max_length=300, blank=True)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys((*_ENTRY, "name", "about", "website", "agency"), STRUCTURE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="organisation_names_differ")]

    def __str__(self) -> str:
        return self.name


class Taxonomy(Entry):
    """A list of terms: ours, or one that came with a feed."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=300)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys((*_ENTRY, "code", "name", "about"), STRUCTURE)

    class Meta:
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


class Term(Entry):
    """One term of a taxonomy."""

    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.CASCADE, related_name="terms")
    code = models.CharField(max_length=120)
    name = models.CharField(max_length=160)
    about = models.CharField(max_length=300, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys((*_ENTRY, "taxonomy", "code", "name", "about"), STRUCTURE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["taxonomy", "code"], name="term_codes_differ_within_a_taxonomy")]

    def __str__(self) -> str:
        return self.name


class Service(Entry, Versioned):
    """One kind of help from one organisation. `stages` and `audiences` are bit masks (directory.types); 0 means any.

    `assured_on` and `assurer` say who last told us that it is right. A `historic` entry is kept as a record of what a
    source once listed: it was never checked, and is never offered as help.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(max_length=160)
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=20, default=Status.ACTIVE, choices=[(status.value, status.value) for status in Status])
    audiences = models.PositiveIntegerField(default=0)
    stages = models.PositiveIntegerField(default=0)
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    cost = models.CharField(max_length=8, blank=True, choices=[(cost.value, cost.value) for cost in CostKind])
    cost_words = models.CharField(max_length=300, blank=True)
    languages = models.JSONField(default=list, blank=True)
    access = models.CharField(max_length=600, blank=True)
    coverage = models.CharField(max_length=200, blank=True)
    how_to_ask = models.CharField(max_length=600, blank=True)
    website = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)
    owner_email = models.CharField(max_length=254, blank=True)
    terms: models.ManyToManyField[Term, models.Model] = models.ManyToManyField(Term, blank=True, related_name="services")
    assured_on = models.DateField(null=True, blank=True)
    assurer = models.CharField(max_length=254, blank=True)
    source = models.CharField(max_length=300, blank=True)
    historic = models.BooleanField(default=False)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        (*_ENTRY, "version", "organisation", "name", "summary", "status", "audiences", "stages", "min_age", "max_age", "cost",
         "cost_words", "languages", "access", "coverage", "how_to_ask", "website", "email", "terms", "assured_on", "source",
         "historic"),
        STRUCTURE,
    ) | {"owner_email": STAFF, "assurer": STAFF}  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="service_names_differ_within_an_organisation"),
            models.CheckConstraint(
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(max_age__gte=F("min_age")),
                name="oldest_age_is_not_below_the_youngest",
            ),
            models.CheckConstraint(
                condition=Q(historic=False) | Q(assured_on__isnull=True), name="a_historic_entry_is_never_assured"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Location(Entry):
    """A place where services are given. The three numbers are its point on the unit sphere, for nearest-first in SQL."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    access = models.CharField(max_length=600, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        (*_ENTRY, "organisation", "name", "address", "town", "county", "postcode", "access", "latitude", "longitude"), STRUCTURE
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__isnull=False, longitude__isnull=False),
                name="a_point_has_both_latitude_and_longitude",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.address, self.town, self.postcode)))


class ServiceAtLocation(Entry):
    """One row that Find help can show: a service at a place, or (no location) by telephone or on line.

    It repeats what a search needs, so that one narrow table answers it; `actions.writing` keeps the copy true.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True, related_name="at_services")
    live = models.BooleanField(default=True)
    assured_on = models.DateField(null=True, blank=True)
    audiences = models.PositiveIntegerField(default=0)
    stages = models.PositiveIntegerField(default=0)
    youngest = models.PositiveSmallIntegerField(default=0)
    oldest = models.PositiveSmallIntegerField(default=120)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    z = models.FloatField(null=True, blank=True)
    words = models.TextField(blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        (
            *_ENTRY,
            "service",
            "location",
            "live",
            "assured_on",
            "audiences",
            "stages",
            "youngest",
            "oldest",
            "x",
            "y",
            "z",
            "words",
        ),
        STRUCTURE,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "location"], name="a_service_is_at_a_location_once"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(location__isnull=True), name="a_service_is_given_from_afar_once"
            ),
        ]
        indexes = [
            # Every column that a choice narrows by, so that counting reads the index alone.
            models.Index(
                fields=["live", "location", "stages", "audiences", "youngest", "oldest"], name="rows_to_find_help_among"
            ),
            models.Index(fields=["z", "x", "y"], name="rows_by_where_they_are"),
        ]


class ServicePrison(Record):
    """A service belongs to a prison (its three-letter code): the visitors' centre, the family days, the first-night help."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="prisons")
    code = models.CharField(max_length=3, db_index=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(("id", "created_at", "service", "code"), STRUCTURE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="a_service_belongs_to_a_prison_once")]


class Phone(Record):
    """A number to ring, in the order to try them."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="phones")
    place = models.PositiveSmallIntegerField(default=0)
    number = models.CharField(max_length=30)
    words = models.CharField(max_length=120, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(("id", "created_at", "service", "place", "number", "words"), STRUCTURE)

    class Meta:
        ordering = ["place"]


class Schedule(Record):
    """When a service is open. `days` are RFC 5545 names parted by commas ("MO,TU")."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="schedules")
    place = models.PositiveSmallIntegerField(default=0)
    days = models.CharField(max_length=20, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    words = models.CharField(max_length=200, blank=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "service", "place", "days", "opens", "closes", "words"), STRUCTURE
    )

    class Meta:
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
                name="opening_and_closing_times_come_together",
            )
        ]
