"""What the second wall shows to whom: a condition on each protected table, and what the role of the web may do at all.

A coarse rule that holds whatever a page gets wrong. `sharing` decides finely; this decides once more, in the database:
staff reach people whom their agency has a basis for or works with (or did until thirty days ago, so that an ending can be
written down and reviewed), and somebody being written down whom nobody works with yet; family members reach themselves and
their own family; a stranger reaches nobody.
"""

from __future__ import annotations

from django.db import connection, transaction
from psycopg import sql

ANY_ACTOR = "coalesce(current_setting('kinkeeper.kind', true), '') <> ''"
OWN_AGENCY = "agency_id = nullif(current_setting('kinkeeper.agency', true), '')::bigint"
OF_PERSON = "kinkeeper_sees(person_id)"
AGENCYS_OR_OF_PERSON = f"{OWN_AGENCY} OR {OF_PERSON}"
OF_CONSENT = "EXISTS (SELECT 1 FROM sharing_consent c WHERE c.id = consent_id)"  # itself behind the wall

WALLS = {
    "people_person": ANY_ACTOR,  # a reference and nothing else
    "people_family": ANY_ACTOR,
    "people_identity": OF_PERSON,
    "people_whereabouts": OF_PERSON,
    "people_route": OF_PERSON,
    "people_told": OF_PERSON,
    "people_demographics": OF_PERSON,
    "people_health": OF_PERSON,
    "people_membership": OF_PERSON,
    "people_kin": "kinkeeper_sees(person_id) OR kinkeeper_sees(relative_id)",
    "people_possiblematch": "kinkeeper_sees(first_id) OR kinkeeper_sees(second_id)",
    "sharing_basis": AGENCYS_OR_OF_PERSON,
    "sharing_involvement": AGENCYS_OR_OF_PERSON,
    "sharing_glassbreak": AGENCYS_OR_OF_PERSON,
    "sharing_restriction": AGENCYS_OR_OF_PERSON,
    "sharing_consent": "kinkeeper_sees(person_id) OR kinkeeper_sees(given_by_id)",
    "sharing_consent_bases": OF_CONSENT,
    "sharing_disagreement": OF_CONSENT,
    "portal_familyrequest": AGENCYS_OR_OF_PERSON,
    "portal_release": OF_PERSON,
    "ledger_entry": ANY_ACTOR,
    "ledger_entryline": ANY_ACTOR,
    "ledger_pending": ANY_ACTOR,
    "ledger_block": ANY_ACTOR,
    "ledger_sealedentry": ANY_ACTOR,
}
# Written once: the role of the web may add and read, never change or delete.
APPEND_ONLY = ("ledger_entry", "ledger_entryline", "ledger_block", "ledger_sealedentry")

# Runs as the owner, who stands before the wall: a condition on a table cannot ask that table. `mine` is an agency or a person.
_SEES = """
CREATE OR REPLACE FUNCTION kinkeeper_sees(who bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    kind text := coalesce(current_setting('kinkeeper.kind', true), '');
    mine bigint;
    recently timestamptz;
BEGIN
    IF kind IN ('system', 'feed') THEN
        RETURN true;
    ELSIF kind = 'staff' THEN
        mine := nullif(current_setting('kinkeeper.agency', true), '')::bigint;
        recently := current_setting('kinkeeper.now')::timestamptz - interval '30 days';
        RETURN EXISTS (SELECT 1 FROM sharing_involvement i WHERE i.person_id = who AND i.agency_id = mine
                       AND (i.ended_at IS NULL OR i.ended_at > recently))
            OR EXISTS (SELECT 1 FROM sharing_basis b WHERE b.person_id = who AND b.agency_id = mine
                       AND (b.withdrawn_at IS NULL OR b.withdrawn_at > recently)
                       AND (b.ends_at IS NULL OR b.ends_at > recently))
            OR (NOT EXISTS (SELECT 1 FROM sharing_involvement i WHERE i.person_id = who)
                AND NOT EXISTS (SELECT 1 FROM sharing_basis b WHERE b.person_id = who));
    ELSIF kind = 'family' THEN
        mine := nullif(current_setting('kinkeeper.person', true), '')::bigint;
        RETURN who = mine
            OR EXISTS (SELECT 1 FROM people_kin k WHERE k.person_id IN (who, mine) AND k.relative_id IN (who, mine))
            OR EXISTS (SELECT 1 FROM people_kin a JOIN people_kin b ON b.relative_id = a.relative_id
                       WHERE a.person_id = mine AND b.person_id = who)
            OR EXISTS (SELECT 1 FROM people_membership a JOIN people_membership b ON b.family_id = a.family_id
                       WHERE a.person_id = mine AND b.person_id = who AND a.until IS NULL AND b.until IS NULL)
            OR EXISTS (SELECT 1 FROM sharing_consent c WHERE c.person_id IN (who, mine) AND c.given_by_id IN (who, mine));
    END IF;
    RETURN false;
END $$
"""


def raise_walls() -> int:
    """Put every wall up, or up again, in one transaction; answers how many tables stand behind one. For the owner."""
    if connection.vendor != "postgresql":
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        [schema] = cursor.fetchone()
        cursor.execute(sql.SQL(_SEES).format(schema=sql.Identifier(schema)))
        cursor.execute("REVOKE ALL ON FUNCTION kinkeeper_sees(bigint) FROM PUBLIC")
        standing = set(connection.introspection.table_names(cursor)) & set(WALLS)  # the open wing has no families' tables
        for table in sorted(standing):
            name = sql.Identifier(table)
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name))
            cursor.execute(sql.SQL("DROP POLICY IF EXISTS kinkeeper_wall ON {}").format(name))
            condition = sql.SQL(WALLS[table])
            cursor.execute(sql.SQL("CREATE POLICY kinkeeper_wall ON {} USING ({})").format(name, condition))
        for role in _web_roles(cursor):
            _grant(cursor, role)
    return len(standing)


def grant_to(role: str) -> bool:
    """Let `role` do what the web needs and nothing more, made if there is none; answers whether it was made. For the owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        made = cursor.fetchone() is None
        if made:
            cursor.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(sql.Identifier(role))
            )
        _grant(cursor, role)
    return made


def standing() -> dict[str, object]:
    """Whether the wall stands before whoever this process connects as: not for an owner, nor for one who may pass all walls."""
    if connection.vendor != "postgresql":
        return {"engine": connection.vendor, "stands": False, "why": "SQLite has no row security: use it on one machine"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),"
            " coalesce((SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass('ledger_entry')), false),"
            " (SELECT count(*) FROM pg_class WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace)"
        )
        role, passes, owns, walls = cursor.fetchone()
    why = "this role passes every wall" if passes else "this role owns the tables" if owns else ""
    return {"engine": "postgresql", "role": role, "walls": walls, "stands": bool(walls) and not why, "why": why}


def _web_roles(cursor: object) -> list[str]:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT DISTINCT grantee FROM information_schema.role_table_grants"
        " WHERE table_schema = current_schema() AND table_name = 'ledger_entry' AND grantee NOT IN (current_user, 'PUBLIC')"
    )
    return [role for (role,) in cursor.fetchall()]  # type: ignore[attr-defined]


def _grant(cursor: object, role: str) -> None:
    who, tables = sql.Identifier(role), sql.SQL(", ").join(map(sql.Identifier, APPEND_ONLY))
    for order in (
        sql.SQL("GRANT USAGE ON SCHEMA {schema} TO {who}"),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {who}"),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {who}"),
        sql.SQL("GRANT EXECUTE ON FUNCTION kinkeeper_sees(bigint) TO {who}"),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {who}"),
        sql.SQL("REVOKE UPDATE, DELETE ON {tables} FROM {who}"),
    ):
        cursor.execute("SELECT current_schema()")  # type: ignore[attr-defined]
        [schema] = cursor.fetchone()  # type: ignore[attr-defined]
        cursor.execute(order.format(who=who, schema=sql.Identifier(schema), tables=tables))  # type: ignore[attr-defined]
