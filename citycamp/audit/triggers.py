"""Rows that the database itself refuses to change: set in post_migrate, since SQLite drops triggers when a
migration remakes a table. Other apps call `append_only` from their own post_migrate."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections, models, router


def append_only(model: type[models.Model], *, using: str, fixed: Sequence[str] = ()) -> None:
    """Refuse DELETE on this table, and UPDATE: of every column, or of the `fixed` fields only."""
    if not router.allow_migrate_model(using, model):
        return
    connection = connections[using]
    table = model._meta.db_table
    known = {field.name: field.column for field in model._meta.concrete_fields}
    columns = [known[name] for name in fixed]
    of = " OF " + ", ".join(f'"{column}"' for column in columns) if columns else ""
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "sqlite":
            for act, what in (("delete", "DELETE"), ("update", f"UPDATE{of}")):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{act}"')
                cursor.execute(
                    f'CREATE TRIGGER "{table}_no_{act}" BEFORE {what} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION citycamp_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
                "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
                "USING ERRCODE = 'integrity_constraint_violation'; "
                "END $$"
            )
            for act, what in (("delete", "DELETE"), ("update", f"UPDATE{of}")):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{act}" ON "{table}"')
                cursor.execute(
                    f'CREATE TRIGGER "{table}_no_{act}" BEFORE {what} ON "{table}" '
                    "FOR EACH ROW EXECUTE FUNCTION citycamp_append_only()"
                )


def missing(model: type[models.Model], *, using: str) -> list[str]:
    """The names of append-only triggers that this table should have and has not: readiness asks."""
    connection = connections[using]
    table = model._meta.db_table
    expected = {f"{table}_no_delete", f"{table}_no_update"}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass", [table])
        found = {row[0] for row in cursor.fetchall()}
    return sorted(expected - found)
