"""The copy of a message that goes out: the author's words, the list's headers, the notice once at the end. Pure.

The body is made once per message; only a few header lines and the envelope differ from copy to copy.
"""

import hashlib
import html
import quopri
import re
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message as Part
from email.parser import BytesParser
from email.policy import compat32
from io import BytesIO

from mailinglists import charsets, headers, parsing, quoting

WIRE = compat32.clone(linesep="\r\n", max_line_length=None)
PROTECTED = {"multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}


@dataclass(frozen=True, slots=True)
class Source:
    """What a copy is made of. `notices` are all versions ever in force, the current one is `notice`."""

    raw: bytes
    slug: str
    name: str
    domain: str
    list_url: str
    permalink: str
    notice: str
    notices: tuple[str, ...] = ()
    prefix: str = ""
    announce: bool = False
    reply_to_list: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything of a copy that is the same for everybody."""

    head: bytes
    body: bytes
    slug: str
    domain: str
    list_url: str

    def to_bytes(self, *, mark: str, leave_token: str) -> bytes:
        """The whole mail for one subscriber: `mark` names the delivery, `leave_token` ends the subscription."""
        by_mail = f"mailto:{self.slug}-leave+{leave_token}@{self.domain}"
        unsubscribe = f"<{self.list_url}unsubscribe/{leave_token}/>, <{by_mail}>"
        lines = [
            f"X-Delivery-Id: {mark}",
            f"List-Unsubscribe: {unsubscribe}",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ]
        return self.head + "".join(line + "\r\n" for line in lines).encode("ascii") + b"\r\n" + self.body


def build(source: Source) -> Copy:
    """Make the copy of a message. Raises ValueError or RecursionError where that cannot be."""
    root = BytesParser().parsebytes(source.raw)
    protected = root.get_content_type() in PROTECTED
    if protected or not with_notice(root, source):
        body, content = wrapped(source, root)
    else:
        body, content = flattened(root)
    return Copy(
        head=head_of(root, source, content),
        body=body,
        slug=source.slug,
        domain=source.domain,
        list_url=source.list_url,
    )


def with_notice(root: Part, source: Source) -> bool:
    """Cut earlier notices from the text and HTML parts and end each kind with the one in force."""
    texts: list[Part] = []
    pages: list[Part] = []
    for _path, part, _alternative in parsing.leaves(root):
        if part.get_content_disposition() == "attachment" or part.get_filename() or part.is_multipart():
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            texts.append(part)
        elif kind == "text/html":
            pages.append(part)
    if not source.notice:
        return True
    if not texts:
        return False
    notices = [*dict.fromkeys([source.notice, *source.notices])]
    for part in texts:
        text = quoting.without_notices(text_in(part), notices).rstrip("\n") + "\n"
        if part is texts[-1]:
            text = text.rstrip("\n") + f"\n\n{RULE}\n{source.notice}\n"
        rewrite(part, text)
    for part in pages:
        page = without_page_notices(text_in(part), notices)
        if part is pages[-1]:
            page = page_with_notice(page, source.notice)
        rewrite(part, page)
    return True


RULE = "-" * 40


def text_in(part: Part) -> str:
    payload = part.get_payload(decode=True)
    label = part.get_param("charset", "")
    label = label[2] if isinstance(label, tuple) else str(label)
    text = charsets.decode(payload if isinstance(payload, bytes) else b"", label)[0]
    return text.replace("\r\n", "\n")


def rewrite(part: Part, text: str) -> None:
    """This part as UTF-8 in quoted-printable, or as plain ASCII where it is that."""
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    for name in ("content-transfer-encoding", "content-type"):
        kind = part.get_content_type()
        del part[name]
        if name == "content-type":
            part["Content-Type"] = f"{kind}; charset=utf-8" + ("; format=flowed" if flowed else "")
    coded = quopri.encodestring(text.encode("utf-8")).decode("ascii")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(coded)


def without_page_notices(page: str, notices: list[str]) -> str:
    """The same cut in HTML, where a notice may be broken by tags."""
    for notice in notices:
        words = [html.escape(word, quote=False) for word in notice.split()]
        if words:
            gap = r"(?:\s|&nbsp;|<[^<>]{0,300}>){1,40}"
            found = re.compile(gap.join(re.escape(word) for word in words), re.IGNORECASE)
            page = found.sub("", page)
    return page


def page_with_notice(page: str, notice: str) -> str:
    said = f"<hr><p>{html.escape(notice)}</p>"
    low = page.lower() if len(page.lower()) == len(page) else page
    at = low.rfind("</body")
    at = at if at >= 0 else low.rfind("</html")
    return page[:at] + said + page[at:] if at >= 0 else page + said


def flattened(root: Part) -> tuple[bytes, list[tuple[str, str]]]:
    """The body on the wire, and the content headers it needs."""
    content = [(name, value) for name, value in root.raw_items() if name.lower().startswith("content-")]
    whole = BytesIO()
    BytesGenerator(whole, mangle_from_=False, policy=WIRE).flatten(root)
    body = whole.getvalue().partition(b"\r\n\r\n")[2]
    if root.is_multipart() and not root.get_boundary():
        raise ValueError("a multipart without a boundary")
    content = [(name, value) for name, value in root.raw_items() if name.lower().startswith("content-")]
    return body, content


def wrapped(source: Source, root: Part) -> tuple[bytes, list[tuple[str, str]]]:
    """The original body, byte for byte, inside a multipart/mixed whose last part is the notice."""
    boundary = "=_" + hashlib.sha256(source.raw).hexdigest()[:30]
    _head, _, body = source.raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = [
        f"{name}: {value}"
        for name, value in root.raw_items()
        if name.lower().startswith("content-") and name.lower() != "content-length"
    ]
    inner = "\n".join(kept).replace("\r\n", "\n").encode("utf-8", "surrogateescape")
    note = Part()
    note["Content-Type"] = "text/plain"
    rewrite(note, source.notice + "\n")
    parts = [inner + b"\n\n" + body, note.as_bytes(policy=compat32)]
    mark = b"--" + boundary.encode()
    made = b"".join(mark + b"\n" + part.rstrip(b"\n") + b"\n" for part in parts) + mark + b"--\n"
    return made.replace(b"\n", b"\r\n"), [("Content-Type", f'multipart/mixed; boundary="{boundary}"')]


def head_of(root: Part, source: Source, content: list[tuple[str, str]]) -> bytes:
    """The header lines that are the same for everybody."""
    lines: list[bytes] = []
    reply_to = False
    for name, value in root.raw_items():
        low = name.lower()
        if low.startswith(("list-", "content-")) or low in headers.TAKEN_OUT or low == "mime-version":
            continue
        if low == "subject" and source.prefix and source.prefix.lower() not in parsing.decoded(value).lower():
            value = f"{source.prefix} {value}"
        if low == "reply-to":
            if source.reply_to_list:
                continue
            reply_to = True
        lines.append(line(name, value))
    address = f"{source.slug}@{source.domain}"
    base = source.list_url
    ours = [
        ("List-Id", f"{quoted(source.name)} <{source.slug}.{source.domain}>"),
        ("List-Post", "NO" if source.announce else f"<mailto:{address}>"),
        ("List-Help", f"<{base}about/>, <mailto:{source.slug}-help@{source.domain}>"),
        ("List-Subscribe", f"<{base}join/>, <mailto:{source.slug}-join@{source.domain}>"),
        ("List-Owner", f"<mailto:{source.slug}-owner@{source.domain}>"),
        ("List-Archive", f"<{base}>"),
        ("Archived-At", f"<{source.permalink}>"),
        ("Precedence", "list"),
        ("X-Records-Notice", headers.unfolded(source.notice)),
    ]
    if source.reply_to_list and not reply_to:
        ours.append(("Reply-To", headers.mailbox(source.name, address)))
    lines.extend(line(name, folded(value)) for name, value in ours if value)
    lines.append(b"MIME-Version: 1.0\r\n")
    lines.extend(line(name, value) for name, value in content)
    return b"".join(lines)


def quoted(name: str) -> str:
    plain = headers.unfolded(name)
    if not plain.isascii():
        return Header(plain, "utf-8", maxlinelen=70).encode(linesep="\r\n")
    return '"' + plain.replace("\\", "").replace('"', "'") + '"'


def folded(value: str) -> str:
    """A header value of ours, folded; what is not ASCII as RFC 2047 words."""
    if value.isascii() and len(value) < 900:
        return value
    return Header(value, "us-ascii" if value.isascii() else "utf-8", maxlinelen=76).encode(linesep="\r\n")


def line(name: str, value: str) -> bytes:
    """One header line. A value that came in keeps its folds; nothing in it can begin a line of its own."""
    text = value.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    rows = [row for row in text.split("\n") if row.strip()] or [""]
    rows = [rows[0], *(row if row[0] in " \t" else " " + row for row in rows[1:])]
    return (
        f"{name}: ".encode("utf-8", "surrogateescape")
        + "\r\n".join(rows).strip().encode("utf-8", "surrogateescape")
        + b"\r\n"
    )
