"""A query that many requests ask, whose SQL is built once: building it costs ten times what it takes to run.

    OF_SLUG = Prepared(lambda slug: Camp.objects.filter(slug=slug).values_list("pk"), "\\x00slug")
    OF_SLUG.rows("oakland")

The condition stays in the queryset that everybody else uses (`visible_to`), so there is one home for it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, models


class Prepared:
    """`make(*values)` gives a values queryset that uses each of its values as it is. `samples` stand in their place
    while the SQL is built: no other parameter of the query may equal one of them.

    Rows come as the database gives them: SQLite has no type for times and yes or no.
    """

    def __init__(self, make: Callable[..., models.QuerySet], *samples: object) -> None:
        self.make, self.samples = make, samples
        self.built: dict[str, tuple[str, tuple]] = {}

    def rows(self, *values: object) -> list[tuple]:
        if connection.vendor not in self.built:
            self.built[connection.vendor] = self.make(*self.samples).query.sql_with_params()
        sql, params = self.built[connection.vendor]
        real = dict(zip(map(as_stored, self.samples), map(as_stored, values), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [real.get(param, param) for param in params])
            return cursor.fetchall()


def as_stored(value: object) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
