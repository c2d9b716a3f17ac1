"""BEIR folders: corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv (Thakur et al. 2021).

They judge retrieval: only the retrieval measures and what needs no gold answer
have something to say. Graded judgements are kept for nDCG. Questions of other
splits are left out.
"""

from __future__ import annotations

import csv
from pathlib import Path

from index.articles import Article
from index.errors import GoldError
from rag.evaluation.adapters.benchmark import Benchmark, clean_text, read_json_lines
from rag.evaluation.gold import GoldFile, GoldQuestion

SPLITS = ("test", "dev", "train")


def is_beir(folder: Path) -> bool:
    """A folder with the three parts."""
    return (folder / "corpus.jsonl").is_file() and (folder / "queries.jsonl").is_file() and (folder / "qrels").is_dir()


def read_beir(folder: str | Path, *, split: str | None = None) -> Benchmark:
    """Read a BEIR folder: ``split``, or the first of test, dev and train that it has."""
    folder = Path(folder)
    if not is_beir(folder):
        raise GoldError(f"{folder} is not a BEIR folder.", remedy="It needs corpus.jsonl, queries.jsonl and qrels/.")
    grades = _read_qrels(_qrels_file(folder, split))
    articles = tuple(
        Article(
            id=_text(record, "_id", folder / "corpus.jsonl", line),
            title=str(record.get("title") or ""),
            text=clean_text(str(record.get("text") or record.get("title") or "")),
        )
        for line, record in read_json_lines(folder / "corpus.jsonl")
    )
    questions = []
    for line, record in read_json_lines(folder / "queries.jsonl"):
        query = _text(record, "_id", folder / "queries.jsonl", line)
        relevant = {article: grade for article, grade in grades.get(query, {}).items() if grade > 0}
        if relevant:
            text = _text(record, "text", folder / "queries.jsonl", line)
            questions.append(GoldQuestion(query, text, cite=tuple(relevant), grades=relevant, line=line))
    if not questions:
        raise GoldError(f"{folder}: no query has a relevant document.", remedy="Choose another split.")
    return Benchmark(GoldFile(folder.name, tuple(questions)), articles)


def _qrels_file(folder: Path, split: str | None) -> Path:
    for name in (split,) if split else SPLITS:
        if (folder / "qrels" / f"{name}.tsv").is_file():
            return folder / "qrels" / f"{name}.tsv"
    found = ", ".join(sorted(path.stem for path in (folder / "qrels").glob("*.tsv"))) or "none"
    raise GoldError(f"{folder / 'qrels'} has no {split or ' or '.join(SPLITS)}.tsv.", remedy=f"It has: {found}.")


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
            if not row or (number == 1 and not row[-1].lstrip("-").isdigit()):
                continue
            if len(row) != 3 or not row[2].lstrip("-").isdigit():
                raise GoldError(f"{path}, line {number}: {row!r} is not a judgement.", remedy="query, document, score.")
            grades.setdefault(row[0], {})[row[1]] = int(row[2])
    return grades


def _text(record: dict[str, object], key: str, path: Path, line: int) -> str:
    value = record.get(key)
    if value is None or not str(value).strip():
        raise GoldError(f"{path}, line {line}: {key!r} is missing or empty.", remedy="Give the folder as published.")
    return str(value).strip()
