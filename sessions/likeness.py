"""How alike two proposals are. A hint for people, never a block."""

import re
import unicodedata
from collections.abc import Collection

SHOWN_FROM = 0.34
EACH_SHARED_THEME = 0.1
SUMMARY_LETTERS = 200

STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    a about after all also an and any are as at be because been but by can could did do does for from get had has have
    he her here him his how i if in into is it its just let like make may me more most my need new no not now of on one
    only or other our out over own people she should so some than that the their them then there these they this those
    through to too up us use very was we were what when where which who why will with without would you your
    session talk workshop discussion city camp citycamp
    al algo ante antes asi aun como con cual cuando de del desde donde dos e el ella ellas ellos en entre era es esa ese
    eso esta este esto estos fue ha hacer hasta hay la las le les lo los mas me mi mucho muy nada ni no nos nosotros
    nuestra nuestras nuestro nuestros o os otra otro para pero poco por porque que quien se sea ser si sin sobre son su
    sus tambien tan te tener tiene todo todos tu un una uno unos y ya yo
    sesion charla taller ciudad
    """,
    )
)


def words(text: str) -> frozenset[str]:
    """Lower case, without accents and stop words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset(word for word in re.findall(r"\w+", plain) if word not in STOP_WORDS)


def overlap(ours: frozenset[str], theirs: frozenset[str]) -> float:
    together = ours | theirs
    return len(ours & theirs) / len(together) if together else 0.0


def likeness(
    first: tuple[str, str, Collection[object]],
    second: tuple[str, str, Collection[object]],
) -> float:
    """Shared words over all words, and 0.1 for each shared theme. Each side is title, summary, themes.

    Titles are also compared by themselves, and the higher figure counts: while a title is typed there is no summary
    yet, and the other's summary would hide even the same title.
    """
    titles = [words(title) for title, _, _ in (first, second)]
    said = [words(f"{title} {summary[:SUMMARY_LETTERS]}") for title, summary, _ in (first, second)]
    share = max(overlap(*titles), overlap(*said))
    return round(share + EACH_SHARED_THEME * len(set(first[2]) & set(second[2])), 4)
