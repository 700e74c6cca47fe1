"""The rows behind every decision: a reader's live bases about some people, how near they stand, and what restricts them.

Asked for each page and each line of a list, some of them several times a request: as a statement put together anew each time
it took many times as long as its answer. So it is written out, once for both engines. What it says of "live", "near" and
"restricted" is what `live_bases`, `_near` and `restrictions_against` say to `scope`: the proofs hold one against the other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.sharing.types import Purpose, RestrictionKind

LIVE = """
    basis.starts_at <= %(now)s AND basis.withdrawn_at IS NULL AND (basis.ends_at IS NULL OR basis.ends_at > %(now)s)
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


def bases_of(by: Actor, purpose: Purpose, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """The live bases of the reader's agency about these people: one query, whatever the number.

    Of each the person, their reference, its kind, its reference and its categories; whether the reader's team works with the
    person, whether their agency does; whether a stop, and whether an objection, stands against the reader.
    """
    among = _AMONG[connection.vendor]
    statement = _STATEMENT.format(
        near=NEAR, against=AGAINST, live=LIVE, teams=among.format(name="teams"), people=among.format(name="people")
    )
    listed = list if connection.vendor == "postgresql" else lambda some: json.dumps(list(some))
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "now": connection.ops.adapt_datetimefield_value(now()),
                "agency": by.agency_id,
                "member": by.member_id,
                "teams": listed(by.team_ids),
                "people": listed(ids),
                "purpose": str(purpose),
                "objection": RestrictionKind.OBJECTION.value,
            },
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
