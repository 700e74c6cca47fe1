"""Collections, which anybody may see, and saved lists, which only their owner may."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.references import tidy_reference
from kinkeeper.library.models import Place, Shelf

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


def _places() -> Prefetch[str]:
    standing = Place.objects.filter(resource__deleted_at__isnull=True).select_related("resource")
    return Prefetch("places", standing.prefetch_related("resource__marks").order_by("position", "id"))
