"""What the web server runs: Django, on a few threads that stay.

Django gives each request a thread of its own and ends it afterwards; a thread's database connection ends with it, and
opening one costs several times what a page asks of it. Here a request takes an idle thread of the process and gives it
back when its answer begins to leave, so a live stream, which then runs on the event loop alone, holds none.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import django
from asgiref.sync import ThreadSensitiveContext
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citycamp.settings")
MOST_THREADS = 16


class Threads:
    """Threads with how many requests each has. Only the event loop asks, so nothing is locked."""

    def __init__(self, most: int = MOST_THREADS) -> None:
        self.most = most
        self.threads: list[ThreadPoolExecutor] = []
        self.busy: list[int] = []

    def take(self) -> int:
        """The first idle thread, so that few stay warm; else a new one; else the one with the least before it."""
        least = min(self.busy, default=1)
        if least and len(self.threads) < self.most:
            self.threads.append(ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"request-{len(self.busy)}"))
            self.busy.append(0)
            least = 0
        number = self.busy.index(least)
        self.busy[number] += 1
        return number

    def give_back(self, number: int) -> None:
        self.busy[number] -= 1


class Handler(ASGIHandler):
    def __init__(self) -> None:
        super().__init__()
        self.threads = Threads()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        held = [self.threads.take()]

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
