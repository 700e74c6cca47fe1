"""The rows behind every decision: a reader's live bases about some people, how near they stand, and what restricts them.

Asked for each page and each line of a list, some of them several times a request: as a statement put together anew each time
it took many times as long as its answer. So it is written out, once for both engines. What it says of "live", "near" and
"restricted" is what `live_bases`, `_near` and `restrictions_against` say to `scope`: the proofs hold one against the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.prepared import Late, Slot, for_database, planned_once
from kinkeeper.sharing.types import BasisKind, Purpose, RestrictionKind

# What somebody opened for an hour is theirs alone, though their agency may work with the person.
LIVE = """
    basis.starts_at <= %(now)s AND basis.withdrawn_at IS NULL AND (basis.ends_at IS NULL OR basis.ends_at > %(now)s)
    AND (basis.kind <> 'safeguarding' OR NOT EXISTS (
        SELECT 1 FROM sharing_glassbreak opened
        WHERE opened.basis_id = basis.id AND opened.member_id <> COALESCE(%(member)s, 0)
    ))
"""
NEAR = """
    involved.person_id = basis.person_id AND involved.agency_id = %(agency)s AND involved.ended_at IS NULL
    AND (involved.member_id IS NULL OR involved.member_id = %(member)s)
"""
AGAINST = """
    restriction.person_id = basis.person_id AND restriction.lifted_at IS NULL AND restriction.starts_at <= %(now)s
    AND (restriction.agency_id = %(agency)s OR restriction.agency_id IS NULL AND restriction.reader_id IS NULL)
"""
_STATEMENT = """
SELECT
    basis.person_id, person.reference, basis.kind, basis.reference, basis.categories,
    EXISTS (SELECT 1 FROM sharing_involvement involved WHERE {near} AND involved.team_id {teams}),
    EXISTS (SELECT 1 FROM sharing_involvement involved WHERE {near}),
    EXISTS (SELECT 1 FROM sharing_restriction restriction WHERE {against} AND restriction.kind <> %(objection)s),
    EXISTS (SELECT 1 FROM sharing_restriction restriction WHERE {against} AND restriction.kind = %(objection)s)
FROM sharing_basis basis JOIN people_person person ON person.id = basis.person_id
WHERE basis.person_id {people} AND basis.agency_id = %(agency)s AND basis.purpose = %(purpose)s AND {live}
ORDER BY basis.id
"""
_AMONG = {"sqlite": "IN (SELECT value FROM json_each(%({name})s))", "postgresql": "= ANY(%({name})s::bigint[])"}


_IN_SCOPE = """
EXISTS (
    SELECT 1 FROM sharing_basis basis
    WHERE basis.person_id = {person} AND basis.agency_id = %(agency)s AND basis.purpose = %(purpose)s AND {live}
    AND basis.categories & {category} <> 0 AND ({arms})
    AND NOT EXISTS (SELECT 1 FROM sharing_restriction restriction WHERE {against} AND restriction.kind <> %(objection)s)
)
"""
_ARM = """
    (basis.kind {kinds} AND EXISTS (SELECT 1 FROM sharing_involvement involved WHERE {near}))
"""
_SOFT = """
    AND NOT EXISTS (SELECT 1 FROM sharing_restriction restriction WHERE {against} AND restriction.kind = %(objection)s)
"""
_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Arm:
    """One way in which somebody may be in scope: on which kinds of basis, how near, and whether an objection stops it."""

    kinds: frozenset[BasisKind]
    own_team: bool
    stoppable: bool


def bases_of(by: Actor, purpose: Purpose, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """The live bases of the reader's agency about these people: one query, whatever the number.

    Of each the person, their reference, its kind, its reference and its categories; whether the reader's team works with the
    person, whether their agency does; whether a stop, and whether an objection, stands against the reader.
    """
    among = _AMONG[connection.vendor]
    statement = _STATEMENT.format(
        near=NEAR, against=AGAINST, live=LIVE, teams=among.format(name="teams"), people=among.format(name="people")
    )
    with planned_once(connection), connection.cursor() as cursor:
        cursor.execute(statement, {**_values(by, purpose), "people": for_database(ids, connection)})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


class InScope(Func):
    """The condition that the person in a column is in a reader's scope, looked up row by row. Of staff with an agency.

    In a prepared query the reader is a slot: `arms` are what their role allows.
    """

    output_field = BooleanField()

    def __init__(self, column: str, by: Actor | Slot, purpose: Purpose, category: Category, arms: Sequence[Arm]) -> None:
        super().__init__(F(column))
        self.reader, self.purpose, self.category, self.arms = by, purpose, category, tuple(arms)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """The statement, and its values in the order in which they stand in it."""
        person, _none = compiler.compile(self.get_source_expressions()[0])
        teams = _AMONG[connection.vendor].format(name="teams")
        values = _later(self.reader, self.purpose) if isinstance(self.reader, Slot) else _values(self.reader, self.purpose)
        arms = []
        for arm in self.arms:
            names = {f"kind_{kind}": kind.value for kind in sorted(arm.kinds)}
            values |= names
            arm_sql = _ARM.format(
                kinds=f"IN ({', '.join(f'%({name})s' for name in names)})",
                near=f"{NEAR} AND involved.team_id {teams}" if arm.own_team else NEAR,
            )
            arms.append(arm_sql + (_SOFT.format(against=AGAINST) if arm.stoppable else ""))
        sql = _IN_SCOPE.format(person=person, live=LIVE, against=AGAINST, category=self.category.bit, arms=" OR ".join(arms))
        return _NAMED.sub("%s", sql), tuple(values[name] for name in _NAMED.findall(sql))


_OF_READER: dict[str, Callable[[Actor], Any]] = {
    "now": lambda _by: now(),
    "agency": lambda by: by.agency_id,
    "member": lambda by: by.member_id,
    "teams": lambda by: by.team_ids,
}


def _values(by: Actor, purpose: Purpose) -> dict[str, Any]:
    return {name: for_database(of(by), connection) for name, of in _OF_READER.items()} | _fixed(purpose)


def _later(reader: Slot, purpose: Purpose) -> dict[str, Any]:
    return {name: Late(reader.name, of) for name, of in _OF_READER.items()} | _fixed(purpose)


def _fixed(purpose: Purpose) -> dict[str, Any]:
    return {"purpose": purpose.value, "objection": RestrictionKind.OBJECTION.value}
