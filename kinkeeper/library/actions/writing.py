"""What the actions share: an entry into its columns and marks, its history, and who writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model

from kinkeeper.foundation.actors import Actor
from kinkeeper.library.models import Edition, Mark, Resource
from kinkeeper.library.rules.drafting import LISTS, NAMES, entry_of
from kinkeeper.library.rules.matching import match_key
from kinkeeper.library.types import Draft


def columns_of(draft: Draft) -> dict[str, Any]:
    """The columns of an entry; marks are rows of their own."""
    columns = {name: getattr(draft, name) for name in NAMES if name not in LISTS}
    columns["authors"] = list(draft.authors)
    columns["kind"] = str(draft.kind)
    columns["match_key"] = match_key(draft.title)
    return columns


def marks_of(resource: Resource, draft: Draft) -> list[Mark]:
    """The rows that stand for an entry's marks, not yet written."""
    return [
        Mark(resource=resource, group=group, value=str(value))
        for name, group in LISTS.items()
        for value in getattr(draft, name)
    ]


def write_marks(resource: Resource, draft: Draft) -> None:
    """Let the resource carry exactly the entry's marks."""
    Mark.objects.filter(resource=resource).delete()
    Mark.objects.bulk_create(marks_of(resource, draft))


def write_edition(resource: Resource, draft: Draft, by: Actor, note: str = "") -> None:
    """Write the entry as it is now into its history."""
    Edition.objects.create(
        resource=resource, number=resource.version, by_id=user_id(by), note=note[:200], entry=entry_of(draft)
    )


def write_many(by: Actor, drafts: Sequence[tuple[Draft, str]], *, note: str) -> list[Resource]:
    """Write new entries, each with its catalogue id ("" for none), marks and first edition, in few statements."""
    rows = [Resource(**columns_of(draft), catalogue_id=catalogue_id) for draft, catalogue_id in drafts]
    resources = Resource.objects.bulk_create(rows, batch_size=200)
    pairs = [(resource, draft) for resource, (draft, _id) in zip(resources, drafts, strict=True)]
    Mark.objects.bulk_create([mark for resource, draft in pairs for mark in marks_of(resource, draft)], batch_size=500)
    author = user_id(by)
    Edition.objects.bulk_create(
        [Edition(resource=resource, number=1, by_id=author, note=note, entry=entry_of(draft)) for resource, draft in pairs],
        batch_size=200,
    )
    return resources


def user_id(by: Actor) -> int | None:
    """The row of the account behind an actor; None for the system."""
    if not by.reference:
        return None
    return get_user_model().objects.filter(reference=by.reference).values_list("pk", flat=True).first()
