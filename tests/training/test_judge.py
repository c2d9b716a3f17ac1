"""How the judgement is fitted: cutting answers out, weights, cuts, and a round trip of what was measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")

from rag.evidence import Span
from rag.judging.relevance import BEFORE_READING, READ
from rag.search import Retrieved
from tests.rag.passages import evidence, passage
from training.judge import Material, even, load, regression, save, weigh, without_answers


def test_the_answer_is_cut_out_sentence_by_sentence() -> None:
    told = passage("The ferry sank. It carried 12 people. Rain fell.", start=50)
    bare = passage("It had 12 cars.")
    (left,) = without_answers([Retrieved(told, 1.0, 0.5), Retrieved(bare, 0.9, 0.4)], [["12", "twelve"]])
    assert left.passage.text == "The ferry sank. Rain fell."
    assert (left.passage.start, left.passage.end) == (50, 50 + len(left.passage.text))


def test_a_passage_without_the_answer_stays_as_it_is() -> None:
    hit = Retrieved(passage("The ferry sank."), 1.0, 0.5)
    assert without_answers([hit], [["12"]]) == [hit]


def test_every_group_weighs_the_same() -> None:
    assert even(["a", "a", "a", "b"]).tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2.0])


def test_a_regression_is_written_back_in_the_units_of_its_signals() -> None:
    signals = [{"x": float(n)} for n in (0, 10, 20, 30)]
    model = regression(signals, np.array([False, False, True, True]), np.ones(4), ["x"])
    assert model({"x": 15.0}) == pytest.approx(0.5, abs=1e-3)
    assert model({"x": 0.0}) < 0.5 < model({"x": 30.0})


def material() -> Material:
    first, second = passage("Ana won. Bo lost.", article_id="a"), passage("It rained.", article_id="b")
    signals = dict.fromkeys((*BEFORE_READING, *READ), 0.25)
    items = [evidence(first, "Ana won.", 0.9), evidence(first, "Bo lost.", 0.1), evidence(second, "It rained.", 0.2)]
    told = [
        item.judged(item.relevance, 0.5, Span(0, 3, "Ana", 0.8) if place == 0 else None, signals)
        for place, item in enumerate(items)
    ]
    held = (frozenset({0}), frozenset[int](), frozenset[int]())
    return Material(
        "q1", "made", "e1", "Who won?", True, False, 1, tuple(told), held, (True, False, False)
    )  # fmt: skip


def test_what_was_measured_comes_back_as_it_was(tmp_path: Path) -> None:
    one = material()
    save(tmp_path / "m.jsonl", [one])
    (back,) = load(tmp_path / "m.jsonl")
    assert (back.held, back.short_right) == (one.held, one.short_right)
    assert [item.text for item in back.evidence] == [item.text for item in one.evidence]
    assert [item.span for item in back.evidence] == [item.span for item in one.evidence]
    assert [dict(item.signals) for item in back.evidence] == [dict(item.signals) for item in one.evidence]


def test_an_answer_is_right_where_what_would_be_shown_holds_every_fact() -> None:
    model = regression([{"span": 0.0}, {"span": 1.0}], np.array([False, True]), np.ones(2), ["span"])
    weighed = weigh(material(), model)
    assert (weighed.right, weighed.short_right) == (True, True)
    assert material().shows([1, 2]) is False
