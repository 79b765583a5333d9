"""Whether a mail really came from its From address. Pure. RFC 8601, a small part of it.

Only the one `Authentication-Results` header of our own mail server is believed. Without LISTS_AUTHSERV_ID
nothing is proven: the verdict is `none`, and government lists hold what comes by mail.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from publicsuffixlist import PublicSuffixList

from mailinglists.parsing import Mail

PASS, FAIL, NONE = "pass", "fail", "none"

PAIR = re.compile(r'([\w./-]{1,64})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))')
MAX_HEADER = 10_000


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result: `dkim=pass header.d=example.gov` and the like."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def organizational(domain: str) -> str:
    """The registered domain: `mail.city.example.gov` belongs with `example.gov`."""
    domain = domain.strip().rstrip(".").lower()
    return suffixes().privatesuffix(domain) or domain


def aligned(domain: str, address: str) -> bool:
    theirs = address.rpartition("@")[2]
    return bool(domain and theirs) and organizational(domain) == organizational(theirs)


def without_comments(value: str) -> str:
    out, depth, quoted, skip = [], 0, False, False
    for letter in value[:MAX_HEADER]:
        if skip:
            skip = False
        elif letter == "\\":
            skip = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
        elif letter == ")" and not quoted and depth:
            depth -= 1
            out.append(" ")
            continue
        if not depth:
            out.append(letter)
    return "".join(out)


def results(value: str) -> tuple[str, list[Result]]:
    """The id of the server that speaks, and what it found."""
    speaker, *rest = split_outside_quotes(without_comments(value))
    words = speaker.split()
    found = []
    for piece in rest:
        pairs = [(pair[1].lower(), pair[2] or pair[3] or "") for pair in PAIR.finditer(piece)]
        if pairs:
            found.append(Result(pairs[0][0].partition("/")[0], pairs[0][1].lower(), dict(pairs[1:])))
    return (words[0].strip('"').lower() if words else ""), found


def split_outside_quotes(value: str) -> list[str]:
    out, quoted, start = [], False, 0
    for at, letter in enumerate(value):
        if letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted:
            out.append(value[start:at])
            start = at + 1
    out.append(value[start:])
    return out


def covers(mail: Mail, domain: str) -> bool:
    """Whether every signature of this domain signs From, To and Subject, and the whole body."""
    mine = []
    for value in mail.all("dkim-signature"):
        tags = {
            key.strip().lower(): re.sub(r"\s+", "", text)
            for key, mark, text in (tag.partition("=") for tag in value.split(";"))
            if mark
        }
        if tags.get("d", "").lower() == domain.lower():
            mine.append(tags)
    return bool(mine) and all(
        "l" not in tags and {"from", "to", "subject"} <= set(tags.get("h", "").lower().split(":")) for tags in mine
    )


def verdict(mail: Mail, *, authserv_id: str, by_mail: bool) -> str:
    """pass, fail or none: what our own mail server found out about the one From address."""
    if not authserv_id or not by_mail:
        return NONE
    try:
        return judged(mail, authserv_id.lower())
    except (ValueError, IndexError, KeyError, UnicodeError):
        return NONE


def judged(mail: Mail, authserv_id: str) -> str:
    told = [found for speaker, found in map(results, mail.all("authentication-results")) if speaker == authserv_id]
    if len(told) != 1 or len(mail.from_addresses) != 1 or len(mail.all("from")) != 1:
        return NONE
    address = mail.from_addresses[0]
    for one in told[0]:
        if one.result != "pass":
            continue
        if one.method == "dkim":
            domain = one.properties.get("header.d") or one.properties.get("header.i", "").rpartition("@")[2]
            if aligned(domain, address) and covers(mail, domain):
                return PASS
        if one.method == "spf":
            sender = one.properties.get("smtp.mailfrom", "")
            if aligned(sender.rpartition("@")[2], address):
                return PASS
    return FAIL if any(one.method == "dmarc" and one.result == "fail" for one in told[0]) else NONE
