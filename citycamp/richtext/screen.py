"""A linear pass before any parser: cut what is never kept, refuse what would take a parser minutes.

bleach's parser takes minutes for some 250 kB of nested tags. This pass looks at each character about
once, reads tags as browsers do, and writes them again in one way, so that the parser has no surprises.
"""

import html
import re

from django.utils.translation import gettext as _

from citycamp.richtext.policies import ATTRIBUTE_NAMES, KNOWN, LONG, PLAIN_BLOCKS, Policy, kept

MAX_TAGS = 20_000
MAX_TAG_LENGTH = 16_000
MAX_ATTRIBUTES = 40

CUT = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
CUT_ENDS = {name: re.compile(rf"<(/?){name}(?=[\s/>])", re.IGNORECASE) for name in CUT}
NESTING = frozenset({"template", "object", "svg", "math"})

CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]*+)(?=[\s/>])")
ATTRIBUTE = re.compile(r"""[\s/]*+([^\s/>=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|(?=>)))?+""")
TAG_END = re.compile(r"[\s/]*+>")
COMMENT_END = re.compile(r"--!?>")
ATTRIBUTE_REFERENCE = re.compile(r"&(?:#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[A-Za-z][A-Za-z0-9]*+;)")

# Which open elements a new one ends, as every HTML parser does it: old pages leave them open.
SECTIONS = frozenset({"thead", "tbody", "tfoot"})
CELLS = frozenset({"td", "th"})
WALLS = CELLS | {"table", "caption"}
BLOCKS = LONG | PLAIN_BLOCKS | SECTIONS | {"div", "figure", "figcaption", "h1", "h5", "h6"}
REOPENED = frozenset({"p", "div", "h2", "h3", "h4"}) | PLAIN_BLOCKS
IN_ROW = CELLS | {"p", "li"}
IN_TABLE = IN_ROW | {"tr", "caption", "colgroup"} | SECTIONS
ENDS = {name: frozenset({"p"}) for name in BLOCKS} | {
    "li": frozenset({"li", "p"}),
    "dd": frozenset({"dd", "dt", "p"}),
    "dt": frozenset({"dd", "dt", "p"}),
    "td": IN_ROW,
    "th": IN_ROW,
    "tr": IN_ROW | {"tr", "caption"},
    "thead": IN_TABLE,
    "tbody": IN_TABLE,
    "tfoot": IN_TABLE,
    "caption": IN_TABLE,
}


class Refused(ValueError):
    """This text cannot be taken; `reason` says why, in a sentence for the person who wrote it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def screen(text: str, policy: Policy) -> str:
    """The text with known tags only, balanced and each written in one way, all else escaped. Raises Refused."""
    refuse_weight(text, policy)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    out = Balanced(policy.depth)
    here, tags = 0, 0
    while (start := text.find("<", here)) >= 0:
        out.text(written(text[here:start]))
        here = start + 1
        if text.startswith("<!--", start):
            end = COMMENT_END.search(text, start + 2)
            here = end.end() if end else len(text)
        elif found := TAG.match(text, start):
            tag = read_tag(text, found)
            if tag is None:
                out.text("&lt;")
                continue
            closing, name, attributes, here = tag
            tags += 1
            if tags > MAX_TAGS:
                raise too_many()
            if name in CUT:
                here = here if closing or empty(text, name, here) else end_of_cut(text, name, here)
            elif closing:
                out.end(name)
            else:
                out.start(name, listed(policy, name, attributes) if name in KNOWN else "")
        elif text.startswith(("<!", "<?", "</"), start):
            closed = text.find(">", start)
            here = closed + 1 if closed >= 0 else len(text)
        else:
            out.text("&lt;")
    out.text(written(text[here:]))
    out.end_all()
    return "".join(out.made)


def refuse_weight(text: str, policy: Policy) -> None:
    if len(text) > policy.cap or len(text.encode(errors="replace")) > policy.cap:
        raise Refused(
            _("This text is too long: at most %(kilobytes)d kB fit here. Please shorten it or split it.")
            % {"kilobytes": policy.cap // 1000}
        )
    if len(text) > 1_000 and (text.count("<") + text.count("&")) * 3 > len(text):
        raise Refused(_("This text consists of almost nothing but marks. Please paste it as plain text."))


def too_many() -> Refused:
    return Refused(_("This text has too many marks. Please split it, or paste it as plain text."))


class Balanced:
    """Writes tags so that each open one is closed in its place, and nothing stands between a table's cells."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.made: list[str] = []
        self.stack: list[str] = []
        self.tags = 0

    def text(self, escaped: str) -> None:
        if escaped:
            if self.stack and not escaped.isspace():
                self.into_a_cell()
            self.made.append(escaped)

    def start(self, name: str, attributes: str = "") -> None:
        self.end_what_ends(name)
        if name in VOID:
            if name in KNOWN:
                self.into_a_cell()
                self.tag(f"<{name}>")
            return
        if name == "tr":
            self.into("table")
        elif name in CELLS:
            self.into("table", "tr")
        elif name in KNOWN and name not in SECTIONS and name != "caption":
            self.into_a_cell()
        self.push(name, attributes)

    def push(self, name: str, attributes: str = "") -> None:
        self.stack.append(name)
        if len(self.stack) > self.most:
            raise Refused(_("This text is nested too deeply. Please use fewer levels of lists, quotes or tables."))
        if name in KNOWN:
            self.tag(f"<{name}{attributes}>")

    def tag(self, tag: str) -> None:
        self.tags += 1
        if self.tags > MAX_TAGS:
            raise too_many()
        self.made.append(tag)

    def pop(self) -> str:
        name = self.stack.pop()
        if name in KNOWN:
            self.tag(f"</{name}>")
        return name

    def into(self, *parts: str) -> None:
        """Open the section and the row that were left out."""
        if self.stack and self.stack[-1] == "table":
            self.push("tbody")
        if "tr" in parts and self.stack and self.stack[-1] in SECTIONS:
            self.push("tr")

    def into_a_cell(self) -> None:
        self.into("table", "tr")
        if self.stack and self.stack[-1] == "tr":
            self.push("td")

    def end_what_ends(self, name: str) -> None:
        """End what a new element ends by its coming, and an open link before another."""
        if name == "a":
            self.end("a")
            return
        ended = ENDS.get(name)
        while ended:
            depth = len(self.stack)
            for place in range(depth - 1, -1, -1):
                open_name = self.stack[place]
                if open_name in ended:
                    depth = place
                    break
                if open_name in BLOCKS or open_name in WALLS:
                    break
            if depth == len(self.stack):
                return
            while len(self.stack) > depth:
                self.pop()

    def end(self, name: str) -> None:
        """Close the innermost such element of this table cell; stray ends are dropped."""
        for place in range(len(self.stack) - 1, -1, -1):
            open_name = self.stack[place]
            if open_name == name:
                break
            if open_name == "table" or (open_name in WALLS and name not in IN_TABLE and name != "table"):
                return
        else:
            return
        above = self.stack[place + 1 :]
        again = [] if name in BLOCKS else [open_name for open_name in above if open_name in BLOCKS]
        if any(open_name not in REOPENED for open_name in again):
            return  # a list began inside this mark: it ends with what holds it
        if again and name not in KNOWN:
            return
        while len(self.stack) > place:
            self.pop()
        for open_name in again:
            self.push(open_name)

    def end_all(self) -> None:
        while self.stack:
            self.pop()


def read_tag(text: str, found: re.Match[str]) -> tuple[bool, str, dict[str, str], int] | None:
    """Closing, name, attributes as written, and where it ends; None where the text ends first."""
    here = found.end()
    attributes: dict[str, str] = {}
    seen = 0
    while not (end := TAG_END.match(text, here)):
        one = ATTRIBUTE.match(text, here)
        if not one:
            return None
        here = one.end()
        seen += 1
        if seen > MAX_ATTRIBUTES:
            raise Refused(_("A mark in this text has too many properties. Please paste it as plain text."))
        attributes.setdefault(one[1].lower(), one[2] or "")
    if end.end() - found.start() > MAX_TAG_LENGTH:
        raise Refused(_("A mark in this text is too long. Please paste it as plain text."))
    return found[1] == "/", found[2].lower(), attributes, end.end()


def empty(text: str, name: str, here: int) -> bool:
    """Whether this is <svg/> or <math/>, which hold nothing."""
    return name in ("svg", "math") and text[here - 2 : here] == "/>"


def end_of_cut(text: str, name: str, here: int) -> int:
    """Where an element and all it holds is over; without its end, that is the end of the text."""
    deep = 1
    for found in CUT_ENDS[name].finditer(text, here):
        if found[1]:
            deep -= 1
        elif name in NESTING:
            deep += 1
        if deep == 0:
            close = text.find(">", found.end())
            return close + 1 if close >= 0 else len(text)
    return len(text)


def listed(policy: Policy, name: str, attributes: dict[str, str]) -> str:
    made = []
    for key, raw in attributes.items():
        if key in ATTRIBUTE_NAMES:
            value = kept(policy, name, key, unescape_attribute(raw.strip("\"'") if raw[:1] in "\"'" else raw))
            if value is not None:
                made.append(f' {key}="{escape(value)}"')
    return "".join(made)


def unescape_attribute(value: str) -> str:
    """As browsers read it: `&copy=1` in an address is no copyright sign."""
    return CONTROLS.sub("", ATTRIBUTE_REFERENCE.sub(lambda found: html.unescape(found[0]), value))


def written(text: str) -> str:
    """Text as browsers read it, without controls, escaped again."""
    return escape(CONTROLS.sub("", html.unescape(text)).replace("\r", "\n").replace("\x0c", " ")) if text else ""


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
