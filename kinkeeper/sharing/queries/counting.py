"""Counts of people by how they describe themselves: numbers alone, nobody's row.

Small numbers come as they are: the room that shows them keeps them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.people import queries as people
from kinkeeper.sharing.queries import scope
from kinkeeper.sharing.types import Purpose


def counted_by(by: Actor, purpose: Purpose, field: str, sets: Mapping[str, QuerySet[Any, int]]) -> dict[str, dict[str, int]]:
    """How many people there are in each set (of their ids), by how they describe themselves: counts alone, nobody's row.

    Of those only whose demographics this reader may see now; the rest are in no group. Small counts come as they are: the
    room that shows them keeps them back.
    """
    return people.described(field, scope(by, purpose, Category.DEMOGRAPHICS), sets)


def measured_by(
    by: Actor, purpose: Purpose, field: str, among: QuerySet[Any, int], values: Mapping[int, float]
) -> dict[str, list[float]]:
    """As `counted_by`, a value of each person `among` them instead of a count, by how they describe themselves."""
    return people.described_values(field, scope(by, purpose, Category.DEMOGRAPHICS), among, values)
