"""Which "no" is said."""

from __future__ import annotations

from rag.judging.abstention import is_on_topic, reason_for_silence
from rag.judging.name_index import NameIndex
from rag.question import asked_of
from tests.rag.passages import passage

NAMES = NameIndex([passage("British Prime Minister Keir Starmer met Ana Silva in Lisbon.")])


def reason(question: str, articles: int = 3, similarity: float = 0.9) -> str:
    return reason_for_silence(asked_of(question), NAMES, articles=articles, similarities=[0.1, similarity])


def test_the_reason_says_which_no_it_is() -> None:
    assert reason("What did France say about Lisbon?") == (
        "The articles mention Lisbon, but none of them reports what France said."
    )
    assert reason("Did Starmer visit Brazil?") == "The articles mention Starmer, but none of them mentions Brazil."
    assert reason("How old is Keir Starmer?") == "The articles mention Keir Starmer, but do not state what was asked."
    assert reason("What is the capital of Peru?") == "Not in the articles: nothing in them is about this."
    assert reason("how deep is the harbour?", similarity=0.2) == "Not in the articles: nothing in them is about this."
    assert "filter" in reason("Did Starmer visit Brazil?", articles=0)


def test_one_known_name_or_a_near_passage_is_on_the_topic() -> None:
    assert is_on_topic(asked_of("Did Starmer visit Brazil?"), NAMES, [])
    assert not is_on_topic(asked_of("Did Lula visit Brazil?"), NAMES, [0.9])
    assert is_on_topic(asked_of("how deep is the harbour?"), NAMES, [0.5])
    assert not is_on_topic(asked_of("how deep is the harbour?"), NAMES, [])


def test_a_task_without_a_subject_is_told_what_to_name() -> None:
    assert "name one, or compare" in reason("What are the main points of disagreement?")
