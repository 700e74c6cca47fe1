"""`scope` says for whom `decide` says yes: worlds thrown together, asked four ways, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.people.models import Person
from kinkeeper.sharing.models import Restriction
from kinkeeper.sharing.queries import decision_on, in_scope, scope, standings
from kinkeeper.sharing.rules import bases_that_permit
from kinkeeper.sharing.types import Purpose, Relation
from proofs import by_hand, inside
from proofs.random_worlds import NOW, World, throw_world
from proofs.surroundings import ENGINES, Say, database, run_inside

NAME = "scope against decide"
GOAL = "The set of people a reader may see (scope), the look-up of one row (in_scope) and the decision on each person agree."
WORLDS, PEOPLE = 3, 135  # with 20 readers, 10 purposes, 13 categories: more than a million decisions an engine

Scope = Callable[[Actor, Purpose, Category], set[int]]


def prove(*, seed: int, whole: bool, say: Say) -> dict[str, object]:
    """Throw worlds on each engine and compare every reader, purpose and category over everybody."""
    found: dict[str, dict[str, Any]] = {}
    for engine in ENGINES:
        with database(engine) as environment:
            found[engine] = run_inside(
                environment,
                "proofs.scope_and_decide:worlds",
                say,
                seed=seed,
                count=WORLDS if whole else 1,
                people=PEOPLE if whole else 20,
            )
    return {
        "checked": sum(one["decisions"] for one in found.values()),
        "what": "decisions on one person and category, each asked four ways",
        "permitted": sum(one["permitted"] for one in found.values()),
        "differences": sum(len(one["wrong"]) for one in found.values()),
        "examples": [example for one in found.values() for example in one["wrong"]][:5],
        "engines": {engine: one["decisions"] for engine, one in found.items()},
        "planted": {
            "fault": "a scope that forgets restrictions; a scope that leaves one person out",
            "seen": all(one["planted"] for one in found.values()),
        },
    }


def worlds(*, seed: int, count: int, people: int) -> dict[str, Any]:
    """So many worlds, one after the other, each undone after it was compared."""
    decisions, permitted, wrong, planted = 0, 0, [], True
    for number in range(count):
        with transaction.atomic():
            world = throw_world(seed * 1_000 + number, people=people)
            asked, yes, differing = compare(world)
            if number == 0:
                planted = planted_is_seen(world if people > 60 else throw_world(seed * 1_000 + 999))
            transaction.set_rollback(True)
        decisions, permitted, wrong = decisions + asked, permitted + yes, wrong + differing
        inside.say(f"{decisions:,} decisions compared")
    return {"decisions": decisions, "permitted": permitted, "wrong": wrong, "planted": planted}


def scoped(by: Actor, purpose: Purpose, category: Category) -> set[int]:
    """Whom `scope` gives."""
    return set(scope(by, purpose, category))


def compare(world: World, *, scoped: Scope = scoped, enough: int = 1_000) -> tuple[int, int, list[str]]:
    """Decisions asked, those that were yes, and each disagreement in words; stops when it has found `enough`."""
    asked = permitted = 0
    wrong = []
    with clock_reading(NOW):
        rows = by_hand.Rows(NOW)
        for by in world.readers:
            for purpose in Purpose:
                if len(wrong) >= enough:
                    return asked, permitted, wrong
                standing = standings(by, purpose, world.people)
                counted = {person: rows.grounds(by, purpose, person) for person in world.people}
                for category in Category:
                    decided = {p for p in world.people if decision_on(by, purpose, category, standing[p])[0]}
                    looked_up = Person.objects.filter(in_scope(by, purpose, category, "pk")).values_list("pk", flat=True)
                    answers = {
                        "scope": scoped(by, purpose, category),
                        "in_scope": set(looked_up),
                        "by hand": {person for person, found in counted.items() if category in found},
                    }
                    asked += len(world.people)
                    permitted += len(decided)
                    wrong += [
                        f"{by.kind} {by.role} {purpose} {category}: decide and {name} differ on {sorted(found ^ decided)[:3]}"
                        for name, found in answers.items()
                        if found != decided
                    ]
    return asked, permitted, wrong


def planted_is_seen(world: World) -> bool:
    """Whether two scopes that forget something are found out in this world."""

    def without_restrictions(by: Actor, purpose: Purpose, category: Category) -> set[int]:
        if not bases_that_permit(by.role, purpose, category, Relation.OWN_TEAM):
            return scoped(by, purpose, category)
        with transaction.atomic():
            Restriction.objects.all().delete()
            found = scoped(by, purpose, category)
            transaction.set_rollback(True)
        return found

    def one_too_few(by: Actor, purpose: Purpose, category: Category) -> set[int]:
        return set(sorted(scoped(by, purpose, category))[1:])

    return all(
        any("decide and scope differ" in sentence for sentence in compare(world, scoped=forgetful, enough=1)[2])
        for forgetful in (without_restrictions, one_too_few)
    )
