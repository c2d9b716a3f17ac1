from __future__ import annotations

from rag.answer import Answer
from rag.evaluation.measures import choose, find
from rag.evaluation.measures.cost import stage_measures
from rag.evaluation.statistics import Score
from tests.rag.evaluation.fakes import case, crashed, gold


def test_latency_is_in_milliseconds_and_counts_failures() -> None:
    assert find("latency_p50").of(case(gold(), Answer("?"), seconds=0.25)) == Score(250.0)
    failed = crashed(gold())
    assert find("latency_p50").of(failed) == Score(1000 * failed.seconds)


def test_every_stage_that_an_answer_reports_is_measured() -> None:
    done = [
        case(gold(), Answer("?", timings_ms={"retrieve": 3.0})),
        case(gold(), Answer("?", timings_ms={"retrieve": 5.0, "read": 7.0})),
    ]
    names = [measure.name for measure in stage_measures(done)]
    assert names == [
        "latency_p50:retrieve",
        "latency_p95:retrieve",
        "latency_p50:read",
        "latency_p95:read",
    ]
    assert find("latency_p95:read").of(done[0]) is None
    assert find("latency_p95:read").of(done[1]) == Score(7.0)
    assert names == [measure.name for measure in choose(None, done) if ":" in measure.name]


def test_model_use_is_counted_where_there_is_any() -> None:
    usage = {"calls": 2, "input_tokens": 900, "output_tokens": 80, "cost_usd": 0.004}
    used = case(gold(), Answer("?", usage=usage))
    assert find("model_calls").of(used) == Score(2.0)
    assert find("input_tokens").of(used) == Score(900.0)
    assert find("output_tokens").of(used) == Score(80.0)
    assert find("model_cost").of(used) == Score(0.004)
    assert find("model_calls").of(case(gold(), Answer("?"))) is None


def test_falling_back_is_counted_over_the_answers_asked_of_a_model() -> None:
    fell = case(gold(), Answer("?", fallback_reason="The endpoint is down.", usage={"calls": 1}))
    assert find("fallbacks").of(fell) == Score(1.0)
    assert find("fallbacks").explain(fell, Score(1.0)) == "Not the language model's words: The endpoint is down."
    assert find("fallbacks").of(case(gold(), Answer("?", usage={"calls": 1}))) == Score(0.0)
    assert find("fallbacks").of(case(gold(), Answer("?"))) is None


def test_failures_are_counted() -> None:
    assert find("failed").of(crashed(gold())) == Score(1.0)
    assert find("failed").of(case(gold(), Answer("?"))) == Score(0.0)
