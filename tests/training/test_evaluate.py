"""What the figures are made of, by a reader that a person can follow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from rag.reader import Reading
from training.evaluate import both_labels, swapped_contexts
from training.evaluate_news import best_reading, log_odds, passages, told_apart
from training.figures import sampled
from training.wording import wording_scores


class ByLength:
    """The longer a passage, the likelier it answers, with its first character."""

    def read(self, pairs: Sequence[tuple[str, str]], sentences: Sequence[object]) -> list[Reading]:
        return [Reading(len(text) / 100, 0, 1, 0.5, ()) for _, text in pairs]


def test_the_best_passage_of_an_article_counts() -> None:
    reading, said = best_reading(ByLength(), "Who?", ["Snow.", "Anna Berg came.", "Rain fell."])
    assert (reading.answerable, said) == (0.15, "A")


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # a bootstrap sample of four may lack a class
def test_a_score_that_comes_from_the_question_alone_is_found_out() -> None:
    best = [(Reading(p, 0, 1, p, ()), "") for p in (0.9, 0.8, 0.2, 0.1)]
    foreign = [["x" * n] for n in (80, 90, 10, 20)]
    answered, wording = np.array([True, True, False, False]), np.array([1.0, 0.0, 1.0, 0.0])
    shown = list(told_apart("Set", ByLength(), ["a", "b", "c", "d"], best, foreign, answered, wording))
    assert [one.value for one in shown] == [1.0, 1.0, 0.5, 0.5]  # differences: 0.8, -0.8, 0.8, -0.8 in log-odds
    assert {one.n for one in shown} == {4}


def test_a_foreign_context_has_another_title() -> None:
    rows = [{"title": title, "context": title * 2} for title in ("a", "a", "b", "a")]
    assert [row["context"] for row in swapped_contexts(rows)] == ["bb", "bb", "aa", "bb"]


def test_both_labels_are_sampled() -> None:
    rows = [{"label": "agree", "n": i} for i in range(9)] + [{"label": "conflict", "n": 9}]
    kept = both_labels(rows, 3)
    assert [row["label"] for row in kept] == ["conflict", "agree", "agree", "agree"]
    assert sampled(rows, 4) == sampled(rows, 4)


def test_words_that_give_a_question_away_are_found() -> None:
    scores = wording_scores(["who was not there", "who was there"] * 5, [False, True] * 5, ["not him", "him"])
    assert scores[0] < scores[1]


def test_an_article_is_cut_into_all_of_its_text() -> None:
    text = " ".join(f"On day {i} the mayor of Oslo opened school number {i} again." for i in range(40))
    parts = passages("Schools", text)
    assert len(parts) > 1
    assert " ".join(parts) == text


def test_log_odds_of_certainty_stay_finite() -> None:
    assert log_odds([0.5, 1.0]) == pytest.approx([0.0, 13.8155], abs=1e-3)
