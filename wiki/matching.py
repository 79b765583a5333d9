"""Which items of two rows belong together: difflib, with its work counted so that no input is slow."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

# Steps of difflib's inner loop; about a tenth of a second.
BUDGET = 400_000


def matches(
    old: Sequence[str], new: Sequence[str], *, junk: Callable[[str], bool] | None = None, budget: int = BUDGET
) -> list[tuple[int, int, int]]:
    """Runs (place in old, place in new, length) that are equal, in order, none touching the next on both sides.

    Where the work would pass the budget, a stretch counts as wholly different.
    """
    head = 0
    limit = min(len(old), len(new))
    while head < limit and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    runs = [(0, 0, head)] if head else []
    if a and b:
        runs += [(i + head, j + head, n) for i, j, n in searched(a, b, junk, budget)]
    if tail:
        runs.append((len(old) - tail, len(new) - tail, tail))
    return joined(runs)


def searched(
    a: Sequence[str], b: Sequence[str], junk: Callable[[str], bool] | None, budget: int
) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(junk, a, b, autojunk=False)
    places = matcher.b2j  # type: ignore[attr-defined]
    cost = [0]
    for token in a:
        cost.append(cost[-1] + len(places.get(token, ())) + 1)
    found = []
    regions = [(0, len(a), 0, len(b))]
    while regions:
        alo, ahi, blo, bhi = regions.pop()
        price = cost[ahi] - cost[alo]
        if price > budget:
            continue
        budget -= price
        i, j, n = matcher.find_longest_match(alo, ahi, blo, bhi)
        if n:
            found.append((i, j, n))
            if alo < i and blo < j:
                regions.append((alo, i, blo, j))
            if i + n < ahi and j + n < bhi:
                regions.append((i + n, ahi, j + n, bhi))
    return sorted(found)


def joined(runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    whole: list[tuple[int, int, int]] = []
    for i, j, n in runs:
        if whole and whole[-1][0] + whole[-1][2] == i and whole[-1][1] + whole[-1][2] == j:
            i, j, n = whole[-1][0], whole[-1][1], whole[-1][2] + n
            whole.pop()
        whole.append((i, j, n))
    return whole


def hunks(
    old: Sequence[str], new: Sequence[str], *, junk: Callable[[str], bool] | None = None, budget: int = BUDGET
) -> list[tuple[int, int, int, int]]:
    """What differs: (start, end) in old and (start, end) in new, in order."""
    changes = []
    i = j = 0
    for at, to, n in [*matches(old, new, junk=junk, budget=budget), (len(old), len(new), 0)]:
        if i < at or j < to:
            changes.append((i, at, j, to))
        i, j = at + n, to + n
    return changes


def pairing(
    old: Sequence[str],
    new: Sequence[str],
    *,
    alike: Callable[[int, int], float],
    forced: bool = False,
    weight: Callable[[int, int, int, int], int] | None = None,
) -> list[tuple[int | None, int | None]]:
    """Both rows as one row of pairs, in order: (place in old, place in new), None where one has no partner.

    Equal items pair first; inside what was replaced, the likest do (`alike` gives 0 to 1, 0 forbids). With
    `forced`, what is left pairs one by one as it stands.
    """
    row: list[tuple[int | None, int | None]] = []
    i = j = 0
    for start, end, to, stop in [*hunks(old, new), (len(old), len(old), len(new), len(new))]:
        row += [(i + k, j + k) for k in range(start - i)]
        row += replaced(range(start, end), range(to, stop), alike, forced, weight)
        i, j = end, stop
    return row


def replaced(
    olds: range,
    news: range,
    alike: Callable[[int, int], float],
    forced: bool,
    weight: Callable[[int, int, int, int], int] | None,
) -> list[tuple[int | None, int | None]]:
    couples: list[tuple[int, int]] = []
    heavy = weight(olds.start, olds.stop, news.start, news.stop) if weight else len(olds) * len(news)
    if olds and news and heavy <= BUDGET // 2:
        couples = likest(olds, news, alike)
    row: list[tuple[int | None, int | None]] = []
    i, j = olds.start, news.start
    for at, to in [*couples, (olds.stop, news.stop)]:
        gone, come = list(range(i, at)), list(range(j, to))
        if forced:
            while gone and come and alike(gone[0], come[0]) > 0:
                row.append((gone.pop(0), come.pop(0)))
        row += [(None, k) for k in come]
        row += [(k, None) for k in gone]
        if at < olds.stop:
            row.append((at, to))
        i, j = at + 1, to + 1
    return row


def likest(olds: range, news: range, alike: Callable[[int, int], float]) -> list[tuple[int, int]]:
    """The couples, in order, whose likeness sums up highest; only those more alike than not."""
    wide = len(news) + 1
    best = [[0.0] * wide for _ in range(len(olds) + 1)]
    score = [[alike(i, j) for j in news] for i in olds]
    for i in range(len(olds) - 1, -1, -1):
        for j in range(len(news) - 1, -1, -1):
            together = best[i + 1][j + 1] + score[i][j] if score[i][j] >= 0.4 else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    couples = []
    i = j = 0
    while i < len(olds) and j < len(news):
        if score[i][j] >= 0.4 and best[i][j] == best[i + 1][j + 1] + score[i][j]:
            couples.append((olds[i], news[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return couples
