"""Where places are, and what each prison tells visitors."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Versioned
from kinkeeper.foundation.privacy import STAFF, STRUCTURE, Label


class Place(Record):
    """The middle of a postcode, an outcode or a town. `code` is what people type, in capitals."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()
    is_postcode = models.BooleanField(default=False)  # a country has some millions: they are not for a map

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "code", "name", "latitude", "longitude", "is_postcode"), STRUCTURE
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(is_postcode=False), name="places_that_a_map_names"),
        ]

    def __str__(self) -> str:
        return self.name


class Outline(Record):
    """The shape of a county or a country on the little map. `rings` are its outer edges: lists of (latitude, longitude)."""

    name = models.CharField(max_length=80, unique=True)
    rings = models.JSONField(default=list)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(("id", "created_at", "name", "rings"), STRUCTURE)

    def __str__(self) -> str:
        return self.name


class PrisonPage(Record, Versioned):
    """Public facts about visiting one prison, keyed by its three-letter code: nothing here comes from custody's tables."""

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    booking_phone = models.CharField(max_length=30, blank=True)
    booking = models.TextField(blank=True)
    visiting = models.TextField(blank=True)
    bring = models.TextField(blank=True)
    children = models.TextField(blank=True)
    visitors_centre = models.TextField(blank=True)
    family_contact = models.TextField(blank=True)
    worried = models.TextField(blank=True)
    getting_there = models.TextField(blank=True)
    access = models.TextField(blank=True)
    assured_on = models.DateField(null=True, blank=True)
    assurer = models.CharField(max_length=254, blank=True)
    modified_at = models.DateTimeField(default=now)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "version", "code", "name", "about", "address", "town", "postcode", "latitude", "longitude",
         "phone", "booking_phone", "booking", "visiting", "bring", "children", "visitors_centre", "family_contact", "worried",
         "getting_there", "access", "assured_on", "modified_at"),
        STRUCTURE,
    ) | {"assurer": STAFF}  # fmt: skip

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
