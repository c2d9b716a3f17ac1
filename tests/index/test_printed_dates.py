"""Dates: read where year, month and day are all there, None otherwise."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.printed_dates import parse_date

DAY = date(2017, 4, 5)


@pytest.mark.parametrize(
    "written",
    [
        "2017-04-05",
        "2017-04-05T23:59:00-08:00",  # the writer's day, though it is the 6th in London
        "2017-04-05 10:00",
        "Wed, 05 Apr 2017 10:00:00 GMT",
        "Wed 05 Apr 2017",
        "5 April 2017",
        "5th of April 2017",
        "April 5, 2017",
        "Apr. 5, 2017",
        "April 5th, 2017",
        "2017/04/05",
        "20170405",
        20170405,
        1491350400,  # 2017-04-05T00:00:00Z
        1491350400000,
        "1491350400",
        DAY,
        datetime(2017, 4, 5, 12),
    ],
)
def test_reads_a_full_date(written: object) -> None:
    assert parse_date(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "yesterday",
        "April 2017",
        "5 April",
        "2017",
        2017,
        0,
        True,
        "2017-02-30",
        "31 April 2017",
        "04/05/2017",  # April in one country, May in another
        "the year 2017, perhaps",
        float("nan"),
        float("inf"),
        10**30,
        "9" * 5000,
        ["2017-04-05"],
    ],
)
def test_is_none_for_anything_less(written: object) -> None:
    assert parse_date(written) is None


def test_a_day_above_twelve_settles_the_order() -> None:
    assert parse_date("25/12/2017") == parse_date("12/25/2017") == date(2017, 12, 25)


@given(st.dates(date(1700, 1, 1), date(2150, 1, 1)))
def test_every_day_reads_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%a, %d %b %Y 23:59:59 +0000"):
        assert parse_date(day.strftime(form)) == day
    assert parse_date(int((datetime(2000, 1, 1) + timedelta(hours=1)).timestamp())) is not None


@given(st.one_of(st.text(), st.integers(), st.floats()))
def test_never_raises(value: object) -> None:
    assert parse_date(value) is None or isinstance(parse_date(value), date)
