"""The lists that everybody chooses from. One list each, in code; nobody makes a tag on the fly."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Phase(models.TextChoices):
    PROPOSE = "propose", _("Propose")
    PITCH = "pitch", _("Pitch")
    PLACE = "place", _("Place")
    RUN = "run", _("Run")
    CLOSE = "close", _("Close")


class Policy(models.TextChoices):
    OPEN = "open", _("Hosts place their own sessions")
    FROZEN = "frozen", _("Only facilitators place, with a reason")


class BoardKind(models.TextChoices):
    GRID = "grid", _("Grid")
    TIMETABLE = "timetable", _("Timetable")


class SlotKind(models.TextChoices):
    SESSIONS = "sessions", _("Sessions")
    EVERYBODY = "everybody", _("For everybody")


class SessionKind(models.TextChoices):
    SESSION = "session", _("Session")
    WISH = "wish", _("Wish")
    FIXED = "fixed", _("Fixed item")


class State(models.TextChoices):
    HELD = "held", pgettext_lazy("session", "Waits for a facilitator")
    OPEN = "open", pgettext_lazy("session", "Open")
    WITHDRAWN = "withdrawn", pgettext_lazy("session", "Withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")
    REFUSED = "refused", pgettext_lazy("session", "Refused")
    HIDDEN = "hidden", pgettext_lazy("session", "Hidden")


class Format(models.TextChoices):
    DISCUSSION = "discussion", _("Discussion")
    TALK = "talk", _("Talk")
    WORKSHOP = "workshop", _("Workshop")
    DEMO = "demo", _("Demo")
    WALK = "walk", _("Walk")
    GAME = "game", _("Game")
    OTHER = "other", _("Something else")


class Feature(models.TextChoices):
    """What a room has, and what a session needs."""

    SCREEN = "screen", _("screen")
    SOUND = "sound", _("sound")
    HEARING_LOOP = "hearing loop", _("hearing loop")
    STEP_FREE = "step-free", _("step-free")
    CHAIRS = "movable chairs", _("movable chairs")
    WHITEBOARD = "whiteboard", _("whiteboard")
    POWER = "power at seats", _("power at seats")
    STREAM = "stream", _("stream")
    QUIET = "quiet", _("quiet")
    OUTDOORS = "outdoors", _("outdoors")


class HostState(models.TextChoices):
    INVITED = "invited", _("Invited")
    ASKED = "asked", _("Asks to host")
    ACCEPTED = "accepted", _("Accepted")


class ShowName(models.TextChoices):
    PUBLIC = "public", _("Everybody sees my name")
    ATTENDEES = "attendees", _("Only people at this camp see my name")


class LinkKind(models.TextChoices):
    SLIDES = "slides", _("Slides")
    RECORDING = "recording", _("Recording")
    OTHER = "other", _("Something else")


class PitchState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    NOW = "now", _("Now")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class ArrangeMode(models.TextChoices):
    FILL = "fill", _("Place what lies in the tray, move nothing")
    FEW = "few", _("Move few sessions, and only where it pays")
    FRESH = "fresh", _("Arrange everything anew, but for what is pinned")


class ArrangementState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("arrangement", "Running")
    READY = "ready", pgettext_lazy("arrangement", "Proposed")
    APPLIED = "applied", pgettext_lazy("arrangement", "Applied")
    DISCARDED = "discarded", pgettext_lazy("arrangement", "Discarded")
    FAILED = "failed", pgettext_lazy("arrangement", "Stopped")


class ImportState(models.TextChoices):
    PREVIEW = "preview", pgettext_lazy("import", "Not applied yet")
    RUNNING = "running", pgettext_lazy("import", "At work")
    APPLIED = "applied", pgettext_lazy("import", "Applied")
    DISCARDED = "discarded", pgettext_lazy("import", "Discarded")
    FAILED = "failed", pgettext_lazy("import", "Stopped")


PHASES = list(Phase.values)
STAR_WARNING = 5  # Moving a placed session that this many people starred asks first.
SHOWN_FROM = 3  # Counts about other people below this read "fewer than 3".
MOST_HOSTS = 6
MOST_THEMES = 3
MOST_LINKS = 5
