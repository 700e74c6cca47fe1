"""Collections, which anybody may see, and saved lists, which only their owner may."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Prefetch, Q

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.references import tidy_reference
from kinkeeper.library.labels import word_for
from kinkeeper.library.models import Place, Shelf
from kinkeeper.library.queries.resources import draft_from, resources_by
from kinkeeper.library.rules.names import author_short
from kinkeeper.library.types import Named, ReadingList

STANDING = Q(places__resource__deleted_at__isnull=True)


def collections(*, hidden_too: bool = False) -> list[Shelf]:
    """The library's collections, oldest first, each with `size`; those not yet open only for editors."""
    shelves = Shelf.objects.filter(owner__isnull=True)
    if not hidden_too:
        shelves = shelves.filter(is_open=True)
    return list(shelves.annotate(size=Count("places", filter=STANDING)).order_by("created_at", "id"))


def shelf_by(reference: str, *, hidden_too: bool = False) -> Shelf:
    """A collection with its places and resources. Raises NotVisible when there is none that the reader may see."""
    shelves = Shelf.objects.filter(owner__isnull=True, reference=tidy_reference(reference))
    if not hidden_too:
        shelves = shelves.filter(is_open=True)
    found = shelves.prefetch_related(_places()).first()
    if found is None:
        raise NotVisible(asked_for=reference)
    return found


def lists_of(by: Actor) -> list[Shelf]:
    """The actor's own lists, each with `size`, newest first."""
    if not by.reference:
        return []
    mine = Shelf.objects.filter(owner__reference=by.reference)
    return list(mine.annotate(size=Count("places", filter=STANDING)).order_by("-created_at"))


def list_by(reference: str, by: Actor) -> Shelf:
    """One of the actor's own lists. Raises NotVisible for anybody else's."""
    found = (
        Shelf.objects.filter(owner__isnull=False, owner__reference=by.reference, reference=tidy_reference(reference))
        .prefetch_related(_places())
        .first()
    )
    if found is None:
        raise NotVisible(asked_for=reference)
    return found


def reading_lists(by: Actor) -> list[ReadingList]:
    """What the actor may give away as a list, empty ones left out: their own lists first, then the open collections."""
    own = [ReadingList(shelf.reference, shelf.title, _size(shelf), own=True) for shelf in lists_of(by)]
    everybodys = [ReadingList(shelf.reference, shelf.title, _size(shelf), own=False) for shelf in collections()]
    return [it for it in (*own, *everybodys) if it.size]


def on_list(reference: str, by: Actor) -> list[str]:
    """References of what stands on one's own list or an open collection, in its order. Raises NotVisible for any other."""
    mine = Shelf.objects.filter(
        owner__isnull=False, owner__reference=by.reference, reference=tidy_reference(reference)
    ).exists()
    shelf = list_by(reference, by) if mine else shelf_by(reference)
    return [place.resource.reference for place in shelf.places.all()]


def readings(references: Sequence[str]) -> list[Named]:
    """The resources with these references in three lines each; those that were removed are left out."""
    found = []
    for resource in resources_by(references):
        draft = draft_from(resource)
        parts = [word_for("kind", draft.kind), author_short(draft.authors) or draft.publisher, str(draft.year or "")]
        about = ", ".join(str(part) for part in parts if part)
        found.append(Named(resource.reference, draft.title, about, draft.how_to_get))
    return found


def _size(shelf: Shelf) -> int:
    return int(getattr(shelf, "size", 0))


def _places() -> Prefetch[str]:
    standing = Place.objects.filter(resource__deleted_at__isnull=True).select_related("resource")
    return Prefetch("places", standing.prefetch_related("resource__marks").order_by("position", "id"))
