"""manage.py serve: web server, worker and mail door, as one process tree."""

import errno
import importlib
import os
import socket
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from citycamp.front.processes import Child, run_together

MOST_PROCESSES = 64


class Command(BaseCommand):
    help = "Run the web server, the worker and the door for incoming mail together."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="the port of the web server (8000)")
        parser.add_argument("--only", choices=["web", "worker", "lmtp"], help="one of the three, to scale them apart")
        parser.add_argument(
            "--processes",
            type=int,
            default=settings.WEB_PROCESSES,
            help="web processes; give several REDIS_URL (WEB_PROCESSES, 1)",
        )

    def handle(self, *, host: str, port: int, only: str | None, processes: int, **options) -> None:
        parts: dict[str, tuple[str, Callable[[], None]]] = {
            "web": ("web server", lambda: serve_web(host, port, processes)),
            "worker": ("worker", run_worker),
            "lmtp": ("mail door", lambda: call_command("lmtp")),
        }
        if not 1 <= processes <= MOST_PROCESSES:
            raise CommandError(f"The web server runs in 1 to {MOST_PROCESSES} processes; {processes} were asked for.")
        if only:
            parts = {only: parts[only]}
        if "web" in parts:
            refuse_taken_port(host, port, "--port")
        if "lmtp" in parts:
            refuse_taken_port(settings.LISTS_LMTP_HOST, settings.LISTS_LMTP_PORT, "LISTS_LMTP_PORT")
        load_everything()
        self.tell(parts, host, port, processes)
        run_together([Child(name, run) for name, run in parts.values()], self.say)
        self.say("Stopped.")
        os._exit(0)  # taking the interpreter apart, with all that was loaded for the children, costs a second

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def tell(self, parts: dict, host: str, port: int, processes: int) -> None:
        shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host  # noqa: S104 - only compared
        if "web" in parts:
            self.say(f"CityCamp is at http://{shown}:{port}/")
            if processes > 1:
                counted = "" if settings.REDIS_URL else ", each counting rates by itself, for REDIS_URL is not set"
                self.say(f"Web: {processes} processes{counted}")
        if "lmtp" in parts:
            self.say(f"Incoming mail: LMTP on {settings.LISTS_LMTP_HOST}:{settings.LISTS_LMTP_PORT}")
        self.say(f"Outgoing mail: {where_mail_goes()}")
        self.say(f"Database: {database_kind()}. Stop with Ctrl+C.")


def serve_web(host: str, port: int, count: int) -> None:
    from citycamp.front import web

    web.run(host, port, count)


def run_worker() -> None:
    from citycamp.front import worker

    worker.run()


def load_everything() -> None:
    """Import in the parent what the children need, so that it is done once; nothing here asks the database."""
    from django.urls import get_resolver

    for name in (
        "citycamp.asgi",
        "citycamp.front.web",
        "citycamp.front.worker",
        "mailinglists.management.commands.lmtp",
    ):
        importlib.import_module(name)
    get_resolver().url_patterns  # noqa: B018 - loads every view


def refuse_taken_port(host: str, port: int, name: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken by another program. Stop that one, or choose another with {name}."
                ) from None
            raise CommandError(f"Cannot listen on {host}, port {port}: {os.strerror(fault.errno or 0)}.") from None


def database_kind() -> str:
    known = settings.DATABASES["default"]
    if "sqlite" in known["ENGINE"]:
        return f"SQLite, {known['NAME']}"
    return f"PostgreSQL, {known['NAME']} on {known['HOST'] or 'this machine'}"


def where_mail_goes() -> str:
    kind = settings.EMAIL_BACKEND.split(".")[-2]
    if kind == "filebased":
        return f"files in {settings.EMAIL_FILE_PATH}"
    if kind == "smtp":
        return f"by SMTP to {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return {"console": "printed here", "locmem": "kept in memory", "dummy": "thrown away"}.get(kind, kind)
