"""How much a question's wording alone gives away: a classifier that never sees a passage.

An AUC of answerable says little where this one is as high: "What is not ...?" may
be told to be unanswerable without reading anything.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def wording_scores(
    asked: Sequence[str], answerable: Sequence[bool], unseen: Sequence[str], seed: int = 7
) -> NDArray[np.float64]:
    """How answerable each unseen question sounds to a logistic regression over the words of ``asked``."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+|\?")
    known = words.fit_transform(asked)
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1_000, random_state=seed)
    scores: NDArray[np.float64] = model.fit(known, np.asarray(answerable)).decision_function(words.transform(unseen))
    return scores
