"""When something is due, as people write it, in English and Spanish. Pure. events.md 11.

What can be read two ways is not read at all: 03/04/2027, “15 March” without a year and “ongoing” need a date.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

Span = tuple[date | None, date | None]
LONGEST = 100

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sep sept septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for word in words.split()
}
WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday mon lunes",
            "tuesday tue tues martes",
            "wednesday wed miercoles",
            "thursday thu thur thurs jueves",
            "friday fri viernes",
            "saturday sat sabado",
            "sunday sun domingo",
        )
    )
    for word in words.split()
}
ORDINALS = {
    "first": 1,
    "1st": 1,
    "primer": 1,
    "primero": 1,
    "second": 2,
    "2nd": 2,
    "segundo": 2,
    "third": 3,
    "3rd": 3,
    "tercer": 3,
    "tercero": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
    "cuarto": 4,
    "ultimo": 4,
}
OPEN_START: tuple[str, ...] = (
    "by the ",
    "by ",
    "until the ",
    "until ",
    "no later than ",
    "a mas tardar el ",
    "a mas tardar en ",
)
OPEN_START += ("a mas tardar ", "hasta el ", "hasta ", "para el ", "para la ", "para ")
AT_THE_END: tuple[str, ...] = (
    "by the end of ",
    "at the end of ",
    "the end of ",
    "end of ",
    "end-of-",
    "a fin de ",
    "al final de ",
)
AT_THE_END += ("el fin de ", "fin de ", "el final de ", "final de ")
THIRDS = {
    "early": 0,
    "principios de": 0,
    "a principios de": 0,
    "mid": 1,
    "mid-": 1,
    "mediados de": 1,
    "a mediados de": 1,
    "late": 2,
    "finales de": 2,
    "a finales de": 2,
}
YEAR = r"((?:19|20|21)\d\d)"
QUARTER = r"[qt] ?([1-4])"


def parse_due(text: str, *, fiscal_start: int = 10) -> Span | None:
    """The first and last day that these words mean, or None where they name no day for sure.

    “by …” leaves the first day open. Fiscal years are named after the year they end in and begin with
    month `fiscal_start`. Early, mid and late are thirds of a year.
    """
    words = fold(text)
    if not words or len(text) > LONGEST:
        return None
    for opening in AT_THE_END:
        if words.startswith(opening):
            span = named_span(words.removeprefix(opening), fiscal_start)
            return (None if opening.startswith("by ") else span[1], span[1]) if span else None
    for opening in OPEN_START:
        if words.startswith(opening):
            rest = words.removeprefix(opening)
            span = parse_due(rest, fiscal_start=fiscal_start) if opened_once(rest) else None
            return (None, span[1]) if span else None
    for third, position in THIRDS.items():
        rest = words.removeprefix(third)
        if rest != words and (found := re.fullmatch(YEAR, rest.strip(" -"))):
            year = int(found[1])
            first_month = 1 + 4 * position
            return date(year, first_month, 1), month_end(year, first_month + 3)
    return named_span(words, fiscal_start)


def fold(text: str) -> str:
    """Lower case, one space, no accents, no full stop at the end, no comma."""
    letters = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(letters).casefold().replace(",", " ").split()).rstrip(". ")


def opened_once(rest: str) -> bool:
    return not rest.startswith(OPEN_START)


def named_span(words: str, fiscal_start: int) -> Span | None:
    """The days of a date, month, quarter, fiscal year or year, none of them open."""
    for read in (day_span, month_span, quarter_span):
        if span := read(words):
            return span
    return fiscal_span(words, fiscal_start) or year_span(words)


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def real_day(year: str, month: int, day: str) -> Span | None:
    try:
        found = date(int(year), month, int(day))
    except ValueError:
        return None
    return found, found


def day_span(words: str) -> Span | None:
    if found := re.fullmatch(YEAR + r"-(\d\d)-(\d\d)", words):
        return real_day(found[1], int(found[2]), found[3]) if 1 <= int(found[2]) <= 12 else None
    weekday, _, rest = words.partition(" ")
    named = WEEKDAYS.get(weekday.rstrip("."))
    if named is not None:
        words = rest
    words = words.removeprefix("the ").removeprefix("el ")
    day = r"(\d{1,2})(?:st|nd|rd|th|o|ro|º|°)?\.?"
    span = None
    if found := re.fullmatch(day + r" (?:of |de )?([a-z]+)\.?(?: de| del| of)? " + YEAR, words):
        span = real_day(found[3], MONTHS[found[2]], found[1]) if found[2] in MONTHS else None
    elif found := re.fullmatch(r"([a-z]+)\.? " + day + " " + YEAR, words):
        span = real_day(found[3], MONTHS[found[1]], found[2]) if found[1] in MONTHS else None
    if span and named is not None and span[0] is not None and span[0].weekday() != named:
        return None  # A weekday that does not fit the date: one of the two is wrong, and we cannot know which.
    return span


def month_span(words: str) -> Span | None:
    if found := re.fullmatch(YEAR + r"-(\d\d)", words):
        year, month = int(found[1]), int(found[2])
    elif (found := re.fullmatch(r"([a-z]+)\.?(?: de| del| of)? " + YEAR, words)) and found[1] in MONTHS:
        year, month = int(found[2]), MONTHS[found[1]]
    else:
        return None
    return (date(year, month, 1), month_end(year, month)) if 1 <= month <= 12 else None


def quarter_span(words: str) -> Span | None:
    named = re.fullmatch(r"(?:the |el )?([a-z0-9]+) (?:quarter|trimestre)(?: of| de| del)? " + YEAR, words)
    if named and named[1] in ORDINALS:
        year, quarter = int(named[2]), ORDINALS[named[1]]
    elif found := re.fullmatch(QUARTER + r"(?: of| de| del)?[ -]?" + YEAR, words):
        year, quarter = int(found[2]), int(found[1])
    elif found := re.fullmatch(YEAR + r"[ -]?" + QUARTER, words):
        year, quarter = int(found[1]), int(found[2])
    else:
        return None
    return date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter)


def fiscal_span(words: str, fiscal_start: int) -> Span | None:
    year = r"(?:fy ?'?|fiscal year |(?:el )?(?:ano|ejercicio) fiscal )((?:20)?\d\d)"
    quarter: int | None = None
    if found := re.fullmatch(year, words):
        ends = int(found[1])
    elif found := re.fullmatch(year + "[ -]?" + QUARTER, words):
        ends, quarter = int(found[1]), int(found[2])
    elif found := re.fullmatch(QUARTER + r"(?: of| de| del)?[ -]?" + year, words):
        ends, quarter = int(found[2]), int(found[1])
    else:
        return None
    ends += 2000 if ends < 100 else 0
    months = ends * 12 + fiscal_start - 1 - (12 if fiscal_start > 1 else 0)
    first = months + (3 * (quarter - 1) if quarter else 0)
    after = first + (3 if quarter else 12)
    return date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def year_span(words: str) -> Span | None:
    found = re.fullmatch(r"(?:in |en |during |durante )?" + YEAR, words)
    return (date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)) if found else None
