"""The second wall on PostgreSQL: put up by the owner, with what the role of the web may do at all.

What it shows to whom stands in `wall_conditions`.
"""

from __future__ import annotations

from django.db import connection, transaction
from psycopg import sql

from kinkeeper.web.wall_conditions import ADDED_BY, APPEND_ONLY, FUNCTIONS, WALLS, called, function_sql


def raise_walls() -> int:
    """Put every wall up, or up again, in one transaction; answers how many tables stand behind one. For the owner."""
    if connection.vendor != "postgresql":
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        [schema] = cursor.fetchone()
        standing = set(connection.introspection.table_names(cursor)) & set(WALLS)
        if not standing:  # the open wing has no families' tables
            return 0
        for signature in FUNCTIONS:
            cursor.execute(sql.SQL(function_sql(signature)).format(schema=sql.Identifier(schema)))
            cursor.execute(f"REVOKE ALL ON FUNCTION {called(signature)} FROM PUBLIC")
        for table in sorted(standing):
            name = sql.Identifier(table)
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name))
            cursor.execute(sql.SQL("DROP POLICY IF EXISTS kinkeeper_wall ON {}").format(name))
            shown, added = (sql.SQL(condition) for condition in (WALLS[table], ADDED_BY.get(table, WALLS[table])))
            cursor.execute(sql.SQL("CREATE POLICY kinkeeper_wall ON {} USING ({}) WITH CHECK ({})").format(name, shown, added))
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
        *(sql.SQL(f"GRANT EXECUTE ON FUNCTION {called(signature)} TO {{who}}") for signature in FUNCTIONS),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {who}"),
        sql.SQL("REVOKE UPDATE, DELETE ON {tables} FROM {who}"),
    ):
        cursor.execute("SELECT current_schema()")  # type: ignore[attr-defined]
        [schema] = cursor.fetchone()  # type: ignore[attr-defined]
        cursor.execute(order.format(who=who, schema=sql.Identifier(schema), tables=tables))  # type: ignore[attr-defined]
