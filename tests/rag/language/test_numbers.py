from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.numbers import MOST_QUANTITIES, number, quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twelve people died", [(12, 12, "people")]),
        ("at least 112 civilians", [(112, math.inf, "civilians")]),
        ("up to 30 rebels", [(0, 30, "rebels")]),
        ("about 200 families", [(180, 220, "families")]),
        ("between 30 and 40 buses", [(30, 40, "buses")]),
        ("20-30 rebels", [(20, 30, "rebels")]),
        ("the toll rose from 14 to 31", [(14, 14, None), (31, 31, None)]),
        ("dozens of shops", [(20, 120, "shops")]),
        ("no casualties", [(0, 0, "casualties")]),
        ("1.2 million people", [(1_200_000, 1_200_000, "people")]),
        ("a hundred others", [(100, 100, "others")]),
        ("two hundred and five men", [(205, 205, "men")]),
    ],
)
def test_bounds_and_counted_noun(text: str, expected: list[tuple[float, float, str | None]]) -> None:
    assert [(q.low, q.high, q.noun) for q in quantities(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "on 3 May 2016",
        "May 3, 2016",
        "28-04-2016",
        "20.04.2017",
        "at 3 p.m.",
        "at 18:30",
        "a 14-year-old boy",
        "aged 14",
        "the 20th day",
        "Base 46",
        "Resolution 2254",
        "an F-16",
        "the M10 hospital",
        "G20 leaders",
        "since the 1980s",
        "in 2016",
        "No comment",
        "one of the men",
        "3-4 October 2014",
    ],
)
def test_numbers_inside_dates_names_and_ages_count_nothing(text: str) -> None:
    assert quantities(text) == []


def test_units_meet_in_one_base() -> None:
    miles, kilometres = quantities("43 miles or 69 km")
    assert miles.unit == kilometres.unit == "metre"
    assert miles.low == pytest.approx(69_202, abs=1)
    assert kilometres.low == 69_000
    assert [(q.low, q.unit) for q in quantities("about 70%, $1.2 million, £5bn and 3 per cent")] == [
        (63.0, "percent"),
        (1_200_000.0, "dollar"),
        (5e9, "pound"),
        (3.0, "percent"),
    ]


def test_ten_thousand_numbers_do_not_stall() -> None:
    assert len(quantities("12 people, " * 10_000)) == MOST_QUANTITIES
    assert quantities("9" * 5_000) == []


@given(st.integers(min_value=3, max_value=999_999))
def test_digits_and_grouped_digits_read_the_same(value: int) -> None:
    assert number(str(value)) == number(f"{value:,}") == value


@given(
    st.sampled_from(["", "at least ", "more than ", "up to ", "fewer than ", "about "]),
    st.integers(min_value=3, max_value=50_000),
)
def test_what_is_shown_reads_back_the_same(bound: str, value: int) -> None:
    (first,) = quantities(f"{bound}{value:,} houses")
    (again,) = quantities(f"{first.shown()} houses")
    assert (again.low, again.high) == (first.low, first.high)


@given(st.text(max_size=300))
def test_any_text_is_read_without_error_and_spans_are_true(text: str) -> None:
    for quantity in quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.low <= quantity.high
