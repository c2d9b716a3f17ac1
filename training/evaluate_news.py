"""Figures on news: is the question told to be answered by the passages of its article, or of its event?

Each question is read beside the passages that the product would cut, and the best
of them counts. Beside that stand two figures that should be near .5, since nothing
answers there: the same questions beside *foreign* passages, and their wording alone
(``wording``). What is left of a score when that of the foreign passages is taken away
was learnt from reading.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles import Article
from index.chunks import split_article
from rag.reader import Reader, Reading
from training.encode import load_tokenizer
from training.figures import Figure, Folders, figure, mean, sampled
from training.measures import area_under_curve, expected_calibration_error, token_f1
from training.news import ranked
from training.text import normal_answer, sentence_spans
from training.wording import wording_scores

READ = 8
"""Passages of an event that are read for a question, those with most of its rarer words first."""
Floats = NDArray[np.float64]


def wikinews(reader: Reader, folders: Folders, sample: int | None) -> Iterator[Figure]:
    """Wikinews dev: four questions in ten are near misses."""
    texts = {row["id"]: row for row in json_lines(folders.wikinews / "articles.jsonl")}
    rows = sampled(json_lines(folders.wikinews / "dev.jsonl"), sample)
    names = sorted({row["article"] for row in json_lines(folders.wikinews / "dev.jsonl")})
    following = dict(zip(names, [*names[1:], names[0]], strict=True))
    answered = np.array([row["a"] is not None for row in rows])
    own = [passages(texts[row["article"]]["title"], texts[row["article"]]["text"]) for row in rows]
    other = [texts[following[row["article"]]] for row in rows]
    foreign = [passages(article["title"], article["text"]) for article in other]
    best = [best_reading(reader, row["q"], near) for row, near in zip(rows, own, strict=True)]
    learnt = json_lines(folders.wikinews / "train.jsonl")
    wording = wording_scores([row["q"] for row in learnt], [row["a"] is not None for row in learnt], questions(rows))
    yield from told_apart("Wikinews dev", reader, questions(rows), best, foreign, answered, wording)
    sure = [one.answerable for one, _ in best]
    yield figure("Wikinews dev: ECE of answerable", expected_calibration_error, sure, answered)
    said = [(row, token_f1(text, [row["a"]])) for row, (_, text) in zip(rows, best, strict=True) if row["a"]]
    yield figure("Wikinews dev: F1 of the span, answered", mean, [value for _, value in said])
    yield figure("Wikinews dev: F1 of the span, short", mean, [value for row, value in said if row["k"] == "short"])


def events(reader: Reader, folders: Folders, sample: int | None) -> Iterator[Figure]:
    """The dev events of the benchmark: three hard unanswerable questions each."""
    told = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folders.bench / "dev").glob("*.json"))]
    cut = [[part for one in event["articles"] for part in passages(one["title"], one["text"])] for event in told]
    rows: list[dict[str, Any]] = []
    for number, event in enumerate(told):
        asked = [row for row in event["questions"] if row.get("facts") or not row["answerable"]]
        rows += [{**row, "q": row["question"], "event": number} for row in asked]
    rows = sampled(rows, sample)
    answered = np.array([bool(row["answerable"]) for row in rows])
    near = [ranked(row["q"], cut[row["event"]])[:READ] for row in rows]
    foreign = [ranked(row["q"], cut[(row["event"] + 1) % len(cut)])[:READ] for row in rows]
    best = [best_reading(reader, row["q"], parts) for row, parts in zip(rows, near, strict=True)]
    learnt = [
        row
        for path in sorted((folders.bench / "train").glob("*.json"))
        for row in json.loads(path.read_text(encoding="utf-8"))["questions"]
    ]
    wording = wording_scores(
        [row["question"] for row in learnt], [bool(row["answerable"]) for row in learnt], questions(rows)
    )
    yield from told_apart("Events dev", reader, questions(rows), best, foreign, answered, wording)
    sure = [one.answerable for one, _ in best]
    yield figure("Events dev: ECE of answerable", expected_calibration_error, sure, answered)
    hits = [hit(text, row["facts"][0]) for row, (_, text) in zip(rows, best, strict=True) if row["answerable"]]
    yield figure("Events dev: the span holds the first fact", mean, hits)


def told_apart(
    title: str,
    reader: Reader,
    asked: Sequence[str],
    best: Sequence[tuple[Reading, str]],
    foreign: Sequence[Sequence[str]],
    answered: NDArray[np.bool_],
    wording: Floats,
) -> Iterator[Figure]:
    """The AUC of answerable, and what it owes to the questions' wording."""
    elsewhere = [best_reading(reader, question, near)[0] for question, near in zip(asked, foreign, strict=True)]
    here, there = (log_odds([one.answerable for one in readings]) for readings in ([one for one, _ in best], elsewhere))
    yield figure(f"{title}: AUC answerable", area_under_curve, here, answered)
    yield figure(f"{title}: AUC beside foreign passages (.5 is right)", area_under_curve, there, answered)
    yield figure(f"{title}: AUC of the score less the foreign one", area_under_curve, here - there, answered)
    yield figure(f"{title}: AUC of the wording alone", area_under_curve, wording, answered)


def best_reading(reader: Reader, question: str, near: Sequence[str]) -> tuple[Reading, str]:
    """The reading of the passage most likely to answer, and what it says."""
    readings = reader.read([(question, passage) for passage in near], [sentence_spans(passage) for passage in near])
    at = max(range(len(near)), key=lambda i: readings[i].answerable)
    return readings[at], near[at][readings[at].start : readings[at].end]


def hit(said: str, wordings: Sequence[str]) -> float:
    """Does what was said hold one of the wordings, or lie inside one?

    >>> hit("some 9,000 people", ["9,000", "nine thousand"]), hit("people", ["9,000"]), hit("", ["9,000"])
    (1.0, 0.0, 0.0)
    """
    given = normal_answer(said)
    known = [normal_answer(one) for one in wordings]
    return float(bool(given) and any(one in given or given in one for one in known if one))


def log_odds(probabilities: Sequence[float]) -> Floats:
    p = np.clip(np.asarray(probabilities, dtype=np.float64), 1e-6, 1 - 1e-6)
    odds: Floats = np.log(p / (1 - p))
    return odds


def questions(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["q"] for row in rows]


@cache
def passages(title: str, text: str) -> tuple[str, ...]:
    """An article cut as the product cuts it."""
    chunks = split_article(Article(id="1", title=title, text=text), count_window=window_counter())
    return tuple(text[chunk.start : chunk.end] for chunk in chunks)


@cache
def window_counter() -> Callable[[Sequence[str]], list[int]]:
    """Token counts by the encoder's tokenizer, its special tokens included."""
    tokenizer = load_tokenizer()
    return lambda texts: [len(encoded.ids) for encoded in tokenizer.encode_batch(list(texts))]


def json_lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
