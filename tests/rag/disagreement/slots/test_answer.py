from __future__ import annotations

from dataclasses import replace

import pytest

from rag.disagreement.slots.answer import AnswerSlot
from rag.evidence import Evidence, Span
from rag.question import asked_of
from tests.rag.disagreement.cases import told

ASKED = "What genre did the band Norrsken play?"


def _read(answer: str, probability: float, key: int) -> Evidence:
    text = f"The band Norrsken played {answer}."
    item = told(ASKED, *[text] * (key + 1))[key]
    return replace(item, answerable=probability, span=Span(25, 25 + len(answer), answer, probability))


def test_an_answer_is_as_sure_as_the_root_of_its_probability() -> None:
    slot = AnswerSlot(asked_of(ASKED))
    claims = slot.values([_read("folk rock", 0.64, 0), _read("swing", 0.49, 1), _read("jazz", 0.1, 2)])
    assert [claim.value for claim in claims] == ["folk rock", "swing"]
    assert [claim.score for claim in claims] == pytest.approx([0.8, 0.7])


def test_answers_that_share_a_word_may_be_one() -> None:
    slot = AnswerSlot(asked_of(ASKED))
    folk, swing, rock = slot.values(
        [_read("folk rock", 0.64, 0), _read("chamber music", 0.64, 1), _read("rock", 0.64, 2)]
    )
    assert slot.differ(folk, swing)
    assert not slot.differ(folk, rock)


@pytest.mark.parametrize(
    "question", ["Did they agree?", "How did she feel?", "Who bombed Selby?", "Which cities did she visit?"]
)
def test_what_no_single_answer_can_settle_is_not_read(question: str) -> None:
    assert AnswerSlot.of(asked_of(question)) is None
