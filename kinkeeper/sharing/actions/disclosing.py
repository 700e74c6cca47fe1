"""Disclosing: decide, load, write the ledger, return. Everything anybody sees of a family comes this way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.transactions import reading
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line, Outcome
from kinkeeper.people.types import IdentityView, TiesView
from kinkeeper.sharing.queries import decision_on, load_all, references, standings
from kinkeeper.sharing.rules import policy
from kinkeeper.sharing.types import Permit, Purpose, View, Withheld

FIRST_NAMES_ALONE = frozenset({"name-ones-own-children", "told-by-the-parent"})  # rules of the policy


def disclose(
    *,
    by: Actor,
    purpose: Purpose,
    about: Sequence[int],
    action: str,
    asked_for: str = "",
    only: Collection[Category] = (),
) -> dict[int, View]:
    """What this reader may see of a family, for this purpose: a View for each person they may know of.

    Decides and loads first, then writes one ledger entry with a line a person, then returns: if the entry cannot be
    written, nothing is served. `only` narrows the purpose's categories. Raises NotVisible (carrying `asked_for`) when
    nobody among `about` may be seen.
    """
    views = disclose_many(by=by, purpose=purpose, about=about, action=action, only=only)
    if not views:
        raise NotVisible(asked_for, purpose)
    return views


def disclose_many(
    *, by: Actor, purpose: Purpose, about: Iterable[int], action: str, only: Collection[Category] = ()
) -> dict[int, View]:
    """As `disclose`, for lists: people who may not be seen are left out, and an empty answer is an answer."""
    ids = list(dict.fromkeys(about))
    with reading():
        views = _decide_and_load(by, purpose, ids, only)
        if views:
            with transaction.atomic():
                record(
                    by=by,
                    action=action,
                    purpose=purpose,
                    outcome=Outcome.SERVED,
                    lines=[line for view in views.values() for line in _lines_of(view)],
                )
    return views


def _decide_and_load(by: Actor, purpose: Purpose, ids: Sequence[int], only: Collection[Category]) -> dict[int, View]:
    wanted = [category for category in policy().purposes[purpose] if not only or category in only]
    permits: dict[int, dict[Category, Permit]] = {}
    withheld: dict[int, dict[Category, Withheld]] = {}
    standing_of = standings(by, purpose, ids)
    for person, standing in standing_of.items():
        if decision_on(by, purpose, Category.EXISTENCE, standing)[1] is None:
            continue
        permits[person], withheld[person] = {}, {}
        for category in wanted:
            decision, permit = decision_on(by, purpose, category, standing)
            if permit:
                permits[person][category] = permit
            else:
                withheld[person][category] = Withheld(decision.reason)
    loaded = load_all({category: [person for person, given in permits.items() if category in given] for category in wanted})
    named = {person: standing_of[person].reference for person in permits}
    named |= references([person for person, reference in named.items() if not reference])
    visible = frozenset(permits)
    return {
        person: View(
            person_id=person,
            reference=named[person],
            shown={
                category: tuple(_among(visible, _as_near(given[category], part)) for part in loaded[category][person])
                for category in given
                if person in loaded[category]
            },
            withheld=withheld[person],
            permits=given,
        )
        for person, given in permits.items()
    }


def _among(visible: frozenset[int], part: object) -> object:
    """Ties show only between people the reader may see; anything else is shown as it is."""
    if isinstance(part, TiesView):
        return TiesView(tuple(tie for tie in part.ties if {tie.person_id, tie.relative_id} <= visible))
    return part


def _as_near(permit: Permit, part: object) -> object:
    """What kin learn of each other's identity is a first name and an age: another surname may say where they live now."""
    if permit.rule in FIRST_NAMES_ALONE and isinstance(part, IdentityView):
        return replace(part, given_name=part.first_name, known_as="", family_name="")
    return part


def _lines_of(view: View) -> Iterable[Line]:
    """One line for each rule and basis that something was shown on: usually one."""
    grounds: dict[tuple[str, str], set[Category]] = {}
    for category, permit in view.permits.items():
        grounds.setdefault((permit.rule, permit.basis), set()).add(category)
    if not grounds:
        grounds[("", "")] = set()
    refused = frozenset(view.withheld)
    for (rule, basis), categories in grounds.items():
        yield Line(person=view.reference, categories=frozenset(categories), withheld=refused, rule=rule, basis=basis)
        refused = frozenset()


def shown_names(views: Mapping[int, View]) -> dict[int, str]:
    """The names that may be shown, by person, from Views already disclosed."""
    return {
        person: identity.name
        for person, view in views.items()
        if (identity := view.part(Category.IDENTITY, IdentityView)) is not None
    }
