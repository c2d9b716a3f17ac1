"""Write the figures of reports into docs/evaluation.md, between its two marks.

crosscheck eval ../shared/gold/seeds_dev.jsonl --index seeds.index --out reports/seeds
crosscheck eval ../shared/gold/fakes_dev.jsonl --index fakes.index --out reports/fakes
crosscheck eval squad-dev-v1.json --index squad.index --sample 1000 --out reports/squad
python benchmarks/evaluation_tables.py docs/evaluation.md reports/seeds reports/fakes reports/squad
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rag.evaluation import Report, read_report
from rag.evaluation.terminal import format_value

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
COST = ("failed", "latency_p50", "latency_p95")


def measures_table(reports: list[Report]) -> list[str]:
    """One row a measure, one column a report: value, interval, n."""
    names = list(dict.fromkeys(name for report in reports for name in report.measures))
    names = [name for name in names if name in COST or reports[0].info.get(name) is None or not _is_cost(reports, name)]
    lines = [
        "| measure | " + " | ".join(report.gold_name for report in reports) + " |",
        "|---|" + "---|" * len(reports),
    ]
    for name in names:
        cells = [_cell(report, name) for report in reports]
        if any(cells):
            info = next(report.info[name] for report in reports if name in report.info)
            arrow = " ↓" if info.better == "lower" else ""
            lines.append(f"| `{name}`{arrow} | " + " | ".join(cells) + " |")
    return lines


def kinds_table(report: Report) -> list[str]:
    """One row a kind, one column a headline measure."""
    names = [name for name in report.measures if report.info[name].headline and report[name].n]
    lines = [
        "| kind | questions | " + " | ".join(f"`{name}`" for name in names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    for kind, estimates in report.by_kind.items():
        asked = sum(question.kind == kind for question in report.questions)
        values = [format_value(estimates[name].mean, report.info[name].unit) for name in names]
        lines.append(f"| {kind} | {asked} | " + " | ".join(values) + " |")
    return lines


def _is_cost(reports: list[Report], name: str) -> bool:
    return any(report.info[name].group == "Cost" for report in reports if name in report.info)


def _cell(report: Report, name: str) -> str:
    estimate = report.measures.get(name)
    if estimate is None or not estimate.n:
        return ""
    unit = report.info[name].unit
    ends = f"{format_value(estimate.low, unit)}–{format_value(estimate.high, unit)}".replace(" ms–", "–")
    return f"**{format_value(estimate.mean, unit)}** ({ends}, n {estimate.n})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path, help="the Markdown file with the two marks")
    parser.add_argument("folders", type=Path, nargs="+", help="folders that `crosscheck eval --out` wrote")
    arguments = parser.parse_args()
    reports = [read_report(folder / "report.json") for folder in arguments.folders]
    judges = ", ".join(dict.fromkeys(report.judge for report in reports))
    lines = [
        f"Value (95 % interval, n); ↓ less is better; entailment judged by `{judges}`.",
        "",
        *measures_table(reports),
    ]
    for report in reports:
        if report.by_kind:
            lines += ["", f"`{report.gold_name}` by kind of question:", "", *kinds_table(report)]
    text = arguments.page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    arguments.page.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
