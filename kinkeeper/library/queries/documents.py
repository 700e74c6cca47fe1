"""What of the library can be searched for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from kinkeeper.foundation.search import Document
from kinkeeper.library.labels import word_for
from kinkeeper.library.models import Resource, Shelf
from kinkeeper.library.queries.resources import OPEN, draft_from
from kinkeeper.library.types import Draft

RESOURCE, COLLECTION = "resource", "collection"
LONGEST_TEXT = 400_000
FEW = 500


def all_resources() -> Iterator[Document]:
    """Every open resource, a few at a time."""
    return _of(Resource.objects.all())


def some_resources(references: Sequence[str]) -> Iterable[Document]:
    """Those with these references that are open."""
    return _of(Resource.objects.filter(reference__in=references))


def all_collections() -> Iterable[Document]:
    """Every open collection."""
    return _collections(Shelf.objects.all())


def some_collections(references: Sequence[str]) -> Iterable[Document]:
    """Those with these references that are open."""
    return _collections(Shelf.objects.filter(reference__in=references))


def _of(resources: QuerySet[Resource]) -> Iterator[Document]:
    whole = resources.filter(OPEN).prefetch_related("marks", Prefetch("files")).order_by("id")
    for resource in whole.iterator(chunk_size=FEW):
        draft = draft_from(resource)
        texts = [draft.description, draft.good_for, *(file.text for file in resource.files.all())]
        yield Document(
            kind=RESOURCE,
            key=resource.reference,
            title=resource.title,
            text="\n".join(text for text in texts if text)[:LONGEST_TEXT],
            url=reverse("library:show-resource", args=[resource.reference]),
            facets=facets_of(draft),
            also="\n".join(_also(draft)),
        )


def facets_of(draft: Draft) -> dict[str, list[str]]:
    """What an entry can be narrowed by."""
    return {
        "kind": [str(draft.kind)],
        "audience": list(draft.audiences),
        "stage": list(draft.stages),
        "subject": list(draft.subjects),
        "language": [draft.language] if draft.language else [],
    }


def _also(draft: Draft) -> list[str]:
    said = [word_for(group, value) for group, values in facets_of(draft).items() for value in values]
    numbers = [str(draft.year or ""), draft.isbn, draft.doi]
    return [draft.subtitle, *draft.authors, draft.publisher, draft.journal, *said, *numbers, draft.listed_in]


def _collections(shelves: QuerySet[Shelf]) -> Iterator[Document]:
    for shelf in shelves.filter(owner__isnull=True, is_open=True).prefetch_related("places__resource").order_by("id"):
        titles = [place.resource.title for place in shelf.places.all() if place.resource.deleted_at is None]
        yield Document(
            kind=COLLECTION,
            key=shelf.reference,
            title=shelf.title,
            text=shelf.description,
            url=reverse("library:show-collection", args=[shelf.reference]),
            also="\n".join(titles),
        )
