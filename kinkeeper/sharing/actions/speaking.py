"""For whom somebody may speak: the first names of the children they answer for, and nothing else of them."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line, Outcome
from kinkeeper.people.types import IdentityView
from kinkeeper.sharing.queries import adult_among, load, references
from kinkeeper.sharing.queries.consents import children_spoken_for
from kinkeeper.sharing.types import Purpose


def name_my_children(*, by: Actor) -> dict[int, str]:
    """First names of the children this family member answers for, by id: known parental responsibility, no court order.

    A child who has grown up speaks for themselves and is left out. Written to the ledger. Raises NotVisible for staff.
    """
    if not by.is_family:
        raise NotVisible
    found = children_spoken_for(by)
    children = [child for child in found if child not in adult_among(found)]
    names = {
        child: part.first_name
        for child, parts in load(Category.IDENTITY, children).items()
        for part in parts
        if isinstance(part, IdentityView) and part.first_name
    }
    if names:
        named = references(names)
        with transaction.atomic():
            record(
                by=by,
                action="name_my_children",
                purpose=Purpose.OWN_RECORD,
                outcome=Outcome.SERVED,
                lines=[
                    Line(person=named[child], categories=frozenset({Category.IDENTITY}), rule="parental-responsibility")
                    for child in names
                ],
            )
    return names
