"""The report as one self-contained page: no script, style or font is fetched from anywhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from rag.answer import KIND_TITLES, NEAREST, VERDICT_TITLES
from rag.answer.records import verdict_of
from rag.evaluation.comparison import Comparison
from rag.evaluation.measures.calibration import Bin, reliability
from rag.evaluation.measures.measure import GROUPS
from rag.evaluation.report import Estimate, QuestionResult, Report
from rag.evaluation.terminal import format_value

QUESTIONS_SHOWN = 300
"""More would make the page slow to open; report.json holds them all."""
TEMPLATE = "page.html"


@dataclass(frozen=True, slots=True)
class Bar:
    """One estimate as drawn: places in percent of the axis."""

    name: str
    shown: str
    interval: str
    n: int
    low: float
    at: float
    high: float
    tone: str
    """good, middling, bad or plain: how the colour reads it, direction included."""
    definition: str = ""
    source: str = ""
    lower_is_better: bool = False


def write_page(
    report: Report,
    path: str | Path,
    *,
    comparison: Comparison | None = None,
    other: Report | None = None,
    questions: int = QUESTIONS_SHOWN,
) -> None:
    """Write report.html; ``comparison`` and ``other`` put another run beside this one."""
    Path(path).write_text(render_page(report, comparison=comparison, other=other, questions=questions), "utf-8")


def render_page(
    report: Report,
    *,
    comparison: Comparison | None = None,
    other: Report | None = None,
    questions: int = QUESTIONS_SHOWN,
) -> str:
    """The page as HTML. Everything that comes from articles, gold or answers is escaped."""
    shown = report.worst[:questions]
    return _template().render(
        report=report,
        headlines=[_bar(report, name) for name in report.measures if report.info[name].headline and report[name].n],
        groups=[(group, bars) for group in GROUPS if (bars := _group(report, group))],
        unmeasured=[name for name, estimate in report.measures.items() if not estimate.n],
        kinds=_kinds(report),
        bins=_bins(report),
        comparison=comparison,
        changes=[_change(change, report) for change in comparison.changes] if comparison else [],
        questions=[_question(result, _other(result, other), report) for result in shown],
        left_out=len(report.questions) - len(shown),
        faulty=sum(bool(result.problems) for result in report.questions),
        kind_titles=KIND_TITLES,
        verdict_titles=VERDICT_TITLES,
        nearest=NEAREST,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE)


def _group(report: Report, group: str) -> list[Bar]:
    names = [name for name in report.measures if report.info[name].group == group and report[name].n]
    if group != "Cost":
        return [_bar(report, name) for name in names]
    longest = max((report[name].high for name in names if report.info[name].unit == "ms"), default=1.0)
    return [_bar(report, name, scale=longest if report.info[name].unit == "ms" else None) for name in names]


def _bar(report: Report, name: str, *, scale: float | None = None, estimate: Estimate | None = None) -> Bar:
    info = report.info[name]
    found = estimate or report[name]
    top = scale or (1.0 if info.unit == "share" else max(found.high, 1.0))
    return Bar(
        name=name,
        shown=format_value(found.mean, info.unit),
        interval=f"{format_value(found.low, info.unit)} – {format_value(found.high, info.unit)}" if found.n else "",
        n=found.n,
        low=_percent(found.low, top),
        at=_percent(found.mean, top),
        high=_percent(found.high, top),
        tone=_tone(found.mean, info.better, info.unit),
        definition=info.definition,
        source=info.source,
        lower_is_better=info.better == "lower" and info.unit == "share",
    )


def _percent(value: float, top: float) -> float:
    return 0.0 if math.isnan(value) else round(100 * min(max(value / top, 0.0), 1.0), 2)


def _tone(mean: float, better: str, unit: str) -> str:
    if unit != "share" or better == "neither" or math.isnan(mean):
        return "plain"
    reached = 1 - mean if better == "lower" else mean
    return "good" if reached >= 0.8 else "middling" if reached >= 0.5 else "bad"


def _kinds(report: Report) -> dict[str, Any]:
    names = [name for name in report.measures if report.info[name].headline and report[name].n]
    rows = [
        (
            kind,
            sum(question.kind == kind for question in report.questions),
            [_bar(report, name, estimate=estimates[name]) for name in names],
        )
        for kind, estimates in report.by_kind.items()
    ]
    return {"names": names, "rows": rows}


def _bins(report: Report) -> list[Bin]:
    """The confidence of the answers against how many are right, bin by bin; empty where the report does not tell."""
    scored = [
        (float(each.answer["confidence"]), score.value)
        for each in report.questions
        if each.answer and (score := each.scores.get("calibration")) is not None
    ]
    return reliability((confidence, confidence + gap > 0.5) for confidence, gap in scored)


def _change(change: Any, report: Report) -> dict[str, Any]:
    """A change with its interval on an axis from -1 to 1; times have no such axis."""
    unit = report.info[change.measure].unit
    drawn = unit == "share"
    return {
        "change": change,
        "before": format_value(change.before, unit),
        "after": format_value(change.after, unit),
        "delta": f"{change.delta:+.3f}" if drawn else f"{change.delta:+,.1f}",
        "drawn": drawn,
        "low": 50 + 50 * max(-1.0, change.low),
        "at": 50 + 50 * change.delta,
        "high": 50 + 50 * min(1.0, change.high),
    }


def _other(result: QuestionResult, other: Report | None) -> QuestionResult | None:
    return next((each for each in other.questions if each.id == result.id), None) if other else None


def _question(result: QuestionResult, other: QuestionResult | None, report: Report) -> dict[str, Any]:
    return {
        "result": result,
        "answer": _answer(result.answer),
        "gold": result.gold,
        "right": set(_right_articles(result.gold)),
        "scores": {
            name: f"{score.value / score.weight:.3g}"
            for name, score in result.scores.items()
            if score.weight and report.info[name].unit == "share"
        },
        "other": other,
        "other_answer": _answer(other.answer) if other else None,
        "search": f"{result.id} {result.kind or ''} {result.gold['question']}".casefold(),
    }


def _answer(answer: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    numbered = {citation["number"]: citation for citation in answer["citations"]}
    known = {"verdict": verdict_of(answer), "confidence": answer.get("confidence", 0.0)}
    return {**answer, **known, "numbered": numbered, "found": _ranked(answer["passages"])}


def _ranked(passages: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(passage["article_id"] for passage in passages))[:10]


def _right_articles(gold: Mapping[str, Any]) -> list[str]:
    sides = gold.get("disagree", {}).get("cite", [])
    return [*gold.get("cite", []), *(article for side in sides for article in side)]
