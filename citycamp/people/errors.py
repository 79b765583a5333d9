"""Why an act of this room was refused. Each message is a sentence that a page can show."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An act that was refused; its message says what to do next."""

    sentence = _("This was not done.")

    def __init__(self, sentence: object = None):
        self.sentence = sentence or self.sentence
        super().__init__(str(self.sentence))

    def __str__(self) -> str:
        return str(self.sentence)


class NotYours(Refused):
    sentence = _("This is for others to decide.")


class OwnCase(Refused):
    sentence = _("Nobody decides about themselves. Ask somebody else who may.")


class LastOne(Refused):
    sentence = _("You are the last one awake in this role. Name another first, then step down.")


class SamePerson(Refused):
    sentence = _("Another person has to decide this: you proposed it.")


class NoSuchPair(Refused):
    sentence = _("There is no such role there.")


class NotProven(Refused):
    sentence = _("That address is not proven yet. Type the code that was mailed to it.")


class Waits(Refused):
    sentence = _("This waits already.")


class Answered(Refused):
    sentence = _("It was answered already. The page shows how it stands now.")


class TooMany(Refused):
    sentence = _("There are too many of these already. Remove one first.")
