"""How completely are articles read from files as people have them? One row a case, one case a folder.

    python benchmarks/loading.py ../shared/field/cases benchmarks/loading_cases.jsonl

The cases hold small files in the real structure of databases, agencies,
crawlers and mail programs, with made-up texts. What each one holds is written
in a file of expectations, one JSON object a line::

    {"case": "02-lexis-txt", "articles": 3, "sources": ["The Dalen Herald", ...], "dates": ["2024-03-13", ...],
     "characters": 1311, "refused": 0}

``sources`` and ``dates`` are in the order of the articles, null where the file
has none; ``characters`` counts what stands in the texts, blanks left out;
``refused`` files are to be left out, with a reason. Without expectations the
table says what was found.

Articles in, articles indexed, sources and dates right, characters kept, and
whether what is missing was said (a notice) or lost in silence.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.articles import Article
from index.loading import load_articles


@dataclass(frozen=True)
class Row:
    """One case: what it holds, and what of it was read."""

    case: str
    expected: int
    found: int
    sources: tuple[int, int]
    """Right, of how many."""
    dates: tuple[int, int]
    characters: tuple[int, int]
    """Kept, of how many."""
    refused: tuple[int, int]
    notices: int

    @property
    def is_silent_loss(self) -> bool:
        """True where something is missing and nothing was said."""
        return self.notices == 0 and (self.found < self.expected or self.characters[0] < 0.98 * self.characters[1])


def measure(case: Path, expected: Mapping[str, Any]) -> Row:
    """Load a case and compare it with what it holds."""
    report = load_articles([case])
    articles = list(report.articles)
    count = int(expected.get("articles", len(articles)))
    sources = expected.get("sources", [article.source for article in articles])
    dates = expected.get("dates", [_day(article) for article in articles])
    kept = sum(len("".join(article.text.split())) for article in articles)
    return Row(
        case.name,
        count,
        len(articles),
        (sum(a.source == b for a, b in zip(articles, sources, strict=False)), len(sources)),
        (sum(_day(a) == b for a, b in zip(articles, dates, strict=False)), len(dates)),
        (kept, int(expected.get("characters", kept))),
        (len(report.skipped), int(expected.get("refused", len(report.skipped)))),
        len(report.skipped) + len(report.flawed),
    )


def _day(article: Article) -> str | None:
    return article.published.isoformat() if article.published else None


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table, with their sum."""
    lines = [
        "| case | articles | indexed | source right | date right | characters kept | refused, with a reason"
        " | silent loss |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row.case} | {row.expected} | {row.found} | {_of(row.sources)} | {_of(row.dates)} |"
            f" {row.characters[0]:,} of {row.characters[1]:,} | {_of(row.refused)} |"
            f" {'yes' if row.is_silent_loss else 'no'} |"
        )
    sums = [
        tuple(map(sum, zip(*(getattr(row, name) for row in rows), strict=True)))
        for name in ("sources", "dates", "characters", "refused")
    ]
    lines.append(
        f"| all {len(rows)} | {sum(row.expected for row in rows)} | {sum(row.found for row in rows)} |"
        f" {_share(sums[0])} |"
        f" {_share(sums[1])} | {_share(sums[2])} | {_of(sums[3])} | {sum(row.is_silent_loss for row in rows)} |"
    )
    return "\n".join(lines)


def _of(pair: tuple[int, ...]) -> str:
    return f"{pair[0]} of {pair[1]}" if pair[1] or pair[0] else "-"


def _share(pair: tuple[int, ...]) -> str:
    return f"{pair[0]:,} of {pair[1]:,} ({pair[0] / pair[1]:.1%})" if pair[1] else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path, help="folder with a folder for each case")
    parser.add_argument("expectations", type=Path, nargs="?", help="JSON lines: what each case holds")
    options = parser.parse_args()
    expected: dict[str, Mapping[str, Any]] = {}
    if options.expectations is not None:
        for line in options.expectations.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            expected[record["case"]] = record
    cases = sorted(
        each for each in options.cases.iterdir() if each.is_dir() and (not expected or each.name in expected)
    )
    print(table([measure(case, expected.get(case.name, {})) for case in cases]))


if __name__ == "__main__":
    main()
