"""Instructions that ask no question: what they want done, and with what."""

from __future__ import annotations

import pytest

from rag.question import asked_of
from rag.question.task import task_of

INSTRUCTIONS = [
    ("Summarise the coverage of the Larvik fire.", "summary", "the Larvik fire"),
    ("Please summarize what the articles say about the ferry accident.", "summary", "the ferry accident"),
    ("Could you sum up the debate?", "summary", "the debate"),
    ("In two sentences, summarise the trial.", "summary", "the trial"),
    ("Tell me about the Kalmo accident.", "summary", "the Kalmo accident"),
    ("Give me an overview.", "summary", ""),
    ("Give me an overview (about the Velsund tunnel).", "summary", "the Velsund tunnel"),
    ("Explain the dispute over the dam.", "summary", "the dispute over the dam"),
    ("Write a short briefing on the strike for me", "summary", "the strike"),
    ("Timeline of the Brandvold strike", "summary", "the Brandvold strike"),
    ("What are these articles about?", "summary", ""),
    ("What are the main topics?", "summary", ""),
    ("Compare what Oslo and Bergen say about the tunnel.", "comparison", "Oslo and Bergen say about the tunnel"),
    ("What are the main points of disagreement?", "comparison", ""),
    ("What are the main points of disagreement over pay?", "comparison", "pay"),
    ("Where do the sources disagree about the death toll?", "comparison", "the death toll"),
    ("How do Lund and Solberg differ on the tunnel?", "comparison", "Lund and Solberg differ on the tunnel"),
    ("List all countries that signed the pact.", "list", "countries that signed the pact"),
    ("I need a list of the victims", "list", "the victims"),
    ("Name all the parties in the coalition", "list", "the parties in the coalition"),
    ("Show me every article about Kalmo", "list", "Kalmo"),
]

QUESTIONS = [
    "Who won the race?",
    "What does the summary of the report say?",
    "Who compared the president to a king?",
    "Did all the passengers survive?",
    "Which countries signed the pact?",
    "Why did the union and the company disagree?",
    "What is the difference between the first and the second test?",
    "What did the articles say about Kalmo?",
    "How many stories did the building have?",
    "How many times did Ana win?",
    "What was on the list of suspects?",
    "What is the explanation of the crash?",
]


@pytest.mark.parametrize(("text", "task", "subject"), INSTRUCTIONS, ids=[case[0] for case in INSTRUCTIONS])
def test_an_instruction_is_known_and_its_subject_kept(text: str, task: str, subject: str) -> None:
    assert task_of(text) == (task, subject)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_stays_as_it_is(text: str) -> None:
    assert task_of(text) == ("question", text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Please tell me who won.", "who won."),
        ("Explain why the dam burst.", "why the dam burst."),
        ("Name the minister who resigned.", "the minister who resigned."),
    ],
)
def test_an_indirect_question_loses_only_its_opening(text: str, rest: str) -> None:
    assert task_of(text) == ("question", rest)


@pytest.mark.parametrize(
    "text", ["How many articles mention Ana?", "How many sources say the dam burst?", "How often is Lund mentioned?"]
)
def test_a_count_over_the_articles_is_known(text: str) -> None:
    assert asked_of(text).task == "tally"
    assert asked_of(text).kind == "statement"


def test_the_words_of_an_instruction_are_not_looked_for() -> None:
    asked = asked_of("Summarise the reports on the strike at Brandvold in May 2020.")
    assert (asked.names, asked.content - {"may", "2020"}) == (("Brandvold",), {"strike"})
    assert asked.searched == "the strike at Brandvold in May 2020"
    compared = asked_of("Compare what Oslo and Bergen say about the tunnel.")
    assert (compared.names, compared.content) == (("Oslo", "Bergen"), {"tunnel"})
    assert asked_of("Name the minister who resigned.").names == ()


def test_what_is_compared_keeps_its_kind() -> None:
    assert asked_of("Compare the death tolls given for the Larvik fire").kind == "statement"
    assert asked_of("Compare the number of dead in the Larvik fire").kind == "count"


def test_an_instruction_without_a_subject_is_searched_as_it_stands() -> None:
    asked = asked_of("Give me an overview")
    assert (asked.subject, asked.searched, asked.content) == ("", "Give me an overview", frozenset())


def test_the_dates_of_an_instruction_still_filter() -> None:
    published = asked_of("Summarise articles published in 2016 about oil").published
    assert published is not None
    assert [day.isoformat() for day in published if day] == ["2016-01-01", "2016-12-31"]
