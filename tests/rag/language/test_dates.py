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


SEPTEMBER = date(2016, 9, 20)  # a Tuesday
NEW_YEAR = date(2017, 1, 3)  # a Tuesday
YEARS_END = date(2016, 12, 29)  # a Thursday


@pytest.mark.parametrize(
    ("text", "published", "first"),
    [
        # a day without a year: news looks back
        ("They met on January 31.", SEPTEMBER, date(2016, 1, 31)),
        ("They met on 30 September.", SEPTEMBER, date(2015, 9, 30)),
        ("They met on December 30.", NEW_YEAR, date(2016, 12, 30)),
        ("They met on January 2.", NEW_YEAR, date(2017, 1, 2)),
        ("They met on February 29.", SEPTEMBER, date(2016, 2, 29)),
        ("They met on September 21.", SEPTEMBER, date(2016, 9, 21)),  # it is tomorrow already elsewhere
        # a verb that looks ahead
        ("They will meet on January 31.", SEPTEMBER, date(2017, 1, 31)),
        ("The two are to meet on 20 September.", SEPTEMBER, date(2016, 9, 20)),
        ("On January 2 they will vote.", YEARS_END, date(2017, 1, 2)),
        ("The two, who met on January 31, will return.", SEPTEMBER, date(2016, 1, 31)),
        ("They will discuss the August 21 raid.", SEPTEMBER, date(2016, 8, 21)),
        # no verb tells: what comes within a month is to come
        ("Talks on October 15", SEPTEMBER, date(2016, 10, 15)),
        ("Talks on January 2", YEARS_END, date(2017, 1, 2)),
        ("Talks on January 31", SEPTEMBER, date(2016, 1, 31)),
        ("The vote was due on October 15.", SEPTEMBER, date(2016, 10, 15)),
        # the year in words
        ("They met on January 31 last year.", SEPTEMBER, date(2015, 1, 31)),
        ("They meet on 31 January next year.", SEPTEMBER, date(2017, 1, 31)),
        # months
        ("It fell in December.", NEW_YEAR, date(2016, 12, 1)),
        ("It fell in September.", SEPTEMBER, date(2016, 9, 1)),
        ("It will open in January.", YEARS_END, date(2017, 1, 1)),
        ("It must open by March.", YEARS_END, date(2017, 3, 1)),
        ("By November they had left.", SEPTEMBER, date(2015, 11, 1)),
        ("It opens next January.", SEPTEMBER, date(2017, 1, 1)),
        ("It opens next December.", SEPTEMBER, date(2016, 12, 1)),
        ("It opened last September.", SEPTEMBER, date(2015, 9, 1)),
        ("It opened last March.", SEPTEMBER, date(2016, 3, 1)),
        ("It opened last month.", NEW_YEAR, date(2016, 12, 1)),
        ("It opens next month.", YEARS_END, date(2017, 1, 1)),
        # weekdays
        ("It fell on Friday.", SEPTEMBER, date(2016, 9, 16)),
        ("It fell on Tuesday.", SEPTEMBER, SEPTEMBER),
        ("It fell last Tuesday.", SEPTEMBER, date(2016, 9, 13)),
        ("They will meet on Friday.", SEPTEMBER, date(2016, 9, 23)),
        ("They will meet on Friday.", YEARS_END, date(2016, 12, 30)),
        ("They will meet on Sunday.", YEARS_END, date(2017, 1, 1)),
        ("They met on Saturday.", NEW_YEAR, date(2016, 12, 31)),
        ("It opens next Tuesday.", SEPTEMBER, date(2016, 9, 27)),
        ("Talks this Friday", SEPTEMBER, date(2016, 9, 23)),
        ("They met on Friday last week.", date(2016, 9, 24), date(2016, 9, 16)),
        ("They meet on Monday next week.", SEPTEMBER, date(2016, 9, 26)),
        # counted back
        ("It fell twelve days ago.", SEPTEMBER, date(2016, 9, 8)),
        ("It fell a week ago.", NEW_YEAR, date(2016, 12, 26)),
        ("It fell yesterday.", date(2017, 1, 1), date(2016, 12, 31)),
    ],
)
def test_news_looks_back_unless_its_verb_looks_ahead(text: str, published: date, first: date) -> None:
    assert [value.first for value in dates_in(text, published)] == [first]


@pytest.mark.parametrize(
    ("text", "written"),
    [("It fell in March.", "March"), ("It fell on 3 May.", "3 May"), ("It fell on Jan. 31.", "Jan. 31"),
     ("It fell on 3 Sept. in Oslo", "3 Sept."), ("It fell on 6 June. Rain came.", "6 June")],
)  # fmt: skip
def test_a_full_stop_belongs_to_an_abbreviation_only(text: str, written: str) -> None:
    assert [value.text for value in dates_in(text, SEPTEMBER)] == [written]
