from __future__ import annotations

import pytest

from rag.answer import Answer
from rag.evaluation.measures import find
from rag.evaluation.measures.short_answers import says_the_same
from rag.evaluation.statistics import Score, interval
from tests.rag.evaluation.fakes import TWELVE, answer_with, case, crashed, gold, says, unsure

ASKED, WHY, NOT_DUE = gold(short=("12", "twelve")), gold(facts=(("12",),)), gold(answerable=False)


def shows(short: str | None) -> Answer:
    return answer_with(says("The flood killed 12 people.", TWELVE), short=short)


FIVE = (
    case(ASKED, shows("twelve people")),
    case(ASKED, shows("20")),
    case(ASKED, shows(None)),
    case(NOT_DUE, shows("12")),
    case(WHY, shows("12")),
)


def test_precision_is_over_those_shown_and_coverage_over_those_due() -> None:
    def overall(name: str) -> tuple[float, int]:
        scores = [score for each in FIVE if (score := find(name).of(each)) is not None]
        return interval(scores, resamples=10)[0], len(scores)

    assert overall("short_precision") == (1 / 3, 3)
    assert overall("short_coverage") == (2 / 3, 3)


def test_an_unsure_answer_shows_no_short_answer() -> None:
    nearest = case(ASKED, unsure(says("The flood killed 12 people.", TWELVE)))
    assert find("short_precision").of(nearest) is None
    assert find("short_coverage").of(nearest) == Score(0.0)


def test_a_crash_is_wrong_and_shows_none() -> None:
    assert find("short_precision").of(crashed(ASKED)) == Score(0.0)
    assert find("short_coverage").of(crashed(ASKED)) == Score(0.0)


def test_one_shown_where_none_was_due_is_told() -> None:
    score = find("short_precision").of(FIVE[3])
    assert score is not None
    assert find("short_precision").explain(FIVE[3], score) == (
        "The short answer “12” is shown, though the articles do not say."
    )


@pytest.mark.parametrize(
    ("given", "wanted", "same"),
    [
        ("The 30 days.", "30 days", True),
        ("about 30 days", "30 days", True),
        ("130 days", "30 days", False),
        ("Lee", "Ann Lee", True),
        ("Ann Lee", "Ann Marie Lee", False),
        ("March", "March 3", False),
        ("300,000", "over 300,000", True),
        ("the ministry", "the ministry of health and welfare", False),
        ("20 people", "12 people", False),
        ("", "12", False),
    ],
)
def test_what_says_the_same(given: str, wanted: str, same: bool) -> None:
    assert says_the_same(given, wanted) is same
