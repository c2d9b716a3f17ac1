"""One example for each rule that tells the asked outcome from another."""

from __future__ import annotations

import pytest

from rag.disagreement.certainty import align
from rag.disagreement.topical import topic_factor
from rag.language.outcomes import outcomes
from rag.question import asked_of
from tests.rag.disagreement.cases import told


@pytest.mark.parametrize(
    ("question", "text", "factor"),
    [
        pytest.param("How did the prime minister feel?", "The foreign minister was glad.", 0.4, id="another officer"),
        pytest.param("How did she feel about the visit?", "She was pleased with the visit.", 1.3, id="the asked event"),
        pytest.param("How did she feel about the visit?", "She was pleased with the cake.", 0.4, id="another event"),
        pytest.param("Was a treaty signed?", "They signed the treaty.", 1.2, id="the named accord"),
        pytest.param("Was a treaty signed?", "They agreed to dine.", 0.3, id="another accord"),
        pytest.param("Did Peru agree?", "Peru agreed.", 0.6, id="nothing but a name"),
        pytest.param("How did Peru respond to the ban?", "Peru backed the ban.", 1.1, id="all of the topic"),
        pytest.param("How did Peru respond to the ban?", "Peru backed the tax.", 0.0, id="none of the topic"),
    ],
)
def test_how_surely_an_outcome_is_the_asked_one(question: str, text: str, factor: float) -> None:
    (aligned,) = align(asked_of(question), told(question, text))
    assert topic_factor(aligned, outcomes(text)[0]) == pytest.approx(factor)
