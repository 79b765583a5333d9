"""The web process: granian, and before the site the static files, when they have hashed names."""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from citycamp.front.files import WithStaticFiles
from citycamp.front.processes import die_with

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
    )
    master = os.getpid()

    def load():
        die_with(master)
        from citycamp.asgi import application

        if not hashed_files():
            return ASGIStaticFilesHandler(application)
        return WithStaticFiles(application, settings.STATIC_ROOT, settings.STATIC_URL)

    server.serve(target_loader=load, wrap_loader=False)


def hashed_files() -> bool:
    """Whether collectstatic has been here; with DEBUG, files come straight from the apps."""
    return not settings.DEBUG and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
