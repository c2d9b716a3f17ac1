"""Fit ``rag.judging.relevance.WEIGHTS``: ``python -m training.judge --data ../shared/data``.

The paragraphs of the SQuAD titles that the reader was not trained on become a
collection; their questions are asked of it, and every third question loses the
article that answers it, so that "on the topic, but nobody says" is learnt too. Two
logistic regressions are fitted, on what is known before a sentence is read and
on that with the reader's opinions; the intercept of the second is moved so that
0.5 is the best cut between questions with and without an answer. AUC and
accuracy are printed by five-fold cross-validation over questions.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles import Article
from rag import Assistant
from rag.evidence import settings_of
from rag.judging.name_index import NameIndex
from rag.judging.relevance import features, log_odds, sentences_in
from rag.question import asked_of
from rag.reader import Reader
from rag.search import Retrieved, retrieve
from training.examples import read_lines
from training.prepare import HELD_OUT_EVERY

Rows = NDArray[np.float64]
FOLDS = 5
PARAGRAPHS = 4
"""Of one title in one article."""
WEIGHED = 16
WITHOUT_ARTICLE_EVERY = 3
"""Every third question loses the article that answers it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--questions", type=int, default=450)
    parser.add_argument("--dump", type=Path, help="keep the measured features here (.npz)")
    given = parser.parse_args()
    rows, articles = held_out(given.data / "squad_train.jsonl.gz")
    Random(7).shuffle(rows)
    with Assistant.from_articles(articles) as assistant:
        groups, x, y = measure(assistant, rows[: given.questions])
    if given.dump:
        np.savez(given.dump, allow_pickle=False, groups=groups, x=x, y=y)
    report(groups, x, y)


def held_out(path: Path) -> tuple[list[dict[str, Any]], list[Article]]:
    """The questions of the held-out titles, each with the id of its article, and the articles."""
    by_title: dict[str, list[dict[str, Any]]] = {}
    for row in read_lines(path):
        by_title.setdefault(row["title"], []).append(row)
    rows: list[dict[str, Any]] = []
    articles = []
    for title in sorted(by_title)[::HELD_OUT_EVERY]:
        paragraphs = list(dict.fromkeys(row["context"] for row in by_title[title]))
        number = {context: place // PARAGRAPHS for place, context in enumerate(paragraphs)}
        for at in range(0, len(paragraphs), PARAGRAPHS):
            text = "\n\n".join(paragraphs[at : at + PARAGRAPHS])
            articles.append(Article(f"{title}-{at // PARAGRAPHS}", title.replace("_", " "), text))
        rows += [{**row, "article": f"{title}-{number[row['context']]}"} for row in by_title[title]]
    return rows, articles


def measure(assistant: Assistant, rows: Sequence[dict[str, Any]]) -> tuple[NDArray[np.int64], Rows, Rows]:
    """Question numbers (n,), features (n, 4) and labels (n,) of every sentence that is weighed.

    The columns are similarity, coverage, and the log-odds of the reader's sentence score and of ``answerable``.
    """
    reader = Reader.load()
    groups: list[int] = []
    x: list[tuple[float, ...]] = []
    y: list[bool] = []
    for number, row in enumerate(rows):
        asked = asked_of(row["question"].strip())
        with assistant.index.snapshot() as snapshot:
            hits: Sequence[Retrieved] = retrieve(
                snapshot,
                assistant.index.encoder,
                asked,
                passages=assistant.settings.passages,
                passages_per_origin=assistant.settings.passages_per_origin,
                search_depth=assistant.settings.search_depth,
            )
        if number % WITHOUT_ARTICLE_EVERY == 0:
            hits = [hit for hit in hits if hit.passage.article_id != row["article"]]
        told = [sentences_in(setting) for setting in settings_of(hit.passage for hit in hits[:WEIGHED])]
        names = NameIndex([hit.passage for hit in hits])
        measured = features(hits, told, names, asked)
        spans = [
            [(s.quote.start - s.quote.passage.start, s.quote.end - s.quote.passage.start) for s in sentences]
            for sentences in told
        ]
        readings = reader.read([(asked.text, hit.passage.text) for hit in hits[:WEIGHED]], spans)
        for sentences, known, reading in zip(told, measured, readings, strict=True):
            for sentence, one, score in zip(sentences, known, reading.sentence_scores, strict=True):
                groups.append(number)
                x.append((one.similarity, one.coverage, log_odds(score), log_odds(reading.answerable)))
                y.append(sentence.article_id == row["article"] and answers(sentence.text, row))
    return np.array(groups), np.array(x), np.array(y, dtype=float)


def answers(sentence: str, row: dict[str, Any]) -> bool:
    """Does the sentence of the right article hold a labelled answer?"""
    inside = sentence.strip() in " ".join(row["context"].split()) or sentence.strip() in row["context"]
    return inside and any(answer["text"] in sentence for answer in row["answers"])


def report(groups: NDArray[np.int64], x: Rows, y: Rows) -> None:
    """Fit, cross-validate, print."""
    before = fit(x[:, :2], y)
    opinions = np.column_stack([np.log(odds(predict(before, x[:, :2]))), x[:, 2:]])
    after = fit(opinions, y)
    unseen = np.zeros(len(y))
    for fold in range(FOLDS):
        test = groups % FOLDS == fold
        unseen[test] = predict(fit(opinions[~test], y[~test]), opinions[test])
    questions = np.unique(groups)
    best = np.array([predict(after, opinions[groups == n]).max() for n in questions])
    due = np.array([y[groups == n].any() for n in questions])
    cut, accuracy = balanced_cut(best, due)
    moved = after[0] - np.log(cut / (1 - cut))
    print("WEIGHTS = Weights(")
    print(f"    before=({', '.join(f'{w:.2f}' for w in before)}),")
    print(f"    after=({', '.join(f'{w:.2f}' for w in (moved, *after[1:]))}),\n)")
    print(f"n = {len(y)} sentences of {len(questions)} questions, {y.mean():.3f} answer")
    print(f"AUC {auc(unseen, y):.3f} by cross-validation; before reading {auc(opinions[:, 0], y):.3f},", end=" ")
    print(f"sentence alone {auc(x[:, 2], y):.3f}, answerable alone {auc(x[:, 3], y):.3f}")
    print(f"answer or abstain at 0.5: balanced accuracy {accuracy:.3f} (in sample, cut of the raw score {cut:.2f})")


def odds(p: Rows) -> Rows:
    return p / (1 - p)


def balanced_cut(scores: Rows, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """The score from which to answer that gives the best balanced accuracy, and that accuracy.

    >>> cut, accuracy = balanced_cut(np.array([0.1, 0.2, 0.8, 0.9]), np.array([False, False, True, True]))
    >>> (float(cut), float(accuracy))
    (0.5, 1.0)
    """
    order = np.unique(scores)
    cuts = (order[1:] + order[:-1]) / 2
    accuracies = [((scores[labels] >= cut).mean() + (scores[~labels] < cut).mean()) / 2 for cut in cuts]
    at = int(np.argmax(accuracies))
    return cuts[at], accuracies[at]


def fit(x: Rows, y: Rows, *, steps: int = 50) -> Rows:
    """Logistic regression by Newton's method: intercept, then one weight a column.

    >>> weights = fit(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0.0, 1.0, 1.0, 1.0]), steps=3)
    >>> bool(weights[1] > 0)
    True
    """
    design = np.column_stack([np.ones(len(x)), x])
    weights = np.zeros(design.shape[1])
    for _ in range(steps):
        p = predict(weights, x)
        hessian = design.T @ (design * (p * (1 - p))[:, None]) + 1e-6 * np.eye(len(weights))
        weights = weights + np.linalg.solve(hessian, design.T @ (y - p))
    return weights


def predict(weights: Rows, x: Rows) -> Rows:
    return 1 / (1 + np.exp(-(weights[0] + x @ weights[1:])))


def auc(scores: Rows, labels: Rows) -> float:
    """The share of (positive, negative) pairs in the right order; ties count half.

    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]))
    0.75
    """
    positive, negative = scores[labels == 1], np.sort(scores[labels == 0])
    below = np.searchsorted(negative, positive, side="left")
    upto = np.searchsorted(negative, positive, side="right")
    return float((below + upto).sum() / 2 / (len(positive) * len(negative)))


if __name__ == "__main__":
    main()
