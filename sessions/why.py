"""Why a session stands where it stands, and why it stayed: codes made sentences by the catalogues. board.md 7, 8."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions.reading import few
from sessions.vocabulary import SHOWN_FROM, Feature

Reason = Mapping[str, Any]


def sentences(reasons: Iterable[Reason], titles: Mapping[str, str]) -> list[str]:
    """One sentence for each code that is known. `titles` names the sessions that the reader may see, by code."""
    return [words for reason in reasons if (words := sentence(reason, titles))]


def sentence(reason: Reason, titles: Mapping[str, str]) -> str:
    say = WORDS.get(reason.get("code", ""))
    try:
        return say(reason, titles) if say else ""
    except (KeyError, TypeError, ValueError):
        return ""  # another arranger may leave a number out


def named(reason: Reason, titles: Mapping[str, str]) -> str:
    code = reason.get("session", "")
    return f"“{titles[code]}”" if code in titles else _("another session")


def kept(reason: Reason, titles: Mapping[str, str]) -> str:
    return _("It was here already, and nobody gains by moving it.")


def pinned(reason: Reason, titles: Mapping[str, str]) -> str:
    return _("A facilitator pinned it here.")


def only_cells(reason: Reason, titles: Mapping[str, str]) -> str:
    number = int(reason["n"])
    return ngettext("Only %(n)s cell was possible.", "Only %(n)s cells were possible.", number) % {"n": number}


def host_away(reason: Reason, titles: Mapping[str, str]) -> str:
    number = int(reason["n"])
    return ngettext(
        "A host cannot be there at %(n)s other time.", "A host cannot be there at %(n)s other times.", number
    ) % {"n": number}


def fewest_clashes(reason: Reason, titles: Mapping[str, str]) -> str:
    here, other = int(reason["n"]), int(reason["next"])
    if few(here) == few(other):
        return _("No time has fewer clashes: here %(n)s people also want something else.") % {"n": few(here)}
    return _(
        "Fewest clashes: here %(n)s people also want something else; at the next best time it would be %(next)s."
    ) % {"n": few(here), "next": few(other)}


def gave_way_to(reason: Reason, titles: Mapping[str, str]) -> str:
    return _(
        "It gave way to %(title)s: here %(n)s people also want something else; in that place it would be %(next)s."
    ) % {"title": named(reason, titles), "n": few(int(reason["n"])), "next": few(int(reason["next"]))}


def need_met(reason: Reason, titles: Mapping[str, str]) -> str:
    number = int(reason["rooms"])
    return ngettext(
        "%(n)s room has what it needs, and this is it.", "%(n)s rooms have what it needs, and this is one.", number
    ) % {"n": number}


def seats(reason: Reason, titles: Mapping[str, str]) -> str:
    number, people = int(reason["n"]), int(reason["people"])
    if people < SHOWN_FROM:
        return ngettext("%(n)s seat for fewer than 3 people.", "%(n)s seats for fewer than 3 people.", number) % {
            "n": number
        }
    return ngettext(
        "%(n)s seat for about %(people)s people.", "%(n)s seats for about %(people)s people.", number
    ) % {"n": number, "people": people}  # fmt: skip


WORDS = {
    "kept": kept,
    "pinned": pinned,
    "only_cells": only_cells,
    "host_away": host_away,
    "fewest_clashes": fewest_clashes,
    "gave_way_to": gave_way_to,
    "need_met": need_met,
    "seats": seats,
}


# What found no place


def why_nowhere(reason: Reason, titles: Mapping[str, str]) -> str:
    """Why a session has no place in a proposal."""
    code = reason.get("code")
    if code in ("pin_breaks_rule", "current_breaks_rule"):
        return _("It stays where it is, though a rule speaks against that: %(rule)s.") % {
            "rule": broken_rule(reason, titles)
        }
    if code == "gave_way_to":
        return _("There are too few cells: %(title)s has %(its_stars)s stars, and this has %(stars)s.") % {
            "title": named(reason, titles),
            "its_stars": int(reason.get("its_stars", 0)),
            "stars": int(reason.get("stars", 0)),
        }
    if code == "host_away":
        number = int(reason.get("n", 0))
        return ngettext(
            "A host cannot be there at the %(n)s time there is.",
            "A host cannot be there at any of the %(n)s times.",
            number,
        ) % {"n": number}
    return {
        "no_cells": _("There is no room or no time to place it in."),
        "room_lacks": _("No room has what it needs."),
        "no_possible_cell": _("No cell is left in which its hosts are free and its needs are met."),
    }.get(str(code), _("The arranger gave no reason."))


def broken_rule(reason: Reason, titles: Mapping[str, str]) -> str:
    return {
        "cell_taken": _("%(title)s stands in the same cell"),
        "host_busy": _("a host also hosts %(title)s at that time"),
        "host_away": _("a host cannot be there"),
        "room_lacks": _("the room lacks what it needs"),
        "cell_blocked": _("the room is closed or the time is over"),
    }.get(str(reason.get("rule")), _("it was given none")) % {"title": named(reason, titles)}


# What stayed where it was when a proposal was applied


def why_left(note: Reason, titles: Mapping[str, str], who: str = "") -> str:
    """One sentence for a session that was not moved. `who` moved it meanwhile."""
    code = note.get("code")
    if code == "moved_meanwhile":
        return _("%(who)s moved it meanwhile. It stays there.") % {"who": who or _("Somebody")}
    if code == "cell_taken":
        return _("The cell is taken by %(title)s.") % {"title": named({"session": note.get("other")}, titles)}
    if code == "host_busy":
        return _("A host also hosts %(title)s at that time.") % {"title": named({"session": note.get("other")}, titles)}
    if code == "room_lacks":
        return _("The room has no %(features)s.") % {
            "features": ", ".join(str(Feature(one).label) for one in note.get("lacks", []) if one in Feature.values)
        }
    return {
        "gone": _("It is not on the board any more."),
        "pinned": _("It was pinned meanwhile."),
        "started": _("It has started already."),
        "over": _("That time is over."),
        "host_away": _("A host cannot be there at that time."),
        "room_closed": _("The room was closed meanwhile."),
        "everybody": _("That time is for everybody together now."),
    }.get(str(code), _("Something changed meanwhile."))


# What stayed where it was when somebody's acts were undone


def why_not_undone(code: str) -> str:
    """Why an entry stands as it is."""
    return {
        "touched": _("Somebody changed it since."),
        "not_here": _("Not undone from here."),
        "cell_taken": _("Another session is in that cell now."),
        "host_busy": _("A host is elsewhere at that time now."),
        "host_away": _("A host cannot be there at that time."),
        "room_closed": _("That room is closed."),
        "room_lacks": _("That room lacks what the session needs."),
        "pinned": _("It is pinned."),
        "over": _("That time is over."),
    }.get(code, _("It cannot go back there now."))


# What an arranger did wrong


def rule_words(rule: str, number: int) -> str:
    """How often an answer breaks a rule."""
    facts = {"n": number}
    if rule == "double":
        return ngettext("%(n)s cell with two sessions", "%(n)s cells with two sessions", number) % facts
    if rule == "host":
        return ngettext("%(n)s host in two places at once", "%(n)s hosts in two places at once", number) % facts
    if rule == "away":
        return ngettext("%(n)s host who cannot be there", "%(n)s hosts who cannot be there", number) % facts
    if rule == "room":
        return ngettext("%(n)s room without what is needed", "%(n)s rooms without what is needed", number) % facts
    if rule == "pins":
        return ngettext("%(n)s pinned session moved", "%(n)s pinned sessions moved", number) % facts
    if rule == "blocked":
        return ngettext("%(n)s closed cell used", "%(n)s closed cells used", number) % facts
    if rule == "moved":
        return (
            ngettext("%(n)s session moved that was to stay", "%(n)s sessions moved that were to stay", number) % facts
        )
    return ngettext("%(n)s answer that makes no sense", "%(n)s answers that make no sense", number) % facts
