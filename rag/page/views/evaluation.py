"""A run of the evaluation: how far it is, what it measured, and the questions that went worst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.page.views.rendering import render

if TYPE_CHECKING:
    from rag.evaluation import Report

WORST_SHOWN = 20


def evaluating_html(done: int, total: int) -> str:
    """How many questions have been answered."""
    return render("evaluating.html", done=done, total=max(total, 1))


def report_html(report: Report) -> str:
    """Every measure with its interval, and the questions with problems, the worst first."""
    from rag.evaluation.terminal import format_value

    rows = [
        (
            name,
            each,
            format_value(each.mean, info.unit),
            format_value(each.low, info.unit),
            format_value(each.high, info.unit),
            info,
        )
        for name, each in report.measures.items()
        if each.n and (info := report.info[name])
    ]
    wrong = sorted((each for each in report.questions if each.problems), key=lambda each: -each.badness)
    return render("report.html", report=report, rows=rows, wrong=wrong[:WORST_SHOWN], wrong_count=len(wrong))
