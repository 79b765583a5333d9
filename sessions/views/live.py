"""The live stream, its poll, and what a stream begins with. board.md 9."""

import asyncio
import contextvars
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from sessions import live, reading
from sessions.hub import Listener, TooManyStreams, end_with_the_server, the_hub
from sessions.models import Board
from sessions.permissions import Viewer, stand
from sessions.views.entrance import at_board, board_or_404

BEAT = 10.0
RETRY = 2000  # milliseconds after which a browser connects again
readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="board-log")


def since_of(request: HttpRequest) -> int | None:
    """The last version the client has; -1 for what is no number, so that it is told to begin anew."""
    text = request.headers.get("Last-Event-ID") or request.GET.get("since")
    if text is None or text == "":
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def enter(request: HttpRequest, slug: str, loop: asyncio.AbstractEventLoop) -> tuple[Listener, bytes, int]:
    """Join the hub, and leave none of a pool's ten connections behind: Django would keep it until the stream ends."""
    try:
        listener, first, sent = begin(request, slug, loop)
        if request.session.modified:
            # The middleware would do it on the way out, on a connection that nobody gives back.
            request.session.save()
            request.session.modified = False
        return listener, first, sent
    finally:
        pooled = connection.settings_dict["CONN_MAX_AGE"] == 0
        if pooled and not connection.in_atomic_block:  # a test's own transaction lasts
            connection.close()


def begin(request: HttpRequest, slug: str, loop: asyncio.AbstractEventLoop) -> tuple[Listener, bytes, int]:
    """Read the head, then join the hub, then read what was missed: in this order nothing falls between."""
    board = board_or_404(request, slug)
    viewer = stand(request.user, board)
    listener = Listener(
        board.pk,
        viewer.audience,
        reading.language_now(),
        viewer.known.pk if viewer.known and viewer.audience == "attendee" else None,
        loop,
    )
    the_hub().join(listener, board.version)
    try:
        first, sent = live.opening(live.fetch(board.pk), since_of(request), viewer.audience)
    except BaseException:
        the_hub().leave(listener)
        raise
    return listener, first, sent


async def stream(request: HttpRequest, slug: str) -> HttpResponse:
    """The board's events for as long as the viewer watches. A plain view for Django, async for the server."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    end_with_the_server()
    try:
        listener, first, sent = await sync_to_async(enter)(request, slug, asyncio.get_running_loop())
    except TooManyStreams:
        return HttpResponse(status=503, headers={"Retry-After": "10"})
    except Http404:
        raise
    answer = StreamingHttpResponse(events(listener, first, sent), content_type="text/event-stream; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


async def events(listener: Listener, first: bytes, sent: int) -> AsyncIterator[bytes]:
    """What this stream says: what was missed, then each event once and in order, and a beat in between."""
    loop = asyncio.get_running_loop()
    try:
        yield f"retry: {RETRY}\n\n".encode() + first + live.beat(sent)
        listener.behind = False
        while not listener.ended:
            try:
                await asyncio.wait_for(listener.ready.wait(), BEAT)
            except TimeoutError:
                yield live.beat(sent)
                continue
            listener.ready.clear()
            while listener.queue and not listener.behind:
                event = listener.queue.popleft()
                if event.name == "stars":
                    yield event.data
                elif event.version > sent and event.data:
                    # One that overlaps with what this stream began with, or leaves a gap, is told anew.
                    listener.behind = event.after != sent
                    if not listener.behind:
                        sent = event.version
                        yield event.data
            if listener.behind:
                listener.behind = False
                said, sent = await loop.run_in_executor(
                    readers,
                    contextvars.Context().run,
                    live.catch_up,
                    listener.board,
                    sent,
                    listener.audience,
                    listener.language,
                )
                yield said
                listener.ready.set()  # the rest of the queue
    finally:
        the_hub().leave(listener)


@require_safe
@at_board
def since(request: HttpRequest, board: Board, viewer: Viewer, version: int) -> HttpResponse:
    """The same by polling, for where streams do not get through. 304 when nothing is new."""
    etag = f'"{board.version}-{viewer.audience}-{reading.language_now()}"'
    if request.headers.get("If-None-Match") == etag and version == board.version:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        head = board.version
        if not 0 <= version <= head or head - version > live.MOST_REPLAYED:
            data: dict = {"reset": True, "version": head, "at": live.clock_of(board)}
        else:
            data = live.kept_batch(board, version, viewer.audience) or {
                "version": head,
                "versions": [],
                "html": [],
                "say": "",
                "at": live.clock_of(board),
            }
        answer = JsonResponse(data)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer
