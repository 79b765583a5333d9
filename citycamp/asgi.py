"""What the web server runs: Django, on a few threads that stay.

Django gives each request a thread of its own and ends it afterwards; a thread's database connection ends with it, and
opening one costs several times what a page asks of it. Here a request takes an idle thread of the process and gives it
back when its answer begins to leave, so a live stream, which then runs on the event loop alone, holds none.
"""

import asyncio
import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from heapq import heappop, heappush

import django
from asgiref.sync import ThreadSensitiveContext
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citycamp.settings")
MOST_THREADS = 16


class Threads:
    """Threads, each for one request at a time. Only the event loop asks, so nothing is locked."""

    def __init__(self, most: int = MOST_THREADS) -> None:
        self.most = most
        self.threads: list[ThreadPoolExecutor] = []
        self.idle: list[int] = []
        self.waiting: deque[asyncio.Future[int]] = deque()

    async def take(self) -> int:
        """The first idle thread, so that few stay warm; else a new one; else the next that is given back, in turn."""
        if not self.idle and len(self.threads) < self.most:
            self.idle.append(len(self.threads))
            self.threads.append(ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"request-{self.idle[0]}"))
        if self.idle:
            return heappop(self.idle)
        mine = asyncio.get_running_loop().create_future()
        self.waiting.append(mine)
        try:
            return await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.give_back(mine.result())
            raise

    def give_back(self, number: int) -> None:
        while self.waiting:
            first = self.waiting.popleft()
            if not first.done():
                first.set_result(number)
                return
        heappush(self.idle, number)


class Handler(ASGIHandler):
    def __init__(self) -> None:
        super().__init__()
        self.threads = Threads()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        held = [await self.threads.take()]

        async def sending(message) -> None:
            if held and message["type"] == "http.response.start":
                self.threads.give_back(held.pop())
            await send(message)

        try:
            async with ThreadSensitiveContext(executor=self.threads.threads[held[0]]):
                await self.handle(scope, receive, sending)
        finally:
            if held:
                self.threads.give_back(held.pop())


django.setup(set_prefix=False)
application = Handler()
