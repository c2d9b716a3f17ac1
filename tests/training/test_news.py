"""News questions beside passages that answer and passages that do not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

from training.news import Told, articles_asked, events_asked, news_examples, split

FIRE = (
    "A fire broke out in Oslo on Monday. Anna Berg, the mayor, said that 40 people had left the harbour hotel. "
    "Nobody was hurt. The hotel was built in 1889."
)
STORM = "A storm reached Bergen on Friday. Schools stay shut. The mayor of Bergen, Carl Dahl, said that trains run."


def wikinews(folder: Path) -> Path:
    rows = [
        {"article": "fire", "q": "Who is the mayor of Oslo?", "a": "Anna Berg", "s": FIRE[36:105], "k": "short"},
        {"article": "fire", "q": "Who put the fire out?", "a": None, "s": None, "k": "null"},
        {"article": "storm", "q": "Which mayor spoke of trains?", "a": "Carl Dahl", "s": STORM[53:], "k": "short"},
    ]
    texts = [{"id": "fire", "text": FIRE}, {"id": "storm", "text": STORM}]
    for name, lines in (("train", rows), ("articles", texts)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def bench(folder: Path) -> Path:
    articles = [{"id": "e-1", "text": FIRE}, {"id": "e-2", "text": STORM}]
    questions = [
        {"question": "How many left?", "answerable": True, "facts": [["40", "forty"]], "cite": ["e-1"]},
        {"question": "Who owns the hotel?", "answerable": False, "facts": [], "cite": []},
        {"question": "Do they agree?", "answerable": True, "cite": []},
    ]
    claims = [
        {"claim": "All were safe.", "label": "supported", "cite": ["e-1"], "evidence": "Nobody was hurt."},
        {"claim": "A school burnt.", "label": "not_stated", "cite": [], "evidence": ""},
        {"claim": "It was arson.", "label": "disputed", "cite": ["e-1"], "evidence": ["A fire"]},
    ]
    (folder / "train").mkdir()
    event = {"articles": articles, "questions": questions, "claims": claims}
    (folder / "train" / "e.json").write_text(json.dumps(event))
    return folder


def test_near_misses_of_the_articles_are_not_learnt(tmp_path: Path) -> None:
    told = articles_asked(wikinews(tmp_path))
    assert [[asked.question for asked in one.asked] for one in told] == [
        ["Who is the mayor of Oslo?"],
        ["Which mayor spoke of trains?"],
    ]


def test_every_question_is_answered_as_often_as_not(tmp_path: Path) -> None:
    told = articles_asked(wikinews(tmp_path))
    for seed in range(20):
        reading, _ = news_examples(told, lambda: 60, Random(seed))
        answers = Counter((one.question, one.answer is not None) for one in reading if one.kind != "news-swapped")
        swapped = sum(one.kind == "news-swapped" for one in reading)
        for question in ("Who is the mayor of Oslo?", "Which mayor spoke of trains?"):
            assert answers[question, True] == 4
            assert answers[question, True] - swapped <= answers[question, False] <= answers[question, True]


def test_what_does_not_answer_does_not_hold_the_answer(tmp_path: Path) -> None:
    told = articles_asked(wikinews(tmp_path))
    for seed in range(20):
        for one in news_examples(told, lambda: 60, Random(seed))[0]:
            right = "Anna Berg" if "Oslo" in one.question else "Carl Dahl"
            if one.answer is not None:
                assert one.passage[slice(*one.answer)] == right
            elif one.kind != "news-swapped":
                assert right not in one.passage


def test_an_event_gives_its_facts_and_its_claims(tmp_path: Path) -> None:
    (event,) = events_asked(bench(tmp_path))
    (asked,) = event.asked
    text, start, end = asked.answers[0]
    assert (text, text[start:end], asked.said, asked.own) == (FIRE, "40", ("40", "forty"), (STORM,))
    assert event.unanswerable == ("Who owns the hotel?",)
    assert [(claim.b, claim.label) for claim in event.claims] == [
        ("All were safe.", 0),
        ("A school burnt.", 1),
        ("A school burnt.", 1),
    ]


def test_the_parts_of_a_split_share_nothing() -> None:
    told = [Told((str(i),), (), (), ()) for i in range(12)]
    trained, kept = split(told)
    assert {one.texts for one in kept} == {("0",), ("5",), ("10",)}
    assert not {one.texts for one in kept} & {one.texts for one in trained}
