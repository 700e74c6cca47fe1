"""The library as a harvester sees it: removed entries too, in order of change."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min, Q, QuerySet

from kinkeeper.foundation.references import tidy_reference
from kinkeeper.library.models import Resource


def harvested(since: datetime | None, until: datetime | None, group: str, value: str) -> QuerySet[Resource]:
    """What changed from `since` up to, not including, `until`, in a set (a group, or one value of it), marks prefetched."""
    found = Resource.objects.prefetch_related("marks")
    if since:
        found = found.filter(changed_at__gte=since)
    if until:
        found = found.filter(changed_at__lt=until)
    if value:
        found = found.filter(marks__group=group, marks__value=value)
    elif group:
        found = found.filter(marks__group=group).distinct()
    return found


def next_of(found: QuerySet[Resource], after_at: datetime | None, after_id: int, size: int) -> list[Resource]:
    """The next `size` in order of change, after the one that was given last."""
    if after_at:
        found = found.filter(Q(changed_at__gt=after_at) | Q(changed_at=after_at, pk__gt=after_id))
    return list(found.order_by("changed_at", "id")[:size])


def harvested_by(reference: str) -> Resource | None:
    """One entry, removed or not."""
    return Resource.objects.filter(reference=tidy_reference(reference)).prefetch_related("marks").first()


def earliest_change() -> datetime | None:
    """When the oldest entry last changed."""
    earliest: datetime | None = Resource.objects.aggregate(earliest=Min("changed_at"))["earliest"]
    return earliest
