"""`python -m sessions.arrange INSTANCE.json`: one JSON object on standard output, and nothing else."""

import argparse
import importlib
import json
import signal
import sys
from collections.abc import Callable
from typing import Any

from .arranging import arrange
from .instance import NotAnInstance

UNPLACED, NO_INSTANCE = 3, 2


def main(arguments: list[str] | None = None) -> int:
    """Returns 0, or 2 (not an instance: the fault and its path in one line), or 3 (something is unplaced).

    SIGINT and SIGTERM ask for the best answer so far.
    """
    parser = argparse.ArgumentParser(prog="python -m sessions.arrange", description=__doc__)
    parser.add_argument("instance", metavar="INSTANCE.json", help="- reads standard input")
    parser.add_argument("--seconds", type=float, default=10.0, help="time to search (10)")
    parser.add_argument("--steps", type=int, help="end after so many steps, if that comes first")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mode", choices=["fill", "few", "fresh"], default="fresh")
    parser.add_argument("--min-gain", type=int, default=5, help="what a move must gain in mode few (5)")
    parser.add_argument("--explain", action="store_true", help="print score, unplaced and why as well")
    parser.add_argument("--tell", action="store_true", help="progress on standard error, a JSON object a line")
    parser.add_argument("--arranger", default="", help="another callable with the signature of arrange, dotted")
    options = parser.parse_args(arguments)
    on_terminal = sys.stderr.isatty()
    told_to_stop: list[int] = []
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, lambda number, _frame: told_to_stop.append(number))
    try:
        arranged = (named(options.arranger) if options.arranger else arrange)(
            _read(options.instance),
            mode=options.mode,
            seconds=options.seconds,
            steps=options.steps,
            seed=options.seed,
            min_gain=options.min_gain,
            progress=_tell if options.tell else _show if on_terminal else None,
            stop=lambda: bool(told_to_stop),
        )
    except NotAnInstance as fault:
        sys.stderr.write(" ".join(f"{options.instance}: {fault}".split()) + "\n")
        return NO_INSTANCE
    if on_terminal and not options.tell:
        sys.stderr.write("\n")
    answer: dict[str, Any] = {"placement": arranged.placement}
    if options.explain:
        answer |= {"score": arranged.score, "unplaced": arranged.unplaced, "why": arranged.why}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return UNPLACED if arranged.unplaced else 0


def named(dotted: str) -> Callable[..., Any]:
    """The callable of a dotted name, such as `sessions.arrange.arrange`."""
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _show(share: float, cost: float) -> None:
    sys.stderr.write(f"\r{share:4.0%}  best cost {cost:g}   ")
    sys.stderr.flush()


def _tell(share: float, cost: float) -> None:
    """Raises BrokenPipeError where nobody listens any more, which ends the run."""
    sys.stderr.write(json.dumps({"share": round(share, 3), "cost": cost}) + "\n")
    sys.stderr.flush()


def _read(path: str) -> Any:
    try:
        if path == "-":
            return json.load(sys.stdin)
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as fault:
        raise NotAnInstance("", fault.strerror or "cannot be read") from None
    except RecursionError:
        raise NotAnInstance("", "is nested too deeply") from None
    except ValueError as fault:  # json's and UTF-8's own
        raise NotAnInstance("", f"is not JSON in UTF-8: {fault}") from None
