"""Requests run on a few threads that stay; a stream holds none."""

import asyncio
import threading

from asgiref.sync import sync_to_async

from citycamp.asgi import Handler, Threads

HTTP = {"type": "http"}


def test_the_first_idle_thread_is_taken_then_a_new_one_then_whoever_waits_gets_the_next_in_turn():
    async def story():
        threads = Threads(most=2)
        assert [await threads.take(), await threads.take()] == [0, 1]
        ana, ben, eve = (asyncio.create_task(threads.take()) for _ in range(3))
        await asyncio.sleep(0)
        ana.cancel()
        await asyncio.sleep(0)
        threads.give_back(1)
        assert await ben == 1
        threads.give_back(0)
        eve.cancel()  # just as it was given one
        await asyncio.gather(ana, eve, return_exceptions=True)
        assert (await threads.take(), len(threads.threads)) == (0, 2)
        threads.give_back(1)
        threads.give_back(0)
        assert (await threads.take(), threads.idle) == (0, [1])

    asyncio.run(story())


class Recording(Handler):
    """Answers after its thread was used twice, and streams on until told to end."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[set[int]] = []
        self.end = asyncio.Event()

    async def handle(self, scope, receive, send):
        used = {await sync_to_async(threading.get_ident)()}
        used.add(await sync_to_async(threading.get_ident)())
        self.seen.append(used)
        if scope.get("fails"):
            raise RuntimeError
        await asyncio.sleep(0.01)
        await send({"type": "http.response.start"})
        if scope.get("streams"):
            await self.end.wait()
        await send({"type": "http.response.body"})


async def nothing(*args):
    return None


def test_a_request_keeps_to_one_thread_and_the_next_takes_it_over():
    async def three_in_a_row():
        app = Recording()
        for _ in range(3):
            await app(HTTP, nothing, nothing)
        return app

    app = asyncio.run(three_in_a_row())
    assert [len(used) for used in app.seen] == [1, 1, 1]
    assert len(set.union(*app.seen)) == 1
    assert app.threads.idle == [0]


def test_two_at_once_run_on_two_threads_and_one_that_fails_gives_its_own_back():
    async def at_once():
        app = Recording()
        calls = [app(HTTP, nothing, nothing), app({**HTTP, "fails": True}, nothing, nothing)]
        return app, await asyncio.gather(*calls, return_exceptions=True)

    app, ended = asyncio.run(at_once())
    assert len(set.union(*app.seen)) == 2
    assert [type(each) for each in ended] == [type(None), RuntimeError]
    assert sorted(app.threads.idle) == [0, 1]


def test_a_thousand_open_streams_hold_no_thread():
    async def thousand():
        app = Recording()
        streams = [asyncio.create_task(app({**HTTP, "streams": True}, nothing, nothing)) for _ in range(1000)]
        while len(app.seen) < 1000 or len(app.threads.idle) < app.threads.most:
            await asyncio.sleep(0.01)
        open_streams = sum(not each.done() for each in streams)
        app.end.set()
        await asyncio.gather(*streams)
        return app, open_streams

    app, open_streams = asyncio.run(thousand())
    assert open_streams == 1000
    assert len(app.threads.threads) == app.threads.most
    assert len(app.threads.idle) == app.threads.most
