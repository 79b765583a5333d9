"""What may stay in which kind of place, and which values an attribute may have."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

# Outermost first: the order in which the canonical form writes them.
MARKS = ("a", "strong", "em", "u", "s", "sub", "sup", "code")
SHORT = frozenset({"p", "ul", "ol", "li", "blockquote", "pre"})
TABLE = frozenset({"table", "caption", "thead", "tbody", "tr", "th", "td"})
LONG = SHORT | TABLE | {"h2", "h3", "h4", "hr"}


@dataclass(frozen=True)
class Policy:
    """One kind of place. Raise `version` when anything about it changes: rows store it."""

    name: str
    version: int
    blocks: frozenset[str]
    cap: int  # bytes, in and out
    depth: int = 60
    wiki: bool = False  # data attributes; addresses get their rel when the page is drawn


NOTE = Policy("note", 1, SHORT, cap=20_000)
WIKI = Policy("wiki", 1, LONG | {"figure", "figcaption", "div"}, cap=200_000, wiki=True)
MAIL = Policy("mail", 1, LONG, cap=256_000, depth=200)

# What bleach lets pass: our own elements, and those that the canonical form turns into them.
ALIASES = {"b": "strong", "i": "em", "strike": "s", "del": "s", "ins": "u", "h1": "h2", "h5": "h4", "h6": "h4"}
PLAIN_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "center", "dd", "details", "dl", "dt", "fieldset"),
        *("footer", "form", "header", "main", "nav", "section", "summary"),
    }
)
KNOWN = frozenset({*MARKS, *LONG, "figure", "figcaption", "div", "br", *ALIASES, *PLAIN_BLOCKS})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

ADDRESS = re.compile(r"https?://[^/\\?#]|mailto:.|tel:.|#|/(?![/\\])", re.IGNORECASE)
NUMBER = re.compile(r"[0-9]{1,12}")
SPAN = re.compile(r"[2-9]|[1-4][0-9]|50")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
ONE_OF = {
    "scope": {"row", "col", "rowgroup", "colgroup"},
    "dir": {"ltr", "rtl", "auto"},
    "data-align": {"left", "center", "right"},
    "data-size": {"small", "medium", "large", "full"},
}
LENGTHS = {"data-page": 120, "data-include": 120, "data-anchor": 200, "data-alt": 500}
PATTERNS = {
    "colspan": SPAN,
    "rowspan": SPAN,
    "start": re.compile(r"-?[0-9]{1,6}"),
    "lang": LANGUAGE,
    "data-file": NUMBER,
    "data-picture": NUMBER,
    "data-place": KEY,
    "data-wiki": re.compile(r"[\w-]{1,100}"),
}
EVERYWHERE = {"th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan", "scope"}, "ol": {"start"}}
IN_WIKI = {
    "a": {"data-page", "data-wiki", "data-anchor", "data-file"},
    "figure": {"data-picture", "data-alt", "data-align", "data-size", "data-embed"},
    "div": {"data-place", "data-include"},
}
SPEAKING = frozenset({"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "table", "th", "td"})
ATTRIBUTE_NAMES = frozenset({"href", "lang", "dir"}.union(*EVERYWHERE.values(), *IN_WIKI.values()))


def kept(policy: Policy, tag: str, name: str, value: str) -> str | None:
    """The value that this attribute may have here, or None. `value` is unescaped."""
    tag = ALIASES.get(tag, tag)
    if name == "href":
        return address(value) if tag == "a" else None
    if name in ("lang", "dir"):
        allowed = tag in SPEAKING
    else:
        allowed = name in EVERYWHERE.get(tag, ()) or (policy.wiki and name in IN_WIKI.get(tag, ()))
    if not allowed:
        return None
    if name == "data-embed":
        found = address(value)
        return found if found and found.lower().startswith("http") else None
    if name in LENGTHS:
        return line(value, LENGTHS[name])
    value = value.strip()
    if name in ONE_OF:
        value = value.lower()
        return value if value in ONE_OF[name] else None
    return value if PATTERNS[name].fullmatch(value) else None


def address(value: str) -> str | None:
    """A web address, mail address, telephone number, place on the page or path of this site, or None.

    Judged both as written and without the spaces, controls and format characters that browsers skip.
    """
    if len(value) > 2_000:
        return None
    skipped = {char for char in value if unicodedata.category(char)[0] in "CZ"}
    bare = "".join(char for char in value if char not in skipped)
    written = re.sub(r"[\t\n\r]", "", value).strip("".join(skipped))
    for char in skipped:
        written = written.replace(char, quote(char.encode(errors="ignore")))
    if len(written) > 2_000 or not (ADDRESS.match(bare) and ADDRESS.match(written)):
        return None
    return written


def line(value: str, longest: int) -> str | None:
    """A title or a description: one line without controls and turning characters, or None if it is none."""
    value = unicodedata.normalize("NFC", value)
    value = "".join(char for char in value if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs", "Cn"))
    value = re.sub("[\u202a-\u202e\u2066-\u2069]", "", value)
    value = " ".join(value.split())
    return value if 0 < len(value) <= longest else None
