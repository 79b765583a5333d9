"""Reading an instance: either it is one, or the first fault is named with its path."""

import datetime as dt
from typing import Any


class NotAnInstance(ValueError):
    """The data is no instance. `path` says where ("rooms[3].capacity"), `fault` what is wrong there."""

    def __init__(self, path: str, fault: str) -> None:
        self.path, self.fault = path, fault
        super().__init__(f"{path}: {fault}" if path else fault)


def check(instance: Any) -> None:
    """Raises NotAnInstance unless `instance` is one. Unknown keys are ignored."""
    _kind(instance, dict, "")
    if _get(instance, "format", "", int) != 1:
        raise NotAnInstance("format", "must be 1")
    if "seed" in instance:
        _kind(instance["seed"], int, "seed")
    rooms, slots, sessions, people = (_identified(instance, key) for key in ("rooms", "slots", "sessions", "attendees"))
    for i, room in enumerate(instance["rooms"]):
        if _get(room, "capacity", f"rooms[{i}]", int) < 0:
            raise NotAnInstance(f"rooms[{i}].capacity", "must not be below 0")
        _texts(room, "features", f"rooms[{i}]")
    for i, slot in enumerate(instance["slots"]):
        _check_times(slot, f"slots[{i}]")
    for i, session in enumerate(instance["sessions"]):
        for key in ("title", "topic"):
            if key in session:
                _kind(session[key], str, f"sessions[{i}].{key}")
        _texts(session, "hosts", f"sessions[{i}]", once=True)
        _texts(session, "needs", f"sessions[{i}]")
    for i, _ in enumerate(people):
        _texts(instance["attendees"][i], "stars", f"attendees[{i}]", once=True, known=sessions, what="session")
    away = _kind(instance.get("away", {}), dict, "away")
    for person in away:
        _texts(away, person, "away", known=slots, what="slot")
    for key in ("current", "pins"):
        for session, cell in _kind(instance.get(key, {}), dict, key).items():
            if session not in sessions:
                raise NotAnInstance(f"{key}.{session}", "there is no such session")
            _check_cell(cell, f"{key}.{session}", slots, rooms)
    for i, cell in enumerate(_kind(instance.get("blocked", []), list, "blocked")):
        _check_cell(cell, f"blocked[{i}]", slots, rooms)


_NAMES = {dict: "an object", list: "a list", str: "a text", int: "a whole number"}


def _kind(value: Any, kind: type, path: str) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise NotAnInstance(path, f"must be {_NAMES[kind]}")
    return value


def _get(thing: dict, key: str, path: str, kind: type) -> Any:
    if key not in thing:
        raise NotAnInstance(path, f"has no {key!r}")
    return _kind(thing[key], kind, f"{path}.{key}" if path else key)


def _identified(instance: dict, key: str) -> dict[str, int]:
    known: dict[str, int] = {}
    for i, thing in enumerate(_get(instance, key, "", list)):
        path = f"{key}[{i}]"
        _kind(thing, dict, path)
        name = _get(thing, "id", path, str)
        if name in known:
            raise NotAnInstance(f"{path}.id", f"{name!r} is {key}[{known[name]}] already")
        known[name] = i
    return known


def _texts(thing: dict, key: str, path: str, *, once: bool = False, known: dict | None = None, what: str = "") -> None:
    seen = set()
    for i, text in enumerate(_get(thing, key, path, list)):
        here = f"{path}.{key}[{i}]"
        _kind(text, str, here)
        if known is not None and text not in known:
            raise NotAnInstance(here, f"there is no {what} {text!r}")
        if once and text in seen:
            raise NotAnInstance(here, f"{text!r} is listed twice")
        seen.add(text)


def _check_times(slot: dict, path: str) -> None:
    for key in ("day", "minutes"):
        if key in slot and _kind(slot[key], int, f"{path}.{key}") < 0:
            raise NotAnInstance(f"{path}.{key}", "must not be below 0")
    if "start" in slot:
        try:
            dt.datetime.fromisoformat(_kind(slot["start"], str, f"{path}.start"))
        except ValueError:
            raise NotAnInstance(f"{path}.start", "must be a time like 2027-05-08T09:00:00") from None


def _check_cell(cell: Any, path: str, slots: dict, rooms: dict) -> None:
    if not isinstance(cell, list | tuple) or len(cell) != 2:
        raise NotAnInstance(path, "must be [slot id, room id]")
    for i, (part, known, what) in enumerate(zip(cell, (slots, rooms), ("slot", "room"), strict=True)):
        if _kind(part, str, f"{path}[{i}]") not in known:
            raise NotAnInstance(f"{path}[{i}]", f"there is no {what} {part!r}")
