from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.dates import dates_in, days_apart, same_date

WEDNESDAY = date(2016, 6, 8)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on January 31", "2016-01-31", "2016-01-31"),
        ("on 31 January", "2016-01-31", "2016-01-31"),
        ("Jan. 31, 2026", "2026-01-31", "2026-01-31"),
        ("the 31st of January 2026", "2026-01-31", "2026-01-31"),
        ("2016-06-12", "2016-06-12", "2016-06-12"),
        ("28-04-2016", "2016-04-28", "2016-04-28"),
        ("3-4 October 2014", "2014-10-03", "2014-10-04"),
        ("January 29-31", "2016-01-29", "2016-01-31"),
        ("yesterday", "2016-06-07", "2016-06-07"),
        ("the day before yesterday", "2016-06-06", "2016-06-06"),
        ("on Friday", "2016-06-03", "2016-06-03"),
        ("on Wednesday", "2016-06-08", "2016-06-08"),
        ("last Wednesday", "2016-06-01", "2016-06-01"),
        ("next Friday", "2016-06-10", "2016-06-10"),
        ("two weeks ago", "2016-05-23", "2016-05-29"),
        ("last month", "2016-05-01", "2016-05-31"),
        ("in November last year", "2015-11-01", "2015-11-30"),
        ("in October", "2015-10-01", "2015-10-31"),
        ("mid-October 2016", "2016-10-01", "2016-10-31"),
        ("in 2014", "2014-01-01", "2014-12-31"),
    ],
)
def test_resolved_against_the_publication_date(text: str, first: str, last: str) -> None:
    (value,) = dates_in(text, WEDNESDAY)
    assert (value.first.isoformat(), value.last.isoformat()) == (first, last)


def test_a_weekday_beside_its_date_is_one_date() -> None:
    (value,) = dates_in("Wednesday, 21 August 2013", WEDNESDAY)
    assert value.first == date(2013, 8, 21)


def test_without_publication_date_only_absolute_dates_are_read() -> None:
    assert dates_in("yesterday, on Friday, last month", None) == []
    (value,) = dates_in("on January 31", None)
    assert value.year is None


def test_years_are_left_out_where_one_is_unknown() -> None:
    (unknown,) = dates_in("January 31", None)
    (known,) = dates_in("January 31, 2026", None)
    (later,) = dates_in("February 1, 2026", None)
    assert same_date(unknown, known)
    assert not same_date(unknown, later)
    assert days_apart(unknown, later) == 1


@pytest.mark.parametrize("text", ["He may come", "they march on", "2016-13-45", "1,200 people", "May's office"])
def test_what_is_not_a_date(text: str) -> None:
    assert dates_in(text, WEDNESDAY) == []


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_what_is_shown_reads_back_the_same(day: date) -> None:
    (value,) = dates_in(day.isoformat(), None)
    (again,) = dates_in(value.shown(), None)
    assert again.first == again.last == day
    assert same_date(value, again)


@given(st.text(max_size=300), st.none() | st.dates())
def test_any_text_is_read_without_error_and_spans_are_true(text: str, published: date | None) -> None:
    for value in dates_in(text, published):
        assert text[value.start : value.end] == value.text
        assert value.first <= value.last
