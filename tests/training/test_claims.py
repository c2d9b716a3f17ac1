"""Claims for the relation head: their labels must follow from how they were made."""

from __future__ import annotations

from random import Random

import pytest

from training.claims import edited, said, sentence_claim, statement, trimmed
from training.examples import ReadExample

PASSAGE = (
    "The dome (a gift) was built in 1889 by Ann Berg and her two sons. It stands in Oslo near the old harbour wall."
)
SPLIT = PASSAGE.index("It stands")
EXAMPLE = ReadExample("When?", PASSAGE, (31, 35), ((0, SPLIT - 1), (SPLIT, len(PASSAGE))), (0,), "answered")


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("When was the dome built in Oslo?", "May 3, 1889", "the dome was built in Oslo on May 3, 1889."),
        ("Where was Ann Berg born?", "in Oslo", "Ann Berg was born in Oslo."),
        ("What country has the largest dome?", "Norway", "Norway has the largest dome."),
        ("What year was the dome built?", "1889", "the dome was built in 1889."),
        ("Who designed it?", "Ann Berg", "Ann Berg designed it."),
        ("How many domes are there?", "two", None),
        ("Who did Ann Berg marry?", "Carl Dahl", None),
        ("What was the name of the dome changed to?", "The Roof", None),
    ],
)
def test_a_question_and_its_answer_become_a_statement_or_are_left(question: str, answer: str, told: str | None) -> None:
    assert statement(question, answer) == told


def test_a_question_that_cannot_be_turned_is_followed_by_its_answer() -> None:
    assert said("How many domes?", "two", 1.0, Random(1)) == "How many domes? two"
    assert said("Who designed it?", "Ann Berg", 0.0, Random(1)) == "Who designed it? Ann Berg"


def test_a_trimmed_sentence_loses_one_aside_and_nothing_else() -> None:
    assert trimmed("The dome (a gift) was built.", Random(1)) == "The dome was built."
    assert trimmed("The dome was built.", Random(1)) == "The dome was built."


def test_an_edited_sentence_differs_in_one_place() -> None:
    for seed in range(30):
        changed = edited("The dome was built in 1889 by Ann Berg.", PASSAGE, PASSAGE, Random(seed))
        assert changed is not None
        kept = [word for word in ("1889", "Ann Berg", "was built") if word in changed]
        assert len(kept) == 2


def test_labels_of_sentence_claims_follow_from_what_was_done() -> None:
    made = [sentence_claim(EXAMPLE, PASSAGE, Random(seed)) for seed in range(200)]
    claims = [claim for claim in made if claim is not None]
    assert {claim.kind for claim in claims} == {"sentence-kept", "sentence-edited", "sentence-absent"}
    for claim in claims:
        assert claim.label == ("sentence-kept", "sentence-absent", "sentence-edited").index(claim.kind)
        inside = claim.b in PASSAGE or claim.b in PASSAGE.replace(" (a gift)", "")
        assert inside == (claim.kind != "sentence-edited")
        if claim.kind == "sentence-absent":
            assert claim.b not in claim.a
