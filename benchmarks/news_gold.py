"""Turn events told by several outlets, or questions on single articles, into what ``crosscheck`` reads.

    python benchmarks/news_gold.py ../shared/bench/dev news/bench_dev
    python benchmarks/news_gold.py ../shared/wikinews/dev.jsonl news/wikinews_dev
    crosscheck index news/bench_dev/articles.jsonl --index bench_dev.index
    crosscheck eval news/bench_dev/gold.jsonl --index bench_dev.index

A folder holds one JSON file an event, with ``articles`` and ``questions``. A file of lines holds one question on one
article each (article, q, a, k), beside an ``articles.jsonl``; only the articles that its questions name are written.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]

GOLD_KEYS = ("id", "question", "answerable", "kind", "facts", "short", "cite", "disagree", "filters")


def event_gold(question: Row) -> Row:
    """One question of an event as a line of a gold file; one without a difference to show says that there is none.

    >>> event_gold({"id": "q1", "question": "Who paid?", "kind": "unanswerable", "answerable": False, "facts": []})
    {'id': 'q1', 'question': 'Who paid?', 'answerable': False, 'kind': 'unanswerable', 'no_disagree': True}
    """
    line = {key: question[key] for key in GOLD_KEYS if question.get(key) not in (None, [], {})}
    return line if "disagree" in line else line | {"no_disagree": True}


def article_gold(rows: Iterable[Row]) -> list[Row]:
    """Questions on single articles as lines of a gold file; their ids count the questions of each article.

    >>> article_gold([{"article": "wn1", "q": "How many?", "a": "12", "k": "short"}])[0]["facts"]
    [['12']]
    """
    lines = []
    asked: Counter[str] = Counter()
    for row in rows:
        asked[row["article"]] += 1
        line = {"id": f"{row['article']}-{asked[row['article']]}", "question": row["q"]}
        line |= {"answerable": row["a"] is not None, "kind": row["k"] or "null"}
        if row["a"] is not None:
            line |= {"facts": [[row["a"]]], "cite": [row["article"]]}
            line |= {"short": [row["a"]]} if row["k"] == "short" else {}
        lines.append(line)
    return lines


def converted(source: Path) -> tuple[list[Row], list[Row]]:
    """The articles and the gold lines of a folder of events, or of a file of questions on articles."""
    if source.is_dir():
        events = [json.loads(path.read_text("utf-8")) for path in sorted(source.glob("*.json"))]
        questions = [event_gold(question) for event in events for question in event["questions"]]
        return [article for event in events for article in event["articles"]], questions
    rows = read_lines(source)
    named = {row["article"] for row in rows}
    return [each for each in read_lines(source.with_name("articles.jsonl")) if each["id"] in named], article_gold(rows)


def read_lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def write_lines(path: Path, rows: Iterable[Row]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="a folder of event files, or a .jsonl of questions on articles")
    parser.add_argument("out", type=Path, help="the folder for articles.jsonl and gold.jsonl")
    given = parser.parse_args()
    articles, questions = converted(given.source)
    given.out.mkdir(parents=True, exist_ok=True)
    write_lines(given.out / "articles.jsonl", articles)
    write_lines(given.out / "gold.jsonl", questions)
    print(f"{len(questions):,} questions over {len(articles):,} articles")


if __name__ == "__main__":
    main()
