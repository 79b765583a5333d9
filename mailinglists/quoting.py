"""What of a text is quoted, and what is a list's own notice. Pure."""

import re
from dataclasses import dataclass

SAID = re.compile(
    r"^\s*(?:(?:On|Am|Le|El|Il|Em|Op)\b.{3,200}|.{2,120}\b)"
    r"(?:wrote|writes|schrieb|a écrit|escribió|scrisse|escreveu)\s*:\s*$",
    re.IGNORECASE,
)
OUTLOOK = re.compile(r"^\s*-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Mensaje original)\s*-{2,}\s*$", re.I)
FORWARDED = re.compile(
    r"^\s*-{2,}\s*(?:Forwarded message|Weitergeleitete Nachricht|Mensaje reenviado|Begin forwarded)|"
    r"^\s*Begin forwarded message:",
    re.I,
)
DIGEST_RULE = re.compile(r"^>?\s*-{30}\s*$", re.MULTILINE)
MAX_LINE = 1000


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text: shown, or folded with who is quoted and how many lines."""

    text: str
    quoted: bool = False
    who: str = ""
    lines: int = 0


def folded(text: str) -> list[Block]:
    """The text as blocks to show. A forwarded body is never folded, nor is a text that is all quote."""
    lines = text.strip("\n").split("\n")
    blocks: list[Block] = []
    plain: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at][:MAX_LINE]
        if FORWARDED.match(line):
            plain.extend(lines[at:])
            break
        if OUTLOOK.match(line):
            add_plain(blocks, plain)
            rest = lines[at + 1 :]
            add_quote(blocks, rest, outlook_name(rest))
            break
        if line.startswith(">"):
            end = at
            while end < len(lines) and (lines[end].startswith(">") or is_gap(lines, end)):
                end += 1
            who = take_attribution(plain)
            add_plain(blocks, plain)
            add_quote(blocks, lines[at:end], who)
            at = end
            continue
        plain.append(lines[at])
        at += 1
    add_plain(blocks, plain)
    if not any(block.text.strip() for block in blocks if not block.quoted):
        return [Block(text.strip("\n"))]
    return blocks


def is_gap(lines: list[str], at: int) -> bool:
    return not lines[at].strip() and at + 1 < len(lines) and lines[at + 1].startswith(">")


def take_attribution(plain: list[str]) -> str:
    """Take "On …, Ana wrote:" off the end of what stands before a quote; its name, or nothing."""
    while plain and not plain[-1].strip():
        plain.pop()
    for count in (1, 2):
        if len(plain) >= count:
            joined = " ".join(line.strip() for line in plain[-count:])[:MAX_LINE]
            if SAID.match(joined):
                del plain[-count:]
                return name_in(joined)
    return ""


def name_in(said: str) -> str:
    name = re.sub(r"\s+(?:wrote|writes|schrieb|a écrit|escribió|scrisse|escreveu)\s*:\s*$", "", said, flags=re.I)
    name = re.sub(r"<[^<>]*>|\([^()]*\)|\[[^\[\]]*\]", "", name)
    return name.rpartition(",")[2].strip(" \"'")[:80] if "," in name else name.strip()[:80]


def outlook_name(lines: list[str]) -> str:
    for line in lines[:6]:
        if line.lower().startswith(("from:", "von:", "de:")):
            return re.sub(r"<[^<>]*>|\[[^\[\]]*\]", "", line.partition(":")[2]).strip(" \"'")[:80]
    return ""


def add_plain(blocks: list[Block], plain: list[str]) -> None:
    text = "\n".join(plain).strip("\n")
    plain.clear()
    if text.strip():
        blocks.append(Block(text))


def add_quote(blocks: list[Block], lines: list[str], who: str) -> None:
    text = "\n".join(re.sub(r"^> ?", "", line) for line in lines).strip("\n")
    if text.strip():
        blocks.append(Block(text, True, who, text.count("\n") + 1))


def quote(text: str, said: str) -> str:
    """A text as the quote that a reply begins with."""
    lines = [
        ">" if not line else ("> " + line if not line.startswith(">") else ">" + line) for line in text.split("\n")
    ]
    return said + "\n" + "\n".join(lines) + "\n\n"


def words_of(text: str) -> str:
    """A text with quote marks, wrapping and case gone, to find it again in whatever form it comes back."""
    return re.sub(r"[\s>|*_]+", " ", text).strip().lower()


def without_notices(text: str, notices: list[str]) -> str:
    """The text without each block that says one of these notices, whatever quote marks and wrapping it has."""
    for notice in notices:
        target = re.findall(r"\S+", words_of(notice))
        if not target:
            continue
        pattern = re.compile(
            r"(?:^|(?<=\n))[ \t>|]*(?:[-_*=]{2,}[ \t]*\n[ \t>|]*)?"
            + r"[\s>|*_]+".join(re.escape(word) for word in target)
            + r"[ \t*_]*(?=\n|$)",
            re.IGNORECASE,
        )
        text = pattern.sub("", text)
    return re.sub(r"\n{4,}", "\n\n\n", text)


def repeats_digest(text: str) -> bool:
    """Whether a mail quotes a whole digest: three or more of RFC 1153's rules."""
    return len(DIGEST_RULE.findall(text)) >= 3


COMMANDS = {
    "unsubscribe", "subscribe", "unsub", "sub", "leave", "signoff", "remove", "remove me", "help", "stop",
    "unsubscribe me", "please unsubscribe", "please unsubscribe me", "please remove me", "join",
}  # fmt: skip


def is_command(text: str) -> bool:
    """Whether the first line is a bare word to a list program."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return first.strip(" .!\t").lower() in COMMANDS


MASKED = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")


def masked(text: str) -> str:
    """Every address shown as a…@example.org."""
    return MASKED.sub(lambda found: f"{found[1][0]}…@{found[2]}", text)
