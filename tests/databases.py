"""Migrated databases, made once and copied.

Migrating takes ten seconds, copying none. The template's name is a hash of every migration, so it is
made again when one changes. A test that needs real commits (threads, a running server) takes a copy
of its own instead of Django's flush, which would take Wagtail's root page and our triggers with it.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import count
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
STORE = Path(tempfile.gettempdir()) / f"citycamp-templates-{os.getuid()}"
numbers = count(1)


def on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def fingerprint() -> str:
    """A hash of all that shapes a fresh database."""
    digest = hashlib.sha256()
    for package in ("django", "wagtail", "django-allauth", "django-tasks"):
        digest.update(version(package).encode())
    for path in sorted([*ROOT.glob("**/migrations/*.py"), *ROOT.glob("**/triggers.py"), *ROOT.glob("**/apps.py")]):
        if ".venv" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def locked(name: str = "lock") -> Iterator[None]:
    STORE.mkdir(exist_ok=True)
    with open(STORE / name, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def point_at(name: str) -> None:
    """Let Django's default connection use this database from now on."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def admin_sql(statement: str) -> int:
    """Run one statement on PostgreSQL outside any test database; gives the count of its rows."""
    import psycopg

    known = settings.DATABASES["default"]
    with psycopg.connect(
        dbname="postgres",
        host=known["HOST"] or None,
        port=known["PORT"] or None,
        user=known["USER"] or None,
        password=known["PASSWORD"] or None,
        autocommit=True,
    ) as link:
        return link.execute(statement).rowcount


def template() -> str:
    """The name of a migrated database that nobody writes to."""
    mark = fingerprint()
    with locked(f"{mark}.lock"):
        if on_sqlite():
            path = STORE / f"{mark}.sqlite3"
            if not path.exists():
                building = path.with_suffix(".building")
                building.unlink(missing_ok=True)
                point_at(str(building))
                call_command("migrate", verbosity=0, interactive=False)
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.close()
                building.rename(path)
            return str(path)
        name, building = f"citycamp_template_{mark}", f"citycamp_building_{mark}"
        # The server is asked, and no file here remembers for it: it may be another one than last time.
        if not admin_sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            admin_sql(f"DROP DATABASE IF EXISTS {building}")
            admin_sql(f"CREATE DATABASE {building} ENCODING 'UTF8' TEMPLATE template0")
            point_at(building)
            call_command("migrate", verbosity=0, interactive=False)
            connection.close()
            admin_sql(f"ALTER DATABASE {building} RENAME TO {name}")
        return name


@contextmanager
def copy() -> Iterator[str]:
    """A database of one's own, current as long as the block lasts; gives its DATABASE_URL."""
    before = settings.DATABASES["default"]["NAME"]
    source = template()
    if on_sqlite():
        folder = Path(tempfile.mkdtemp(prefix="citycamp-db-"))
        name = str(folder / "test.sqlite3")
        shutil.copyfile(source, name)
    else:
        name = f"citycamp_test_{os.getpid()}_{next(numbers)}"
        with locked():
            admin_sql(f"CREATE DATABASE {name} TEMPLATE {source}")
    point_at(name)
    try:
        yield url(name)
    finally:
        point_at(before)
        if on_sqlite():
            shutil.rmtree(folder, ignore_errors=True)
        else:
            admin_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def url(name: str) -> str:
    if on_sqlite():
        return f"sqlite:///{name}"
    known = settings.DATABASES["default"]
    who = known["USER"] + (f":{known['PASSWORD']}" if known["PASSWORD"] else "")
    return f"postgres://{who}@{known['HOST']}:{known['PORT']}/{name}"
