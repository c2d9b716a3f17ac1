"""The report as tables in a terminal."""

from __future__ import annotations

import math

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rag.evaluation.comparison import Comparison
from rag.evaluation.report import Estimate, Report

WORST_SHOWN = 5


def format_value(value: float, unit: str) -> str:
    """As people read it.

    >>> format_value(0.8333, "share"), format_value(41.26, "ms"), format_value(float("nan"), "share")
    ('0.833', '41.3 ms', '–')
    """
    if math.isnan(value):
        return "–"
    if unit == "ms":
        return f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"
    if unit == "usd":
        return f"${value:.5f}"
    return f"{value:.3f}" if unit == "share" else f"{value:,.2f}"


def print_report(report: Report, console: Console) -> None:
    """Measures with their intervals, the breakdown by kind, and the worst questions."""
    console.print(_measures(report))
    if report.by_kind:
        console.print(_kinds(report))
    bad = [result for result in report.worst if result.problems][:WORST_SHOWN]
    if bad:
        console.print("[bold]Worst questions[/]")
        for result in bad:
            console.print(f"  [bold]{escape(result.id)}[/] {escape(str(result.gold['question']))}")
            for problem in result.problems:
                console.print(f"    {escape(problem)}", style="dim")


def print_comparison(comparison: Comparison, report: Report, console: Console) -> None:
    """Both runs side by side; what changed beyond noise is marked."""
    title = f"{comparison.before} → {comparison.after}, {comparison.questions} questions"
    if comparison.left_out:
        title += f" ({comparison.left_out} not in both)"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("measure")
    for heading in ("before", "after", "change, 95 %", "p", "wins", "losses"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for change in comparison.changes:
        unit = report.info[change.measure].unit
        style = {"better": "green", "worse": "red", "same": ""}[change.verdict] if change.gates else "dim"
        table.add_row(
            change.measure,
            format_value(change.before, unit),
            format_value(change.after, unit),
            f"{change.delta:+.3f} [{change.low:+.3f}, {change.high:+.3f}]",
            f"{change.p:.3f}",
            str(change.wins),
            str(change.losses),
            {"better": "better", "worse": "worse", "same": ""}[change.verdict],
            style=style,
        )
    console.print(table)


def _measures(report: Report) -> Table:
    title = f"{report.gold_name}: {len(report.questions)} questions, index {report.index or 'unknown'}"
    table = Table(title=escape(title), box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("measure")
    table.add_column("value", justify="right")
    table.add_column("95 %", justify="right")
    table.add_column("n", justify="right")
    group = ""
    for name, estimate in report.measures.items():
        info = report.info[name]
        if info.group != group:
            if group:
                table.add_section()
            group = info.group
            table.add_row(f"[bold]{group}[/]", "", "", "")
        arrow = " ↓" if info.better == "lower" and info.unit == "share" else ""
        table.add_row(
            f"  {escape(name)}{arrow}",
            format_value(estimate.mean, info.unit),
            _interval(estimate, info.unit),
            str(estimate.n),
        )
    table.caption = f"↓ less is better. Entailment judged by {report.judge}."
    table.caption_justify = "left"
    return table


def _kinds(report: Report) -> Table:
    names = [name for name in report.measures if report.info[name].headline and report[name].n]
    table = Table(title="By kind", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("kind")
    table.add_column("n", justify="right")
    for name in names:
        table.add_column(name, justify="right", overflow="fold")
    for kind, estimates in report.by_kind.items():
        asked = sum(question.kind == kind for question in report.questions)
        table.add_row(
            escape(kind), str(asked), *(format_value(estimates[name].mean, report.info[name].unit) for name in names)
        )
    return table


def _interval(estimate: Estimate, unit: str) -> str:
    if not estimate.n:
        return ""
    return f"{format_value(estimate.low, unit)} – {format_value(estimate.high, unit)}".replace(" ms –", " –")
