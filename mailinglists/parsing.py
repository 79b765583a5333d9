"""The bytes of one mail to what we show, search and send. Pure; never raises.

Whatever is wrong becomes a defect code, and what could be read up to there is given. Limits: safety.md 4.
The parser runs with the compat32 policy, about six times as fast as the newer one.
"""

import base64
import binascii
import hashlib
import html
import io
import quopri
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message as Part
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_tz
from typing import cast

import idna

from mailinglists import charsets

MAX_MAIL = 30 << 20
MAX_HEAD = 256 << 10
MAX_PARTS = 200
MAX_DEPTH = 50
MAX_TEXT = 1_000_000
MAX_REFERENCES = 100

ANGLED = re.compile(r"<([^<>]*)>")
ENCODED = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
HEAD_END = re.compile(rb"\r?\n\r?\n")
NESTED = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
FOOTER = re.compile(r"\n_{20,}\n(?:[^\n]*\n?){1,14}\Z")
ZERO_ID = "@no-id.invalid"
PROGRAMS = frozenset(
    "exe scr com bat cmd pif cpl msi msp jar js jse vbs vbe wsf wsh ps1 psm1 hta lnk reg dll sys app deb rpm "  # noqa: SIM905
    "sh run apk iso img vhd chm gadget inf scf url xll docm xlsm pptm dotm xltm".split()
)
PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")


@dataclass(slots=True)
class File:
    """One part of a mail that is offered as a download."""

    path: str
    name: str
    sent_name: str
    kind: str
    size: int
    sha256: str
    program: bool


@dataclass(slots=True)
class Mail:
    """One mail, read. Ids are bare (no angle brackets), addresses lower-case, dates UTC or None."""

    sha256: str
    message_id: str = ""
    id_given: bool = False
    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    from_addresses: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    date: datetime | None = None
    received: datetime | None = None
    references: list[str] = field(default_factory=list)
    in_reply_to: list[str] = field(default_factory=list)
    text: str = ""
    html: str = ""
    text_from_html: bool = False
    protected: bool = False
    files: list[File] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    body_digest: str = ""

    def header(self, name: str) -> str:
        """The first header of that name, decoded, or an empty string."""
        low = name.lower()
        return next((value for key, value in self.headers if key.lower() == low), "")

    def all(self, name: str) -> list[str]:
        low = name.lower()
        return [value for key, value in self.headers if key.lower() == low]

    @property
    def chain(self) -> list[str]:
        """What this mail answers, farthest first, the direct parent last."""
        direct = [i for i in self.in_reply_to[:1] if i not in self.references]
        seen = dict.fromkeys([*self.references, *direct])
        seen.pop(self.message_id, None)
        return list(seen)


def parse(raw: bytes, *, latest: datetime) -> Mail:
    """Read one mail. A date after `latest` is none."""
    mail = Mail(sha256=hashlib.sha256(raw).hexdigest())
    try:
        read(mail, raw, latest)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError, AssertionError) as fault:
        note(mail, "unreadable_" + type(fault).__name__.lower())
        if not mail.text:
            mail.text = charsets.decode(raw[:MAX_TEXT])[0]
    if not mail.message_id:
        mail.message_id = made_id(raw)
    mail.body_digest = digest(mail)
    return mail


def note(mail: Mail, defect: str) -> None:
    if defect and defect not in mail.defects:
        mail.defects.append(defect)


def read(mail: Mail, raw: bytes, latest: datetime) -> None:
    if len(raw) > MAX_MAIL:
        note(mail, "too_large_to_read")
        raw = raw[:MAX_HEAD]
    found = HEAD_END.search(raw)
    head_length = found.start() if found else len(raw)
    if head_length > MAX_HEAD:
        note(mail, "header_too_long")
        cut = raw[:MAX_HEAD].rpartition(b"\n")[0]
        raw = cut + raw[head_length:]
    flat = len(NESTED.findall(raw)) > MAX_PARTS
    if flat:
        note(mail, "nested_too_deep")
    root = BytesParser().parsebytes(raw, headersonly=flat)
    read_headers(mail, root, latest)
    if flat:
        payload = root.get_payload()
        mail.text = charsets.tidy(payload if isinstance(payload, str) else "")[:MAX_TEXT]
        return
    read_parts(mail, root)


def read_headers(mail: Mail, root: Part, latest: datetime) -> None:
    for name, value in root.raw_items():
        mail.headers.append((one_line(str(name))[:200], decoded(str(value), mail)))
    raw_from = [str(value) for name, value in root.raw_items() if name.lower() == "from"]
    people = addresses(raw_from, mail)
    mail.from_addresses = list(dict.fromkeys(address for _, address in people))
    if people:
        mail.sender_name, mail.sender_address = people[0]
    else:
        mail.sender_name = decoded(raw_from[0], mail)[:200] if raw_from else ""
        note(mail, "no_from")
    if len(raw_from) > 1:
        note(mail, "two_from")
    mail.to = [a for _, a in addresses([str(v) for n, v in root.raw_items() if n.lower() in ("to", "cc")], mail)]
    mail.subject = mail.header("subject")[:1000]
    given = clean_ids(raw_header(root, "message-id"))
    if given:
        mail.message_id, mail.id_given = given[0], True
    else:
        note(mail, "no_message_id")
    mail.references = first_and_last(clean_ids(raw_header(root, "references")))
    mail.in_reply_to = clean_ids(raw_header(root, "in-reply-to"))[:5]
    mail.date = sane_date(raw_header(root, "date"), latest)
    if mail.date is None:
        note(mail, "no_date" if not raw_header(root, "date") else "bad_date")
    top = raw_header(root, "received")
    mail.received = sane_date(top.rpartition(";")[2], latest) if top else None


def raw_header(root: Part, name: str) -> str:
    return next((str(value) for key, value in root.raw_items() if key.lower() == name), "")


def one_line(text: str) -> str:
    """Text without line breaks, controls and bidi overrides: it can start no new line anywhere."""
    return CONTROLS.sub(" ", text).strip()


def decoded(value: str, mail: Mail | None = None) -> str:
    """A header as people should read it: RFC 2047 words decoded, raw 8-bit guessed, one line."""
    if "=?" not in value:
        return one_line(eight_bit(value, mail))
    out: list[str] = []
    held, held_label, at = b"", "", 0

    def flush() -> None:
        nonlocal held
        if held:
            text, defect = charsets.decode(held, held_label)
            out.append(text)
            if mail is not None and defect:
                note(mail, "header_" + defect)
            held = b""

    for word in ENCODED.finditer(value):
        between = value[at : word.start()]
        if between.strip() or not (at and not between.strip()):
            flush()
            out.append(eight_bit(between, mail))
        label, way, coded = word[1].partition("*")[0].lower(), word[2].lower(), word[3]
        if label != held_label:
            flush()
        held_label = label
        held += from_base64(coded) if way == "b" else from_q(coded)
        at = word.end()
    flush()
    out.append(eight_bit(value[at:], mail))
    return one_line("".join(out))


def from_base64(coded: str) -> bytes:
    pure = re.sub(r"[^A-Za-z0-9+/]", "", coded)
    try:
        return base64.b64decode(pure[: len(pure) - (len(pure) % 4 == 1)] + "=" * (-len(pure) % 4))
    except (binascii.Error, ValueError):
        return b""


def from_q(coded: str) -> bytes:
    return quopri.decodestring(coded.encode("ascii", "surrogateescape"), header=True)


def eight_bit(text: str, mail: Mail | None) -> str:
    if text.isascii():
        return text
    raw = text.encode("utf-8", "surrogateescape")
    result, defect = charsets.decode(raw, "utf-8")
    if mail is not None and defect:
        note(mail, "header_" + defect)
    return result


def addresses(values: list[str], mail: Mail | None = None) -> list[tuple[str, str]]:
    """Names and addresses of address headers, at most 500."""
    out = []
    try:
        pairs = getaddresses([value.replace("\r", " ").replace("\n", " ")[:MAX_HEAD] for value in values])
    except (RecursionError, ValueError, IndexError):
        return []
    for name, address in pairs[:500]:
        address = address_key(one_line(eight_bit(address, None)))
        if "@" in address:
            out.append((decoded(name, mail)[:200], address))
    return out


def address_key(address: str) -> str:
    """Lower case, domain in IDNA ASCII; what is no address comes back empty."""
    address = unicodedata.normalize("NFC", address.strip()).lower()
    local, _, domain = address.rpartition("@")
    if not local or not domain or len(address) > 254 or re.search(r"[\s<>,;\"()\[\]\\]", address) or "@" in local:
        return ""
    if not domain.isascii():
        try:
            domain = idna.encode(domain).decode()
        except (idna.IDNAError, UnicodeError):
            return ""
    return f"{local}@{domain}"


def clean_ids(value: str) -> list[str]:
    """Message ids without brackets, spaces and folds; comments are not ids."""
    if not value:
        return []
    found = [re.sub(r"\s+", "", inner) for inner in ANGLED.findall(value)]
    if not found and "<" not in value:
        found = [word for word in value.split() if "@" in word and "(" not in word]
    return [printable(one)[:500] for one in found if one]


def printable(text: str) -> str:
    return charsets.tidy(eight_bit(text, None))


def first_and_last(ids: list[str]) -> list[str]:
    half = MAX_REFERENCES // 2
    return ids if len(ids) <= MAX_REFERENCES else ids[:half] + ids[-half:]


def sane_date(words: str, latest: datetime) -> datetime | None:
    """A date between 1970 and `latest`; two- and three-digit years repaired."""
    if not words.strip():
        return None
    try:
        parts = parsedate_tz(words)
    except (TypeError, ValueError, IndexError):
        return None
    if not parts:
        return None
    year, month, day, hour, minute, second = parts[:6]
    if 100 <= year < 200:
        year += 1900
    shift = parts[9] or 0
    if abs(shift) > 24 * 3600:
        shift = 0
    try:
        when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) - timedelta(seconds=shift)
    except (ValueError, OverflowError):
        return None
    return when if datetime(1970, 1, 1, tzinfo=UTC) <= when <= latest else None


def made_id(raw: bytes) -> str:
    """A Message-ID for a mail without one: equal on every run."""
    return hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest()[:32] + ZERO_ID


def id_hash(message_id: str) -> str:
    """The permalink's name of a message, as Mailman computes it: base32 of SHA-1 of the bare id."""
    return base64.b32encode(hashlib.sha1(message_id.encode("utf-8"), usedforsecurity=False).digest()).decode()


# Parts


def leaves(root: Part) -> list[tuple[str, Part, bool]]:
    """Every part that is no multipart: path, part, and whether it is an alternative to an earlier text."""
    out: list[tuple[str, Part, bool]] = []
    todo: list[tuple[str, Part, int, bool]] = [("1", root, 0, False)]
    while todo and len(out) < MAX_PARTS:
        path, part, depth, alternative = todo.pop()
        children = part.get_payload() if part.get_content_maintype() == "multipart" else None
        if isinstance(children, list) and depth < MAX_DEPTH:
            inside = alternative or part.get_content_subtype() == "alternative"
            todo.extend((f"{path}.{n}", child, depth + 1, inside) for n, child in reversed([*enumerate(children, 1)]))
        else:
            out.append((path, part, alternative))
    return out


def read_parts(mail: Mail, root: Part) -> None:
    found = leaves(root)
    if len(found) >= MAX_PARTS:
        note(mail, "too_many_parts")
    kind = root.get_content_type()
    mail.protected = kind in ("multipart/signed", "multipart/encrypted", "application/pkcs7-mime")
    texts: list[str] = []
    pages: list[str] = []
    for path, part, _alternative in found:
        kind = part.get_content_type()
        sent_name = file_name(part, mail)
        disposition = part.get_content_disposition()
        body = disposition != "attachment" and not sent_name
        if part.get_content_maintype() == "multipart":
            note(mail, "broken_multipart")
            texts.append(text_of(part, mail))
        elif kind == "text/plain" and body:
            texts.append(text_of(part, mail))
        elif kind == "text/html" and body:
            pages.append(text_of(part, mail))
        else:
            add_file(mail, path, part, sent_name)
        for fault in part.defects:
            note(mail, "mime_" + re.sub(r"(?<!^)(?=[A-Z])", "_", type(fault).__name__).lower().replace("_defect", ""))
    mail.text = "\n\n".join(text.strip("\n") for text in texts if text.strip())[:MAX_TEXT]
    mail.html = "\n".join(pages)[:MAX_TEXT]
    if not mail.text and mail.html:
        mail.text, mail.text_from_html = html_to_text(mail.html)[:MAX_TEXT], True


def part_bytes(part: Part) -> bytes:
    """The decoded bytes of a part; what cannot be decoded comes as it is."""
    if part.is_multipart():
        children = cast(list[Part], part.get_payload())
        return b"\n".join(child.as_bytes() for child in children[:MAX_PARTS])
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def part_at(raw: bytes, path: str) -> bytes | None:
    """The decoded bytes of the part that `File.path` names, or None."""
    try:
        root = BytesParser().parsebytes(raw)
        return next((part_bytes(part) for name, part, _ in leaves(root) if name == path), None)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None


def text_of(part: Part, mail: Mail) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    label = part.get_param("charset", "")
    label = label[2] if isinstance(label, tuple) else str(label)
    text, defect = charsets.decode(payload, label)
    note(mail, defect)
    if b"\x00" in payload:
        note(mail, "nul_byte")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflow(text, str(part.get_param("delsp", "")).lower() == "yes")
    return text


def unflow(text: str, delsp: bool) -> str:
    """Paragraphs of format=flowed (RFC 3676) on one line each."""
    out: list[str] = []
    flowing = False
    for line in text.split("\n"):
        if line.startswith(" "):
            line = line[1:]
        quoted = line.startswith(">")
        if flowing and not quoted and out:
            out[-1] += line
        else:
            out.append(line)
        flowing = line.endswith(" ") and line != "-- " and not quoted
        if flowing and delsp:
            out[-1] = out[-1][:-1]
    return "\n".join(out)


def file_name(part: Part, mail: Mail) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        note(mail, "bad_file_name")
        return "file"
    return decoded(str(name), mail)[:300]


def add_file(mail: Mail, path: str, part: Part, sent_name: str) -> None:
    content = part_bytes(part)
    kind = part.get_content_type()
    name = safe_name(sent_name) or ("message.eml" if kind == "message/rfc822" else f"part-{path}")
    mail.files.append(
        File(
            path=path,
            name=name,
            sent_name=sent_name,
            kind=kind[:100],
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            program=is_program(name, content),
        )
    )


def safe_name(sent: str) -> str:
    """A file name that means no folder, no hidden file and no control, at most 120 letters."""
    last = one_line(sent).replace("\\", "/").rpartition("/")[2].strip(". ")
    last = re.sub(r'[<>:"|?*]', "_", last)
    if len(last) > 120:
        stem, dot, ending = last.rpartition(".")
        last = (stem[: 119 - len(ending)] + dot + ending) if dot and len(ending) < 12 else last[:120]
    return last


def is_program(name: str, content: bytes) -> bool:
    """Programs by name or first bytes, also listed inside a zip."""
    if name.rpartition(".")[2].lower() in PROGRAMS or content.startswith(PROGRAM_STARTS):
        return True
    if content.startswith(b"PK\x03\x04"):
        try:
            names = zipfile.ZipFile(io.BytesIO(content)).namelist()[:2000]
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
            return False
        return any(one.rpartition(".")[2].lower() in PROGRAMS for one in names)
    return False


def html_to_text(page: str) -> str:
    """What an HTML mail says, in one linear pass. The result is text: it must be escaped to be shown."""
    low, out, at = page.lower(), [], 0
    if len(low) != len(page):
        low = page
    while True:
        start = page.find("<", at)
        if start < 0:
            out.append(page[at:])
            break
        out.append(page[at:start])
        if page.startswith("<!--", start):
            end = page.find("-->", start + 4)
            at = end + 3 if end >= 0 else len(page)
            continue
        end = page.find(">", start + 1)
        if end < 0:
            break
        tag = low[start + 1 : min(end, start + 20)].split(None, 1)[0] if end > start + 1 else ""
        at = end + 1
        if tag in ("script", "style", "head", "title", "template", "noscript"):
            close = low.find(f"</{tag}", at)
            at = low.find(">", close) + 1 if close >= 0 else len(page)
            at = at or len(page)
        elif tag.rstrip("/") in ("br", "/p", "/div", "/tr", "/li", "/h1", "/h2", "/h3", "/h4", "/blockquote", "hr"):
            out.append("\n")
        if tag.rstrip("/") in ("p", "/p", "/table"):
            out.append("\n")
    text = charsets.tidy(html.unescape("".join(out))).replace("\r", "")
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def digest(mail: Mail) -> str:
    """One hash of what a mail says: its text without list footer and line-end noise, and its files."""
    text = FOOTER.sub("\n", mail.text)
    lines = [re.sub(r"^>(>*From )", r"\1", line.rstrip()) for line in text.split("\n")]
    told = "\n".join(lines).strip() + "\n" + "\n".join(sorted(one.sha256 for one in mail.files))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
