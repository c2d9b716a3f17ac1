"""RAGAS-style records: question, ground_truth, contexts (JSON list, JSON lines, or columns).

Both namings are read: question / ground_truth(s) / contexts, and user_input /
reference / reference_contexts / retrieved_contexts. Each context becomes an
article. The reference contexts count as the right ones; where there are none,
all contexts of the record do. A reference is a full sentence more often than
not: of the measures of the short answer, read the F1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from index.articles import Article
from index.errors import GoldError
from rag.evaluation.adapters.benchmark import Benchmark, clean_text, read_json, read_json_lines
from rag.evaluation.gold import GoldFile, GoldQuestion

QUESTION = ("question", "user_input")
REFERENCE = ("ground_truth", "ground_truths", "reference", "answer_ground_truth")
RIGHT_CONTEXTS = ("reference_contexts", "ground_truth_contexts")
CONTEXTS = ("contexts", "retrieved_contexts")


def is_ragas(value: object) -> bool:
    """A record, a list of records, or columns, with a question and a reference or contexts."""
    record = value[0] if isinstance(value, list) and value else value
    if not isinstance(record, Mapping) or not any(key in record for key in QUESTION):
        return False
    return any(key in record for key in (*REFERENCE, *RIGHT_CONTEXTS, *CONTEXTS))


def read_ragas(path: str | Path) -> Benchmark:
    """Read RAGAS-style records. Raises GoldError naming the record that does not fit."""
    path = Path(path)
    articles: dict[str, Article] = {}
    questions: list[GoldQuestion] = []
    for number, record in _records(path):
        where = f"{path}, record {number}"
        text = _first(record, QUESTION)
        if not isinstance(text, str) or not text.strip():
            raise GoldError(f"{where}: no question.", remedy="Each record needs 'question' or 'user_input'.")
        right = [_article(context, where) for context in _strings(_first(record, RIGHT_CONTEXTS), where)]
        other = [_article(context, where) for context in _strings(_first(record, CONTEXTS), where)]
        articles |= {article.id: article for article in (*right, *other)}
        references = tuple(dict.fromkeys(_strings(_first(record, REFERENCE), where)))
        questions.append(
            GoldQuestion(
                id=str(record.get("id") or f"record-{number}"),
                question=text.strip(),
                short=references,
                cite=tuple(dict.fromkeys(article.id for article in right or other)),
                line=number,
            )
        )
    if not questions:
        raise GoldError(f"{path} holds no record.", remedy="Give records with question, ground_truth and contexts.")
    return Benchmark(GoldFile(path.name, tuple(questions)), tuple(articles.values()))


def _records(path: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
    if path.suffix == ".jsonl":
        return read_json_lines(path)
    value = read_json(path)
    if isinstance(value, Mapping):
        columns = {key: column for key, column in value.items() if isinstance(column, list)}
        length = max((len(column) for column in columns.values()), default=0)
        if any(len(column) != length for column in columns.values()):
            raise GoldError(f"{path}: its columns differ in length.", remedy="Export the data set again.")
        value = [{key: column[row] for key, column in columns.items()} for row in range(length)]
    if not isinstance(value, list) or not all(isinstance(record, Mapping) for record in value):
        raise GoldError(f"{path} is not a list of records.", remedy="Give a JSON list, JSON lines or columns.")
    return enumerate(value, start=1)


def _first(record: Mapping[str, Any], keys: Iterable[str]) -> Any:
    return next((record[key] for key in keys if record.get(key)), None)


def _strings(value: object, where: str) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [item.strip() for item in value if item.strip()]
    raise GoldError(f"{where}: strings or lists of strings are needed.", remedy="Export the data set again.")


def _article(context: str, where: str) -> Article:
    text = clean_text(context)
    return Article(id="context-" + hashlib.sha256(text.encode()).hexdigest()[:12], title="", text=text)
