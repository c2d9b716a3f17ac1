"""Pairs for the relation head: public sets, and answers checked against passages.

An *answer check* puts a passage beside ``question answer``: entailed with the
right answer, contradicted with another of the same type, neutral where the
passage does not answer the question. This is the comparison the product makes
when it asks two articles the same question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from training.claims import said
from training.examples import RELATIONS, ReadExample, RelationExample, read_lines
from training.text import normal_answer
from training.windows import window

LIMITS = {  # at most this many of each file and label; the last two are almost all contradictions
    "pairs_fever_dev": 6_666,
    "pairs_fool_me_twice": 1_500,
    "pairs_snli_devtest": 3_000,
    "pairs_cad_nli": 2_500,
    "pairs_fragments6": 1_500,
    "pairs_control": 1_000,
    "pairs_breaking_nli": 1_000,
    "pairs_cannot_parts": 3_000,
}
REVISIONS = 14_000
"""Pairs of VitaminC, whole cases."""
YES_NO = 2_500
LABELS = {"entails": "entailment", "contradicts": "contradiction"}
"""Other names of RELATIONS in some files."""
MOST_WORDS = 150
STATEMENTS = 0.6  # of the checks whose question can be turned into a statement
MONTH = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")
NUMERIC = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million)\b")


def published_pairs(folder: Path, random: Random) -> list[RelationExample]:
    """The pairs of every public file, down-sampled as LIMITS says."""
    seen: set[tuple[str, str]] = set()
    kept: list[RelationExample] = []
    for name, limit in LIMITS.items():
        by_label: dict[int, list[RelationExample]] = {}
        for row in read_lines(folder / f"{name}.jsonl.gz"):
            pair = (row["a"].strip(), row["b"].strip())
            if pair in seen or len(pair[0].split()) + len(pair[1].split()) > MOST_WORDS:
                continue
            seen.add(pair)
            label = RELATIONS.index(row["label"])
            by_label.setdefault(label, []).append(RelationExample(*pair, label, name.removeprefix("pairs_")))
        for examples in by_label.values():
            random.shuffle(examples)
            kept.extend(examples[:limit])
    return kept


def revisions(folder: Path, random: Random) -> list[list[RelationExample]]:
    """Claims against the evidence before and after a revision, one list a case; about REVISIONS pairs.

    What shares a claim or an evidence with the FEVER sets that figures are made with is left out.
    """
    told = list(read_lines(folder / "pairs_fever_symmetric_adversarial.jsonl.gz"))
    barred = {same(row[side]) for row in told for side in "ab"}
    cases: dict[str, list[RelationExample]] = {}
    for row in read_lines(folder / "pairs_vitaminc_test.jsonl.gz"):
        if same(row["a"]) in barred or same(row["b"]) in barred:
            continue
        if len(row["a"].split()) + len(row["b"].split()) <= MOST_WORDS:
            label = RELATIONS.index(LABELS.get(row["label"], row["label"]))
            pair = RelationExample(row["a"].strip(), row["b"].strip(), label, "vitaminc")
            cases.setdefault(row["case"], []).append(pair)
    chosen, count = [], 0
    for case in random.sample(list(cases.values()), len(cases)):
        if count >= REVISIONS:
            break
        chosen.append(case)
        count += len(case)
    return chosen


def same(text: str) -> str:
    """A text as it is compared: lower case, single spaces, no marks.

    >>> same("The  Dome -LRB- London -RRB- fell .")
    'the dome lrb london rrb fell'
    """
    return " ".join(re.findall(r"\w+", text.lower()))


def yes_no_checks(path: Path, longest: int, random: Random) -> list[RelationExample]:
    """Questions on a negated sentence with "yes" or "no" after them, beside a window around the negation."""
    made = []
    rows = list(read_lines(path))
    for row in random.sample(rows, min(YES_NO, len(rows))):
        text = row["context"]
        at = text.lower().find(row["cue"].lower())
        around = window(text, (max(at, 0), max(at, 0) + len(row["cue"])), longest, random)
        if around is None:
            continue
        said = random.choice(("Yes", "No"))
        label = 1 if row["label"].lower() not in ("yes", "no") else 0 if row["label"].lower() == said.lower() else 2
        made.append(RelationExample(around.passage, f"{row['question'].strip()} {said}", label, "yes-no"))
    return made


def answer_type(answer: str) -> str:
    """A rough type, so that a wrong answer looks like a right one.

    >>> [answer_type(a) for a in ("1999", "May 3", "40 percent", "Oslo", "a red coat")]
    ['year', 'date', 'number', 'name', 'phrase']
    """
    if re.fullmatch(r"(?:1\d|20)\d\d", answer):
        return "year"
    if MONTH.search(answer):
        return "date"
    if NUMERIC.search(answer.lower()):
        return "number"
    return "name" if all(word[:1].isupper() for word in answer.split() if len(word) > 3) else "phrase"


def shake_number(answer: str, random: Random) -> str | None:
    """The answer with one of its numbers changed.

    >>> shake_number("no digits", Random(0)) is None
    True
    """
    match = re.search(r"\d+", answer)
    if match is None:
        return None
    value = int(match.group())
    near = max(0, value + random.choice((-1, 1)) * random.randint(1, max(2, value // (50 if value > 999 else 3))))
    return None if near == value else answer[: match.start()] + str(near) + answer[match.end() :]


def answer_check(example: ReadExample, rivals: Sequence[str], random: Random) -> RelationExample | None:
    """One check of an example: with its right answer, or with a rival of the same type."""
    if example.answer is None:
        return None
    right = example.passage[slice(*example.answer)]
    question = example.question.strip()
    if random.random() < 0.45:
        given = right
        if random.random() < 0.3:
            given = re.sub(r"^(?:the|a|an)\s+", "", given, flags=re.IGNORECASE)
        words = given.split()
        if answer_type(given) == "name" and len(words) > 1 and random.random() < 0.25:
            given = words[-1]
        return RelationExample(example.passage, said(question, given, STATEMENTS, random), 0, "check-right")
    kind, normal = answer_type(right), normal_answer(right)
    usable = [
        rival
        for rival in rivals
        if answer_type(rival) == kind
        and normal_answer(rival) not in normal
        and normal not in normal_answer(rival)
        and len(rival.split()) <= 8
    ]
    inside = [rival for rival in usable if rival in example.passage]
    wrong = shake_number(right, random) if random.random() < 0.4 else None
    if wrong is None:
        choices = inside if inside and random.random() < 0.5 else usable
        if not choices:
            return None
        wrong = random.choice(choices)
    return RelationExample(example.passage, said(question, wrong, STATEMENTS, random), 2, "check-wrong")


def open_checks(negatives: Iterable[tuple[ReadExample, str]], random: Random) -> list[RelationExample]:
    """Passages that do not answer beside the question and its answer: neutral."""
    return [
        RelationExample(example.passage, said(example.question.strip(), answer, STATEMENTS, random), 1, "check-open")
        for example, answer in negatives
    ]
