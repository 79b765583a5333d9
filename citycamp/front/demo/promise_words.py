"""Promises made at last year's closing circle: what, who, by when, state, what became of it."""

LAST_YEAR = [
    (
        "A bench and a roof for the bus stop on Harlan Avenue",
        "kofi",
        "1 April",
        "done",
        "Stands since the first of April. The bench was built by four people in one weekend.",
    ),
    (
        "Council minutes online within five days",
        "ruth",
        "end of the year",
        "doing",
        "Down from seven weeks to nine days. Two committees still send paper.",
    ),
    (
        "Map the missing street lights in Eastway",
        "hanna",
        "within three months",
        "done",
        "Thirty-one mapped, twenty-six lit. Five wait for a pole.",
    ),
    (
        "A rent notice in plain language, tested with twelve tenants",
        "ana",
        "15 July",
        "doing",
        "Eight tenants have read it aloud. The second page goes.",
    ),
    (
        "Ask each district for one room that is free on Sundays",
        "grace",
        "March",
        "done",
        "Five of five said yes. The list is in the wiki.",
    ),
    (
        "Photograph the culvert after each heavy rain",
        "otis",
        "for a year",
        "done",
        "Nineteen sets of pictures. The county dug it out in September.",
    ),
    (
        "A bus at 00:40 on Fridays, as a trial",
        "tess",
        "before summer",
        "dropped",
        "The union and the Authority could not agree on the break. The proposal is public; take it up again.",
    ),
    (
        "A second sink in the school kitchen",
        "abe",
        "the new school year",
        "done",
        "Paid by a bake sale and one plumber with a conscience.",
    ),
    (
        "Write down how to file a records request in six steps",
        "bill",
        "1 March",
        "done",
        "Six steps, one page, two languages.",
    ),
]

TODAY = [
    ("Count cars on Harlan Avenue for a week, with six people", "maya", "the end of next month"),
    ("Send the three rewritten notices to the printer", "ruth", "within six weeks"),
    ("Bring the late bus back to the Authority’s March meeting", "tomas", "March"),
]
