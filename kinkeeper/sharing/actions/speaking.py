"""For whom somebody may speak: the first names of the children they answer for, and nothing else of them."""

from __future__ import annotations

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.sharing.actions.disclosing import disclose_many, shown_names
from kinkeeper.sharing.queries.consents import children_spoken_for
from kinkeeper.sharing.types import Purpose

ONLY = (Category.EXISTENCE, Category.IDENTITY)


def name_my_children(*, by: Actor) -> dict[int, str]:
    """First names of the children this family member answers for, by id: known parental responsibility, no court order.

    A child who has grown up speaks for themselves and is left out. Raises NotVisible for staff.
    """
    if not by.is_family:
        raise NotVisible
    children = children_spoken_for(by)
    views = disclose_many(by=by, purpose=Purpose.OWN_RECORD, about=children, action="name_my_children", only=ONLY)
    return {person: name for person, name in shown_names(views).items() if name}
