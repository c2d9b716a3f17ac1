"""Fit the three numbers of ``rag.judging.SimilarityJudge`` on SelQA dev (training data by its README).

    python -m training.similarity_judge ../shared/data

Each question reads its own section (the labelled sentences answer) together with
those of the five questions most similar to it by the encoder (none answers), as
it would after retrieval; every third question reads without its own section, so
that the probability also learns "on the topic, but nobody says". Prints the
coefficients of a logistic regression on similarity and coverage, its intercept
moved so that 0.5 is the best cut between questions with and without an answer
among what was read, and the AUC by five-fold cross-validation over questions.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.articles import Passage
from index.embedding import DEFAULT_ENCODER, Encoder
from rag.anchors import NameIndex, anchors_of
from rag.judging import features

Rows = NDArray[np.float64]

OTHERS = 5
"""Sections of other questions that are read beside a question's own."""


def main(data: Path) -> None:
    """Read, fit, cross-validate, print."""
    with gzip.open(data / "selqa_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        questions = [json.loads(line) for line in lines]
    encoder = Remembering(Encoder.load(DEFAULT_ENCODER))
    vectors = encoder.encode([q["question"] for q in questions])
    encoder.encode([sentence for q in questions for sentence in q["sentences"]])
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -1)
    rows: list[tuple[int, float, float, bool]] = []
    for number, asked in enumerate(questions):
        near = np.argsort(-similarity[number])[:OTHERS]
        own = [] if number % 3 == 0 else [number]
        read = [*own, *(int(n) for n in near if questions[n]["sentences"] != asked["sentences"])]
        passages = [_passage(n, questions[n]["sentences"]) for n in read]
        names = NameIndex([passage for passage, _ in passages])
        measured = features(encoder, asked["question"], passages, names, anchors_of(asked["question"]))
        answers = [n == number and at in asked["answers"] for n in read for at in range(len(questions[n]["sentences"]))]
        rows += [(number, f.similarity, f.coverage, a) for f, a in zip(measured, answers, strict=True)]
    groups = np.array([row[0] for row in rows])
    x = np.array([[row[1], row[2]] for row in rows])
    y = np.array([row[3] for row in rows], dtype=float)
    held_out = np.zeros(len(y))
    for fold in range(5):
        test = groups % 5 == fold
        held_out[test] = predict(fit(x[~test], y[~test]), x[test])
    weights = fit(x, y)
    best = np.array([predict(weights, x[groups == n]).max() for n in range(len(questions))])
    due = np.array([y[groups == n].any() for n in range(len(questions))])
    cut, accuracy = balanced_cut(best, due)
    intercept = weights[0] - np.log(cut / (1 - cut))
    print(f"intercept {intercept:.2f}, similarity {weights[1]:.2f}, coverage {weights[2]:.2f}")
    print(f"n = {len(y)} sentences of {len(questions)} questions, {y.mean():.3f} answer; AUC {auc(held_out, y):.3f}")
    print(
        f"answer or abstain, best sentence at 0.5: balanced accuracy {accuracy:.3f} (in sample, n = {len(questions)})"
    )


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


class Remembering:
    """An encoder that embeds each text once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new, overlong="average"), strict=True))
        return np.stack([self._known[text] for text in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self.encode([text])[0]


def fit(x: Rows, y: Rows, *, steps: int = 50) -> Rows:
    """Logistic regression by Newton's method: intercept, then one weight a column.

    >>> weights = fit(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0.0, 1.0, 1.0, 1.0]), steps=3)
    >>> weights[1] > 0
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


def _passage(number: int, sentences: list[str]) -> tuple[Passage, list[tuple[int, int]]]:
    text = "\n".join(sentences)
    ends = np.cumsum([len(sentence) + 1 for sentence in sentences]) - 1
    spans = [(int(end) - len(sentence), int(end)) for end, sentence in zip(ends, sentences, strict=True)]
    who = str(number)
    return Passage(number, who, 0, len(text), text, "", None, None, None, None, None, None, who), spans


if __name__ == "__main__":
    main(Path(sys.argv[1]))
