"""Questions on news articles: each beside windows that answer it and, as often, beside some that do not.

Only questions that their article answers are learnt from (the unanswerable ones
of the event benchmark aside, of which there are few): a passage decides, never
the wording of a question. What does not answer is another stretch of the same
article or event, the window without its answering sentence, a stretch of another
article in similar words, or the question with one thing swapped.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from training.examples import ReadExample, RelationExample
from training.negatives import likest, removed, swapped
from training.relations import answer_check
from training.text import best_occurrence, content_words, normal_answer, sentence_spans
from training.windows import pieces, window

HELD_OUT_EVERY = 5
"""Of the articles, and of the events: kept for calibration."""
ROUNDS = 2
"""How often each question is shown, each time with other windows: a short run sees half of its pairs."""
SAME, WITHOUT, FOREIGN, SWAPPED = 0.45, 0.2, 0.2, 0.15
"""Ways of not answering, as shares."""
LIKEST = 3
CHECK_CHARACTERS = 260


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, where its answers stand, and the texts that do not hold them.

    ``answers`` are (text, start, end); ``said`` are all wordings of the answer, none of
    which a passage that does not answer may hold; ``own`` are the texts of its article or event.
    """

    question: str
    answers: tuple[tuple[str, int, int], ...]
    said: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """All that belongs together and stays on one side of the split: an article, or an event."""

    texts: tuple[str, ...]
    asked: tuple[Asked, ...]
    unanswerable: tuple[str, ...]
    claims: tuple[RelationExample, ...]


def articles_asked(folder: Path) -> list[Told]:
    """The training articles of ``folder`` (articles.jsonl, train.jsonl) with the questions that they answer."""
    texts = {row["id"]: row["text"] for row in _lines(folder / "articles.jsonl")}
    asked: dict[str, list[Asked]] = {}
    for row in _lines(folder / "train.jsonl"):
        known = asked.setdefault(row["article"], [])
        if row["a"] is None:  # a near miss
            continue
        text = texts[row["article"]]
        at = text.find(row["s"])
        start = text.find(row["a"], max(at, 0))
        if start < 0:
            continue
        known.append(Asked(row["q"], ((text, start, start + len(row["a"])),), (row["a"],), (text,)))
    return [Told((texts[name],), tuple(known), (), ()) for name, known in asked.items()]


def events_asked(folder: Path) -> list[Told]:
    """The training events of ``folder`` (train/*.json)."""
    return [_event(json.loads(path.read_text(encoding="utf-8"))) for path in sorted((folder / "train").glob("*.json"))]


def _event(event: dict[str, Any]) -> Told:
    texts = {article["id"]: article["text"] for article in event["articles"]}
    every = tuple(texts.values())
    asked = []
    for row in event["questions"]:
        wordings = tuple(dict.fromkeys(word for fact in row.get("facts", ()) for word in fact))
        if not row["answerable"] or not wordings:
            continue
        places = []
        span = row.get("span")
        if span is not None:
            places.append((texts[span["article"]], span["text"]))
        places += [(texts[name], word) for name in row["cite"] for word in row["facts"][0]]
        found: dict[str, tuple[str, int, int]] = {}
        for text, word in places:
            if word in text and text not in found:
                start = best_occurrence(text, row["question"], word, text.index(word))
                found[text] = (text, start, start + len(word))
        said = (*wordings, *row.get("short", ()), *([span["text"]] if span else []))
        cited = {texts[name] for name in row["cite"]}
        others = tuple(text for text in every if text not in cited) or every
        if found:
            asked.append(Asked(row["question"], tuple(found.values()), said, others))
    unanswerable = tuple(row["question"] for row in event["questions"] if not row["answerable"])
    return Told(every, tuple(asked), unanswerable, tuple(_claims(event, texts)))


def _claims(event: dict[str, Any], texts: dict[str, str]) -> Iterator[RelationExample]:
    """Claims beside their evidence; what is not stated, beside the likest stretches of the event."""
    labels = {"supported": 0, "not_stated": 1, "contradicted": 2}
    for row in event["claims"]:
        if row["label"] not in labels:
            continue
        if row["label"] == "not_stated":
            near = ranked(row["claim"], [piece for text in texts.values() for piece in pieces(text, 420)])
            places = near[:2]
        else:
            spans = [row["evidence"]] if isinstance(row["evidence"], str) else row["evidence"]
            places = [
                made.passage
                for name in row["cite"]
                for span in spans
                if span and (start := texts[name].find(span)) >= 0
                and (made := window(texts[name], (start, start + len(span)), 420, Random(start)))
            ]  # fmt: skip
        for place in places:
            yield RelationExample(place, row["claim"], labels[row["label"]], "event-claim")


def split(told: Sequence[Told]) -> tuple[list[Told], list[Told]]:
    """To be trained on, and every fifth one, to be kept.

    >>> [len(part) for part in split([Told((), (), (), ())] * 11)]
    [8, 3]
    """
    return (
        [one for i, one in enumerate(told) if i % HELD_OUT_EVERY],
        [one for i, one in enumerate(told) if i % HELD_OUT_EVERY == 0],
    )


def news_examples(
    told: Sequence[Told], size: Callable[[], int], random: Random, rounds: int = ROUNDS
) -> tuple[list[ReadExample], list[RelationExample]]:
    """For every question ``rounds`` times as many windows that answer as do not; and its answer checks."""
    reading: list[ReadExample] = []
    checks: list[RelationExample] = []
    for number, one in enumerate(told):
        rivals = list(dict.fromkeys(word for asked in one.asked for word in asked.said))
        foreign = [text for other in range(len(told)) if other != number for text in told[other].texts]
        checks.extend(one.claims)
        for asked in one.asked:
            chosen = [random.choice(asked.answers) for _ in range(2 * rounds)]
            answered = [made for place in chosen if (made := _positive(asked, place, size(), random))]
            reading.extend(answered)
            for example in answered:
                made = _negative(asked, example, foreign, size(), random)
                if made is not None:
                    reading.append(made)
            narrow = _positive(asked, random.choice(asked.answers), CHECK_CHARACTERS, random)
            check = None if narrow is None else answer_check(narrow, rivals, random)
            if check is not None:
                checks.append(RelationExample(check.a, check.b, check.label, "news-check"))
        for question in one.unanswerable:
            near = ranked(question, [piece for text in one.texts for piece in pieces(text, size())])
            reading.extend(_open(question, passage, "news-unanswerable") for passage in near[:LIKEST])
    return reading, checks


def _positive(asked: Asked, place: tuple[str, int, int], longest: int, random: Random) -> ReadExample | None:
    text, start, end = place
    made = window(text, (start, end), longest, random)
    if made is None:
        return None
    return ReadExample(asked.question, made.passage, made.answer, made.sentences, made.relevant, "news-answered")


def _negative(
    asked: Asked, example: ReadExample, foreign: Sequence[str], longest: int, random: Random
) -> ReadExample | None:
    """The question beside a passage that does not answer it, by one of four ways."""
    way = random.choices(("same", "without", "foreign", "swapped"), (SAME, WITHOUT, FOREIGN, SWAPPED))[0]
    if way == "swapped" and (made := swapped(example, " ".join(asked.own), random)) is not None:
        return ReadExample(made.question, made.passage, None, made.sentences, (), "news-swapped")
    if way == "without" and (made := removed(example)) is not None:
        return ReadExample(made.question, made.passage, None, made.sentences, (), "news-without")
    texts = random.sample(list(foreign), min(40, len(foreign))) if way == "foreign" else asked.own
    passages = [piece for text in texts for piece in pieces(text, longest) if not _holds(piece, asked, example)]
    near = ranked(asked.question, passages)[:LIKEST]
    kind = "news-foreign" if way == "foreign" else "news-same"
    return _open(asked.question, random.choice(near), kind) if near else None


def _holds(passage: str, asked: Asked, example: ReadExample) -> bool:
    """Does the passage hold a wording of the answer, or a sentence that answers?"""
    text = f" {normal_answer(passage)} "
    answering = [example.passage[slice(*example.sentences[i])] for i in example.relevant]
    return any(f" {normal_answer(word)} " in text for word in asked.said) or any(one in passage for one in answering)


def _open(question: str, passage: str, kind: str) -> ReadExample:
    return ReadExample(question, passage, None, tuple(sentence_spans(passage)), (), kind)


def ranked(question: str, passages: Sequence[str]) -> list[str]:
    """Passages by the question's rarer words that they hold, best first."""
    words = [frozenset(content_words(passage)) for passage in passages]
    counts = Counter(word for kept in words for word in kept)
    weight = {word: math.log(1 + len(words) / count) for word, count in counts.items()}
    return [passages[i] for i in likest(question, words, weight, -1)]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
