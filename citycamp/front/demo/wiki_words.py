"""Pages of the demo city's wiki: title, author, tags, place, and the text in its states, oldest first."""

from typing import NamedTuple


class Words(NamedTuple):
    title: str
    by: str
    tags: tuple[str, ...]
    place: str  # a key of places.RALEIGH_PLACES, or nothing
    states: tuple[tuple[str, str, str], ...]  # who, what they say they changed, HTML


def link(title: str, words: str = "") -> str:
    return f'<a data-page="{title}">{words or title}</a>'


PAGES = [
    Words(
        "Front page",
        "hanna",
        (),
        "",
        (
            (
                "hanna",
                "A door to come in by",
                (
                    f"<p>This is what people here know about Raleigh and would tell a neighbor: where the creek floods, who has the key to "
                    f"the school kitchen, how to speak at a council meeting without losing your three minutes to your coat. Anybody may "
                    f"write. Read the {link('House rules')} first; there are four.</p>"
                    f"<h2>Start with</h2><ul><li>{link('Pullen Creek Park')}, and why it is not a parking garage</li>"
                    f"<li>{link('Rooms that are free on Sundays')}</li><li>{link('How to speak at a council meeting')}</li>"
                    f"<li>{link('How to ask for a public record')}</li><li>{link('Harlan Avenue')}, block by block</li></ul>"
                    f"<h2>Wanted</h2><p>Nobody has written about {link('The water tower')}, {link('Moore Square at six in the morning')} "
                    f"or {link('Where to fix a bicycle')}. You pass one of them every day.</p>"
                ),
            ),
        ),
    ),
    Words(
        "House rules",
        "hanna",
        ("about",),
        "",
        (
            (
                "hanna",
                "Four are enough",
                (
                    "<ol><li>Write what you know, and say how you know it.</li><li>Somebody else’s words are somebody’s. Change what is wrong; "
                    "ask about what is only different.</li><li>No private people’s business: no names of tenants, patients, pupils.</li>"
                    "<li>If you sell it, work for it or are married to it, say so.</li></ol>"
                ),
            ),
        ),
    ),
    Words(
        "Pullen Creek Park",
        "otis",
        ("parks", "eastway"),
        "Pullen Creek Park",
        (
            (
                "otis",
                "What I know",
                (
                    "<p>Pullen Creek Park is eleven acres of grass, oaks and one stubborn creek between Person Street and the rail line.</p>"
                    "<p>The creek floods about twice a year. When it does, the lower path closes.</p>"
                ),
            ),
            (
                "vera",
                "Why the garage was never built",
                (
                    "<p>Pullen Creek Park is eleven acres of grass, oaks and one stubborn creek between Person Street and the rail line. The city "
                    "bought it for a parking garage that was never built: the drill hit water at nine feet, four times.</p>"
                    "<p>The creek floods about twice a year. When it does, the lower path closes.</p>"
                    "<h2>Getting in</h2><p>The gate on Harlan Avenue has no step. The one by the rail line has nineteen.</p>"
                ),
            ),
            (
                "otis",
                "Where people walk when it floods",
                (
                    "<p>Pullen Creek Park is eleven acres of grass, oaks and one stubborn creek between Person Street and the rail line. The city "
                    "bought it for a parking garage that was never built: the drill hit water at nine feet, four times.</p>"
                    f"<p>The creek floods about twice a year. When it does, the lower path closes and people walk along {link('Harlan Lane')} instead. "
                    f"{link('The culvert')} is why.</p>"
                    "<h2>Getting in</h2><p>The gate on Harlan Avenue has no step. The one by the rail line has nineteen, and a rail only on the left.</p>"
                    "<h2>What is there</h2><ul><li>Two tables in the shade until about three o’clock</li><li>A water tap, May to October</li>"
                    f"<li>The oldest oak in {link('Eastway')}, as far as anybody has measured</li></ul>"
                ),
            ),
        ),
    ),
    Words(
        "The culvert",
        "otis",
        ("creek", "eastway"),
        "",
        (
            (
                "otis",
                "Two years of pictures",
                (
                    f"<p>Where {link('Pullen Creek Park', 'Pullen Creek')} goes under the rail line there is a pipe four feet wide. The creek, after an "
                    "inch of rain in an hour, is nine. I have photographed it after nineteen storms.</p><p>The county dug it out in September, "
                    "after a promise made at last year’s camp. It has flooded once since then instead of the usual three times.</p>"
                    "<h2>Whom to call</h2><p>The grate is the railroad’s, the pipe is the county’s, the water is everybody’s. Call the county first; "
                    "they have the railroad’s number.</p>"
                ),
            ),
        ),
    ),
    Words(
        "Harlan Avenue",
        "maya",
        ("streets", "eastway"),
        "Harlan Avenue bus stop",
        (
            (
                "maya",
                "Block by block",
                (
                    "<p>Harlan Avenue runs from the school to the rail line, nine blocks. It has one bus, two bakeries and no sidewalk on the north side "
                    "between the clinic and the bridge.</p>"
                ),
            ),
            (
                "gus",
                "The bench",
                (
                    "<p>Harlan Avenue runs from the school to the rail line, nine blocks. It has one bus, two bakeries and no sidewalk on the north side "
                    "between the clinic and the bridge.</p>"
                    "<h2>The bus stop</h2><p>Until April there was a pole. Now there is a roof and a bench, built by four people in one weekend "
                    "after a promise at CityCamp. The roof leaks at the left corner; sit on the right.</p>"
                    f"<h2>The lane</h2><p>The painted bus lane is gone by February each year. {link('Buses after midnight')} is another matter.</p>"
                ),
            ),
        ),
    ),
    Words(
        "Harlan School",
        "abe",
        ("schools", "rooms"),
        "Harlan School",
        (
            (
                "abe",
                "For whoever wants to use it",
                (
                    "<p>Harlan School is where the camp meets: a hall for 120, a library with a hearing loop that works, and a kitchen that has fed two hundred. "
                    f"It is one of the {link('Rooms that are free on Sundays')}.</p><h2>Getting the key</h2><p>Ask at the front desk on a weekday before four, and "
                    "ask for the kitchen separately: it has a lock of its own and a person who loves it.</p><h2>Step-free</h2><p>Yes, by the bus loop, not by "
                    "the main stairs. The elevator to the classrooms needs a card; the desk lends it.</p>"
                ),
            ),
        ),
    ),
    Words(
        "Rooms that are free on Sundays",
        "grace",
        ("rooms",),
        "",
        (
            (
                "grace",
                "One for each district",
                (
                    "<p>Five rooms, one in each council district, that cost nothing on a Sunday. Promised at last year’s camp; all five said yes.</p>"
                    '<table><thead><tr><th scope="col">District</th><th scope="col">Room</th><th scope="col">People</th><th scope="col">Ask</th></tr></thead><tbody>'
                    f"<tr><td>A</td><td>Branch library, upstairs</td><td>25</td><td>the desk</td></tr><tr><td>B</td><td>Fire station 9, training room</td><td>40</td><td>the captain on duty</td></tr>"
                    f"<tr><td>C</td><td>{link('Harlan School')}, library</td><td>60</td><td>front desk, before four</td></tr><tr><td>D</td><td>Senior center, card room</td><td>16</td><td>whoever is dealing</td></tr>"
                    "<tr><td>E</td><td>Water works, tour hall</td><td>80</td><td>the website, a week ahead</td></tr></tbody></table>"
                ),
            ),
        ),
    ),
    Words(
        "How to speak at a council meeting",
        "sol",
        ("how to",),
        "City Hall",
        (
            (
                "sol",
                "From eleven years in the second row",
                (
                    "<p>You have three minutes. Nobody will stop you at two minutes fifty, and everybody will at three minutes one.</p><ol><li>Put your name down "
                    "before noon, by telephone or on the clerk’s page.</li><li>Say first what you want them to do. Then why. Most people do it the other way round and the "
                    "bell rings before the wish.</li><li>Bring it on paper, six copies, one page. They read while you speak.</li><li>If your matter is not on the agenda, "
                    "come on the first Tuesday; that is when they listen to whatever there is.</li></ol><p>Afterwards you are allowed to leave. Nobody tells you that.</p>"
                ),
            ),
        ),
    ),
    Words(
        "How to ask for a public record",
        "bill",
        ("how to", "records"),
        "",
        (
            (
                "bill",
                "Six steps",
                (
                    "<ol><li>Write down what you want to know, in one sentence.</li><li>Think who would have had to write it down.</li>"
                    "<li>Ask that office, by mail, for “records that show” it, with dates from and to.</li><li>Say how you would like to have it: "
                    "paper, file, a look at the original.</li><li>Note the day. You get an answer, or a date for one.</li>"
                    "<li>If it is no, ask which exemption, and for the rest.</li></ol>"
                ),
            ),
            (
                "sol",
                "What to do about “no records”",
                (
                    "<ol><li>Write down what you want to know, in one sentence.</li><li>Think who would have had to write it down.</li>"
                    "<li>Ask that office, by mail, for “records that show” it, with dates from and to.</li><li>Say how you would like to have it: "
                    "paper, file, a look at the original.</li><li>Note the day. You get an answer, or a date for one.</li>"
                    "<li>If it is no, ask which exemption, and for the rest.</li></ol>"
                    "<p>“We found no records” often means that the office calls it something else. Ask for the form number. I once asked four times for "
                    "complaints and got them at once when I asked for tickets.</p>"
                ),
            ),
        ),
    ),
    Words(
        "Eastway",
        "samira",
        ("neighborhoods", "eastway"),
        "Eastway Clinic",
        (
            (
                "samira",
                "Where it begins and ends",
                (
                    "<p>Eastway begins at the rail line and ends where people stop saying they live in it. Nine languages, one clinic, two bakeries, a mosque "
                    f"kitchen that cooks for anybody, and {link('Pullen Creek Park')}.</p><p>The {link('Eastway tool library')} lends ladders on Saturdays.</p>"
                ),
            ),
        ),
    ),
    Words(
        "Eastway tool library",
        "nell",
        ("eastway", "sharing"),
        "Eastway tool library",
        (
            (
                "nell",
                "Saturdays, nine to noon",
                (
                    "<p>A garage with 140 tools and one list. Saturdays from nine to noon; the gate is open when the red chair stands outside. You borrow for a week, "
                    "you bring it back clean, you tell us what broke. In three years one drill has not come home.</p>"
                    "<p>Asked for and not there yet: a carpet cleaner, a long ladder, a projector.</p>"
                ),
            ),
        ),
    ),
    Words(
        "Street lights in Eastway",
        "hanna",
        ("eastway", "maps"),
        "",
        (
            (
                "hanna",
                "The walk of last March",
                (
                    "<p>Eleven people walked every block of Eastway on two evenings in March and wrote down each lamp that was dark: thirty-one. Twenty-six have been lit "
                    "since. Five have no pole to hang on; the poles were promised for spring.</p><p>How we did it: pairs, one block each, a paper map, a pencil. The phone "
                    "was only for the light.</p>"
                ),
            ),
        ),
    ),
]
