"""The worker's part of an import: take up what runs, also what another process left behind."""

import logging
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from sessions.actions import importing
from sessions.errors import Refused
from sessions.models import Import
from sessions.models.imports import SILENT
from sessions.vocabulary import ImportState

log = logging.getLogger(__name__)


def take_up(now: datetime) -> None:
    """Apply what waits, oldest first. A task of the worker; a step that fails ends its import with a sentence."""
    waiting = Q(beat_at__isnull=True) | Q(beat_at__lt=now - SILENT)
    for found in Import.objects.filter(waiting, state=ImportState.RUNNING).select_related("board__camp", "by")[:2]:
        claimed = Import.objects.filter(waiting, pk=found.pk, state=ImportState.RUNNING).update(beat_at=timezone.now())
        if not claimed:
            continue
        try:
            importing.carry(found)
        except Refused as refused:
            give_up(found, refused.message)
        except Exception:
            log.exception("import %s failed", found.pk)
            give_up(found, "")


def give_up(found: Import, why: str) -> None:
    Import.objects.filter(pk=found.pk, state=ImportState.RUNNING).update(state=ImportState.FAILED, fault=why[:300])
