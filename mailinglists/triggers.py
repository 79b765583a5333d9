"""What no UPDATE may touch: raw mail and the words of a notice.

Set after every migrate, because SQLite drops a table's triggers when a migration remakes the table.
"""

from django.db import connections

STANDING = {
    "mailinglists_rawmessage": "the bytes of a mail are never changed",
    "mailinglists_noticeversion": "a notice is replaced by a new version, never edited",
}


def set_triggers(sender, using: str = "default", **kwargs) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table, why in STANDING.items():
            if table not in present:
                continue
            for statement in statements(connection.vendor, table, why):
                cursor.execute(statement)


def statements(vendor: str, table: str, why: str) -> list[str]:
    name = f"{table}_stands"
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{why}'); END",
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
