"""What happens by itself, and how often.

Each task is a dotted name of a function that takes `now=` and does a bounded piece of work; tasks that find
nothing to do must cost next to nothing. Each has its own thread, so that a slow one holds up nobody else.
"""

# (task, seconds between two runs)
TASKS: list[tuple[str, float]] = [
    ("citycamp.mail.tasks.deliver", 1),
    ("citycamp.mail.tasks.forget", 3600),
    ("citycamp.people.tasks.tell", 5),
    ("citycamp.people.tasks.tidy", 3600),
    ("events.tasks.offers", 60),
    ("sessions.tasks.tell", 2),
    ("sessions.tasks.tidy", 3600),
    ("sessions.arranger.take_up", 1),
    ("sessions.carrying.take_up", 1),
    ("wiki.tasks.tidy", 3600),
    ("mailinglists.tasks.ingest", 1),
    ("mailinglists.tasks.deliver", 1),
    ("mailinglists.tasks.end_unverified", 3600),
]
