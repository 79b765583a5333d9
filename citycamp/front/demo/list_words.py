"""Threads of the two demo lists: subject, then who wrote what, days ago; a reply names the message it answers."""

from typing import NamedTuple


class Mail(NamedTuple):
    by: str
    days_ago: float
    text: str
    answers: int | None = None  # place of the answered message in the thread, from 0


PUBLIC = (
    "Plain notices",
    "How public bodies tell people things, and how people find out. Open to everybody.",
)
GOVERNMENT = (
    "Plain notices, officials",
    "The same work, among officials: drafts, deadlines, what went wrong.",
)

PUBLIC_THREADS = [
    (
        "The yellow sign on Person Street",
        [
            Mail(
                "bea",
                12.0,
                "There has been a yellow sign in the window next to my shop for six weeks. It says Z-14-26 and a telephone number. I called; the number rings in an office "
                "that has moved.\n\nI would like to know three things. What is planned there? Until when can I say something? And could the sign have told me?\n\nBea",
            ),
            Mail(
                "rosa",
                11.6,
                "Bea, I work in planning, so this one is ours.\n\nZ-14-26 asks to add two floors to the old pharmacy. The hearing is on the second Tuesday of next month; you "
                "can write until noon of the day before, or come. The number on the sign is from 2019. It is on every sign we have in the basement, and we have three hundred.\n\n"
                "You are right about the third question. It could have.\n\nRosa Thibault, Planning",
                0,
            ),
            Mail(
                "lena",
                11.2,
                "> It is on every sign we have in the basement, and we have three hundred.\n\nA sticker costs four cents. I can set the line in the size of the old one, so that it covers "
                "it: what it is, until when, and where to write. Three lines. I would do it tonight if somebody sends me a photograph with a ruler beside it.\n\nLena",
                1,
            ),
            Mail(
                "rosa",
                10.9,
                "Photograph attached to the wiki page, with ruler. If it fits I will carry the stickers to the basement myself.",
                2,
            ),
            Mail(
                "sol",
                9.0,
                "For those who read this later: I asked how many of last year’s rezonings had nobody at the hearing. Forty-one of fifty-two. I do not say it was the telephone number. "
                "I do say that nobody who called it got through.\n\nSol Mercado, The Oak City Ledger",
                1,
            ),
            Mail(
                "bea",
                3.1,
                "The sticker is on the sign. I can read it from across the street. Two people have stopped this morning, and one of them took a picture of it, which nobody ever did before.\n\nSee you on the second Tuesday.\n\nBea",
                3,
            ),
        ],
    ),
    (
        "A notice my mother can use",
        [
            Mail(
                "fatou",
                8.4,
                "My mother reads French and numbers. Last week a letter came from the water office. She saw a date and an amount and put it with the bills. It was a notice that the water would be off "
                "for two days.\n\nI am not complaining about the language. I am asking why the one thing that she had to know was in the middle of the second paragraph.",
            ),
            Mail(
                "ruth",
                8.1,
                "Because it was written by somebody who knows it already. That is us.\n\nWe have begun to put one sentence on top, in large type, before anything else: what will happen, when, and what "
                "you have to do. “Your water will be off on Tuesday and Wednesday. Fill a bucket on Monday.” The law does not forbid the bucket; I have looked.\n\nMay we have the letter? Without the name.\n\nRuth Ellison, City Clerk",
                0,
            ),
            Mail(
                "joon",
                7.7,
                "If there is one sentence on top, a picture can carry it too: a tap, a cross, two days of a calendar. I have drawn it three ways and asked eleven people at the bus stop. Ten understood the second one. "
                "The eleventh wanted to know whether I was from the water office.",
                1,
            ),
            Mail(
                "fatou",
                7.2,
                "The second one is the one my mother understood as well. She says to tell you that the bucket is a good idea.",
                2,
            ),
        ],
    ),
    (
        "Where do minutes go to sleep?",
        [
            Mail(
                "amir",
                5.5,
                "Council minutes took seven weeks last year. They take nine days now. I have put the dates of each step side by side, and the longest is neither typing nor checking: it is the two committees "
                "that send paper by inside mail.\n\nWhat would make a committee send a file? I would rather ask than guess.",
            ),
            Mail(
                "grace",
                5.1,
                "I sit on one of them. We send paper because the form has a line for a signature. I had to look up why: a rule of 1988 that ended in 2004.\n\nI will bring it up on Thursday. If nobody loves the line, it goes.\n\n"
                "Grace Liu, council member, District C",
                0,
            ),
            Mail(
                "dario",
                4.8,
                "On behalf of everybody who has ever waited for minutes in order to report on them: if the line goes, I will read the next ones aloud on the radio, including the roll call.",
                1,
            ),
        ],
    ),
]

GOVERNMENT_THREADS = [
    (
        "Draft of the flood notice: who signs?",
        [
            Mail(
                "walt",
                6.3,
                "The draft is below. It is short because at two in the morning people read with one eye.\n\n    Water is coming up at Pullen Creek. Leave the lower streets now. Harlan School is open and has coffee.\n\n"
                "My question: three bodies could sign this, and in October three bodies did, with three different streets. I propose that the county signs and the others point to it.",
            ),
            Mail(
                "luis",
                6.0,
                "City agrees on substance. Our lawyer wants the word “now” out because it binds. I would keep it; it is the only word that does anything.",
                0,
            ),
            Mail(
                "tess",
                5.9,
                "The Authority will point to it from the signs at the stops. We can do that in four minutes, if the text has fewer than eighty characters. “Water is coming up at Pullen Creek. Leave the lower streets now.” is sixty-four.",
                0,
            ),
            Mail(
                "walt",
                5.2,
                "Then that is the text, county signs, and “now” stays. Test on the first Monday at ten; I will call it a test three times.",
                2,
            ),
        ],
    ),
    (
        "Deadline: language access plan, 15th",
        [
            Mail(
                "ruth",
                2.4,
                "The plan is due on the 15th of next month. What I still need from each of you, one line is enough:\n\n- which notices you sent last year, and how many\n- in which languages\n- who would answer the telephone\n\n"
                "I will not chase. I will list what is missing by name in the cover letter, which is the same with less work.",
            ),
            Mail(
                "kofi",
                2.1,
                "Bus Authority: fourteen notices, two languages, and the person who answers the telephone is me.",
                0,
            ),
            Mail("bill", 1.3, "County records: nine, one language, and I have just understood the second question.", 0),
        ],
    ),
]
