from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.disagreement import build_grid, find_disagreements
from rag.evidence import DraftDisagreement
from rag.question import asked_of
from tests.rag.disagreement.cases import Case, judged, load_cases
from tests.rag.passages import passage as passage_of

KNOWN_FALSE_ALARMS: set[str] = set()
KNOWN_MISSES: set[str] = set()


def _notes(case: Case) -> tuple[DraftDisagreement, ...]:
    return find_disagreements(case.asked, case.evidence)


def test_the_suite_covers_the_shapes_that_users_complain_about() -> None:
    shapes = Counter(case.shape for case in load_cases("false_alarms.jsonl"))
    assert sum(shapes.values()) >= 60
    assert {
        "temporal update",
        "reported position",
        "list",
        "refinement",
        "rounding",
        "estimate spread",
        "part and whole",
        "units",
    } <= set(shapes)


def test_false_alarms_are_the_known_ones() -> None:
    wrong = {
        case.id
        for case in load_cases("false_alarms.jsonl")
        if any(note.kind not in case.kinds for note in _notes(case))
    }
    assert wrong == KNOWN_FALSE_ALARMS


def test_true_differences_are_found_and_typed() -> None:
    cases = load_cases("true_alarms.jsonl")
    right = {case.id for case in cases if (notes := _notes(case)) and all(note.kind in case.kinds for note in notes)}
    assert {case.id for case in cases} - right == KNOWN_MISSES


@pytest.mark.parametrize(
    ("name", "noted"), [("false_alarms.jsonl", False), ("true_alarms.jsonl", True)], ids=["two stories", "one story"]
)
def test_a_question_that_names_no_event_compares_within_one_story(name: str, noted: bool) -> None:
    cases = [case for case in load_cases(name) if case.shape.startswith("question that names no event")]
    assert cases
    assert [bool(_notes(case)) for case in cases] == [noted] * len(cases)


def test_a_note_is_about_one_event() -> None:
    """Two collapses that each have two tolls: the surer pair is shown, not all four numbers."""
    tolls = [("a", "Selby", "Eleven"), ("b", "Selby", "Four"), ("c", "Calder", "Ninety"), ("d", "Calder", "Thirty")]
    passages = [
        passage_of(
            f"{toll} people died when a crane fell in {town}, said Ivo Lund and Anna Berg.",
            article_id=article,
            published=date(2023, 4, 2),
            key=key,
        )
        for key, (article, town, toll) in enumerate(tolls)
    ]
    asked = "How many people died when the crane fell?"
    (note,) = find_disagreements(asked_of(asked), judged(asked, passages))
    towns = {side.quotes[0].passage.article_id in "ab" for side in note.sides}
    assert len(note.sides) == 2
    assert len(towns) == 1


def test_every_side_quotes_its_own_words() -> None:
    for case in load_cases("true_alarms.jsonl"):
        for note in _notes(case):
            assert len(note.sides) >= 2
            for side in note.sides:
                assert all(quote.text in quote.passage.text for quote in side.quotes)
                assert any(side.value in quote.text for quote in side.quotes)


def test_copies_of_one_story_have_one_column_in_the_grid() -> None:
    text = "Eleven people died when a crane fell in Port Selby on Sunday."
    other = "Four people died on Sunday when a crane fell in Port Selby."
    day = date(2023, 4, 2)
    passages = [
        passage_of(text, article_id="a", published=day, origin="wire", key=1),
        passage_of(text, article_id="b", published=day, origin="wire", key=2),
        passage_of(other, article_id="c", published=day, origin="own", key=3),
    ]
    asked = "How many people died when the crane fell in Port Selby?"
    evidence = judged(asked, passages)
    notes = find_disagreements(asked_of(asked), evidence)
    assert [note.kind for note in notes] == ["contradiction"]
    grid = build_grid(notes, evidence)
    assert grid is not None
    assert sorted(grid.origins) == ["own", "wire"]
    assert {cell.stance for row in grid.cells for cell in row} == {"says", "differs"}


def test_no_difference_makes_no_grid() -> None:
    assert build_grid((), ()) is None


@pytest.mark.parametrize("published", [None, date(2023, 4, 2)])
def test_passages_without_date_and_source_do_not_break_it(published: date | None) -> None:
    asked = "How many people died when the crane fell in Port Selby?"
    passages = [
        passage_of("Eleven people died when a crane fell in Port Selby.", article_id="a", published=published, key=1),
        passage_of("Four people died when a crane fell in Port Selby.", article_id="b", published=None, key=2),
        passage_of("", article_id="c", key=3),
        passage_of("1 2 3 people died. " * 3_000, article_id="d", key=4),
    ]
    assert len(find_disagreements(asked_of(asked), judged(asked, passages[:3]))) == 1
    find_disagreements(asked_of(asked), judged(asked, passages)[:200])


def test_no_evidence_no_difference() -> None:
    assert find_disagreements(asked_of("Who?"), ()) == ()


@given(
    st.sampled_from(
        [
            "How many people died in {}?",
            "When did {} meet?",
            "Who is the president of {}?",
            "Did {} agree?",
            "How did {} feel?",
            "Where is {}?",
        ]
    ),
    st.lists(st.text(max_size=200), max_size=4),
)
@settings(max_examples=60)
def test_any_text_is_compared_without_error(asked: str, texts: list[str]) -> None:
    question = asked.format("Port Selby")
    passages = [passage_of(text, article_id=str(key), key=key) for key, text in enumerate(texts)]
    find_disagreements(asked_of(question), judged(question, passages))
