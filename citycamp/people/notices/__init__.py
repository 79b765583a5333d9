"""What the site tells people, as each of them chose. people.md 8.

Apps register what they tell with `notices.source(...)` in ready(), and call `actions.notify(...)` in the transaction
of what happened. (The decisions about a person, which are called notices too, are in `people.moderation`.)
"""

from .sources import Own, Said, always, others, source

__all__ = ["Own", "Said", "always", "others", "source"]
