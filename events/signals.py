"""What events announces to the apps above; each is sent inside the transaction of the act."""

from django.dispatch import Signal

camp_started = Signal()  # camp, answers, by; of a clone also cloned (the other camp), cards (whether cards come along)
camp_moved = Signal()  # camp, by, before (the dates it had)
camp_cancelled = Signal()  # camp, by
camp_to_delete = Signal()  # camp; an answer is a reason against
registration_confirmed = Signal()  # registration
registration_cancelled = Signal()  # registration
personal_calendar = Signal()  # user, now; the answers are lists of events.calendar.Entry
