"""Resources: one, some, what is new, what is probably there already, and what waits for an editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.references import tidy_reference
from kinkeeper.library.models import Edition, LinkCheck, Resource, Review, StoredFile
from kinkeeper.library.rules.drafting import differences
from kinkeeper.library.rules.matching import are_twins, match_key
from kinkeeper.library.types import GROUPS, Difference, Draft, ReviewState, Twin

OPEN = Q(deleted_at__isnull=True)


def resource_by(reference: str) -> Resource:
    """The resource with its marks, files and shown reviews. Raises NotVisible when there is none, or it was removed."""
    found = (
        Resource.objects.filter(OPEN, reference=tidy_reference(reference))
        .prefetch_related(
            "marks",
            Prefetch("files", StoredFile.objects.defer("text").order_by("id")),
        )
        .first()
    )
    if found is None:
        raise NotVisible(asked_for=reference)
    return found


def resources_by(references: Sequence[str]) -> list[Resource]:
    """The resources with these references, in that order, marks and all; those that are gone are left out."""
    found = {it.reference: it for it in Resource.objects.filter(OPEN, reference__in=references).prefetch_related("marks")}
    return [found[reference] for reference in references if reference in found]


def new_resources(limit: int) -> list[Resource]:
    """The newest resources, newest first."""
    return list(Resource.objects.filter(OPEN).prefetch_related("marks").order_by("-created_at", "-id")[:limit])


def draft_from(resource: Resource) -> Draft:
    """Everything an entry says, apart from the database. Reads `marks`: prefetch them for many."""
    marks = sorted(((mark.group, mark.value) for mark in resource.marks.all()), key=_place)
    groups = {group: tuple(value for of, value in marks if of == group) for group in GROUPS}
    return Draft(
        title=resource.title,
        kind=resource.kind,
        subtitle=resource.subtitle,
        authors=tuple(resource.authors),
        publisher=resource.publisher,
        year=resource.year,
        language=resource.language,
        format=resource.format,
        length=resource.length,
        cost=resource.cost,
        how_to_get=resource.how_to_get,
        licence=resource.licence,
        description=resource.description,
        good_for=resource.good_for,
        audiences=groups["audience"],
        stages=groups["stage"],
        subjects=groups["subject"],
        isbn=resource.isbn,
        doi=resource.doi,
        url=resource.url,
        journal=resource.journal,
        seed=resource.seed,
        listed_in=resource.listed_in,
        address_then=resource.address_then,
        address_then_year=resource.address_then_year,
        named_here=resource.named_here,
        checked_on=resource.checked_on,
    )


def _place(mark: tuple[str, str]) -> tuple[str, int]:
    group, value = mark
    words = [str(word) for word in GROUPS[group]]
    return group, words.index(value) if value in words else len(words)


def twin_of(draft: Draft, *, but_not: str = "") -> Twin | None:
    """An open entry that is probably the same thing; `but_not` is the reference of the entry being edited."""
    alike = Q(match_key=match_key(draft.title))
    if draft.isbn:
        alike |= Q(isbn=draft.isbn)
    if draft.doi:
        alike |= Q(doi=draft.doi)
    for other in Resource.objects.filter(OPEN & alike).exclude(reference=but_not).prefetch_related("marks").order_by("id")[:50]:
        if are_twins(draft, draft_from(other)):
            return Twin(other.reference, other.title, other.year)
    return None


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edit as history shows it, with what it changed."""

    edition: Edition
    differences: tuple[Difference, ...]


def editions_of(resource: Resource) -> list[EditionView]:
    """Every edition, newest first, each with what it changed against the one before."""
    editions = list(resource.editions.select_related("by").order_by("number"))
    views = []
    before: dict[str, object] = {}
    for edition in editions:
        views.append(EditionView(edition, tuple(differences(before, edition.entry)) if before else ()))
        before = edition.entry
    return views[::-1]


def reviews_of(resource: Resource) -> list[Review]:
    """What practitioners said of it and an editor showed, newest first."""
    return list(resource.reviews.filter(state=ReviewState.SHOWN).order_by("-created_at"))


def reviews_waiting() -> QuerySet[Review]:
    """Reviews that an editor has yet to read, oldest first."""
    return Review.objects.filter(state=ReviewState.WAITING).select_related("resource", "by").order_by("created_at")


def needs_an_editor() -> list[LinkCheck]:
    """Addresses that did not answer when they were last asked for."""
    return list(
        LinkCheck.objects.filter(works=False, resource__deleted_at__isnull=True)
        .select_related("resource")
        .order_by("-checked_at")
    )


def count_by_seed() -> dict[str, int]:
    """How many resources come from each seed document."""
    rows = Resource.objects.filter(OPEN).exclude(seed="").values("seed").annotate(number=Count("id")).order_by("seed")
    return {row["seed"]: row["number"] for row in rows}
