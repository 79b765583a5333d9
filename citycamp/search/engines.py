"""How SQLite and PostgreSQL keep and find the words of a row."""

from django.db import connection

from citycamp.search.models import Row
from citycamp.search.words import Term, words_of

LONGEST = 500_000  # characters of one text that are indexed


def on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def add(row: Row) -> None:
    with connection.cursor() as cursor:
        if on_sqlite():
            cursor.execute(
                "INSERT INTO search_words(rowid, title, text, pairs) VALUES (%s, %s, %s, %s)",
                [row.id, row.title, row.text, row.pairs],
            )
        else:
            cursor.execute(
                "INSERT INTO search_words(row_id, words) VALUES (%s,"
                " setweight(to_tsvector('simple', %s), 'A') || to_tsvector('simple', %s) || to_tsvector('simple', %s))"
                " ON CONFLICT (row_id) DO UPDATE SET words = EXCLUDED.words",
                [row.id, " ".join(words_of(row.title)), " ".join(words_of(row.text[:LONGEST])), row.pairs],
            )


def remove(row: Row) -> None:
    """Take out the words of a row; SQLite must be given them as they were added."""
    with connection.cursor() as cursor:
        if on_sqlite():
            cursor.execute(
                "INSERT INTO search_words(search_words, rowid, title, text, pairs) VALUES ('delete', %s, %s, %s, %s)",
                [row.id, row.title, row.text, row.pairs],
            )
        else:
            cursor.execute("DELETE FROM search_words WHERE row_id = %s", [row.id])


def empty() -> None:
    """Forget all words, for a rebuild."""
    with connection.cursor() as cursor:
        if on_sqlite():
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('delete-all')")
        else:
            cursor.execute("DELETE FROM search_words")


def ranked(terms: list[Term], allowed: str, params: list, limit: int) -> list[tuple[int, float]]:
    """The newest `limit` hits among the rows that the SQL `allowed` selects, as (row id, rank; less is better)."""
    with connection.cursor() as cursor:
        if on_sqlite():
            cursor.execute(
                "SELECT search_words.rowid, bm25(search_words, 4.0, 1.0, 1.0) FROM search_words"  # noqa: S608
                f" WHERE search_words MATCH %s AND search_words.rowid IN ({allowed})"
                " ORDER BY search_words.rowid DESC LIMIT %s",
                [match_of(terms), *params, limit],
            )
        else:
            cursor.execute(
                "SELECT hits.row_id, -ts_rank('{0.25, 0.25, 0.25, 1.0}', hits.words, hits.query) FROM ("  # noqa: S608
                " SELECT row_id, words, query FROM search_words, to_tsquery('simple', %s) query"
                f" WHERE words @@ query AND row_id IN ({allowed}) ORDER BY row_id DESC LIMIT %s) hits",
                [tsquery_of(terms), *params, limit],
            )
        return cursor.fetchall()


def match_of(terms: list[Term]) -> str:
    """FTS5's own language. Words are letters and digits only, so quotes are safe around them."""

    def one(term: Term) -> str:
        phrase = '"' + " ".join(term.words) + '"' + (" *" if term.prefix else "")
        return f"pairs : {phrase}" if term.pairs else phrase

    wanted = " AND ".join(f"({one(term)})" for term in terms if not term.without)
    unwanted = " OR ".join(f"({one(term)})" for term in terms if term.without)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def tsquery_of(terms: list[Term]) -> str:
    def one(term: Term) -> str:
        last = len(term.words) - 1
        return " <-> ".join(
            f"'{word}'" + (":*" if term.prefix and n == last else "") for n, word in enumerate(term.words)
        )

    return " & ".join(("!" if term.without else "") + f"({one(term)})" for term in terms)
