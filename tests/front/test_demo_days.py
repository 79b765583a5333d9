"""The days of the demo world, at whatever hour somebody makes it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from citycamp.front.demo.camps import a_year_before, hours_around

RALEIGH = ZoneInfo("America/New_York")
HOURS = [
    datetime(*day, hour, 10, tzinfo=UTC)
    for day in (
        (2026, 12, 31),
        (2027, 1, 1),
        (2027, 3, 14),
        (2027, 7, 20),
        (2027, 11, 7),
        (2028, 2, 29),
        (2028, 12, 31),
    )
    for hour in range(24)
]


@pytest.mark.parametrize("now", HOURS, ids=str)
def test_todays_camp_runs_and_the_one_before_was_on_this_weekday_of_the_year_before(now):
    here, day = now.astimezone(RALEIGH), hours_around(now, "America/New_York")
    starts = datetime.combine(day.date, day.starts, RALEIGH)
    ends = datetime.combine(day.date + timedelta(days=day.ends <= day.starts), day.ends, RALEIGH)
    assert starts <= here < ends
    assert day.doors <= day.starts
    held = a_year_before(now)
    assert (held.year, held.weekday()) == (day.date.year - 1, here.weekday())
