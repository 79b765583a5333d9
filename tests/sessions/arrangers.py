"""Arrangers that do wrong, to stand where the own one does. Free of Django, as the child process is."""

from sessions.arrange import Arranged


def doubling(instance, **options):
    """Puts everything into one cell."""
    cell = [instance["slots"][0]["id"], instance["rooms"][0]["id"]]
    return Arranged({session["id"]: cell for session in instance["sessions"]}, {}, {}, {})


def crashing(instance, **options):
    raise RuntimeError("no")
