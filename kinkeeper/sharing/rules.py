"""`decide`: may this reader see this category of this person? A total pure function, read from `policy.toml`.

Permitted when some live basis permits and no restriction applies. Default deny; an unknown value denies. Each rule's
`relation` is the widest that will do: what an agency's member may see, a member of the very team may see too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import product

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.decisions import Decision, refused
from kinkeeper.sharing.types import (
    FAMILY_ROLE,
    AgeBand,
    BasisKind,
    BasisState,
    ChildKnows,
    Purpose,
    Question,
    Relation,
    Restricted,
    Sight,
)

ROLES: tuple[str, ...] = (*(role.value for role in Role), FAMILY_ROLE)

Key = tuple[str, Relation, Purpose, Category, BasisKind]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the policy, in a lawyer's words (`says`) and in codes."""

    id: str
    says: str
    roles: tuple[str, ...]
    relation: Relation
    purposes: tuple[Purpose, ...]
    categories: tuple[Category, ...]
    bases: tuple[BasisKind, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole table. `permits` maps each permitted (role, relation, purpose, category, basis) to its rule's id."""

    version: str
    purposes: Mapping[Purpose, tuple[Category, ...]]
    not_told_withholds: frozenset[Category]
    objection_stops: frozenset[BasisKind]
    rules: tuple[Rule, ...]
    permits: Mapping[Key, str]


@cache
def policy() -> Policy:
    """The policy as read from `policy.toml`. Raises ValueError when it names what does not exist or repeats a rule's id."""
    table = tomllib.loads(resources.files("kinkeeper.sharing").joinpath("policy.toml").read_text("utf-8"))
    rules = tuple(_rule(line) for line in table["rule"])
    if len({rule.id for rule in rules}) != len(rules):
        raise ValueError("two rules of the policy have the same id")
    purposes = {Purpose(name): tuple(map(Category, names)) for name, names in table["purposes"].items()}
    if set(purposes) != set(Purpose):
        raise ValueError("the policy must say what each purpose loads")
    return Policy(
        version=table["version"],
        purposes=purposes,
        not_told_withholds=frozenset(map(Category, table["children"]["not_told_withholds"])),
        objection_stops=frozenset(map(BasisKind, table["restrictions"]["objection_stops"])),
        rules=rules,
        permits=_permits(rules, purposes),
    )


def _rule(line: Mapping[str, object]) -> Rule:
    def codes(name: str) -> list[str]:
        found = line[name]
        if not isinstance(found, list):
            raise ValueError(f"{name} of rule {line['id']} is not a list")
        return found

    roles = tuple(codes("roles"))
    if unknown := set(roles) - set(ROLES):
        raise ValueError(f"rule {line['id']} names unknown roles {unknown}")
    return Rule(
        id=str(line["id"]),
        says=str(line["says"]),
        roles=roles,
        relation=Relation(str(line["relation"])),
        purposes=tuple(map(Purpose, codes("purposes"))),
        categories=tuple(map(Category, codes("categories"))),
        bases=tuple(map(BasisKind, codes("bases"))),
    )


def _permits(rules: tuple[Rule, ...], purposes: Mapping[Purpose, tuple[Category, ...]]) -> dict[Key, str]:
    permits: dict[Key, str] = {}
    for rule in rules:
        relations = [rule.relation]
        if rule.relation is Relation.OWN_AGENCY:
            relations.append(Relation.OWN_TEAM)
        for role, relation, purpose, category, basis in product(
            rule.roles, relations, rule.purposes, rule.categories, rule.bases
        ):
            if category not in purposes[purpose]:
                raise ValueError(f"rule {rule.id} permits {category}, which {purpose} does not load")
            permits.setdefault((role, relation, purpose, category, basis), rule.id)
    return permits


def decide(question: Question) -> Decision:
    """The decision for one point of the domain. An unknown value is refused."""
    table = policy()
    q = question
    if q.category not in table.purposes.get(q.purpose, ()):
        return _NOT_FOR_THIS_PURPOSE
    if q.restricted is not Restricted.NO and (q.restricted is not Restricted.OBJECTION or q.basis in table.objection_stops):
        return _RESTRICTED
    if q.state is not BasisState.LIVE:
        return _NO_LIVE_BASIS
    if (
        q.relation in {Relation.DATA_SUBJECT, Relation.KIN}
        and q.category in table.not_told_withholds
        and not (q.age is AgeBand.ADULT or q.knows is ChildKnows.TOLD)
    ):
        return _NOT_TOLD
    rule = table.permits.get((q.role, q.relation, q.purpose, q.category, q.basis))
    return _allowed(rule) if rule else _NO_RULE


@cache
def _allowed(rule: str) -> Decision:
    return Decision(allowed=True, rule=rule)


_NOT_FOR_THIS_PURPOSE = refused("not_for_this_purpose")
_RESTRICTED = refused("restricted")
_NO_LIVE_BASIS = refused("no_live_basis")
_NOT_TOLD = refused("not_told")
_NO_RULE = refused("no_rule")
REASONS = frozenset({"not_for_this_purpose", "restricted", "no_live_basis", "not_told", "no_rule"})


def domain() -> Iterator[Question]:
    """Every point: at most two million."""
    for point in product(ROLES, Relation, Purpose, Category, BasisKind, BasisState, AgeBand, ChildKnows, Restricted):
        yield Question(*point)


def bases_that_permit(role: str, purpose: Purpose, category: Category, relation: Relation) -> frozenset[BasisKind]:
    """The kinds of basis on which `role`, so related, may see `category` for `purpose`: what `scope` is generated from."""
    permits = policy().permits
    return frozenset(kind for kind in BasisKind if (role, relation, purpose, category, kind) in permits)


def who_would_see(purpose: Purpose, categories: Iterable[Category]) -> tuple[Sight, ...]:
    """Who would see what at an agency, once somebody agreed to `categories` for `purpose`: read from the same table.

    The widest relation counts. Roles in the table's order; only what a rule permits on consent, whatever was ticked.
    """
    wanted = [category for category in policy().purposes[purpose] if category in set(categories)]
    sights = []
    for role in ROLES:
        for relation in (Relation.OWN_AGENCY, Relation.OWN_TEAM):
            seen = tuple(
                category for category in wanted if (role, relation, purpose, category, BasisKind.CONSENT) in policy().permits
            )
            if seen:
                sights.append(Sight(role, relation is Relation.OWN_TEAM, seen))
                break
    return tuple(sights)


def consent_age_reached(age: int | None, *, presumed_from: int | None) -> bool:
    """Whether a child of `age` years is taken to understand what they agree to, in a place with that rule (None: none)."""
    return presumed_from is not None and age is not None and age >= presumed_from


def may_give_consent(
    *, for_themselves: bool, grown_up: bool, presumed: bool, understands: bool | None, responsible: bool
) -> Decision:
    """May this person agree, for themselves or for another?

    A child may when the law presumes it (Data Protection Act 2018, section 208, in Scotland) and nobody saw the contrary, or
    when a worker saw that they understand. Another may for a child when parental responsibility is known: unknown cannot.
    """
    if for_themselves:
        if grown_up or understands or (presumed and understands is not False):
            return Decision(allowed=True, rule="own_word")
        return refused("understanding_not_recorded", rule="a_child_who_understands")
    if grown_up:
        return refused("grown_up", rule="own_word")
    return Decision(allowed=True, rule="parental_responsibility") if responsible else refused("responsibility_not_known")


def years_old(day: date, *, birth_date: date | None, born_about: int | None) -> int | None:
    """Age in years on `day`; from the year of birth alone it may be one too many; None when neither is known."""
    if birth_date is not None:
        return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    return day.year - born_about if born_about is not None else None


def birthday(birth_date: date | None, born_about: int | None, *, years: int) -> date | None:
    """The day somebody reaches `years`; with the year of birth alone the last day of that year; None when unknown."""
    if birth_date is None:
        return date(born_about + years, 12, 31) if born_about is not None else None
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:  # 29 February
        return date(birth_date.year + years, 3, 1)
