"""Resources and what people say of them, shelves that hold them, and the files kept with them. No data about families."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STAFF, STRUCTURE, Label
from kinkeeper.library.types import Kind, ReviewState, Usefulness


class Resource(Referenced, Versioned):
    """One thing that can be read, watched, heard, played, used or cited. `changed_at` is its OAI-PMH datestamp."""

    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in Kind])
    authors = models.JSONField(default=list, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    journal = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=12, blank=True)
    format = models.CharField(max_length=80, blank=True)
    length = models.CharField(max_length=80, blank=True)
    cost = models.CharField(max_length=80, blank=True)
    how_to_get = models.CharField(max_length=400, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    good_for = models.TextField(blank=True)
    isbn = models.CharField(max_length=20, blank=True)
    doi = models.CharField(max_length=120, blank=True)
    url = models.URLField(max_length=500, blank=True)
    seed = models.CharField(max_length=8, blank=True)
    listed_in = models.CharField(max_length=300, blank=True)
    address_then = models.CharField(max_length=400, blank=True)
    address_then_year = models.PositiveSmallIntegerField(null=True, blank=True)
    named_here = models.BooleanField(default=False)
    checked_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    match_key = models.CharField(max_length=120, db_index=True, editable=False)
    catalogue_id = models.CharField(max_length=60, blank=True, editable=False)  # its name in the catalogue that comes with us

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        [
            *("id", "reference", "created_at", "version", "title", "subtitle", "kind", "authors", "publisher", "journal"),
            *("year", "language", "format", "length", "cost", "how_to_get", "licence", "description", "good_for", "isbn"),
            *("doi", "url", "seed", "listed_in", "address_then", "address_then_year", "named_here", "checked_on"),
            *("changed_at", "deleted_at", "match_key", "catalogue_id"),
        ],
        STRUCTURE,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="resource_has_a_title"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1000, year__lte=2200), name="resource_year_is_a_year"
            ),
            models.UniqueConstraint(
                fields=["catalogue_id"], condition=~Q(catalogue_id=""), name="the_catalogue_is_loaded_once"
            ),
        ]
        indexes = [models.Index(fields=["changed_at", "id"], name="resources_in_order_of_change")]

    def __str__(self) -> str:
        return self.title


class Mark(models.Model):
    """One word of a group (audience, stage, subject) that a resource carries."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="marks")
    group = models.CharField(max_length=12)
    value = models.CharField(max_length=24)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(["id", "resource", "group", "value"], STRUCTURE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "group", "value"], name="a_resource_carries_a_mark_once"),
            models.CheckConstraint(
                condition=Q(group__in=["audience", "stage", "subject"]), name="a_mark_belongs_to_a_known_group"
            ),
        ]
        indexes = [models.Index(fields=["group", "value", "resource"], name="resources_that_carry_a_mark")]


class Edition(Record):
    """An entry as it stood after one edit: who made it, when, and every field."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    entry = models.JSONField()

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "created_at": RECORD,
        "resource": STRUCTURE,
        "number": STRUCTURE,
        "by": STAFF,
        "note": RECORD,
        "entry": STRUCTURE,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "number"], name="editions_of_a_resource_are_numbered")]


class Review(Referenced):
    """What a practitioner says of a resource they used. Shown once an editor has read it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    usefulness = models.CharField(max_length=10, choices=[(word.value, word.value) for word in Usefulness])
    used_with = models.CharField(max_length=120, blank=True)
    words = models.TextField()
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in ReviewState], default=ReviewState.WAITING
    )
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        **dict.fromkeys(["id", "reference", "resource", "state"], STRUCTURE),
        **dict.fromkeys(["created_at", "usefulness", "used_with", "words", "read_at"], RECORD),
        **dict.fromkeys(["by", "read_by"], STAFF),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "by"], name="one_review_of_a_resource_by_each_person"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(read_at__isnull=False), name="a_review_is_read_before_it_is_decided"
            ),
        ]


class Shelf(Referenced, Versioned):
    """A list of resources: a collection of the library (no owner, for everybody) or a member's own saved list."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=160)
    description = models.TextField(blank=True)
    is_open = models.BooleanField(default=True)

    LABELS: ClassVar[dict[str, Label]] = {
        **dict.fromkeys(["id", "reference", "created_at", "version", "is_open"], STRUCTURE),
        **dict.fromkeys(["title", "description"], RECORD),
        "owner": STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["title"], condition=Q(owner__isnull=True), name="collections_have_titles_of_their_own"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(is_open=False), name="a_saved_list_is_seen_by_its_owner_alone"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Place(Record):
    """A resource's place on a shelf."""

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="places")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        **dict.fromkeys(["id", "created_at", "shelf", "resource", "position"], STRUCTURE),
        "note": RECORD,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "resource"], name="a_resource_stands_on_a_shelf_once")]
        ordering = ["position", "id"]


class StoredFile(Referenced):
    """A PDF kept with a resource: checked when it came in, its text taken out so that it can be searched."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to="library")
    name = models.CharField(max_length=160)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = {
        **dict.fromkeys(["id", "reference", "created_at", "resource", "file", "name", "size", "pages"], STRUCTURE),
        **dict.fromkeys(["sha256", "text"], STRUCTURE),
        "by": STAFF,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "sha256"], name="a_file_is_kept_with_a_resource_once")]


class LinkCheck(Record):
    """What was found when a resource's address was last asked for."""

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="link_check")
    address = models.CharField(max_length=500)
    works = models.BooleanField()
    found = models.CharField(max_length=60)
    checked_at = models.DateTimeField(default=now)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ["id", "created_at", "resource", "address", "works", "found", "checked_at"], STRUCTURE
    )


class HeldFile(Referenced):
    """A file of references between being looked at and being taken; gone within a day."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=160)
    data = models.BinaryField()

    LABELS: ClassVar[dict[str, Label]] = {
        **dict.fromkeys(["id", "reference", "created_at", "name", "data"], STRUCTURE),
        "by": STAFF,
    }
