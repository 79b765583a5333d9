"""The board of today's camp, half filled, and last year's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from citycamp.front.demo.board_words import DOOR_PROPOSAL, ROOMS, SESSIONS, WISHES
from sessions import actions as sessions
from sessions.errors import PlaceRefused

if TYPE_CHECKING:
    from citycamp.front.demo.world import World


def fill_boards(world: World) -> None:
    world.say("Session board")
    board = world.made["today"].board
    at = world.made["today"].starts + timedelta(minutes=20)
    rooms = name_rooms(world, board, at - timedelta(days=3))
    slots = list(board.slots.filter(kind="sessions").order_by("starts_at"))
    themes = {theme.name: theme for theme in world.made["today"].themes.model.objects.all()}
    cards = propose_all(world, board, themes, at - timedelta(days=2))
    for phase in ("pitch", "place"):
        sessions.change_phase(board, phase, by=world["maya"], confirmed=True, now=at)
    for number, (card, (_, _, _, _, cell, _)) in enumerate(zip(cards, SESSIONS, strict=True), 1):
        if cell and cell[0] < len(slots):
            place(world, card, slots[cell[0]], rooms[cell[1]], at + timedelta(minutes=number))
    sessions.change_phase(board, "run", by=world["maya"], confirmed=True, now=world.now)
    sessions.propose_at_the_door(board, *DOOR_PROPOSAL)
    sessions.hush(board)


def name_rooms(world: World, board: Any, at: datetime) -> list[Any]:
    """The rooms of Harlan School in place of "Room 1 to 6"."""
    numbered = list(board.rooms.order_by("position"))
    return [
        sessions.save_room(
            board,
            by=world["maya"],
            room=numbered[place] if place < len(numbered) else None,
            name=name,
            capacity=capacity,
            features=features,
            directions=directions,
            now=at,
        )
        for place, (name, capacity, features, directions) in enumerate(ROOMS)
    ]


def propose_all(world: World, board: Any, themes: dict[str, Any], at: datetime) -> list[Any]:
    """Twenty sessions and two wishes, one each hour from then; stars in the measure that the words name."""
    cards = []
    for host, title, summary, names, _, liking in SESSIONS:
        card = sessions.propose(
            board,
            title,
            by=world[host],
            summary=summary,
            themes=[themes[name] for name in names if name in themes],
            on_record="quoted" not in summary,
            now=at + timedelta(hours=len(cards)),
        )
        cards.append(card)
        star_it(world, card, host, liking)
    for number, (host, title, summary) in enumerate(WISHES, len(cards)):
        when = at + timedelta(hours=number)
        star_it(world, sessions.propose(board, title, by=world[host], summary=summary, wish=True, now=when), host, 3)
    return cards


def star_it(world: World, card: Any, host: str, liking: int) -> None:
    """About `liking` of ten people would go."""
    for key in world.made["registered"]:
        if key != host and world.dice.random() * 10 < liking:
            sessions.star(card, by=world[key])


def place(world: World, card: Any, slot: Any, room: Any, at: datetime) -> None:
    """By its host, as anybody would; twice in one slot is refused, and then the card stays in the tray."""
    try:
        sessions.place_session(
            card, slot=slot, room=room, seen=card.place_version, by=world["maya"], confirmed=True, now=at
        )
    except PlaceRefused as refused:
        world.say(f"  {card.title} stays in the tray: {refused}")
