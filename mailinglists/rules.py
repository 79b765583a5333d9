"""What becomes of a mail that came to a list: the rules, in order. Pure.

SET: set aside, no answer. REFUSE: not posted, the sender is told. HOLD: waits for a moderator. All holds
are collected; the first SET or REFUSE ends the run.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mailinglists import quoting
from mailinglists.parsing import Mail

SET, REFUSE, HOLD = "set", "refuse", "hold"
MANY_RECIPIENTS = 20
RELEASE_AGAIN = {"kept_elsewhere", "retired", "too_large", "banned", "officials_only", "thread_closed"}


@dataclass(slots=True)
class Facts:
    """All that the rules ask: the mail, and what the database knows at this moment."""

    mail: Mail | None
    size: int = 0
    by_mail: bool = True
    own: bool = False
    address: str = ""
    null_sender: bool = False
    loop: bool = False
    duplicate: bool = False
    id_known: bool = False
    retired_on: datetime | None = None
    archive_url: str = ""
    max_bytes: int = 10 << 20
    banned: bool = False
    government: bool = False
    official: bool = False
    renew_url: str = ""
    verdict: str = "none"
    posting: str = "anyone"
    member: bool = False
    named: bool = False  # may write to an announcement list, and proved to be who they say
    claims_named: bool = False
    decides: bool = False
    closed_on: datetime | None = None
    closed_reason: str = ""
    posts_today: int = 0
    posts_per_day: int = 0
    free_at: datetime | None = None
    stopped: bool = False
    posts_before: int = 0
    first_posts_held: int = 0
    posts_held: bool = False
    crosspost: bool = False
    threads_joined: int = 0
    addressed: bool = True
    leave_url: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that spoke: its code, what it does, and the words its sentence needs."""

    code: str
    does: str
    words: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return sentence(self.code, self.words)


SENTENCES = {
    "unparseable": gettext_noop("We kept your message but could not read it. An owner will look at it."),
    "loop": gettext_noop("This message has already been through this list."),
    "duplicate": gettext_noop("This message is already here."),
    "automatic": gettext_noop("Automatic replies are not posted."),
    "retired": gettext_noop("This list closed on {date}. Its archive stays open at {url}."),
    "too_large": gettext_noop(
        "Your message is {n} MB; this list takes up to {m} MB. Share a link to the file instead."
    ),
    "banned": gettext_noop("The owners of this list do not take mail from this address."),
    "officials_only": gettext_noop(
        "This list is for verified government officials. {address} is not verified, or its verification has ended. "
        "Renew it at {url}."
    ),
    "sender_unproven": gettext_noop(
        "We could not confirm that this message came from {address}. A moderator will check."
    ),
    "sender_unclear": gettext_noop("We could not tell who wrote this message. A moderator will check."),
    "members_only": gettext_noop(
        "{address} is not subscribed. A moderator will read your message; posts of subscribers go straight through."
    ),
    "announce_only": gettext_noop("Only named people write to this list. You can answer the author instead."),
    "thread_closed": gettext_noop("This conversation was closed on {date}: {reason}. You can start a new one."),
    "too_many_posts": gettext_noop(
        "You have posted {n} times in 24 hours, the limit of this list. You can post again after {time}."
    ),
    "stopped": gettext_noop("This list is paused. Your message is kept until it opens again."),
    "moderated": gettext_noop("On this list a moderator reads every message first."),
    "first_posts": gettext_noop("Your first message is read by a moderator; later ones go straight through."),
    "member_held": gettext_noop("A moderator reads your messages first."),
    "crosspost": gettext_noop("A moderator will check whom this message is meant for."),
    "joins_threads": gettext_noop("This message answers several conversations at once. A moderator will place it."),
    "not_addressed": gettext_noop("The list's address is not in To or Cc."),
    "many_recipients": gettext_noop("Your message names {n} addresses. A moderator will check it."),
    "command_word": gettext_noop("This looks like a command. To leave, open {url}."),
    "whole_digest": gettext_noop("Your message repeats a whole digest. Quote only what you answer."),
    "file_type": gettext_noop("{file} is a kind of file this list does not send on."),
    "id_reused": gettext_noop("Another message has the same Message-ID. A moderator will check."),
}


def sentence(code: str, words: dict[str, str]) -> str:
    """What the sender and the moderators read. Words come in by name only, never as a format."""
    text = _(SENTENCES[code])
    for name, value in words.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f}".rstrip("0").rstrip(".")


def day(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d}" if when else ""


def automatic(facts: Facts) -> bool:
    mail = facts.mail
    if not facts.by_mail or mail is None:
        return False
    return (
        facts.null_sender
        or mail.header("auto-submitted").split(";")[0].strip().lower() not in ("", "no")
        or mail.header("content-type").lower().startswith("multipart/report")
        or bool(mail.header("x-autoreply"))
        or mail.header("precedence").strip().lower() == "auto_reply"
    )


def program(facts: Facts) -> str:
    return next((one.name for one in facts.mail.files if one.program), "") if facts.mail else ""


def people_named(facts: Facts) -> int:
    return len(set(facts.mail.to)) if facts.mail else 0


def unproven(facts: Facts) -> bool:
    """Government lists need proof; a public one needs it of those who pass where others would be held."""
    if not facts.by_mail:
        return False
    privileged = facts.claims_named and facts.posting in ("announce", "moderated")
    return facts.verdict != "pass" if facts.government or privileged else facts.verdict == "fail"


def unclear(facts: Facts) -> bool:
    """A mail must name one sender, and once."""
    if not facts.by_mail:
        return False
    return not (facts.address and facts.mail) or len(facts.mail.from_addresses) != 1 or "two_from" in facts.mail.defects


Test = Callable[[Facts], bool]
Words = Callable[[Facts], dict[str, str]]

# Code, what it does, when, the words of its sentence. The order is the order of the run.
RULES: list[tuple[str, str, Test, Words]] = [
    ("loop", SET, lambda f: f.loop, lambda f: {}),
    ("duplicate", SET, lambda f: f.duplicate, lambda f: {}),
    ("automatic", SET, automatic, lambda f: {}),
    (
        "retired",
        REFUSE,
        lambda f: f.retired_on is not None,
        lambda f: {"date": day(f.retired_on), "url": f.archive_url},
    ),
    (
        "too_large",
        REFUSE,
        lambda f: f.size > f.max_bytes,
        lambda f: {"n": megabytes(f.size), "m": megabytes(f.max_bytes)},
    ),
    ("banned", SET, lambda f: f.banned, lambda f: {}),
    (
        "officials_only",
        REFUSE,
        lambda f: f.government and not f.official and not f.own,
        lambda f: {"address": f.address, "url": f.renew_url},
    ),
    (
        "sender_unproven",
        HOLD,
        unproven,
        lambda f: {"address": f.address},
    ),
    (
        "sender_unclear",
        HOLD,
        unclear,
        lambda f: {},
    ),
    (
        "members_only",
        HOLD,
        lambda f: f.posting == "members" and not (f.member or f.named or f.own),
        lambda f: {"address": f.address},
    ),
    ("announce_only", REFUSE, lambda f: f.posting == "announce" and not (f.claims_named or f.own), lambda f: {}),
    (
        "thread_closed",
        REFUSE,
        lambda f: f.closed_on is not None and not f.own,
        lambda f: {"date": day(f.closed_on), "reason": f.closed_reason},
    ),
    (
        "too_many_posts",
        REFUSE,
        lambda f: 0 < f.posts_per_day <= f.posts_today and not (f.decides or f.own),
        lambda f: {"n": str(f.posts_today), "time": f"{f.free_at:%Y-%m-%d %H:%M} UTC" if f.free_at else ""},
    ),
    ("stopped", HOLD, lambda f: f.stopped, lambda f: {}),
    ("moderated", HOLD, lambda f: f.posting == "moderated" and not (f.named or f.own), lambda f: {}),
    (
        "first_posts",
        HOLD,
        lambda f: f.posts_before < f.first_posts_held and not (f.named or f.own),
        lambda f: {},
    ),
    ("member_held", HOLD, lambda f: f.posts_held and not f.own, lambda f: {}),
    ("crosspost", HOLD, lambda f: f.crosspost, lambda f: {}),
    ("joins_threads", HOLD, lambda f: f.threads_joined > 2, lambda f: {}),
    ("not_addressed", HOLD, lambda f: not f.addressed, lambda f: {}),
    (
        "many_recipients",
        HOLD,
        lambda f: people_named(f) > MANY_RECIPIENTS,
        lambda f: {"n": str(people_named(f))},
    ),
    (
        "command_word",
        HOLD,
        lambda f: f.mail is not None and quoting.is_command(f.mail.text),
        lambda f: {"url": f.leave_url},
    ),
    ("whole_digest", HOLD, lambda f: f.mail is not None and quoting.repeats_digest(f.mail.text), lambda f: {}),
    ("file_type", HOLD, lambda f: bool(program(f)), lambda f: {"file": program(f)}),
    ("id_reused", HOLD, lambda f: f.id_known, lambda f: {}),
]


def judge(facts: Facts, only: set[str] | None = None) -> list[Finding]:
    """The findings, in order: holds, and at most one SET or REFUSE, which then stands last."""
    if facts.mail is None:
        return [Finding("unparseable", HOLD)]
    found = []
    for code, does, when, words in RULES:
        if (only is None or code in only) and when(facts):
            found.append(Finding(code, does, words(facts)))
            if does != HOLD:
                break
    return found
