"""Folding names, so that look-alikes are found. Pure. people.md 3."""

import re
import unicodedata

# Greek and Cyrillic letters, and digits, that look Latin at a glance; after casefolding.
LOOK_LATIN = str.maketrans(
    {
        "а": "a", "в": "b", "е": "e", "ё": "e", "з": "3", "і": "i", "ї": "i", "ј": "j", "к": "k", "м": "m",
        "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y", "х": "x", "ѕ": "s", "ԁ": "d", "ԛ": "q",
        "ԝ": "w", "һ": "h", "ӏ": "l", "ь": "b", "г": "r", "п": "n",
        "α": "a", "β": "b", "γ": "y", "ε": "e", "η": "n", "ι": "i", "κ": "k", "μ": "u", "ν": "v", "ο": "o",
        "ρ": "p", "σ": "o", "ς": "c", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "ζ": "z",
        "0": "o", "1": "l", "3": "e", "5": "s", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "|": "l",
    }
)  # fmt: skip
DROPPED = re.compile(r"[\s\-‐-―_]+")
# Bidi overrides and isolates, and what else has no place in a line that others read.
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
RESERVED = (
    "staff", "moderator", "moderators", "admin", "administrator", "support", "root", "system",
    "personal", "moderador", "moderadora", "administrador", "administradora", "soporte", "sistema",
)  # fmt: skip


def spaced(name: str) -> str:
    """The name in NFC, its spaces single, ends trimmed, invisible and control characters gone."""
    if name.isascii() and name.isprintable():
        return " ".join(name.split())
    name = UNSEEN.sub("", unicodedata.normalize("NFC", name))
    name = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in name)
    return " ".join(name.split())


def plain(name: str) -> str:
    """The name without case and doubled spaces: equal means the same."""
    return spaced(name).casefold()


def fold(name: str) -> str:
    """What is left of a name when all that the eye may miss is dropped: equal means alike."""
    decomposed = unicodedata.normalize("NFKD", spaced(name)).casefold()
    decomposed = unicodedata.normalize("NFKD", decomposed)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return DROPPED.sub("", bare).translate(LOOK_LATIN)


def is_reserved(name: str, network: str = "") -> bool:
    """Whether a person's name would pass for the network or for those who run it."""
    folded = fold(name)
    taken = {fold(word) for word in RESERVED}
    if network:
        taken |= {fold(network)} | {fold(network) + fold(word) for word in RESERVED}
    return bool(folded) and folded in taken
