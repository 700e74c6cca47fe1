"""A prison works with those it holds, from reception until somebody confirms that they left."""

from __future__ import annotations

from collections.abc import Iterable

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.sharing.actions import hand_over
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose

# What a prison may see of those it holds, by its own office: that they are there, since when, and how far along. What they
# tell of their family is the asking agency's own work, and is given its basis where it is asked.
_OWN_OFFICE = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS})


def hold_and_let_go(*, by: Actor, before: Iterable[tuple[int, int]], after: Iterable[tuple[int, int]]) -> None:
    """Begin and end the involvement, and the bases, of prisons' agencies: pairs of person and agency."""
    was, is_now = set(before), set(after)
    if was == is_now:
        return
    arrived = sorted(is_now - was)
    hand_over(
        by=by,
        arrived=[NewInvolvement(person, agency, InvolvementKind.HELD_HERE) for person, agency in arrived],
        bases=[
            NewBasis(person, agency, BasisKind.PUBLIC_TASK, Purpose.OFFER_SUPPORT, _OWN_OFFICE, evidence="held_here")
            for person, agency in arrived
        ],
        left=sorted(was - is_now),
        kind=InvolvementKind.HELD_HERE,
        action="hold_and_let_go",
    )
