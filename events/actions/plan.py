"""The plan: what to do, counted back from the first day."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from citycamp.people.models import User
from events.models import Camp, PlanItem

DATE = later("Choose a date, and two or three rooms to ask for")
VENUE = later("Agree on the venue")

STARTER = [
    (120, DATE),
    (112, later("Find a second organizer and two contacts for conduct")),
    (105, VENUE),
    (100, later("Answer the seven access questions")),
    (90, later("Page public, registration open")),
    (85, later("Ask sponsors")),
    (75, later("Invite ten officials and ten neighbourhood groups by name")),
    (60, later("Put the first five ideas on the board")),
    (45, later("Food and drink")),
    (42, later("Find facilitators")),
    (30, later("Rooms and slots")),
    (21, later("Find helpers for the day")),
    (14, later("Are both sides coming? If not, invite who is missing")),
    (10, later("Send the reminder, and write the front page of the wiki")),
    (7, later("Print")),
    (3, later("Badges and cards")),
    (1, later("Try check-in and the wall without network")),
    (0, later("The day")),
    (-1, later("Thank everybody")),
    (-3, later("Put the notes in order")),
    (-7, later("Feedback and report")),
    (-30, later("Ask what became of the promises")),
    (-90, later("Ask again")),
]


def write_plan(camp: Camp, by: User | None = None) -> None:
    """The starter plan of a new camp, in the language of whoever starts it; what `by` answered already is done."""
    done = {DATE: by and camp.settled_days, VENUE: by and camp.venue}
    PlanItem.objects.bulk_create(
        PlanItem(
            camp=camp,
            offset_days=days,
            title=_(title),
            done_at=camp.made_at if done.get(title) else None,
            done_by=by if done.get(title) else None,
        )
        for days, title in STARTER
    )


def add_item(camp: Camp, title: str, *, offset_days: int | None = None, own_date=None) -> PlanItem:
    return PlanItem.objects.create(camp=camp, title=title.strip(), offset_days=offset_days, own_date=own_date)


def tick(item: PlanItem, *, done: bool, by: User, now: datetime) -> None:
    """Mark an item done, or not done after all. Ticking twice keeps the first name and time."""
    if done == (item.done_at is not None):
        return
    item.done_at, item.done_by = (now, by) if done else (None, None)
    item.save(update_fields=["done_at", "done_by"])
