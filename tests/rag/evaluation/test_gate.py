from __future__ import annotations

import pytest

from index.errors import GoldError
from rag.evaluation import evaluate
from rag.evaluation.gate import Bound, breaches, parse_bounds
from rag.evaluation.gold import GoldQuestion
from tests.rag.evaluation.fakes import TWELVE, ScriptedAssistant, answer_with, says, silent

REPORT = evaluate(
    ScriptedAssistant({"A?": answer_with(says("12 died.", TWELVE)), "B?": silent()}),
    [GoldQuestion("a", "A?", facts=(("12",),)), GoldQuestion("b", "B?", facts=(("20",),))],
)


def test_bounds_are_read() -> None:
    assert parse_bounds(" facts=0.8,recall@20=1 ,") == (Bound("facts", 0.8), Bound("recall@20", 1.0))
    assert parse_bounds("") == ()


@pytest.mark.parametrize("text", ["facts", "facts=", "facts=high", "facts=nan"])
def test_what_is_no_bound_is_refused(text: str) -> None:
    with pytest.raises(GoldError, match="is not a bound"):
        parse_bounds(text)


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(GoldError, match="no measure 'fcts'"):
        parse_bounds("fcts=1")


@pytest.mark.parametrize("text", ["facts=0.5", "verbatim=1.0", "silent_when_due=0.5"])
def test_a_bound_that_is_just_kept(text: str) -> None:
    assert breaches(REPORT, parse_bounds(text)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("facts=0.51", "facts is 0.5, below 0.51"),
        ("silent_when_due=0.4", "silent_when_due is 0.5, above 0.4"),
        ("kind_accuracy=0.1", "kind_accuracy scores no question of this file, so 0.1 is not reached"),
    ],
)
def test_a_bound_that_is_broken(text: str, told: str) -> None:
    (breach,) = breaches(REPORT, parse_bounds(text))
    assert str(breach) == told
