"""The same promises in whole worlds: taking back or restricting never lets anybody see more; a fault shows nothing."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.ledger.models import Entry
from kinkeeper.sharing.actions import disclosing
from kinkeeper.sharing.models import Basis, Restriction
from kinkeeper.sharing.queries import decision_on, standings
from kinkeeper.sharing.types import Purpose, RestrictionKind
from proofs import by_hand, inside
from proofs.random_worlds import NOW, World, strangers_to, throw_world
from proofs.surroundings import Say, database, run_inside

NAME = "properties in whole worlds"
GOAL = (
    "With rows in a database: withdrawing and restricting never widen what a reader sees, every permit names a live basis, an "
    "unknown role sees nothing, and when anything fails nothing is served and nothing is recorded as served."
)
EACH, WORLDS = 10_000, 4
Seen = dict[Category, str]


def prove(*, seed: int, whole: bool, say: Say) -> dict[str, object]:
    """Ten thousand examples of each, in SQLite (what is proved is the same code on both engines)."""
    worlds, each = (WORLDS, EACH // WORLDS) if whole else (1, 60)
    with database("sqlite") as environment:
        found = run_inside(environment, "proofs.property_worlds:worlds", say, seed=seed, count=worlds, each=each)
    return {
        "checked": sum(found["tried"].values()),
        "what": "examples: a reader, a person, a purpose, and one change",
        "of_each": found["tried"],
        "differences": len(found["wrong"]),
        "examples": found["wrong"][:5],
        "planted": {
            "fault": "a withdrawal, and a restriction, after which one more category is seen",
            "seen": found["planted"],
        },
        "engine": "SQLite",
    }


def worlds(*, seed: int, count: int, each: int) -> dict[str, Any]:
    """So many worlds with so many examples of each property in each."""
    tried: Counter[str] = Counter()
    wrong: list[str] = []
    planted = True
    for number in range(count):
        with transaction.atomic(), clock_reading(NOW):
            world = throw_world(seed * 1_000 + 500 + number)
            trial = Trial(world, random.Random(seed * 77 + number))
            for _ in range(each):
                trial.withdraw()
                trial.restrict()
                trial.name_a_live_basis()
                trial.be_unknown()
            for _ in range(max(1, each // 10)):  # each of these asks `disclose` itself with something broken
                trial.break_something()
            planted = planted and (number > 0 or planted_is_seen(world))
            transaction.set_rollback(True)
        tried.update(trial.tried)
        wrong += trial.wrong
        inside.say(f"{sum(tried.values()):,} examples")
    return {"tried": tried, "wrong": wrong, "planted": planted}


class Trial:
    """One world, and what came of trying it."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.tried: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.readers = [reader for reader in world.readers if reader.is_staff]
        self.rows = by_hand.Rows(NOW)
        self.live = {basis.reference for rows in self.rows.bases.values() for basis in rows if self.rows.is_live(basis)}
        of_agency = {reader.agency_id for reader in self.readers}
        self.bases = [basis for rows in self.rows.bases.values() for basis in rows if basis.agency_id in of_agency]
        self.bases = [basis for basis in self.bases if self.rows.is_live(basis)]

    def sees(self, by: Actor, purpose: Purpose, person: int) -> Seen:
        """Each category this reader may see of the person now, with the basis named."""
        standing = standings(by, purpose, [person])[person]
        asked = ((category, decision_on(by, purpose, category, standing)[1]) for category in Category)
        return {category: permit.basis for category, permit in asked if permit}

    def any_basis(self) -> tuple[Actor, Any]:
        """A live basis, and one of those whom it might let see."""
        basis = self.chance.choice(self.bases)
        return self.chance.choice([reader for reader in self.readers if reader.agency_id == basis.agency_id]), basis

    def note(self, name: str, holds: bool, words: str) -> None:
        """Count one example, and keep it when it does not hold."""
        self.tried[name] += 1
        if not holds:
            self.wrong.append(f"{name}: {words}")

    def withdraw(self) -> None:
        """Take one basis back; the reader sees nothing more than before, and nothing on that basis."""
        by, basis = self.any_basis()
        purpose = Purpose(basis.purpose)
        before = self.sees(by, purpose, basis.person_id)
        with transaction.atomic():
            Basis.objects.filter(pk=basis.id).update(withdrawn_at=NOW)
            after = self.sees(by, purpose, basis.person_id)
            transaction.set_rollback(True)
        holds = after.keys() <= before.keys() and basis.reference not in after.values()
        self.note("withdrawing never widens", holds, f"{by.role} {purpose}: {sorted(after.keys() - before.keys())}")

    def restrict(self) -> None:
        """Add one restriction; nobody at whom it points, nor anybody else, sees more."""
        by, basis = self.any_basis()
        purpose, kind = Purpose(basis.purpose), self.chance.choice(list(RestrictionKind))
        agency = self.chance.choice([None, by.agency_id])
        before = self.sees(by, purpose, basis.person_id)
        with transaction.atomic():
            Restriction.objects.create(person_id=basis.person_id, kind=kind, agency_id=agency, starts_at=NOW)
            after = self.sees(by, purpose, basis.person_id)
            transaction.set_rollback(True)
        nothing_left = not after or kind is RestrictionKind.OBJECTION
        self.note("a restriction never widens", after.keys() <= before.keys() and nothing_left, f"{by.role} {purpose} {kind}")

    def name_a_live_basis(self) -> None:
        """What is permitted names a basis that is live by its own row, of this person, agency, purpose and category."""
        by, basis = self.any_basis()
        purpose, person = Purpose(basis.purpose), basis.person_id
        mine = {row.reference: row for row in self.rows.bases[person, by.agency_id or 0, purpose]}
        named = self.sees(by, purpose, person)
        holds = all(
            reference in self.live and reference in mine and mine[reference].categories & category.bit
            for category, reference in named.items()
        )
        self.note("every permit names a live basis", holds, f"{by.role} {purpose}: {named}")

    def be_unknown(self) -> None:
        """In a role that no policy knows, or at no agency, the same reader sees nothing."""
        by, basis = self.any_basis()
        stranger = strangers_to(by)
        self.note("an unknown role sees nothing", not self.sees(stranger, Purpose(basis.purpose), basis.person_id), by.role)

    def break_something(self) -> None:
        """Whatever fails on the way, nothing is answered and no line says that anything was served."""
        by, basis = self.any_basis()
        name = self.chance.choice(("standings", "decision_on", "load_all", "references", "record"))
        kept = getattr(disclosing, name)
        before = Entry.objects.count()
        setattr(disclosing, name, _fails)
        served: object = None
        try:
            with transaction.atomic():
                served = disclosing.disclose_many(by=by, purpose=Purpose(basis.purpose), about=[basis.person_id], action="try")
        except _BrokenError:
            served = None
        finally:
            setattr(disclosing, name, kept)
        self.note("an exception shows nothing", not served and Entry.objects.count() == before, f"{by.role}: {name}")


class _BrokenError(Exception):
    """What the proof breaks things with."""


def _fails(*_: object, **__: object) -> object:
    raise _BrokenError


def planted_is_seen(world: World) -> bool:
    """Whether a withdrawal that opens something else, and a restriction that closes nothing, are both found."""
    trial = Trial(world, random.Random(3))
    honest = trial.sees
    calls = Counter[tuple[str, int]]()

    def widening(by: Actor, purpose: Purpose, person: int) -> Seen:
        calls[purpose, person] += 1
        return {**honest(by, purpose, person), **({Category.RISK: ""} if calls[purpose, person] % 2 == 0 else {})}

    trial.sees = widening  # type: ignore[method-assign]
    for _ in range(10):
        calls.clear()
        trial.withdraw()
        calls.clear()
        trial.restrict()
    names = {sentence.partition(":")[0] for sentence in trial.wrong}
    return names == {"withdrawing never widens", "a restriction never widens"}
