from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import GoldError
from index.filters import ArticleFilter
from rag.answer import Answer, Side
from rag.evaluation.gold import GoldDisagreement, GoldQuestion, read_gold
from rag.evaluation.gold_writer import append_question, content_id, question_from_answer
from tests.rag.evaluation.fakes import MAYOR, TWELVE, TWENTY, answer_with, note, says, silent

ANSWER = answer_with(
    says("The flood killed 12 people.", TWELVE),
    short="12",
    disagreements=(note(Side("12", (TWELVE,)), Side("20", (TWENTY,))),),
)


def test_what_is_not_corrected_is_taken_over() -> None:
    assert question_from_answer(ANSWER, id="q1", question="How many died?") == GoldQuestion(
        "q1", "How many died?", short=("12",), cite=("north.txt", "south.txt")
    )


def test_an_unsure_answer_does_not_say_whether_one_is_due() -> None:
    unsure = replace(ANSWER, question="How many died?", short=None, disagreements=(), verdict="unsure")
    with pytest.raises(GoldError, match="leaves open"):
        question_from_answer(unsure)
    assert question_from_answer(unsure, answerable=True).cite == ("north.txt", "south.txt")
    assert not question_from_answer(unsure, answerable=False).answerable


def test_corrections_win() -> None:
    made = question_from_answer(
        ANSWER,
        id="q1",
        question="How many died?",
        short=["20", "twenty"],
        cite=["south.txt"],
        facts=[["20"]],
        kind="toll",
    )
    assert (made.short, made.cite, made.facts, made.kind) == (("20", "twenty"), ("south.txt",), (("20",),), "toll")


def test_a_disagreement_that_is_shown_becomes_gold() -> None:
    made = question_from_answer(ANSWER, id="q1", question="How many died?", disagree="shown")
    assert made.disagree == GoldDisagreement(
        (("12",), ("20",)), slot="deaths", cite=(("north.txt",), ("south.txt",)), kinds=("contradiction",)
    )


def test_a_false_alarm_becomes_no_disagreement() -> None:
    assert question_from_answer(ANSWER, id="q1", question="How many died?", disagree="none").no_disagree


def test_there_must_be_a_disagreement_to_keep() -> None:
    with pytest.raises(GoldError, match="shows no disagreement"):
        question_from_answer(answer_with(says("x", MAYOR)), disagree="shown")


def test_silence_that_was_right_and_silence_that_was_not() -> None:
    assert not question_from_answer(silent(), id="q", question="What of the moon?").answerable
    wrong = question_from_answer(silent(), id="q", question="Who leads?", answerable=True, facts=[["Ann Lee"]])
    assert (wrong.answerable, wrong.facts) == (True, (("Ann Lee",),))


def test_corrections_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(GoldError, match="'answerable' is false, yet 'facts'"):
        question_from_answer(silent(), question="Who leads?", facts=[["Ann Lee"]])


def test_the_filters_of_the_answer_are_kept() -> None:
    asked = Answer("Who?", short="Ann", filter=ArticleFilter.parse(as_of="2026-01-31"))
    made = question_from_answer(asked)
    assert made.filter == asked.filter
    assert made.id == content_id("Who?", asked) != content_id("Who?", Answer("Who?"))


def test_lines_are_appended_and_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    first, second = GoldQuestion("a", "Wer führt Norby?", short=("Ann",)), GoldQuestion("b", "Who?", kind="x")
    append_question(path, first)
    path.write_text(path.read_text("utf-8").rstrip("\n"), "utf-8")
    append_question(path, second)
    assert read_gold(path).questions == (first, second)


def test_an_id_twice_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    append_question(path, GoldQuestion("a", "Who?"))
    before = path.read_bytes()
    with pytest.raises(GoldError, match="already holds a question with the id 'a'"):
        append_question(path, GoldQuestion("a", "What?"))
    assert path.read_bytes() == before


def test_a_file_that_is_already_broken_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a"}\n')
    with pytest.raises(GoldError, match="line 1: 'question' is missing"):
        append_question(path, GoldQuestion("b", "Who?"))


def test_an_article_that_the_index_does_not_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"question 'a': the index holds no article 'east\.txt'"):
        append_question(
            tmp_path / "gold.jsonl", GoldQuestion("a", "Who?", cite=("east.txt",)), holds_article=lambda _: False
        )
    assert not (tmp_path / "gold.jsonl").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="There is no folder"):
        append_question(tmp_path / "none" / "gold.jsonl", GoldQuestion("a", "Who?"))


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: append_question(path, GoldQuestion(f"q{n}", "Who?")), range(12)))
    assert {question.id for question in read_gold(path)} == {f"q{n}" for n in range(12)}
