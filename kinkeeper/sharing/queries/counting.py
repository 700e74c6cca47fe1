"""Counts of people by how they describe themselves: numbers alone, nobody's row.

Small numbers come as they are: the room that shows them keeps them back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from typing import Any

from django.db.models import QuerySet

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.prepared import Slot, prepared
from kinkeeper.people import queries as people
from kinkeeper.people.types import Said
from kinkeeper.sharing.queries import has_rows_in_scope, in_scope_of
from kinkeeper.sharing.types import Purpose

__all__ = ["Said", "counted_by"]


def counted_by(
    by: Actor, purpose: Purpose, among: Collection[int], sets: Mapping[str, Set[int]], values: Mapping[int, float]
) -> dict[str, dict[str, Said]]:
    """How many people of each set there are, and the values of those who have one, by how they describe themselves.

    By language and by ethnicity, each with what was said; nothing says whose it is. `among` holds everybody who may be
    counted, by their ids. Of them only whose demographics this reader, who works somewhere, may see now; the rest are in no
    group. One query.
    """
    rows = _descriptions(by.role, purpose, reader=by, among=among) if has_rows_in_scope(by) else ()
    return people.described(rows, sets, values)


@prepared
def _descriptions(role: str, purpose: Purpose, *, reader: Slot, among: Slot) -> QuerySet[Any, Any]:
    return people.descriptions(in_scope_of(reader, role, purpose, Category.DEMOGRAPHICS, "person_id"), among)
