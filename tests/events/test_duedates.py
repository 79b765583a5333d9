"""Eighty dates as people wrote them, in two languages. events.md 11, 17.20."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.duedates import parse_due


def day(text):
    return date.fromisoformat(text)


READ = [
    ("2027-03-15", "2027-03-15", "2027-03-15"),
    ("15 March 2027", "2027-03-15", "2027-03-15"),
    ("March 15, 2027", "2027-03-15", "2027-03-15"),
    ("15 mar 2027", "2027-03-15", "2027-03-15"),
    ("Mar. 15, 2027", "2027-03-15", "2027-03-15"),
    ("the 15th of March 2027", "2027-03-15", "2027-03-15"),
    ("1st June 2027", "2027-06-01", "2027-06-01"),
    ("June 2nd, 2027", "2027-06-02", "2027-06-02"),
    ("Monday, 15 March 2027", "2027-03-15", "2027-03-15"),
    ("29 February 2028", "2028-02-29", "2028-02-29"),
    ("15 de marzo de 2027", "2027-03-15", "2027-03-15"),
    ("el 15 de marzo de 2027", "2027-03-15", "2027-03-15"),
    ("lunes 15 de marzo de 2027", "2027-03-15", "2027-03-15"),
    ("1º de mayo de 2027", "2027-05-01", "2027-05-01"),
    ("30 de septiembre del 2026", "2026-09-30", "2026-09-30"),
    ("3 de setiembre de 2026", "2026-09-03", "2026-09-03"),
    ("MARCH 2027", "2027-03-01", "2027-03-31"),
    ("2027-03", "2027-03-01", "2027-03-31"),
    ("Feb 2028", "2028-02-01", "2028-02-29"),
    ("marzo de 2027", "2027-03-01", "2027-03-31"),
    ("Diciembre 2026", "2026-12-01", "2026-12-31"),
    ("Sept. 2026", "2026-09-01", "2026-09-30"),
    ("Q3 2026", "2026-07-01", "2026-09-30"),
    ("q1 2027", "2027-01-01", "2027-03-31"),
    ("2026 Q4", "2026-10-01", "2026-12-31"),
    ("2026-Q2", "2026-04-01", "2026-06-30"),
    ("third quarter of 2026", "2026-07-01", "2026-09-30"),
    ("the 1st quarter 2027", "2027-01-01", "2027-03-31"),
    ("tercer trimestre de 2026", "2026-07-01", "2026-09-30"),
    ("T2 de 2027", "2027-04-01", "2027-06-30"),
    ("FY26", "2025-10-01", "2026-09-30"),
    ("FY 2026", "2025-10-01", "2026-09-30"),
    ("fiscal year 2027", "2026-10-01", "2027-09-30"),
    ("año fiscal 2027", "2026-10-01", "2027-09-30"),
    ("FY26 Q1", "2025-10-01", "2025-12-31"),
    ("Q2 FY26", "2026-01-01", "2026-03-31"),
    ("Q4 of FY2026", "2026-07-01", "2026-09-30"),
    ("end of FY26", "2026-09-30", "2026-09-30"),
    ("by the end of FY26", None, "2026-09-30"),
    ("end of 2026", "2026-12-31", "2026-12-31"),
    ("end of March 2027", "2027-03-31", "2027-03-31"),
    ("a fin de 2026", "2026-12-31", "2026-12-31"),
    ("fin de marzo de 2027", "2027-03-31", "2027-03-31"),
    ("end of Q3 2026", "2026-09-30", "2026-09-30"),
    ("2026", "2026-01-01", "2026-12-31"),
    ("in 2027", "2027-01-01", "2027-12-31"),
    ("en 2027", "2027-01-01", "2027-12-31"),
    ("early 2026", "2026-01-01", "2026-04-30"),
    ("mid 2026", "2026-05-01", "2026-08-31"),
    ("mid-2026", "2026-05-01", "2026-08-31"),
    ("late 2026", "2026-09-01", "2026-12-31"),
    ("principios de 2027", "2027-01-01", "2027-04-30"),
    ("a mediados de 2027", "2027-05-01", "2027-08-31"),
    ("finales de 2027", "2027-09-01", "2027-12-31"),
    ("by 15 March 2027", None, "2027-03-15"),
    ("by March 2027", None, "2027-03-31"),
    ("by Q3 2026", None, "2026-09-30"),
    ("by early 2027", None, "2027-04-30"),
    ("by the end of June 2027", None, "2027-06-30"),
    ("until 1 May 2027", None, "2027-05-01"),
    ("no later than March 15, 2027", None, "2027-03-15"),
    ("para el 15 de marzo de 2027", None, "2027-03-15"),
    ("hasta junio de 2027", None, "2027-06-30"),
    ("a más tardar en mayo de 2027", None, "2027-05-31"),
    ("  15   March   2027 . ", "2027-03-15", "2027-03-15"),
]
REFUSED = [
    "ongoing",
    "03/04/2027",
    "13/04/2027",
    "15.03.2027",
    "15 March",
    "March 15",
    "next week",
    "soon",
    "32 March 2027",
    "29 February 2027",
    "2027-02-30",
    "2027-13-01",
    "Tuesday, 15 March 2027",
    "Q5 2026",
    "continuo",
    "15 de marcho de 2027",
    "by ongoing",
    "by by 2027",
    "end of soon",
    "",
    "before the election",
    "TBD",
    "1 or 2 May 2027",
    "March to May 2027",
    "x" * 200,
]


@pytest.mark.parametrize(("text", "first", "last"), READ)
def test_a_date_that_names_its_days_is_read(text, first, last):
    assert parse_due(text) == (first and day(first), last and day(last))


@pytest.mark.parametrize("text", REFUSED)
def test_what_names_no_day_for_sure_needs_a_date(text):
    assert parse_due(text) is None


def test_eighty_dates_are_tried():
    assert len(READ) + len(REFUSED) >= 80


def test_a_fiscal_year_may_begin_in_another_month():
    assert parse_due("FY26", fiscal_start=7) == (day("2025-07-01"), day("2026-06-30"))
    assert parse_due("FY26 Q3", fiscal_start=1) == (day("2026-07-01"), day("2026-09-30"))


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text):
    span = parse_due(text)
    assert span is None or (span[1] is not None and (span[0] is None or span[0] <= span[1]))
