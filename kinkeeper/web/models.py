"""The public site as data: pages with their versions, collections, facts with their sources, and drafts of what is listed.

Helplines are the directory's: packs print the same list.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import STAFF, STRUCTURE, Label
from kinkeeper.web.site.types import FactKind, ListKind, Shape


class Page(Referenced, Versioned):
    """One page of the site at one address. What it says is in its versions; `published` is the one that is shown."""

    slug = models.CharField(max_length=120, unique=True)
    section = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField(default=100)
    shape = models.CharField(max_length=8, default=Shape.PLAIN, choices=[(shape.value, shape.value) for shape in Shape])
    easy_for = models.CharField(max_length=120, blank=True)  # the slug of the page that this is the Easy Read of
    published = models.ForeignKey("PageVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "reference", "created_at", "version", "slug", "section", "place", "shape", "easy_for", "published"), STRUCTURE
    )

    class Meta:
        ordering = ["section", "place", "slug"]

    def __str__(self) -> str:
        return self.slug


class PageVersion(Record):
    """What a page said, from one saving to the next. Never changed: a restore is a new version."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    tab = models.CharField(max_length=60, blank=True)  # for the browser's tab: a word that tells nobody anything
    teaser = models.CharField(max_length=200, blank=True)
    lead = models.TextField(blank=True)
    source = models.TextField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=12)
    made_at = models.DateTimeField(default=now)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "page", "number", "title", "tab", "teaser", "lead", "source", "note", "made_at"), STRUCTURE
    ) | {"made_by": STAFF}

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="version_numbers_differ_within_a_page")]


class Collection(Referenced):
    """Pages put together by hand, under a title, in an order; named in a page by its code."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True)
    slugs = models.JSONField(default=list)  # pages' slugs in order; a page that is not shown is left out
    shown = models.BooleanField(default=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "reference", "created_at", "code", "title", "about", "slugs", "shown"), STRUCTURE
    )

    class Meta:
        ordering = ["title"]


class Fact(Referenced):
    """A figure with where it comes from and what kind of number it is: nobody can save one without."""

    figure = models.CharField(max_length=120)
    says = models.CharField(max_length=400)
    subject = models.CharField(max_length=30)
    where = models.CharField(max_length=80)
    when = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in FactKind])
    source = models.CharField(max_length=300)
    care = models.CharField(max_length=400, blank=True)  # what it must not be taken for
    place = models.PositiveSmallIntegerField(default=100)
    shown = models.BooleanField(default=True)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "reference", "created_at", "figure", "says", "subject", "where", "when", "kind", "source", "care", "place",
         "shown"),
        STRUCTURE,
    )  # fmt: skip

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(where="") & ~Q(when=""), name="a_fact_names_its_source_place_and_time"
            ),
            models.UniqueConstraint(fields=["figure", "says"], name="a_fact_is_told_once"),
        ]


class ListDraft(Referenced, Versioned):
    """What was last written of a helpline, a collection or a fact, published or not: its reference is that of the thing itself.

    Readers see the thing; only publishing carries a draft over to it. `version` keeps two editors from each other's words.
    """

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ListKind])
    words = models.JSONField(default=dict)
    made_by = models.CharField(max_length=12)
    made_at = models.DateTimeField(default=now)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "reference", "created_at", "version", "kind", "words", "made_at"), STRUCTURE
    ) | {"made_by": STAFF}


class ListChange(Record):
    """One publishing of a helpline, a collection or a fact: what it said before and after. Rows are only ever added."""

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=12, db_index=True)  # the reference of what was changed
    by = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=now)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "kind", "key", "at", "before", "after"), STRUCTURE
    ) | {"by": STAFF}

    class Meta:
        ordering = ["-at", "-id"]
