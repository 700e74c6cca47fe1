"""A prison works with those it holds, from reception until somebody confirms that they left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.sharing.actions import begin_involvements, end_bases, end_involvements, give_bases
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose

# What a prison may see of those it holds, by its own office: that they are there, since when, and how far along. What they
# tell of their family is the asking agency's own work, and is given its basis where it is asked.
_OWN_OFFICE = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS})
_OWN_PURPOSES = (Purpose.OFFER_SUPPORT, Purpose.RUN_SERVICE)


def hold_and_let_go(*, by: Actor, before: Iterable[tuple[int, int]], after: Iterable[tuple[int, int]]) -> None:
    """Begin and end the involvement, and the bases, of prisons' agencies: pairs of person and agency."""
    was, is_now = set(before), set(after)
    arrived = sorted(is_now - was)
    if arrived:
        begin_involvements(
            by=by, involvements=[NewInvolvement(person, agency, InvolvementKind.HELD_HERE) for person, agency in arrived]
        )
        give_bases(
            by=by,
            bases=[
                NewBasis(
                    person_id=person,
                    agency_id=agency,
                    kind=BasisKind.PUBLIC_TASK,
                    purpose=purpose,
                    categories=_OWN_OFFICE,
                    evidence="held_here",
                )
                for person, agency in arrived
                for purpose in _OWN_PURPOSES
            ],
        )
    left: dict[int, list[int]] = defaultdict(list)
    for person, agency in sorted(was - is_now):
        left[agency].append(person)
    for agency, people in left.items():
        end_involvements(by=by, people=people, agency=agency, kind=InvolvementKind.HELD_HERE)
        end_bases(by=by, people=people, agency=agency, kinds=[BasisKind.PUBLIC_TASK], action="let_go")
