"""Make the training arrays: ``python -m training.prepare --data ../shared/data --out build/reader``.

Every 20th title of SQuAD train is held out, with everything made from it, for
calibration; so are a part of each file of relation pairs, and every fifth news
article and event. The development sets (squad_dev_*, selqa_test, clapnq_*, qacc,
wikicontradict, summedits, the dev parts of the news) are not opened; of the FEVER
sets only what must be left out is read.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from training.claims import checks_of
from training.encode import encode_reading, encode_relations, load_tokenizer, pack_reading, pack_relations
from training.examples import RELATIONS, ReadExample, RelationExample, read_lines
from training.negatives import likest, neighbour, removed, swapped
from training.news import articles_asked, events_asked, news_examples, split
from training.relations import answer_check, open_checks, published_pairs, revisions, yes_no_checks
from training.text import best_occurrence, content_words, sentence_spans
from training.unanswered import partners, unanswerable_rows, unanswered
from training.windows import cut, window

HELD_OUT_EVERY = 20
CHARACTERS = ((420, 0.62), (640, 0.34), (1_200, 0.04))  # longest passage and its share; a token is 4.6 characters
CHECK_CHARACTERS = 260
PLAIN = 0.08
"""Of the answerable questions that are no one's partner: this share is read too."""
SWAPPED, REMOVED, NEIGHBOUR, ELSEWHERE = 0.05, 0.04, 0.06, 0.03
"""Shares of the answerable questions that are also shown as ones without an answer."""
CHECKS, OPEN_CHECKS, SENTENCE_CLAIMS = 0.25, 0.25, 0.1
TIMED = 300
"""Questions with a time span, of either kind."""


def positive(row: dict[str, Any], longest: int, random: Random) -> ReadExample | None:
    """A SQuAD question against a window of its paragraph."""
    answer, context, question = row["answers"][0], row["context"], row["question"].strip()
    start = best_occurrence(context, question, answer["text"], answer["start"])
    found = window(context, (start, start + len(answer["text"])), longest, random)
    if found is None or not question:
        return None
    return ReadExample(question, found.passage, found.answer, found.sentences, found.relevant, "answered")


def title_examples(
    rows: Sequence[dict[str, Any]], tempted: Sequence[dict[str, Any]], random: Random, elsewhere: Sequence[str]
) -> tuple[list[ReadExample], list[RelationExample]]:
    """Everything that is made from the questions of one article, ``tempted`` being those without an answer."""
    paragraphs = list(dict.fromkeys(row["context"] for row in rows))
    number = {context: i for i, context in enumerate(paragraphs)}
    words = [frozenset(content_words(paragraph)) for paragraph in paragraphs]
    counts = Counter(word for kept in words for word in kept)
    weight = {word: math.log(1 + len(words) / count) for word, count in counts.items()}
    article = " ".join(paragraphs)
    rivals = list(dict.fromkeys(row["answers"][0]["text"] for row in rows))
    reading: list[ReadExample] = []
    checks: list[RelationExample] = []
    open_ones: list[tuple[ReadExample, str]] = []
    reading.extend(one for row in tempted if (one := unanswered(row, longest_passage(random), random)) is not None)
    chosen = partners(rows, tempted, random)
    taken = {row["id"] for row in chosen}
    chosen += [row for row in rows if row["id"] not in taken and random.random() < PLAIN]
    for row in chosen:
        longest = longest_passage(random)
        example = positive(row, longest, random)
        if example is None:
            continue
        reading.append(example)
        answer = row["answers"][0]["text"]
        negatives: list[ReadExample | None] = []
        if random.random() < SWAPPED:
            negatives.append(swapped(example, article, random))
        if random.random() < REMOVED:
            negatives.append(removed(example))
        if random.random() < NEIGHBOUR:
            order = likest(example.question, words, weight, number[row["context"]])
            ranked = [cut(paragraphs[i], longest) for i in order[:8]]
            negatives.append(neighbour(example, ranked, random))
        if random.random() < ELSEWHERE:
            passage = cut(random.choice(elsewhere), longest)
            if answer.lower() not in passage.lower():
                spans = tuple(sentence_spans(passage))
                negatives.append(ReadExample(example.question, passage, None, spans, (), "elsewhere"))
        made = [negative for negative in negatives if negative is not None]
        reading.extend(made)
        open_ones.extend((negative, answer) for negative in made if len(negative.passage) < 1.6 * CHECK_CHARACTERS)
        if random.random() < CHECKS:
            narrow = positive(row, CHECK_CHARACTERS, random)
            check = None if narrow is None else answer_check(narrow, rivals, random)
            if check is not None:
                checks.append(check)
    random.shuffle(open_ones)
    keep = int(OPEN_CHECKS * len(checks))
    claims = checks_of([example for example in reading if example.kind == "answered"], article, SENTENCE_CLAIMS, random)
    return reading, checks + open_checks(open_ones[:keep], random) + claims


def longest_passage(random: Random) -> int:
    """How many characters the next window may have."""
    return random.choices([size for size, _ in CHARACTERS], [share for _, share in CHARACTERS])[0]


def timed_examples(path: Path, random: Random) -> list[ReadExample]:
    """Questions with a time span: TIMED with an answer, and as many without."""
    rows = list(read_lines(path))
    random.shuffle(rows)
    with_answer = [row for row in rows if not row["impossible"]][:TIMED]
    made = [positive(row, longest_passage(random), random) for row in with_answer]
    made += [unanswered(row, longest_passage(random), random) for row in rows if row["impossible"]][:TIMED]
    return [example for example in made if example is not None]


def selqa_examples(path: Path, random: Random) -> list[ReadExample]:
    """Questions with the sentences that answer them; no spans are known."""
    made = []
    for row in read_lines(path):
        passage, spans = "", []
        for sentence in row["sentences"]:
            start = len(passage) + bool(passage)
            passage = f"{passage} {sentence}" if passage else sentence
            spans.append((start, start + len(sentence)))
        if not row["answers"] or not passage:
            continue
        centre = random.choice(row["answers"])
        first = last = centre
        while first > 0 and spans[last][1] - spans[first - 1][0] <= 700:
            first -= 1
        while last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= 1_000:
            last += 1
        origin = spans[first][0]
        sentences = tuple((start - origin, end - origin) for start, end in spans[first : last + 1])
        relevant = tuple(i - first for i in row["answers"] if first <= i <= last)
        text = passage[origin : spans[last][1]]
        made.append(ReadExample(row["question"], text, None, sentences, relevant, "selqa", answer_known=False))
    return made


def by_title(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows of the same title together."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["title"], []).append(row)
    return found


def prepare(data: Path, wikinews: Path, bench: Path, out: Path, seed: int = 11) -> None:
    """Write read_* and relation_* (.npz) to ``out``: train, held (out), and news (held out too)."""
    random = Random(seed)
    titles = by_title(read_lines(data / "squad_train.jsonl.gz"))
    tempted = by_title(unanswerable_rows(data / "squad2_train_unanswerable.jsonl.gz"))
    everywhere = list(dict.fromkeys(row["context"] for rows in titles.values() for row in rows))
    reading: dict[str, list[ReadExample]] = {"train": [], "held": [], "news": []}
    relations: dict[str, list[RelationExample]] = {"train": [], "held": [], "news": []}
    for i, title in enumerate(sorted(titles)):
        read, checks = title_examples(titles[title], tempted.get(title, ()), random, everywhere)
        side = "train" if i % HELD_OUT_EVERY else "held"
        reading[side].extend(read)
        relations[side].extend(checks)
    reading["train"].extend(selqa_examples(data / "selqa_dev.jsonl.gz", random))
    reading["train"].extend(timed_examples(data / "timeqa_human_train.jsonl.gz", random))
    for told in (articles_asked(wikinews), events_asked(bench)):
        for side, part in zip(("train", "news"), split(told), strict=True):
            rounds = {} if side == "train" else {"rounds": 1}
            read, checks = news_examples(part, lambda: longest_passage(random), random, **rounds)
            reading[side].extend(read)
            relations[side].extend(checks)
    for i, pair in enumerate(published_pairs(data, random)):
        relations["train" if i % HELD_OUT_EVERY else "held"].append(pair)
    for i, case in enumerate(revisions(data, random)):
        relations["train" if i % HELD_OUT_EVERY else "held"].extend(case)
    negated = yes_no_checks(data / "condaqa_yes_no_dontknow.jsonl.gz", CHARACTERS[0][0], random)
    relations["train"].extend(negated)
    tokenizer = load_tokenizer()
    out.mkdir(parents=True, exist_ok=True)
    for name in reading:
        random.shuffle(reading[name])
        random.shuffle(relations[name])
        packed = pack_reading(encode_reading(tokenizer, reading[name]))
        pairs = pack_relations(encode_relations(tokenizer, relations[name]), relations[name])
        np.savez(out / f"read_{name}.npz", allow_pickle=False, **packed)
        np.savez(out / f"relation_{name}.npz", allow_pickle=False, **pairs)
        kinds = Counter(example.kind for example in reading[name])
        print(
            f"read_{name}: {len(reading[name])} pairs, {packed['ids'].size / len(reading[name]):.0f} tokens each", kinds
        )
        kinds = Counter(f"{example.kind} {RELATIONS[example.label]}" for example in relations[name])
        mean = pairs["ids"].size / len(relations[name])
        print(f"relation_{name}: {len(relations[name])} pairs, {mean:.0f} tokens each", kinds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--wikinews", type=Path, default=Path("../shared/wikinews"))
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--out", type=Path, default=Path("build/reader"))
    arguments = parser.parse_args()
    prepare(arguments.data, arguments.wikinews, arguments.bench, arguments.out)


if __name__ == "__main__":
    main()
