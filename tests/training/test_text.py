"""Sentences, occurrences and normalised answers of the training data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from training.text import best_occurrence, content_words, normal_answer, occurrences, sentence_spans


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_sentences_end_at_marks_but_not_at_abbreviations_or_initials() -> None:
    text = "Dr. Ash met J. R. Lee in the U.S. on Jan. 5. “Was it cold?” she asked. Yes!\nIt was."
    assert cut(text) == [
        "Dr. Ash met J. R. Lee in the U.S. on Jan. 5.",
        "“Was it cold?” she asked.",
        "Yes!",
        "It was.",
    ]


@given(st.text(alphabet="ab. AB!?\n\"'(5", max_size=80))
def test_sentences_lie_in_order_and_lose_only_white_space(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1))
    assert "".join(text[a:b] for a, b in spans).split() == text.split() or "".join(
        "".join(text[a:b].split()) for a, b in spans
    ) == "".join(text.split())


def test_the_occurrence_in_the_sentence_most_like_the_question_is_chosen() -> None:
    context = "Rain fell in 1999. The bridge at Holm was closed in 1999. It opened in 2001."
    assert best_occurrence(context, "When was the bridge closed?", "1999", 13) == context.rindex("1999")
    assert best_occurrence(context, "When did rain fall?", "1999", 13) == 13
    assert best_occurrence(context, "When did it open?", "2001", context.index("2001")) == context.index("2001")


def test_occurrences_are_whole_words() -> None:
    assert occurrences("art, smart art", "art") == [0, 11]
    assert occurrences("$5 and $5.", "$5") == [0, 7]


def test_answers_are_compared_without_case_marks_and_articles() -> None:
    assert normal_answer("The U.S. Army") == normal_answer("US army")


def test_content_words_leave_out_question_words() -> None:
    assert content_words("Who closed the bridge, and when?") == {"closed", "bridge"}
