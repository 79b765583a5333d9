"""The live hub: one per process, one small thread that reads the boards' journals and hands each batch to
every open stream of this process. The journal is the log, and a Change's version is the event's id.

On SQLite the thread asks `PRAGMA data_version` on a read-only handle; on PostgreSQL it listens. A change made
in this process wakes it at once. It runs only while somebody watches, holds no connection per stream,
and lets go of every stream when the server is told to stop.
"""

import asyncio
import signal
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from sessions.live import News

LOOK = 0.1  # seconds between looks at SQLite's counter
TOGETHER = 0.25  # changes within this time go out as one
COUNTED = 5.0  # seconds between counts of stars and looks at who may still watch
QUEUE = 64  # waiting events of one stream, before it reads the journal again
IDLE = 20.0  # seconds the thread stays without a listener


class TooManyStreams(Exception):
    """This process serves as many streams as it is allowed to."""


@dataclass(frozen=True)
class Event:
    """One event as bytes, made once for all streams that read the same rendering."""

    name: str
    version: int
    data: bytes
    after: int = 0  # it tells what came after this version


@dataclass(eq=False)
class Listener:
    """One open stream. Only its own loop touches the queue."""

    board: int
    audience: str
    language: str
    user: int | None
    loop: asyncio.AbstractEventLoop
    queue: deque = field(default_factory=deque)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    behind: bool = True  # has to read the journal before it goes on
    ended: bool = False

    def take(self, events: list[Event]) -> None:
        if len(self.queue) + len(events) > QUEUE:
            self.queue.clear()
            self.behind = True
        else:
            self.queue.extend(events)
        self.ready.set()

    def end(self) -> None:
        self.ended = True
        self.ready.set()


class Hub:
    """`news(heads)` reads what was journalled on boards after these versions, `draw(news, audience, language)` gives
    the event for one board's, and `count(board)` the stars event; `allowed(board, users)` whether visitors may watch,
    and which users still may."""

    def __init__(self, *, news: Callable, draw: Callable, count: Callable, allowed: Callable) -> None:
        self.news, self.draw, self.count, self.allowed = news, draw, count, allowed
        self.lock = threading.Lock()
        self.poke = threading.Event()
        self.listeners: dict[int, set[Listener]] = {}
        self.heads: dict[int, int] = {}
        self.stars: dict[int, bytes] = {}
        self.thread: threading.Thread | None = None
        self.stopping = False

    # Called from streams

    def join(self, listener: Listener, head: int) -> None:
        """Begin to hand events to this stream. `head` was read before, so that nothing falls between."""
        with self.lock:
            if sum(len(each) for each in self.listeners.values()) >= settings.BOARD_MAX_STREAMS:
                raise TooManyStreams
            if self.stopping:
                raise TooManyStreams
            self.listeners.setdefault(listener.board, set()).add(listener)
            self.heads.setdefault(listener.board, head)
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, name="board-hub", daemon=True)
                self.thread.start()

    def leave(self, listener: Listener) -> None:
        with self.lock:
            watching = self.listeners.get(listener.board, set())
            watching.discard(listener)
            if not watching:
                self.listeners.pop(listener.board, None)
                self.heads.pop(listener.board, None)
                self.stars.pop(listener.board, None)

    def stop(self) -> None:
        """The server goes: end every stream, so that nothing keeps it."""
        self.stopping = True
        self.poke.set()
        with self.lock:
            everybody = [each for watching in self.listeners.values() for each in watching]
        for listener in everybody:
            call(listener.loop, listener.end)

    # The thread

    def run(self) -> None:
        watch = watcher()
        counted = idle_since = 0.0
        try:
            while not self.stopping:
                changed = watch.changed(self.poke)
                with self.lock:
                    boards = dict(self.heads)
                    if not boards:
                        idle_since = idle_since or time.monotonic()
                        if time.monotonic() - idle_since > IDLE:
                            self.thread = None
                            return
                        continue
                idle_since = 0.0
                if changed and self.read(boards):
                    time.sleep(TOGETHER)
                    self.poke.set()  # what came meanwhile
                if time.monotonic() - counted > COUNTED:
                    self.look_again(boards)
                    counted = time.monotonic()
        finally:
            watch.close()
            connection.close()

    def read(self, boards: dict[int, int]) -> bool:
        """Read what is new once, draw it once per rendering, and hand it out. Whether anything was."""
        try:
            found = False
            for news in self.news(boards):
                found = True
                self.send(news)
        except Exception:
            connection.close()
            time.sleep(LOOK)
            self.poke.set()  # the database was away: look again
            return False
        return found

    def send(self, news: "News") -> None:
        board = news.board.pk
        with self.lock:
            watching = list(self.listeners.get(board, ()))
        renderings: dict[tuple[str, str], list[Listener]] = {}
        for listener in watching:
            renderings.setdefault((listener.audience, listener.language), []).append(listener)
        for (audience, language), listeners in renderings.items():
            hand_out(listeners, [self.draw(news, audience, language)])
        with self.lock:
            if board in self.heads:
                self.heads[board] = max(self.heads[board], news.board.version)

    def look_again(self, boards: dict[int, int]) -> None:
        """Stars that were counted anew, and streams whose viewers may not watch any more."""
        try:
            for board in boards:
                with self.lock:
                    watching = list(self.listeners.get(board, ()))
                users = {each.user for each in watching if each.user is not None}
                open_to_all, still = self.allowed(board, users)
                for listener in watching:
                    if not (open_to_all if listener.user is None else listener.user in still):
                        call(listener.loop, listener.end)
                stars = self.count(board)
                if self.stars.get(board, stars.data) != stars.data:
                    hand_out(watching, [stars])
                self.stars[board] = stars.data
        except Exception:
            connection.close()  # the database was away: the next look comes in five seconds


def hand_out(listeners: list[Listener], events: list[Event]) -> None:
    """One call into each loop, however many streams it has."""
    loops: dict[asyncio.AbstractEventLoop, list[Listener]] = {}
    for listener in listeners:
        loops.setdefault(listener.loop, []).append(listener)

    def give(mine: list[Listener]) -> None:
        for listener in mine:
            listener.take(events)

    for loop, mine in loops.items():
        call(loop, give, mine)


def call(loop: asyncio.AbstractEventLoop, function: Callable, *arguments) -> None:
    with suppress(RuntimeError):  # the loop is closed, and its streams with it
        loop.call_soon_threadsafe(function, *arguments)


# How the thread learns that something was written


class SqliteWatch:
    """`PRAGMA data_version` rises when another connection has committed; our own handle never writes."""

    def __init__(self) -> None:
        name = connection.settings_dict["NAME"]
        self.handle = sqlite3.connect(f"file:{name}?mode=ro", uri=True, check_same_thread=False, timeout=5)
        self.seen = -1

    def changed(self, poke: threading.Event) -> bool:
        poked = poke.wait(LOOK)
        poke.clear()
        try:
            now = self.handle.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.OperationalError:
            return True  # busy: the journal itself is looked at
        changed, self.seen = poked or now != self.seen, now
        return changed

    def close(self) -> None:
        self.handle.close()


class PostgresWatch:
    """LISTEN on a connection of our own; a lost one is made anew, and everything counts as changed."""

    def __init__(self) -> None:
        self.link = None

    def changed(self, poke: threading.Event) -> bool:
        import psycopg

        try:
            if self.link is None:
                parameters = connection.get_connection_params()
                wanted = ("host", "port", "dbname", "user", "password")
                self.link = psycopg.connect(
                    **{name: parameters[name] for name in wanted if parameters.get(name)}, autocommit=True
                )
                self.link.execute("LISTEN sessionboard")
                return True
            heard = any(True for _ in self.link.notifies(timeout=LOOK, stop_after=1))
        except psycopg.Error:
            self.close()
            time.sleep(LOOK)
            return False
        poked = poke.is_set()
        poke.clear()
        return heard or poked

    def close(self) -> None:
        if self.link is not None:
            self.link.close()
            self.link = None


def watcher() -> SqliteWatch | PostgresWatch:
    return SqliteWatch() if connection.vendor == "sqlite" else PostgresWatch()


# The one of this process

_hub: Hub | None = None
_making = threading.Lock()


def the_hub() -> Hub:
    global _hub
    with _making:
        if _hub is None:
            from sessions import live

            _hub = Hub(news=live.news, draw=live.draw_news, count=live.draw_stars, allowed=live.still_allowed)
        return _hub


def wake(board: int) -> None:
    """A change of this process is committed: look at once."""
    if _hub is not None and board in _hub.heads:
        _hub.poke.set()


def end_with_the_server() -> None:
    """Let go of all streams on SIGTERM and SIGINT, then do what the server's own handler does.

    asyncio hears signals through its wakeup file, whatever the Python-level handler is: so ours can
    stand beside it. Only the main thread may set one; elsewhere (tests) nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if getattr(before, "ends_streams", False):
            continue

        def handler(signum, frame, before=before):
            if _hub is not None:
                threading.Thread(target=_hub.stop, daemon=True).start()
            if callable(before):
                before(signum, frame)

        handler.ends_streams = True  # type: ignore[attr-defined]
        signal.signal(number, handler)
