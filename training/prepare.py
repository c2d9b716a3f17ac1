"""Make the training arrays: ``python -m training.prepare --data ../shared/data --out build/reader``.

Every 20th title of SQuAD train is held out, with everything made from it, for
calibration; so is a part of each file of relation pairs. The development sets
(squad_dev_*, selqa_test, clapnq_*, qacc, wikicontradict, summedits) are not opened.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from training.claims import checks_of
from training.encode import encode_reading, encode_relations, load_tokenizer, pack_reading, pack_relations
from training.examples import ReadExample, RelationExample, read_lines
from training.negatives import likest, neighbour, removed, swapped
from training.relations import answer_check, open_checks, published_pairs
from training.text import best_occurrence, content_words, sentence_spans
from training.windows import cut, window

HELD_OUT_EVERY = 20
CHARACTERS = ((420, 0.55), (640, 0.33), (1_200, 0.12))  # longest passage and its share; a token is 4.6 characters
CHECK_CHARACTERS = 260
SWAPPED, REMOVED, NEIGHBOUR, ELSEWHERE = 0.25, 0.09, 0.12, 0.01
CHECKS, OPEN_CHECKS, SENTENCE_CLAIMS = 0.3, 0.5, 0.16


def positive(row: dict[str, Any], longest: int, random: Random) -> ReadExample | None:
    """A SQuAD question against a window of its paragraph."""
    answer, context, question = row["answers"][0], row["context"], row["question"].strip()
    start = best_occurrence(context, question, answer["text"], answer["start"])
    found = window(context, (start, start + len(answer["text"])), longest, random)
    if found is None or not question:
        return None
    return ReadExample(question, found.passage, found.answer, found.sentences, found.relevant, "answered")


def title_examples(
    rows: Sequence[dict[str, Any]], random: Random, elsewhere: Sequence[str]
) -> tuple[list[ReadExample], list[RelationExample]]:
    """Everything that is made from the questions of one article."""
    paragraphs = list(dict.fromkeys(row["context"] for row in rows))
    number = {context: i for i, context in enumerate(paragraphs)}
    words = [frozenset(content_words(paragraph)) for paragraph in paragraphs]
    counts = Counter(word for kept in words for word in kept)
    weight = {word: math.log(1 + len(words) / count) for word, count in counts.items()}
    article = " ".join(paragraphs)
    rivals = list(dict.fromkeys(row["answers"][0]["text"] for row in rows))
    reading: list[ReadExample] = []
    checks: list[RelationExample] = []
    unanswered: list[tuple[ReadExample, str]] = []
    for row in rows:
        longest = random.choices([size for size, _ in CHARACTERS], [share for _, share in CHARACTERS])[0]
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
        unanswered.extend((negative, answer) for negative in made if len(negative.passage) < 1.6 * CHECK_CHARACTERS)
        if random.random() < CHECKS:
            narrow = positive(row, CHECK_CHARACTERS, random)
            check = None if narrow is None else answer_check(narrow, rivals, random)
            if check is not None:
                checks.append(check)
    random.shuffle(unanswered)
    keep = int(OPEN_CHECKS * len(checks))
    claims = checks_of([example for example in reading if example.kind == "answered"], article, SENTENCE_CLAIMS, random)
    return reading, checks + open_checks(unanswered[:keep], random) + claims


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


def prepare(data: Path, out: Path, seed: int = 11) -> None:
    """Write read_train, read_held, relation_train and relation_held (.npz) to ``out``."""
    random = Random(seed)
    by_title: dict[str, list[dict[str, Any]]] = {}
    for row in read_lines(data / "squad_train.jsonl.gz"):
        by_title.setdefault(row["title"], []).append(row)
    everywhere = list(dict.fromkeys(row["context"] for rows in by_title.values() for row in rows))
    reading: dict[bool, list[ReadExample]] = {False: [], True: []}
    relations: dict[bool, list[RelationExample]] = {False: [], True: []}
    for i, title in enumerate(sorted(by_title)):
        read, checks = title_examples(by_title[title], random, everywhere)
        held = i % HELD_OUT_EVERY == 0
        reading[held].extend(read)
        relations[held].extend(checks)
    reading[False].extend(selqa_examples(data / "selqa_dev.jsonl.gz", random))
    for i, pair in enumerate(published_pairs(data, random)):
        relations[i % HELD_OUT_EVERY == 0].append(pair)
    tokenizer = load_tokenizer()
    out.mkdir(parents=True, exist_ok=True)
    for held, name in ((False, "train"), (True, "held")):
        random.shuffle(reading[held])
        random.shuffle(relations[held])
        packed = pack_reading(encode_reading(tokenizer, reading[held]))
        pairs = pack_relations(encode_relations(tokenizer, relations[held]), relations[held])
        np.savez(out / f"read_{name}.npz", allow_pickle=False, **packed)
        np.savez(out / f"relation_{name}.npz", allow_pickle=False, **pairs)
        kinds = Counter(example.kind for example in reading[held])
        print(
            f"read_{name}: {len(reading[held])} pairs, {packed['ids'].size / len(reading[held]):.0f} tokens each", kinds
        )
        kinds = Counter(example.kind for example in relations[held])
        mean = pairs["ids"].size / len(relations[held])
        print(f"relation_{name}: {len(relations[held])} pairs, {mean:.0f} tokens each", kinds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("build/reader"))
    arguments = parser.parse_args()
    prepare(arguments.data, arguments.out)


if __name__ == "__main__":
    main()
