"""Bytes to text, whatever the mail says about itself. Pure; never raises."""

import codecs
import re

from charset_normalizer import from_bytes

SAMPLE = 64 * 1024

# What senders write, and what they mean: each right side is a superset of the left one.
ALIASES = {
    "": "us-ascii",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "cp-850": "cp850",
    "iso-8859-8-i": "iso-8859-8",
}
# Codecs that are no charsets of text, or change more than letters.
NOT_TEXT = {"idna", "punycode", "rot13", "rot_13", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
WESTERN = {"cp1250", "cp1254", "cp1257", "latin_1", "iso8859_15", "iso8859_9", "mac_roman", "cp1252", "cp858", "cp850"}
DROPPED = re.compile("[\x00\ud800-\udfff]")


def codec_of(label: str) -> str | None:
    """The Python codec that a charset label means, or None where there is none."""
    name = label.strip().strip("\"'").lower()
    name = ALIASES.get(name, name)
    if name in NOT_TEXT or len(name) > 40:
        return None
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None


def decode(raw: bytes, label: str = "") -> tuple[str, str]:
    """The text of `raw` and a defect code, empty if all went as declared.

    As declared, strictly; as UTF-8, strictly; as charset-normalizer guesses; at last as cp1252 with
    replacement. NUL and lone surrogates leave the text.
    """
    if raw.isascii() and b"\x1b" not in raw and b"~" not in raw:
        return tidy(raw.decode("ascii")), ""
    declared = codec_of(label)
    if declared == "cp1252" and has_utf8(raw):
        return tidy(raw.decode("utf-8")), "charset_lies"
    if declared:
        try:
            return tidy(raw.decode(declared)), ""
        except (UnicodeError, ValueError):
            pass
    defect = "charset_lies" if declared else "charset_unknown"
    try:
        return tidy(raw.decode("utf-8")), defect
    except UnicodeDecodeError:
        pass
    guess = guessed(raw)
    if guess:
        try:
            return tidy(raw.decode(guess)), defect
        except (UnicodeError, LookupError):
            pass
    return tidy(raw.decode("cp1252", "replace")), "charset_replaced"


def has_utf8(raw: bytes) -> bool:
    """Whether non-ASCII bytes form UTF-8, which cp1252 text practically never does."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def guessed(raw: bytes) -> str | None:
    best = from_bytes(raw[:SAMPLE]).best()
    if best is None:
        return None
    return "cp1252" if best.encoding in WESTERN else best.encoding


def tidy(text: str) -> str:
    return DROPPED.sub("", text)
