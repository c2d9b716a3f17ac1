"""Every negative differs from its question in the one way it names, and does not hold the answer."""

from __future__ import annotations

from random import Random

import pytest

from training.examples import ReadExample
from training.negatives import likest, neighbour, removed, swap_name, swap_number, swap_opposite, swap_word, swapped
from training.text import sentence_spans

PASSAGE = "Anna Berg opened the bridge in 1999. Carl Dahl closed it in 2004. It cost 40 million crowns."


def example(question: str, answer: str) -> ReadExample:
    start = PASSAGE.index(answer)
    spans = tuple(sentence_spans(PASSAGE))
    relevant = tuple(i for i, (a, b) in enumerate(spans) if a <= start < b)
    return ReadExample(question, PASSAGE, (start, start + len(answer)), spans, relevant, "answered")


def test_a_name_becomes_the_other_name_of_the_passage() -> None:
    assert swap_name("What did Anna Berg open?", PASSAGE, PASSAGE, Random(0)) == "What did Carl Dahl open?"


def test_a_question_without_a_name_cannot_swap_one() -> None:
    assert swap_name("What was opened?", PASSAGE, PASSAGE, Random(0)) is None


@pytest.mark.parametrize("seed", range(20))
def test_a_number_becomes_another_one(seed: int) -> None:
    question = swap_number("Who opened the bridge in 1999?", PASSAGE, PASSAGE, Random(seed))
    assert question is None or (question.startswith("Who opened the bridge in ") and "1999" not in question)


def test_a_comparison_is_turned_round_and_else_the_verb_negated() -> None:
    assert swap_opposite("Who was the first mayor?", "", "", Random(0)) == "Who was the last mayor?"
    assert swap_opposite("Which bridge was painted then?", "", "", Random(0)) == "Which bridge was not painted then?"
    assert swap_opposite("Who said so?", "", "", Random(0)) is None


def test_a_word_becomes_one_that_follows_the_same_word_elsewhere() -> None:
    article = "They painted the tower. They sold the boat."
    changed = swap_word("Who owned the house?", article, article, Random(0))
    assert changed in ("Who owned the tower?", "Who owned the boat?")


@pytest.mark.parametrize("seed", range(10))
def test_a_swapped_question_keeps_the_passage_and_has_no_answer(seed: int) -> None:
    made = swapped(example("When did Carl Dahl close the bridge?", "2004"), PASSAGE, Random(seed))
    assert made is not None
    assert made.question != "When did Carl Dahl close the bridge?"
    assert (made.passage, made.answer, made.relevant) == (PASSAGE, None, ())


def test_the_sentence_that_answers_is_cut_out() -> None:
    made = removed(example("When was it closed?", "2004"))
    assert made is not None
    assert made.passage == "Anna Berg opened the bridge in 1999. It cost 40 million crowns."
    assert [made.passage[a:b] for a, b in made.sentences][1] == "It cost 40 million crowns."
    assert made.answer is None


def test_nothing_is_removed_where_the_answer_stands_twice() -> None:
    passage = "It began in May. It ended in May."
    spans = tuple(sentence_spans(passage))
    twice = ReadExample("When did it end?", passage, (29, 32), spans, (1,), "answered")
    assert passage[29:32] == "May"
    assert removed(twice) is None


def test_a_neighbour_never_holds_the_answer() -> None:
    ranked = ["The 2004 flood.", "The bridge was painted.", "Fish live there."]
    for seed in range(10):
        made = neighbour(example("When was it closed?", "2004"), ranked, Random(seed), pool=1)
        assert made is not None
        assert made.passage == "The bridge was painted."


def test_paragraphs_are_ranked_by_weighted_shared_words() -> None:
    paragraphs = [frozenset({"bridge"}), frozenset({"cost"}), frozenset({"bridge", "cost"}), frozenset({"own"})]
    assert likest("What did the bridge cost?", paragraphs, {"bridge": 0.5, "cost": 2.0}, barred=3) == [2, 1, 0]
