"""A prison works with those it holds, from reception until somebody confirms that they left."""

from __future__ import annotations

from collections.abc import Iterable

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.sharing.actions import hand_over
from kinkeeper.sharing.types import InvolvementKind, Purpose

# What a prison may see of those it holds, by its own office: that they are there, since when, and how far along. What they
# tell of their family is the asking agency's own work, and is given its basis where it is asked.
_OWN_OFFICE = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS})


def hold_and_let_go(*, by: Actor, before: Iterable[tuple[int, int]], after: Iterable[tuple[int, int]]) -> None:
    """Begin and end the involvement, and the bases, of prisons' agencies: pairs of person and agency."""
    was, is_now = set(before), set(after)
    if was == is_now:
        return
    hand_over(
        by=by,
        arrived=sorted(is_now - was),
        left=sorted(was - is_now),
        kind=InvolvementKind.HELD_HERE,
        purpose=Purpose.OFFER_SUPPORT,
        categories=_OWN_OFFICE,
        action="hold_and_let_go",
    )
