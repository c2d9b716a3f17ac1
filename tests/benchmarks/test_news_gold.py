"""What the converter writes is what ``crosscheck`` reads: every line parses, every article named is there."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.news_gold import article_gold, converted, event_gold, write_lines
from index.loading import load_articles
from rag.evaluation.gold import parse_gold

DIFFERENCE = {"slot": "deaths", "sides": [["12"], ["14"]], "cite": [["a1"], ["a2"]], "kinds": ["contradiction"]}
QUESTIONS = [
    {
        "id": "e-q1", "question": "How many died?", "answerable": True, "kind": "conflict",
        "facts": [["12", "14"]], "cite": ["a1", "a2"], "disagree": DIFFERENCE,
        "span": {"article": "a1", "text": "12"},
    },
    {
        "id": "e-q2", "question": "Who is mayor?", "answerable": True, "kind": "asof", "facts": [["Ann Lee"]],
        "short": ["Ann Lee"], "cite": ["a1"], "no_disagree": True, "filters": {"as_of": "2020-01-02"},
    },
    {"id": "e-q3", "question": "Who paid?", "answerable": False, "kind": "unanswerable", "facts": [], "cite": []},
]  # fmt: skip
ROWS = [
    {"article": "wn2", "q": "How many swine?", "a": "over 300", "s": "It killed over 300 pigs.", "k": "short"},
    {"article": "wn2", "q": "Who paid?", "a": None, "s": None, "k": None, "why": "not said"},
    {
        "article": "wn1",
        "q": "Why was it shut?",
        "a": "for want of coal",
        "s": "It shut for want of coal.",
        "k": "why/how",
    },
]


def test_a_question_of_an_event_keeps_the_keys_of_a_gold_file_and_no_others() -> None:
    conflict, as_of, unanswerable = (parse_gold([json.dumps(event_gold(each))])[0] for each in QUESTIONS)
    assert conflict.disagree is not None
    assert conflict.disagree.sides == (("12",), ("14",))
    assert not conflict.no_disagree
    assert as_of.no_disagree
    assert as_of.filter.to_dict()["as_of"] == "2020-01-02"
    assert not unanswerable.answerable
    assert unanswerable.no_disagree


def test_only_a_short_question_on_an_article_has_a_short_answer() -> None:
    short, null, why = parse_gold(json.dumps(line) for line in article_gold(ROWS))
    assert (short.id, short.facts, short.short, short.cite) == ("wn2-1", (("over 300",),), ("over 300",), ("wn2",))
    assert (null.id, null.kind, null.answerable, null.cite) == ("wn2-2", "null", False, ())
    assert (why.id, why.kind, why.facts, why.short) == ("wn1-1", "why/how", (("for want of coal",),), ())


def test_a_folder_of_events_becomes_the_articles_and_questions_of_all(tmp_path: Path) -> None:
    for number in (1, 2):
        article = {"id": f"a{number}", "title": "Flood", "source": "Post", "date": "2020-01-01", "text": "12 died."}
        event = {"event": "flood", "articles": [article], "questions": QUESTIONS[number - 1 : number]}
        (tmp_path / f"{number}.json").write_text(json.dumps(event), "utf-8")
    articles, questions = converted(tmp_path)
    assert [article["id"] for article in articles] == ["a1", "a2"]
    assert [question["id"] for question in questions] == ["e-q1", "e-q2"]


def test_only_the_articles_that_the_questions_name_are_kept(tmp_path: Path) -> None:
    texts = {"wn1": "It shut for want of coal.", "wn2": "It killed over 300 pigs.", "wn3": "It rained."}
    write_lines(tmp_path / "articles.jsonl", ({"id": name, "text": text} for name, text in texts.items()))
    write_lines(tmp_path / "dev.jsonl", ROWS)
    articles, questions = converted(tmp_path / "dev.jsonl")
    assert [article["id"] for article in articles] == ["wn1", "wn2"]
    assert [question["id"] for question in questions] == ["wn2-1", "wn2-2", "wn1-1"]
    write_lines(tmp_path / "out.jsonl", articles)
    assert [article.id for article in load_articles([tmp_path / "out.jsonl"]).articles] == ["wn1", "wn2"]
