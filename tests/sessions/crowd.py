"""A crowd at a running server: people with cookies, claims by many processes, readers of streams and of polls."""

import json
import random
import socket
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPException
from importlib import import_module
from uuid import uuid4

from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session as SignIn
from django.utils import timezone

from citycamp.people.models import User
from citycamp.people.proof import METHODS
from events.models import Registration, Seat
from sessions.models import Board, Host, Session

TOKEN = "c" * 32


def signed_in(people: list[User]) -> list[str]:
    """A cookie header for each of these people, with the session that the site itself would have made."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    expires = timezone.now() + timedelta(days=1)
    rows = []
    for number, user in enumerate(people):
        data = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            METHODS: [{"method": "code", "at": time.time(), "email": user.email}],
            f"{METHODS}_user": user_id_to_str(user),
        }
        key = f"claims{number:026d}"
        rows.append(SignIn(session_key=key, session_data=store.encode(data), expire_date=expires))
    SignIn.objects.bulk_create(rows)
    return [f"session={row.session_key}; csrf={TOKEN}" for row in rows]


def hosts_with_a_session_each(here: Board, count: int) -> tuple[list[User], list[Session]]:
    """Attendees, each the host of one session in the tray."""
    people = User.objects.bulk_create(
        User(name=f"Host {number}", email=f"host{number}@example.org", password="!") for number in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
    )
    seats = Seat.objects.bulk_create(Seat(camp=here.camp, number=number + 1) for number in range(count))
    Registration.objects.bulk_create(
        Registration(
            camp=here.camp, user=user, name=user.name, state="confirmed", seat=seat, ticket_digest=f"{seat.number:064d}"
        )
        for user, seat in zip(people, seats, strict=True)
    )
    cards = Session.objects.bulk_create(Session(board=here, title=f"Session of {user.name}") for user in people)
    Host.objects.bulk_create(
        Host(board=here, session=session, user=user, name=user.name)
        for user, session in zip(people, cards, strict=True)
    )
    return people, cards


def post(url: str, cookie: str, form: dict, timeout: float = 60) -> tuple[int, dict]:
    request = urllib.request.Request(
        url,
        data="&".join(f"{name}={value}" for name, value in {**form, "csrfmiddlewaretoken": TOKEN}.items()).encode(),
        headers={"Cookie": cookie, "Accept": "application/json", "Origin": url.split("/events")[0]},
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        body = answer.read()
        try:
            return answer.code, json.loads(body)
        except ValueError:
            return answer.code, {"body": body[:300].decode("utf-8", "replace")}


def ready(barrier) -> None:
    global together
    together = barrier


def claim(work: list[tuple[str, str, dict]]) -> list[tuple[int, dict, float]]:
    """One process: its claims one after the other, each with the seconds it took. All processes begin at once."""
    together.wait(60)
    answers = []
    for url, cookie, form in work:
        began = time.monotonic()
        status, body = post(url, cookie, form)
        answers.append((status, body, time.monotonic() - began))
    return answers


class Reader(threading.Thread):
    """A browser's EventSource in small: keeps the last id, comes back when cut, draws what it is sent."""

    def __init__(self, base: str, cookie: str) -> None:
        super().__init__(daemon=True)
        self.base, self.cookie, self.done, self.begun = base, cookie, threading.Event(), threading.Event()
        self.last, self.ids, self.covered = 0, [], []
        self.cells: dict[str, str] = {}
        self.resets = self.cuts = 0

    def run(self) -> None:
        while not self.done.is_set():
            headers = {"Last-Event-ID": str(self.last)} | ({"Cookie": self.cookie} if self.cookie else {})
            request = urllib.request.Request(f"{self.base}live/?since=0", headers=headers)
            with suppress(OSError, ValueError, HTTPException), urllib.request.urlopen(request, timeout=60) as stream:
                self.listen(stream)
            self.cuts += 1
            time.sleep(0.2)

    def listen(self, stream) -> None:
        fields: dict[str, str] = {}
        for raw in stream:
            line = raw.decode().rstrip("\n")
            if line:
                name, _colon, value = line.partition(": ")
                fields[name] = value
                continue
            if fields:
                self.hear(fields)
            fields = {}
            if self.done.is_set():
                return

    def hear(self, fields: dict[str, str]) -> None:
        self.begun.set()
        if fields.get("event") == "reset":
            self.resets += 1
        if fields.get("event") != "change":
            return
        data = json.loads(fields["data"])
        self.ids.append(int(fields["id"]))
        self.covered += data["versions"]
        self.last = int(fields["id"])
        for html in map(str.strip, data["html"]):
            if html.startswith('<li class="cell" id="'):
                where = html.split('"', 4)[3]
                self.cells[where] = html.split('data-code="', 1)[1][:6] if "data-code" in html else ""


class Writer(threading.Thread):
    """A facilitator's browser: moves its cards in turns, and asks again with the same key while the server is away."""

    def __init__(self, base: str, cookie: str, work: list, acknowledged: list, faults: list) -> None:
        super().__init__(daemon=True)
        self.base, self.cookie, self.work = base, cookie, work
        self.acknowledged, self.faults = acknowledged, faults

    def run(self) -> None:
        until = time.monotonic() + 90
        for session, slot, room, seen in self.work:
            form = {"slot": slot.pk, "room": room.pk, "seen": seen, "key": uuid4()}
            while time.monotonic() < until:
                try:
                    status, body = post(f"{self.base}sessions/{session.code}/place/", self.cookie, form, timeout=10)
                except (OSError, HTTPException):
                    time.sleep(0.1)
                    continue
                if status != 200:
                    self.faults.append((status, body))
                    return
                self.acknowledged.append((session.code, slot.pk, room.pk, seen + 1))
                break


class Restless(Reader):
    """A reader whose connection breaks at random, as a phone's does. Told to begin anew (it missed more than the
    stream replays), it fetches the whole board, as the page does."""

    def hear(self, fields: dict[str, str]) -> None:
        super().hear(fields)
        if fields.get("event") == "reset":
            with urllib.request.urlopen(f"{self.base}board.json", timeout=30) as answer:
                found = json.load(answer)
            slots = {slot["guid"]: slot["id"] for slot in found["slots"]}
            self.cells = {
                f"c-{slots[each['slot']]}-{each['room']}": each["code"] for each in found["sessions"] if each["slot"]
            }
            self.last = found["version"]
            self.covered = list(range(1, self.last + 1))

    def listen(self, stream) -> None:
        cut = threading.Timer(random.uniform(0.3, 9), lambda: drop(stream))
        cut.start()
        try:
            super().listen(stream)
        finally:
            cut.cancel()


def drop(stream) -> None:
    """Cut the connection under whoever reads from it."""
    with suppress(OSError, AttributeError, ValueError):
        stream.fp.raw._sock.shutdown(socket.SHUT_RDWR)


class Poller(Restless):
    """The same by polling alone: asks what came since, with the tag of the last answer; `every` seconds."""

    every = 1.0

    def run(self) -> None:
        etag = ""
        while not self.done.is_set():
            request = urllib.request.Request(f"{self.base}changes/since/{self.last}/", headers={"If-None-Match": etag})
            if self.cookie:
                request.add_header("Cookie", self.cookie)
            try:
                with urllib.request.urlopen(request, timeout=15) as answer:
                    etag = answer.headers["ETag"]
                    self.begun.set()
                    self.take(json.load(answer))
            except urllib.error.HTTPError as answer:
                self.unchanged += answer.code == 304
            except (OSError, ValueError, HTTPException):
                pass
            self.done.wait(self.every * random.uniform(0.8, 1.2))

    unchanged = 0

    def take(self, data: dict) -> None:
        if data.get("reset"):
            self.hear({"event": "reset"})
        elif data["versions"]:
            self.hear({"event": "change", "id": str(data["version"]), "data": json.dumps(data)})


def listen_in_a_process(kind: type[Reader], base: str, count: int, cookies: list[str], pipe) -> None:
    """Some listeners in a process of their own, until a head is told; gives back what each ended with."""
    readers = [kind(base, cookies[number % len(cookies)]) for number in range(count)]
    for reader in readers:
        reader.start()
    pipe.send(all(reader.begun.wait(60) for reader in readers))
    head = pipe.recv()
    until = time.monotonic() + 90
    while time.monotonic() < until and any(reader.last < head for reader in readers):
        time.sleep(0.1)
    for reader in readers:
        reader.done.set()
    pipe.send([(reader.ids, reader.covered, reader.cells, reader.resets, reader.cuts) for reader in readers])
