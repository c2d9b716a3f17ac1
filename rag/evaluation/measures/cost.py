"""Cost: time by stage, calls and tokens of a language model, and questions that failed outright.

Stages are those of ``Answer.timings_ms``; ``latency_p95:STAGE`` asks for one.
Quantiles interpolate linearly (numpy's default, Hyndman & Fan 1996, type 7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from rag.evaluation.case import Case
from rag.evaluation.measures.measure import Measure, share
from rag.evaluation.statistics import Score, quantile

_SOURCE = "this project"


def latency(percent: int) -> Measure:
    return Measure(
        name=f"latency_p{percent}",
        group="Cost",
        definition=f"Time from question to answer that {percent} % of the questions stay below, failed ones included.",
        source=_SOURCE,
        score=lambda case: Score(1000 * case.seconds),
        statistic=quantile(percent / 100),
        better="lower",
        unit="ms",
        counts_crashes=False,
    )


def stage_latency(percent: int, stage: str) -> Measure:
    def spent(case: Case) -> Score | None:
        timings = case.answer.timings_ms if case.answer else {}
        return Score(timings[stage]) if stage in timings else None

    return Measure(
        name=f"latency_p{percent}:{stage}",
        group="Cost",
        definition=f"Time that the stage '{stage}' takes; {percent} % of the questions stay below.",
        source=_SOURCE,
        score=spent,
        statistic=quantile(percent / 100),
        better="lower",
        unit="ms",
        counts_crashes=False,
    )


def stage_measures(cases: Iterable[Case]) -> list[Measure]:
    """p50 and p95 of every stage that an answer reports."""
    stages = dict.fromkeys(stage for case in cases if case.answer for stage in case.answer.timings_ms)
    return [stage_latency(percent, stage) for stage in stages for percent in (50, 95)]


def _counted(name: str, what: str, count: str, unit: Literal["count", "usd"] = "count") -> Measure:
    def used(case: Case) -> Score | None:
        told = case.answer.usage if case.answer else {}
        return Score(float(told[count])) if count in told else None

    return Measure(
        name=name,
        group="Cost",
        definition=f"{what} a question, over the questions that called a language model.",
        source=_SOURCE,
        score=used,
        better="lower",
        unit=unit,
        counts_crashes=False,
    )


def _fell_back(case: Case) -> Score | None:
    if case.answer is None or not (case.answer.fallback_reason or case.answer.usage.get("calls")):
        return None
    return share(bool(case.answer.fallback_reason))


def _why_it_fell_back(case: Case, score: Score) -> str | None:
    if not score.value or case.answer is None:
        return None
    return f"Not the language model's words: {case.answer.fallback_reason}"


def _failure(case: Case, score: Score) -> str | None:
    return f"The question failed: {case.error}" if score.value else None


MEASURES = (
    Measure(
        name="failed",
        group="Cost",
        definition="Share of the questions that crashed or timed out. Each counts as a wrong answer in every measure "
        "that applies to it.",
        source=_SOURCE,
        score=lambda case: share(False),
        better="lower",
        explain=_failure,
    ),
    latency(50),
    latency(95),
    Measure(
        name="fallbacks",
        group="Cost",
        definition="Share of the answers asked of a language model that show extracts instead of its words.",
        source=_SOURCE,
        score=_fell_back,
        better="lower",
        counts_crashes=False,
        explain=_why_it_fell_back,
    ),
    _counted("model_calls", "Calls", "calls"),
    _counted("input_tokens", "Tokens sent", "input_tokens"),
    _counted("output_tokens", "Tokens received", "output_tokens"),
    _counted("model_cost", "Dollars, where a token price is set,", "cost_usd", "usd"),
)


def by_name(name: str) -> Measure | None:
    """Any percentile, any stage: ``latency_p99``, ``latency_p95:retrieve``.

    >>> by_name("latency_p99:read").name
    'latency_p99:read'
    """
    match = re.fullmatch(r"latency_p([1-9]\d?)(?::(.+))?", name)
    if not match:
        return None
    return stage_latency(int(match[1]), match[2]) if match[2] else latency(int(match[1]))
