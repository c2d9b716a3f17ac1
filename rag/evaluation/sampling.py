"""Take some questions of a large file, the same ones every time."""

from __future__ import annotations

import random
from dataclasses import replace

from rag.evaluation.gold import GoldFile


def sample(gold: GoldFile, count: int, *, seed: int = 0) -> GoldFile:
    """``count`` questions drawn without replacement, in the order of the file; all, where it has no more.

    >>> from rag.evaluation.gold import GoldQuestion
    >>> ten = GoldFile("ten", tuple(GoldQuestion(str(n), "?") for n in range(10)))
    >>> [question.id for question in sample(ten, 3)] == [question.id for question in sample(ten, 3)]
    True
    """
    if count >= len(gold):
        return gold
    chosen = sorted(random.Random(seed).sample(range(len(gold)), count))
    return replace(gold, questions=tuple(gold.questions[place] for place in chosen))
