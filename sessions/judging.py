"""What an arranger answered, judged before anybody sees it: any callable may have made it. board.md 8."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sessions.arrange import score

Cell = list[str]


def breaches(instance: Mapping[str, Any], mode: str, placement: Any) -> dict[str, int]:
    """How often each rule is broken; an empty dict if the answer may be shown.

    shape (no placement at all, or no cell), unknown (session, slot or room), double, host, away, room (as `score`
    counts them), pins, blocked, moved (by `fill`).
    """
    if not isinstance(placement, Mapping):
        return {"shape": 1}
    found: Counter[str] = Counter()
    slots, rooms = ({thing["id"] for thing in instance[key]} for key in ("slots", "rooms"))
    sessions = {session["id"] for session in instance["sessions"]}
    for session, cell in placement.items():
        if not isinstance(cell, list | tuple) or len(cell) != 2 or not all(isinstance(part, str) for part in cell):
            found["shape"] += 1
        elif session not in sessions or cell[0] not in slots or cell[1] not in rooms:
            found["unknown"] += 1
    if found:
        return dict(found)
    for rule, number in score(dict(instance), dict(placement))["breaches"].items():
        if rule != "unplaced":
            found[rule] += number
    pins, blocked = instance.get("pins", {}), [tuple(cell) for cell in instance.get("blocked", [])]
    found["pins"] += sum(list(placement[s]) != list(cell) for s, cell in pins.items() if s in placement)
    found["blocked"] += sum(tuple(cell) in blocked for cell in placement.values())
    if mode == "fill":
        standing = instance.get("current", {})
        found["moved"] += sum(
            list(placement[s]) != list(cell) for s, cell in standing.items() if s in placement and s not in pins
        )
    return {rule: number for rule, number in found.items() if number}


def reasons(given: Any, sessions: set[str]) -> dict[str, list[dict[str, Any]]]:
    """The codes an arranger gave for each session, as far as they have the agreed form."""
    if not isinstance(given, Mapping):
        return {}
    found = {}
    for session, codes in given.items():
        if session in sessions and isinstance(codes, list | tuple):
            found[session] = [dict(code) for code in codes if isinstance(code, Mapping) and "code" in code]
    return found
