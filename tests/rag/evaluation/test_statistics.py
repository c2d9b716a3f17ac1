from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.statistics import Score, balanced, gaps, holm, interval, paired_difference, pooled, quantile

ONES, ZEROS = [Score(1.0)], [Score(0.0)]


def test_the_mean_of_equal_weights() -> None:
    value, low, high = interval(ONES * 3 + ZEROS)
    assert value == 3 / 4
    assert low < value < high


def test_a_pooled_share_weighs_questions_by_what_they_show() -> None:
    value, _, _ = interval([Score(1.0, 1.0), Score(0.0, 3.0)])
    assert value == 1 / 4


def test_the_interval_of_a_mean_is_close_to_the_normal_one() -> None:
    value, low, high = interval(ONES * 50 + ZEROS * 50)
    half = 1.96 * (0.5 * 0.5 / 100) ** 0.5
    assert value == 0.5
    assert low == pytest.approx(0.5 - half, abs=0.015)
    assert high == pytest.approx(0.5 + half, abs=0.015)


def test_balanced_accuracy_weighs_both_classes_alike() -> None:
    due = [Score(1.0, group=0)] * 1
    not_due = [Score(1.0, group=1)] * 6 + [Score(0.0, group=1)] * 2
    assert interval([*due, *not_due], balanced)[0] == (1 + 6 / 8) / 2


def test_gaps_cancel_within_a_group_and_add_up_over_groups() -> None:
    scores = [Score(0.5, group=3), Score(-0.5, group=3), Score(0.25, group=7), Score(-0.75, group=8)]
    assert interval(scores, gaps, resamples=10)[0] == (0 + 0.25 + 0.75) / 4


def test_balanced_accuracy_of_one_class_is_that_class() -> None:
    value, low, high = interval([Score(1.0, group=1), Score(0.0, group=1)], balanced)
    assert value == 0.5
    assert not np.isnan([low, high]).any()


def test_quantiles_interpolate() -> None:
    assert interval([Score(float(n)) for n in (10, 20, 30, 40)], quantile(0.5))[0] == 25


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 5))
def test_an_interval_holds_its_value_and_is_the_same_every_time(values: list[float], seed: int) -> None:
    scores = [Score(value) for value in values]
    value, low, high = first = interval(scores, seed=seed, resamples=200)
    assert first == interval(scores, seed=seed, resamples=200)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert value == pytest.approx(sum(values) / len(values))


def test_many_questions_are_drawn_in_pieces_with_the_same_result() -> None:
    values = np.linspace(0, 1, 3000)
    scores = [Score(float(value)) for value in values]
    value, low, high = interval(scores, resamples=1500)
    error = values.std() / len(values) ** 0.5
    assert value == pytest.approx(0.5)
    assert (low, high) == (pytest.approx(0.5 - 1.96 * error, abs=0.002), pytest.approx(0.5 + 1.96 * error, abs=0.002))


def test_a_difference_on_every_question_is_no_chance() -> None:
    found = paired_difference(ZEROS * 12, ONES * 12)
    assert (found.delta, found.low, found.high) == (1.0, 1.0, 1.0)
    assert found.p < 0.01


def test_one_win_and_one_loss_cancel() -> None:
    found = paired_difference([Score(1.0), Score(0.0)], [Score(0.0), Score(1.0)])
    assert found.delta == 0.0
    assert found.p == 1.0


def test_the_permutation_test_agrees_with_the_sign_test() -> None:
    """Six losses and no win: 2 of the 2**6 sign patterns are as extreme, p = 0.03125."""
    found = paired_difference(ONES * 6 + ONES * 4, ZEROS * 6 + ONES * 4, resamples=20_000)
    assert found.delta == pytest.approx(-0.6)
    assert found.p == pytest.approx(2 / 2**6, abs=0.005)


def test_pooling_nothing_gives_no_number() -> None:
    assert np.isnan(pooled(np.array([0.0]), np.array([0.0]), np.array([0])))


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.02, 0.5]) == [0.03, 0.04, 0.5]
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []
