"""The extractive writer: which sentences, whole, in which order, in whose name."""

from __future__ import annotations

from datetime import date

from rag.evidence import DraftDisagreement, DraftSide, Evidence
from rag.question import parse_question
from rag.writing.extractive import RELATIVE_CUT, ExtractiveWriter, attribution, choose
from tests.rag.passages import evidence, passage, quote

QUESTION = parse_question("Who won the race?", today=date(2026, 1, 1))


def write(*items: Evidence) -> list[str]:
    return [s.text for s in ExtractiveWriter(max_statements=5).write(QUESTION, items, ()).statements]


def test_a_statement_is_the_sentence_with_its_source() -> None:
    p = passage("Ana won the race. Rain fell.", source="AFP")
    assert write(evidence(p, "Ana won the race.", 0.9)) == ["AFP reports: Ana won the race."]


def test_a_sentence_far_below_the_best_is_not_written() -> None:
    p = passage("Ana won the race. Rain fell.")
    assert len(write(evidence(p, "Ana won the race.", 0.4), evidence(p, "Rain fell.", 0.4 * RELATIVE_CUT - 0.01))) == 1
    assert write() == []


def test_a_pronoun_brings_the_sentence_before_it() -> None:
    p = passage("Ana led from the start. She won the race. Rain fell.", source="AFP")
    (text,) = write(evidence(p, "She won the race.", 0.9))
    assert text == "AFP reports: Ana led from the start. She won the race."


def test_a_pronoun_at_the_start_of_a_passage_stays_as_it_is() -> None:
    p = passage("She won the race. Rain fell.", source="AFP")
    assert write(evidence(p, "She won the race.", 0.9)) == ["AFP reports: She won the race."]


def test_the_same_sentence_from_two_origins_is_one_statement_with_two_names() -> None:
    one = passage("Ana won the race on Sunday.", source="AFP", article_id="1")
    two = passage("On Sunday, Ana won the race.", source="Reuters", article_id="2")
    assert write(
        evidence(one, "Ana won the race on Sunday.", 0.9), evidence(two, "On Sunday, Ana won the race.", 0.8)
    ) == ["AFP and Reuters report: Ana won the race on Sunday."]


def test_a_copy_of_the_same_origin_is_no_second_witness() -> None:
    one = passage("Ana won the race.", source="AFP", article_id="1", origin="wire")
    two = passage("Ana won the race.", source="Daily", article_id="2", origin="wire")
    groups = choose([evidence(one, "Ana won the race.", 0.9), evidence(two, "Ana won the race.", 0.8)], at_most=5)
    assert [[q.passage.article_id for q in group] for group in groups] == [["1"]]


def test_sentences_that_differ_in_a_figure_stay_apart() -> None:
    one = passage("The blast killed 12 people in the town.", article_id="1")
    two = passage("The blast killed 15 people in the town.", article_id="2")
    assert len(write(evidence(one, one.text, 0.9), evidence(two, two.text, 0.9))) == 2


def test_the_best_comes_first_and_the_rest_by_date() -> None:
    old = passage("Bo came second.", source="Old", published=date(2020, 1, 1), article_id="1")
    new = passage("Cy came third.", source="New", published=date(2021, 1, 1), article_id="2")
    best = passage("Ana won the race.", source="Best", published=date(2022, 1, 1), article_id="3")
    texts = write(evidence(new, new.text, 0.8), evidence(best, best.text, 0.9), evidence(old, old.text, 0.7))
    assert [text.split()[0] for text in texts] == ["Best", "Old", "New"]


def test_a_headline_yields_to_a_sentence() -> None:
    p = passage("Ana wins the race\nAna won the great race.", source="AFP")
    first, *_ = write(evidence(p, "Ana wins the race", 0.8), evidence(p, "Ana won the great race.", 0.78))
    assert first == "AFP reports: Ana won the great race."


def test_the_title_yields_even_to_a_less_relevant_sentence() -> None:
    p = passage("Ana wins the race\nThe race was won by Ana on Sunday.", source="AFP", title="Ana wins the race")
    title, sentence = "Ana wins the race", "The race was won by Ana on Sunday."
    first, *_ = write(evidence(p, title, 0.9), evidence(p, sentence, 0.6))
    assert first == f"AFP reports: {sentence}"


def test_opinion_and_missing_sources_are_named_as_such() -> None:
    piece = passage("Ana should have won.", source="Daily", genre="opinion")
    nameless = passage("Ana won.")
    assert attribution([quote(piece, "Ana")]) == "An opinion piece in Daily says"
    assert attribution([quote(nameless, "Ana")]) == "An article without a named source reports"


def test_a_source_of_two_names_takes_the_plural() -> None:
    assert attribution([quote(passage("Ana won.", source="AFP and Focus"), "Ana")]) == "AFP and Focus report"


def test_the_sentences_of_a_disagreement_go_first() -> None:
    ana = passage("Ana won the race.", source="AFP", article_id="1")
    bo = passage("Bo won it all.", source="TASS", article_id="2")
    other = passage("The race was long.", source="Daily", article_id="3")
    sides = (DraftSide("Ana", (quote(ana, ana.text),)), DraftSide("Bo", (quote(bo, bo.text),)))
    note = DraftDisagreement("contradiction", "winner", "the race", "They differ.", sides)
    items = [evidence(other, other.text, 0.8), evidence(bo, bo.text, 0.2), evidence(ana, ana.text, 0.4)]
    draft = ExtractiveWriter(max_statements=5).write(QUESTION, items, (note,))
    assert [s.quotes[0].text for s in draft.statements] == [ana.text, bo.text, other.text]
