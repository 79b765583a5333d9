"""The only door for HTML that people wrote: a linear screen, bleach, and one canonical form.

`clean` is for writing, never for reading: it costs about a millisecond for 300 bytes, so it stands
outside every transaction too. Its result is canonical: cleaning twice changes nothing.
"""

import re

import bleach
from django.utils.safestring import SafeString, mark_safe

from citycamp.richtext import canonical
from citycamp.richtext.policies import KNOWN, MAIL, NOTE, SCHEMES, WIKI, Policy, kept
from citycamp.richtext.screen import Refused, escape, screen, unescape_attribute

__all__ = ["MAIL", "NOTE", "WIKI", "Policy", "Refused", "clean", "paragraphs", "plain", "trusted"]


def clean(text: str, policy: Policy) -> str:
    """Safe, canonical HTML of what somebody wrote. Raises Refused, whose `reason` is a sentence for them."""
    bleached = bleach.clean(
        screen(text, policy),
        tags=KNOWN,
        attributes=lambda tag, name, value: kept(policy, tag, name, unescape_attribute(value)) is not None,
        protocols=SCHEMES,
        strip=True,
    )
    made = canonical.write(canonical.read(bleached), policy)
    screen(made, policy)  # what comes out would be let in again, or it does not come out
    return made


def trusted(cleaned: str) -> SafeString:
    """Mark HTML that `clean` made, and that was stored as it came, as safe to show."""
    return mark_safe(cleaned)  # noqa: S308 - the one place


def paragraphs(text: str) -> str:
    """Canonical HTML of plain words: a blank line begins a paragraph, other line breaks stay."""
    lines = [[" ".join(line.split()) for line in part.split("\n")] for part in re.split(r"\n\s*\n", text)]
    parts = ["<br>".join(escape(line) for line in part if line) for part in lines]
    return "".join(f"<p>{part}</p>" for part in parts if part)


def plain(cleaned: str) -> str:
    """The words of HTML that `clean` made, one block a line: for the index, summaries and mail."""
    return canonical.words(cleaned)
