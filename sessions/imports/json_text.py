"""JSON that knows at which line each object stands. Depth, size and repeated keys are checked. Pure."""

import re
from array import array
from bisect import bisect_right
from json import JSONDecodeError, JSONDecoder
from json.decoder import JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any

from django.utils.translation import gettext as _

from sessions.imports.found import Refused

DEEPEST = 50
MOST_VALUES = 600_000
# A string is eaten whole, ended or not: so no text makes this go back over it.
PART = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)


class Object(dict):
    """A JSON object with the place where it begins."""

    at = 0


class Text:
    """A decoded text: `value`, `line(object)` from 1, and `repeated` as (line, key)."""

    def __init__(self, text: str) -> None:
        self.ends = array("I", (found.start() for found in re.finditer("\n", text)))
        self.repeated: list[tuple[int, str]] = []
        check(text)
        decoder = JSONDecoder()
        decoder.parse_object = self.object  # type: ignore[attr-defined]
        decoder.scan_once = py_make_scanner(decoder)  # type: ignore[attr-defined]
        try:
            self.value: Any = decoder.decode(text)
        except JSONDecodeError as fault:
            raise Refused(
                _("The JSON breaks at line %(line)s, column %(column)s: %(what)s.")
                % {"line": fault.lineno, "column": fault.colno, "what": fault.msg},
                fault.lineno,
            ) from None
        except (RecursionError, ValueError):
            raise Refused(_("This JSON cannot be read.")) from None

    def object(self, s_and_end, strict, scan_once, object_hook, object_pairs_hook, memo=None):
        pairs, end = JSONObject(s_and_end, strict, scan_once, None, list, memo)
        made = Object(pairs)
        made.at = s_and_end[1]
        if len(made) < len(pairs):
            seen: set[str] = set()
            for key, _value in pairs:
                if key in seen:
                    self.repeated.append((self.line(made), key))
                seen.add(key)
        return made, end

    def line(self, made: Object) -> int:
        return bisect_right(self.ends, made.at - 1) + 1


def check(text: str) -> None:
    """Refuse before decoding what is too deep or holds too many values."""
    depth = 0
    for values, part in enumerate(PART.finditer(text)):
        sign = part[0]
        if sign in "[{":
            depth += 1
            if depth > DEEPEST:
                raise Refused(
                    _("It is nested more than %(n)s deep.") % {"n": DEEPEST}, text.count("\n", 0, part.start()) + 1
                )
        elif sign in "]}":
            depth -= 1
        if values > MOST_VALUES:
            raise Refused(_("It holds too many values for a schedule. Split it by day."))
