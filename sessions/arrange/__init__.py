"""The board's arranger: who should meet when, so that people miss as little as possible of what they starred.

A pure package: the standard library only, no Django, nothing else of this project. `python -m sessions.arrange`
is the same as a command.

    instance    reads and judges an instance file
    problem     the instance as numbers and bit sets
    starting    a valid start: hardest first, with ejection
    search      slots of sessions, and swaps judged by bit sets
    annealing   better slots, by swaps under a falling temperature
    rooms       the best room for each session of a slot
    reasons     why a session stands where it stands
    scoring     what a placement costs
"""

from .arranging import Arranged, arrange
from .instance import NotAnInstance
from .scoring import score

__all__ = ["Arranged", "NotAnInstance", "arrange", "score"]
