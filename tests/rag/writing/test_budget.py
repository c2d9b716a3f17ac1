"""Evidence cut to a window, counted by hand: a token is a word here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LanguageModelError
from rag.writing.budget import counter_for, fit_evidence
from rag.writing.numbered_evidence import NumberedPassage, number_passages, passage_text
from tests.rag.news import evidence_of, passage


def words(text: str) -> int:
    return len(text.split())


def numbered(*lengths: int) -> tuple[NumberedPassage, ...]:
    passages = [passage(n, "word " * length, source="S") for n, length in enumerate(lengths, 1)]
    return number_passages(evidence_of(passages))


HEADER = words(passage_text(numbered(1)[0])) - 1 + 2
"""Words that one passage costs beside its own, separator included."""


def test_what_does_not_fit_is_left_out_and_the_rest_renumbered() -> None:
    fitted = fit_evidence(numbered(50, 500, 30), window_tokens=100 + 80 + 2 * HEADER, taken_tokens=100, count=words)
    assert [(item.number, words(item.passage.text)) for item in fitted.evidence] == [(1, 50), (2, 30)]
    assert fitted.left_out == 1


def test_one_token_less_and_the_last_does_not_fit() -> None:
    fitted = fit_evidence(numbered(50, 30), window_tokens=100 + 80 + 2 * HEADER - 1, taken_tokens=100, count=words)
    assert (len(fitted.evidence), fitted.left_out) == (1, 1)


def test_nothing_fits() -> None:
    with pytest.raises(LanguageModelError, match="no passage fits"):
        fit_evidence(numbered(50), window_tokens=100, taken_tokens=90, count=words)


@given(st.lists(st.integers(1, 60), max_size=6), st.integers(0, 300))
def test_the_window_is_never_exceeded(lengths: list[int], room: int) -> None:
    evidence = numbered(*lengths) if lengths else ()
    try:
        fitted = fit_evidence(evidence, window_tokens=room, taken_tokens=0, count=words)
    except LanguageModelError:
        assert all(words(passage_text(item)) + 2 > room for item in evidence)
        return
    assert sum(words(passage_text(item)) + 2 for item in fitted.evidence) <= room
    assert len(fitted.evidence) + fitted.left_out == len(evidence)
    assert [item.number for item in fitted.evidence] == list(range(1, len(fitted.evidence) + 1))


def test_a_foreign_vocabulary_is_counted_with_a_margin() -> None:
    text = "The prime minister said that the ferry had burned. " * 20
    from index.tokens import count_tokens

    assert count_tokens(text) < counter_for("somebody-s-own")(text) <= count_tokens(text) * 1.15 + 1
