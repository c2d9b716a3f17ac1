from __future__ import annotations

import pytest

from rag.answer import Answer
from rag.evaluation.measures import find
from rag.evaluation.statistics import Score, interval
from tests.rag.evaluation.fakes import TWELVE, answer_with, case, crashed, gold, says, silent, unsure

DUE, NOT_DUE = gold(facts=(("12",),)), gold(answerable=False)
RIGHT, WRONG = says("12 died.", TWELVE), says("Some died.", TWELVE)


def sure(*statements: object, confidence: float) -> Answer:
    return answer_with(*statements, confidence=confidence)  # type: ignore[arg-type]


FIVE = (
    case(DUE, sure(RIGHT, confidence=0.9)),
    case(DUE, sure(WRONG, confidence=0.9)),
    case(NOT_DUE, sure(RIGHT, confidence=0.6)),
    case(DUE, unsure(RIGHT, confidence=0.3)),
    case(NOT_DUE, unsure(WRONG, confidence=0.3)),
)


def test_the_expected_error_by_hand() -> None:
    measure = find("calibration")
    scores = [score for each in FIVE if (score := measure.of(each)) is not None]
    error = (2 * abs(0.5 - 0.9) + 1 * abs(0.0 - 0.6) + 2 * abs(0.5 - 0.3)) / 5
    assert interval(scores, measure.statistic, resamples=10)[0] == pytest.approx(error)


def test_each_answer_stands_in_the_bin_of_its_confidence() -> None:
    assert [find("calibration").of(each) for each in FIVE[2:4]] == [Score(-0.6, group=6), Score(0.7, group=3)]


def test_who_shows_nothing_or_says_what_cannot_be_checked_has_no_part() -> None:
    for each in (case(DUE, silent()), crashed(DUE), case(gold(short=("12",)), sure(RIGHT, confidence=0.9))):
        assert find("calibration").of(each) is None


def test_being_sure_and_wrong_is_as_bad_as_it_gets() -> None:
    measure = find("calibration")
    assert measure.badness(Score(-1.0, group=9)) == 1.0
    assert measure.badness(Score(0.25, group=7)) == 0.25
