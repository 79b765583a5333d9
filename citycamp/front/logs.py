"""Log lines as JSON, where LOG_FORMAT=json. safety.md 7: no path, query string, address, name, word or token in them.

One line a request: id, route's name, status, milliseconds, queries, and an opaque id of the person. What else is
logged is written with its sentence as the code has it, before anything was put into it, and of its values the whole
numbers alone; of a fault its kind and where it happened, not what it said.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
import uuid
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.functional import empty

log = logging.getLogger("citycamp.requests")


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        facts = getattr(record, "facts", None)
        if facts is not None:
            return json.dumps(line | facts)
        line["event"] = str(record.msg).splitlines()[0] if record.msg else ""
        given = record.args if isinstance(record.args, tuple) else ()
        numbers = [value for value in given if isinstance(value, int)]
        if numbers:
            line["numbers"] = numbers
        if record.exc_info and record.exc_info[0]:
            kind, _fault, trace = record.exc_info
            line["fault"] = kind.__name__
            line["where"] = [f"{step.filename}:{step.lineno} {step.name}" for step in traceback.extract_tb(trace)[-8:]]
        return json.dumps(line)


class Requests:
    """Writes one line for each request; stands first among the middleware, and only where LOG_FORMAT=json."""

    def __init__(self, get_response):
        if settings.LOG_FORMAT != "json":
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started, asked, mark = time.perf_counter(), 0, uuid.uuid4().hex[:16]

        def count(execute, *arguments):
            nonlocal asked
            asked += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response.headers["X-Request-Id"] = mark
        match = request.resolver_match
        facts = {
            "request": mark,
            "route": match.view_name if match else "",
            "method": request.method if request.method in KNOWN else "other",
            "status": response.status_code,
            "ms": round((time.perf_counter() - started) * 1000),
            "queries": asked,
            "person": person_of(request),
        }
        log.info("request", extra={"facts": facts})
        return response


KNOWN = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")


def person_of(request: HttpRequest) -> str:
    """The same few letters for the same person, which nobody can read back; "" where nobody asked who it is."""
    user = getattr(request, "user", None)
    known = getattr(user, "_wrapped", user)
    if known is None or known is empty or not getattr(known, "pk", None):
        return ""
    return salted_hmac("front.logs", str(known.pk)).hexdigest()[:12]
