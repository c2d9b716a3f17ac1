from __future__ import annotations

import pytest

from rag.evaluation.case import Case
from rag.evaluation.measures import find
from rag.evaluation.statistics import Score, interval
from tests.rag.evaluation.fakes import TWELVE, answer_with, case, crashed, gold, says, silent, unsure

DUE, NOT_DUE = gold(answerable=False), gold()
ANSWER = answer_with(says("12 died.", TWELVE))

RIGHTLY_SILENT = case(DUE, silent())
WRONGLY_SILENT = case(NOT_DUE, silent())
WRONGLY_ANSWERED = case(DUE, ANSWER)
RIGHTLY_ANSWERED = case(NOT_DUE, ANSWER)
UNSURE_NOT_DUE, UNSURE_DUE = (case(question, unsure(says("12 died.", TWELVE))) for question in (DUE, NOT_DUE))
OFF_TOPIC = case(NOT_DUE, answer_with(verdict="off_topic"))
SHOWS_NOTHING = case(NOT_DUE, answer_with())


def overall(name: str, *cases: Case) -> float:
    measure = find(name)
    scores = [score for each in cases if (score := measure.of(each)) is not None]
    return interval(scores, measure.statistic, resamples=10)[0]


EIGHT = (RIGHTLY_SILENT, WRONGLY_ANSWERED, WRONGLY_SILENT, *[RIGHTLY_ANSWERED] * 5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("abstain_precision", 1 / 2),
        ("abstain_recall", 1 / 2),
        ("abstain_balanced", (1 / 2 + 5 / 6) / 2),
        ("answered_when_not_due", 1 / 2),
        ("silent_when_due", 1 / 6),
    ],
)
def test_by_hand_on_eight_questions(name: str, value: float) -> None:
    assert overall(name, *EIGHT) == pytest.approx(value)


TEN = (WRONGLY_SILENT, OFF_TOPIC, SHOWS_NOTHING, UNSURE_DUE, RIGHTLY_ANSWERED, RIGHTLY_ANSWERED)
TEN += (UNSURE_NOT_DUE, RIGHTLY_SILENT, RIGHTLY_SILENT, WRONGLY_ANSWERED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("not_stated_when_due", 3 / 6),
        ("unsure_when_due", 1 / 6),
        ("silent_when_due", 4 / 6),
        ("unsure_when_not_due", 1 / 4),
        ("answered_when_not_due", 1 / 4),
        ("abstain_recall", 3 / 4),
        ("abstain_precision", 3 / 7),
    ],
)
def test_three_outcomes_by_hand_on_ten_questions(name: str, value: float) -> None:
    assert overall(name, *TEN) == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "question", "worst"),
    [
        ("abstain_precision", DUE, 0.0),
        ("abstain_recall", DUE, 0.0),
        ("answered_when_not_due", DUE, 1.0),
        ("silent_when_due", NOT_DUE, 1.0),
        ("not_stated_when_due", NOT_DUE, 1.0),
        ("unsure_when_due", NOT_DUE, 0.0),
        ("unsure_when_not_due", DUE, 0.0),
    ],
)
def test_a_crash_is_a_wrong_answer_and_no_unsure_one(name: str, question: object, worst: float) -> None:
    assert find(name).of(crashed(question)) == Score(worst)  # type: ignore[arg-type]


def test_a_crash_counts_in_its_class() -> None:
    assert overall("abstain_balanced", RIGHTLY_SILENT, RIGHTLY_ANSWERED, crashed(NOT_DUE)) == (1 + 1 / 2) / 2
    assert overall("abstain_balanced", RIGHTLY_SILENT, crashed(DUE), RIGHTLY_ANSWERED) == (1 / 2 + 1) / 2


def test_the_two_faults_are_counted_apart() -> None:
    assert find("answered_when_not_due").of(WRONGLY_SILENT) is None
    assert find("silent_when_due").of(WRONGLY_ANSWERED) is None


def test_what_went_wrong_is_told() -> None:
    withheld = find("silent_when_due")
    score = withheld.of(WRONGLY_SILENT)
    assert score is not None
    assert withheld.explain(WRONGLY_SILENT, score) == (
        "Said nothing, though an answer was due. Its reason: The articles do not say."
    )
    score = withheld.of(UNSURE_DUE)
    assert score is not None
    assert withheld.explain(UNSURE_DUE, score) == "Only showed the nearest passages, though an answer was due."
