"""Whether the process lives, and whether it can work: words only, for machines that ask often."""

import shutil
import time
from datetime import timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from citycamp.audit import triggers
from citycamp.audit.models import Entry
from citycamp.front.models import Heartbeat
from citycamp.mail.models import OutboxMail

ROOM = 200_000_000  # bytes that must be free
PULSE_LOST = timedelta(seconds=60)
MAIL_LATE = timedelta(minutes=15)
KEPT = 2.0  # seconds an answer holds, so that asking cannot keep the database busy

last: dict[str, tuple[float, dict[str, str]]] = {}


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    at, words = last.get("words", (-KEPT, {}))
    if time.monotonic() - at >= KEPT:
        words = state()
        last["words"] = (time.monotonic(), words)
    good = all(word == "ok" for word in words.values())
    lines = "".join(f"{name}: {word}\n" for name, word in words.items())
    return HttpResponse(lines, content_type="text/plain", status=200 if good else 503)


def state() -> dict[str, str]:
    """One word for each thing that must be right."""
    words = {"disk": "ok" if shutil.disk_usage(settings.DATA_DIR).free > ROOM else "full"}
    now = timezone.now()
    try:
        with transaction.atomic():
            Heartbeat.beat("web", now)
        words["database"] = "ok"
        words["migrations"] = "ok" if migrated() else "missing"
        words["triggers"] = "missing" if triggers.missing(Entry, using=DEFAULT_DB_ALIAS) else "ok"
        beat = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
        words["worker"] = "ok" if beat and abs(now - beat) < PULSE_LOST else "silent"
        words["mail"] = "late" if OutboxMail.objects.due(now - MAIL_LATE).exists() else "ok"
    except Exception:
        # Whatever went wrong, the answer is one word; Django's log has the rest.
        words["database"] = "away"
    return words


def migrated() -> bool:
    """Whether every migration has run; asked until it is so, as it does not change back."""
    if "migrated" not in last:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        last["migrated"] = (0.0, {})
    return True
