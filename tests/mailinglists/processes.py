"""Real processes for the tests of the doors: python -m tests.mailinglists.processes sink|lmtp|deliver …

A child is forked after Django is set up, dies by SIGKILL at the named checkpoint, and is replaced.
"""

import json
import os
import signal
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path

from tests.dying import forked


def die_at(name: str, turn: int) -> None:
    """From now on the process kills itself when it comes to this checkpoint for the n-th time."""
    from mailinglists import checkpoints

    left = {"turns": turn}

    def reached(place: str) -> None:
        if place == name:
            left["turns"] -= 1
            if not left["turns"]:
                os.kill(os.getpid(), signal.SIGKILL)

    checkpoints.reached = reached


def send_all() -> None:
    from mailinglists import delivery

    while delivery.deliver():
        pass


def deliver(plan: list[list]) -> None:
    """Kill a delivering worker at each place of the plan, then let one finish. Prints the exit codes."""
    codes = []
    for name, turn in plan:

        def work(name=name, turn=turn) -> None:
            die_at(name, turn)
            send_all()

        codes.append(forked(work))
    codes.append(forked(send_all))
    print(json.dumps(codes))


def bring_in(plan: list[list], slug: str, path: str) -> None:
    """Kill an importing process at each place of the plan, then let one finish."""
    from mailinglists.actions import import_mbox
    from mailinglists.models import MailingList

    def run() -> None:
        import_mbox(MailingList.objects.get(slug=slug), Path(path))

    codes = []
    for name, turn in plan:

        def work(name=name, turn=turn) -> None:
            die_at(name, turn)
            run()

        codes.append(forked(work))
    codes.append(forked(run))
    print(json.dumps(codes))


def lmtp(port: int, plan: list[list]) -> None:
    """Listen; each child dies at its place of the plan, the last one lives until it is told to stop."""
    from mailinglists import lmtp as door

    for name, turn in plan:

        def work(name=name, turn=turn) -> None:
            die_at(name, turn)
            door.run("127.0.0.1", port)

        print(f"died {forked(work)}", flush=True)
    door.run("127.0.0.1", port)


def sink(port: int, path: str) -> None:
    """An SMTP server that writes one line per copy: Message-ID, recipient, envelope sender."""
    import asyncio

    from aiosmtpd.smtp import SMTP

    class Sink:
        async def handle_DATA(self, server, session, envelope):
            mail = message_from_bytes(envelope.content)
            row = [mail["Message-ID"], *envelope.rcpt_tos, envelope.mail_from]
            with open(path, "a") as handle:
                handle.write(json.dumps(row) + "\n")
                handle.flush()
            if not os.path.exists(path + ".eml"):
                Path(path + ".eml").write_bytes(envelope.content)
            return "250 OK"

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink()), "127.0.0.1", port)
        print("ready", flush=True)
        async with server:
            await server.serve_forever()

    asyncio.run(run())


def start(*arguments: str, **environment: str) -> subprocess.Popen:
    """Start one of the above; its standard output can be read."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.mailinglists.processes", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "citycamp.settings", "DEBUG": "1", **environment},
        cwd=Path(__file__).resolve().parent.parent.parent,
    )


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "sink":
        sink(int(rest[0]), rest[1])
    else:
        import django

        django.setup()
        if what == "deliver":
            deliver(json.loads(rest[0]))
        elif what == "import":
            bring_in(json.loads(rest[0]), *rest[1:])
        else:
            lmtp(int(rest[0]), json.loads(rest[1]))
