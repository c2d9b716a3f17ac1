"""Ways to tell whether two texts that answer the same question agree, for the model card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.reader import Reader, Reading
from training.measures import token_f1
from training.text import normal_answer, sentence_spans

Floats = NDArray[np.float64]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def overlap(one: str, other: str) -> float:
    """How alike two answers are, 0 to 1: tokens shared, at best 1 where one holds the other.

    >>> overlap("President Kennedy", "Kennedy"), overlap("43 miles", "80 miles"), overlap("May 3", "June")
    (1.0, 0.0, 0.0)
    """
    left, right = normal_answer(one).split(), normal_answer(other).split()
    if not left or not right:
        return 0.0
    numbers = [set(NUMBER.findall(text)) for text in (one, other)]
    if numbers[0] and numbers[1] and not numbers[0] & numbers[1]:
        return 0.0
    if set(left) <= set(right) or set(right) <= set(left):
        return 1.0
    return token_f1(one, [other])


def comparisons(reader: Reader, rows: Sequence[dict[str, Any]]) -> dict[str, Floats]:
    """For each row (question, a, b) a conflict score by each way: higher says conflict.

    *relation*: the relation head on the two texts, both ways round, the higher.
    *answers*: the spans read out of both differ, weighted by the probability of each.
    *answer check*: each span beside the other text, "question answer" contradicted there.
    *answers and check*: the mean of the last two.
    """
    relation = np.maximum(
        *(
            np.array([one.contradicts - one.entails for one in reader.relate(pairs)])
            for pairs in ([(row["a"], row["b"]) for row in rows], [(row["b"], row["a"]) for row in rows])
        )
    )
    texts = {side: [row[side] for row in rows] for side in "ab"}
    readings = {
        side: reader.read([(row["question"], row[side]) for row in rows], [sentence_spans(row[side]) for row in rows])
        for side in "ab"
    }
    said = {
        side: [text[one.start : one.end] for text, one in zip(texts[side], readings[side], strict=True)]
        for side in "ab"
    }
    sure = weight(readings["a"]) * weight(readings["b"])
    differ = np.array([1 - overlap(a, b) for a, b in zip(said["a"], said["b"], strict=True)])
    answers = sure * (2 * differ - 1)
    checks = []
    for asked, against in (("a", "b"), ("b", "a")):
        pairs = [(row[against], f"{row['question']} {answer}") for row, answer in zip(rows, said[asked], strict=True)]
        gap = np.array([one.contradicts - one.entails for one in reader.relate(pairs)])
        checks.append(gap * weight(readings[asked]))
    check = (checks[0] + checks[1]) / 2
    return {"relation": relation, "answers": answers, "answer check": check, "answers and check": answers + check}


def weight(readings: Sequence[Reading]) -> Floats:
    """How much each reading counts: the probability that its span is right."""
    return np.array([one.probability for one in readings])
