"""Fit the few numbers that turn logits into probabilities: ``python -m training.calibrate --data build/reader``.

Fitted on what was held out of training: questions of SQuAD train from other
articles, with those that people wrote to have no answer; questions on news, which
count for NEWS_SHARE of the whole; either weighted so that half are unanswerable;
and held-out relation pairs. Prints the expected calibration error on a half
that the fit did not see, then fits on both halves and writes reader.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from rag.reader import Reader
from rag.reader.calibration import answerable_features, sentence_features, sigmoid, span_features
from rag.reader.windows import Window, WindowReading, read_window
from training.batches import Packed, load_packed
from training.encode import IGNORED, NULL
from training.measures import expected_calibration_error

Floats = NDArray[np.float64]
NEWS_SHARE = 0.5


def token_windows(packed: Packed) -> tuple[list[Window], list[list[tuple[int, int]]], list[list[bool]]]:
    """The held-out pairs as windows whose offsets count tokens; their sentences, and whether each is relevant."""
    windows, spans, relevant = [], [], []
    for row in range(len(packed["start"])):
        low, high = packed["offsets"][row : row + 2]
        first = int(packed["question_length"][row])
        places = np.arange(first, high - low - 1)
        windows.append(Window(row, tuple(packed["ids"][low:high].tolist()), first, np.stack([places, places + 1], 1)))
        sentence, relevance = packed["sentence"][low:high], packed["relevance"][low:high]
        rows = [np.flatnonzero(sentence == one) for one in range(int(sentence.max()) + 1)]
        spans.append([(int(tokens[0]), int(tokens[-1]) + 1) for tokens in rows if len(tokens)])
        relevant.append([bool(relevance[tokens].max()) for tokens in rows if len(tokens)])
    return windows, spans, relevant


def first(packed: Packed, limit: int | None) -> Packed:
    """The first ``limit`` pairs; the flat arrays stay whole.

    >>> first({"offsets": np.array([0, 2, 5]), "start": np.array([1, 1])}, 1)["offsets"].tolist()
    [0, 2]
    """
    count = len(packed["offsets"]) - 1
    kept = {count: limit, count + 1: None if limit is None else limit + 1}
    return {name: values[: kept.get(len(values))] for name, values in packed.items()}


def read_held(reader: Reader, packed: Packed) -> tuple[list[WindowReading], list[list[bool]]]:
    """What the network says of each held-out pair, and which sentences are relevant."""
    windows, spans, relevant = token_windows(packed)
    logits = reader.logits(windows)
    readings = [
        read_window(window, tokens, float(pair[0]), sentences)
        for window, (tokens, pair), sentences in zip(windows, logits, spans, strict=True)
    ]
    return readings, relevant


def fit(features: Floats, labels: NDArray[np.bool_], weights: Floats | None = None) -> list[float]:
    """Coefficients of a logistic model; the last feature is the constant 1."""
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1_000)
    model.fit(features, labels, sample_weight=weights)
    return [round(float(value), 4) for value in model.coef_[0]]


def balanced(labels: NDArray[np.bool_]) -> Floats:
    """Weights that make both classes half of the total.

    >>> balanced(np.array([True, False, False])).round(2).tolist()
    [1.5, 0.75, 0.75]
    """
    share = labels.mean()
    return np.where(labels, 1 / share, 1 / (1 - share)) / 2


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows to fit on: features, what is true, the half each belongs to, its weight, and which are news."""

    features: Floats
    labels: NDArray[np.bool_]
    even: NDArray[np.bool_]
    weights: Floats
    news: NDArray[np.bool_]


def joined(parts: Sequence[Measured]) -> Measured:
    """The rows of several sets as one."""
    columns = ([getattr(part, name) for part in parts] for name in Measured.__slots__)
    return Measured(*(np.concatenate(column) for column in columns))


def fit_and_check(name: str, rows: Measured) -> list[float]:
    """Fit on one half, print the error on the other, all told and on news, then fit on all."""
    half = fit(rows.features[rows.even], rows.labels[rows.even], rows.weights[rows.even])
    print(f"{name}: n {len(rows.labels)}, right {rows.labels.mean():.3f}, ECE on the unseen half", end="")
    for title, unseen in (("all", ~rows.even), ("news", ~rows.even & rows.news)):
        said = sigmoid(rows.features[unseen] @ np.array(half))
        print(f", {title} {expected_calibration_error(said, rows.labels[unseen], rows.weights[unseen]):.4f}", end="")
    print()
    return fit(rows.features, rows.labels, rows.weights)


def fit_relation(logits: NDArray[np.float32], labels: NDArray[np.int32]) -> tuple[float, list[float]]:
    """A temperature and a bias a class, by least cross-entropy."""
    values, wanted = torch.from_numpy(logits.astype(np.float64)), torch.from_numpy(labels.astype(np.int64))
    inverse = torch.ones(1, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([inverse, bias], max_iter=200)

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(values * inverse + bias, wanted)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(step)  # type: ignore[no-untyped-call]
    return round(float(1 / inverse.detach()), 4), [round(float(value), 4) for value in bias.detach()]


def measured(reader: Reader, packed: Packed, share: float, *, news: bool) -> dict[str, Measured]:
    """What each model is fitted on; all rows together weigh ``share``. A question stays in one half."""
    readings, relevant = read_held(reader, packed)
    known = packed["start"] != IGNORED
    answered = packed["start"] != NULL
    right = np.array(
        [
            one.start == start and one.end == end + 1 and start != NULL
            for one, start, end in zip(readings, packed["start"], packed["end"], strict=True)
        ]
    )
    even = halves(packed)
    weight = balanced(answered) * share / len(readings)

    def of(features: Floats, labels: NDArray[np.bool_], rows: NDArray[np.intp]) -> Measured:
        return Measured(features, labels, even[rows], weight[rows], np.full(len(rows), news))

    rows = np.flatnonzero(known)
    sentences = [sentence_features(one) for one in readings]
    owners = np.repeat(np.arange(len(readings)), [len(one) for one in sentences])
    marks = np.concatenate([np.array(one, dtype=bool) for one in relevant])
    return {
        "answerable": of(np.stack([answerable_features(one) for one in readings])[known], answered[known], rows),
        "span": of(np.stack([span_features(one) for one in readings])[known], right[known], rows),
        "sentence": of(np.concatenate(sentences), marks, owners),
    }


def halves(packed: Packed) -> NDArray[np.bool_]:
    """For each pair, whether its question belongs to the even half.

    >>> ids = np.array([101, 7, 102, 50, 102, 101, 7, 102, 60, 102])
    >>> same = halves({"ids": ids, "offsets": np.array([0, 5, 10]), "question_length": np.array([3, 3])})
    >>> bool(same[0] == same[1])
    True
    """
    starts = zip(packed["offsets"][:-1], packed["question_length"], strict=True)
    return np.array([crc32(packed["ids"][at : at + length].tobytes()) % 2 == 0 for at, length in starts])


def calibrate(data: Path, weights: Path, limit: int | None = None) -> None:
    """Fit everything and write it to reader.json in ``weights``."""
    reader = Reader(weights)
    held, news = first(load_packed(data / "read_held.npz"), limit), load_packed(data / "read_news.npz")
    count = len(held["start"]) + len(news["start"])
    sets = [
        measured(reader, held, (1 - NEWS_SHARE) * count, news=False),
        measured(reader, news, NEWS_SHARE * count, news=True),
    ]
    found: dict[str, object] = {name: fit_and_check(name, joined([one[name] for one in sets])) for name in sets[0]}
    pairs = [first(load_packed(data / "relation_held.npz"), limit), load_packed(data / "relation_news.npz")]
    logits, labels = zip(*(relation_logits(reader, one) for one in pairs), strict=True)
    temperature, bias = fit_relation(np.concatenate(logits), np.concatenate(labels))
    found["relation_temperature"], found["relation_bias"] = temperature, bias
    described = json.loads((weights / "reader.json").read_text())
    described["calibration"] = found
    (weights / "reader.json").write_text(json.dumps(described, indent=1) + "\n")


def relation_logits(reader: Reader, packed: Packed) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Logits (n, 3) and labels of the held-out relation pairs; prints how many are told right."""
    windows = [
        Window(row, tuple(packed["ids"][low:high].tolist()), int(first), np.zeros((0, 2), np.int64))
        for row, (low, high, first) in enumerate(
            zip(packed["offsets"][:-1], packed["offsets"][1:], packed["question_length"], strict=True)
        )
    ]
    logits = np.stack([pair[1:] for _, pair in reader.logits(windows)])
    print(f"relation: n {len(logits)}, accuracy {(logits.argmax(1) == packed['label']).mean():.3f}")
    return logits, packed["label"]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("build/reader"))
    parser.add_argument("--weights", type=Path, default=Path("rag/reader/weights"))
    parser.add_argument("--limit", type=int, help="read only so many held-out pairs")
    given = parser.parse_args(arguments)
    calibrate(given.data, given.weights, given.limit)


if __name__ == "__main__":
    main()
