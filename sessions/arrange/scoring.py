"""What a placement costs, told plainly. The search has quicker ways to the same numbers."""

from typing import Any


def score(instance: dict, placement: dict) -> dict[str, Any]:
    """Valid or not, the breaches, and the cost of `placement` ({session id: [slot id, room id]}).

    `missed`: per person and slot, starred sessions in it minus one. `unseated`: people above a room's capacity, where
    a person with k starred sessions in a slot counts 1/k in each. `cost` is their sum.
    """
    slots = {slot["id"] for slot in instance["slots"]}
    rooms = {room["id"]: room for room in instance["rooms"]}
    away = instance.get("away", {})
    breaches = dict.fromkeys(("unplaced", "double", "host", "away", "room"), 0)
    cells, busy, placed = set(), set(), {}
    for session in instance["sessions"]:
        slot, room = placement.get(session["id"]) or ("", "")
        if slot not in slots or room not in rooms:
            breaches["unplaced"] += 1
            continue
        placed[session["id"]] = slot, room
        breaches["double"] += (slot, room) in cells
        cells.add((slot, room))
        for host in session["hosts"]:
            breaches["host"] += (host, slot) in busy
            busy.add((host, slot))
            breaches["away"] += slot in away.get(host, ())
        breaches["room"] += not set(session["needs"]) <= set(rooms[room]["features"])
    missed = pairs = clashing = 0
    crowd = dict.fromkeys(placed, 0.0)
    for person in instance["attendees"]:
        wanted: dict[str, list[str]] = {}
        for star in person["stars"]:
            if star in placed:
                wanted.setdefault(placed[star][0], []).append(star)
        for together in wanted.values():
            missed += len(together) - 1
            pairs += len(together) * (len(together) - 1) // 2
            for star in together:
                crowd[star] += 1 / len(together)
        clashing += any(len(together) > 1 for together in wanted.values())
    unseated = sum(max(0.0, crowd[star] - rooms[room]["capacity"]) for star, (_, room) in placed.items())
    stars = sum(len(person["stars"]) for person in instance["attendees"])
    return {
        "valid": not any(breaches.values()),
        "breaches": breaches,
        "missed": missed,
        "pairs": pairs,
        "unseated": round(unseated, 1),
        "cost": round(missed + unseated, 1),
        "stars": stars,
        "missed_pct": round(100 * missed / stars, 2) if stars else 0.0,
        "attendees_with_a_clash": clashing,
    }
