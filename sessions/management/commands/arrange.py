"""manage.py arrange CAMP [--mode M] [--seconds S] [--apply] [--export FILE]"""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions import why
from sessions.actions.arrangements import apply_arrangement, proposed_moves
from sessions.arranger import Invalid, arrange_here
from sessions.errors import Refused
from sessions.instances import Posed, pose_board, without_names
from sessions.models import Arrangement, Board, Session
from sessions.reading import several_days, when
from sessions.vocabulary import ArrangementState, ArrangeMode, BoardKind


class Command(BaseCommand):
    help = "Propose an arrangement of a camp's board: prints moves and reasons, and changes nothing without --apply."

    def add_arguments(self, parser) -> None:
        parser.add_argument("camp", metavar="CAMP", help="the camp's address, such as raleigh-2027")
        parser.add_argument(
            "--mode", choices=ArrangeMode.values, default=ArrangeMode.FILL, help="fill (default), few, fresh"
        )
        parser.add_argument("--seconds", type=float, default=10.0, help="time to search (10)")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--min-gain", type=int, default=5, help="what a move must gain in mode few (5)")
        parser.add_argument("--apply", action="store_true", help="make the moves, as one batch")
        parser.add_argument("--export", type=Path, metavar="FILE", help="only write the instance, people as a0, a1 …")

    def handle(self, *, camp: str, mode: str, seconds: float, seed: int, min_gain: int, **options) -> None:
        board = Board.objects.select_related("camp").filter(camp__slug=camp).first()
        if board is None:
            raise CommandError(f"There is no camp {camp} with a board.")
        if board.kind != BoardKind.GRID:
            raise CommandError("Its board is a timetable, whose times were given by hand.")
        posed = pose_board(board, timezone.now())
        if options["export"]:
            text = json.dumps(without_names(posed.instance), ensure_ascii=False, indent=1) + "\n"
            options["export"].write_text(text, encoding="utf-8")
            return
        asked = {"mode": mode, "seconds": seconds, "seed": seed, "min_gain": min_gain}
        try:
            result = arrange_here(posed, asked, self.show if sys.stderr.isatty() else None)
        except Invalid as invalid:
            raise CommandError(f"The arranger's answer breaks rules: {invalid}. Nothing was changed.") from None
        self.tell(board, posed, result)
        if options["apply"]:
            self.apply(board, posed, asked, result)

    def show(self, share: float, cost: float) -> None:
        self.stderr.write(f"\r{share:4.0%}  best cost {cost:g}   ", ending="\n" if share >= 1 else "")

    def tell(self, board: Board, posed: Posed, result: dict) -> None:
        titles = {session["id"]: session["title"] for session in posed.instance["sessions"]}
        slots, rooms = list(board.slots.all()), {str(room.pk): room.name for room in board.rooms.all()}
        with_day = several_days(slots, board)
        times = {str(slot.pk): when(slot, board, with_day=with_day) for slot in slots}

        def place(cell: list[str] | None) -> str:
            return f"{times[cell[0]]}, {rooms[cell[1]]}" if cell else "tray"

        moves = proposed_moves(result, posed.current)
        for code, cell in sorted(moves.items(), key=lambda move: (move[1] is None, place(move[1]))):
            reasons = why.sentences(result["why"].get(code, []), titles) or [
                why.why_nowhere(result["unplaced"].get(code, {}), titles)
            ]
            self.stdout.write(f"{code} {titles[code]}: {place(posed.current.get(code))} → {place(cell)}")
            self.stdout.write("       " + " ".join(reasons))
        for code, reason in result["unplaced"].items():
            if code not in moves:
                self.stdout.write(f"{code} {titles[code]}: {why.why_nowhere(reason, titles)}")
        before, after = result["before"], result["after"]
        self.stdout.write(
            f"{len(moves)} moves. Placed {len(posed.current)} → {len(result['placement'])}, "
            f"missed {before['missed']} → {after['missed']}, "
            f"without a seat {before['unseated']} → {after['unseated']}, "
            f"cost {before['cost']} → {after['cost']}."
        )

    def apply(self, board: Board, posed: Posed, asked: dict, result: dict) -> None:
        if not proposed_moves(result, posed.current):
            return
        try:
            with transaction.atomic():
                run = Arrangement.objects.create(
                    board=board,
                    base_version=posed.version,
                    options=asked,
                    state=ArrangementState.READY,
                    progress=1,
                    best=result["after"]["cost"],
                    result=result,
                )
            run = apply_arrangement(run, by=None, by_name=_("the arranger"))
        except (Refused, IntegrityError) as refused:
            raise CommandError(str(refused)) from None
        titles = dict(Session.objects.filter(board=board).values_list("code", "title"))
        for note in run.result["left"]:
            self.stdout.write(f"{note['session']} {titles[note['session']]} stays. {why.why_left(note, titles)}")
        self.stdout.write(
            f"Applied {run.result['moved']} moves as one batch; the board is at version {run.board.version}."
        )
