"""The web process: granian, with static files from its own mount when they have hashed names."""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from citycamp.front.processes import die_with

YEAR = 365 * 24 * 3600
# Each open event stream counts as one: a camp day has a thousand.
MOST_AT_ONCE = 4096


def run(host: str, port: int, processes: int = 1) -> None:
    """Serve until SIGTERM. Open event streams are cut after two seconds: browsers come back by themselves."""
    server = Server(
        "citycamp.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        workers=processes,
        backlog=MOST_AT_ONCE,
        backpressure=MOST_AT_ONCE,
        workers_kill_timeout=2,
        log_level=LogLevels.error,
        static_path_route=[settings.STATIC_URL.rstrip("/")] if hashed_files() else None,
        static_path_mount=[Path(settings.STATIC_ROOT)] if hashed_files() else None,
        static_path_expires=YEAR,
    )
    master = os.getpid()

    def load():
        die_with(master)
        from citycamp.asgi import application

        return application if hashed_files() else ASGIStaticFilesHandler(application)

    server.serve(target_loader=load, wrap_loader=False)


def hashed_files() -> bool:
    """Whether collectstatic has been here; with DEBUG, files come straight from the apps."""
    return not settings.DEBUG and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
