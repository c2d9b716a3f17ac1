"""Development figures of the disagreement finder.

    python benchmarks/disagreement.py notes GOLD.jsonl --index DIR   # shown, right, false; milliseconds
    python benchmarks/disagreement.py qacc|wikicontradict|summedits DATA.jsonl.gz
    python benchmarks/disagreement.py notes-on-pairs DATA.jsonl.gz   # two passages, the whole finder

SummEdits' threshold is chosen on its other domains. The cut of 0.05 for the
WikiContradict passages and the weights of ``refuted`` were chosen while looking
at that same data, so those are development figures.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Row = dict[str, Any]
NOTED = 0.05
"""Two passages whose conflict is above this are counted as noted (qacc, wikicontradict)."""


def auc(truth: Sequence[bool], scores: Sequence[float]) -> float:
    """Area under the ROC curve: how often a true case scores above a false one, ties half.

    >>> auc([True, False, False], [0.9, 0.1, 0.9])
    0.75
    """
    order = np.argsort(scores, kind="mergesort")
    ranks = np.empty(len(scores))
    values = np.asarray(scores)[order]
    start = 0
    while start < len(values):
        end = start
        while end < len(values) and values[end] == values[start]:
            end += 1
        ranks[order[start:end]] = (start + end + 1) / 2
        start = end
    positive = np.asarray(truth, dtype=bool)
    n, m = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m)) if n and m else float("nan")


def precision_at(truth: Sequence[bool], scores: Sequence[float], recall: float) -> float:
    """The best precision at any threshold that reaches ``recall``.

    >>> precision_at([True, False, True], [0.9, 0.5, 0.1], 0.5)
    1.0
    """
    ranked = [label for _, label in sorted(zip(scores, truth, strict=True), key=lambda pair: -pair[0])]
    wanted = sum(ranked)
    found, best = 0, 0.0
    for place, label in enumerate(ranked, start=1):
        found += label
        if found >= recall * wanted:
            best = max(best, found / place)
    return best


def balanced_accuracy(truth: Sequence[bool], said: Sequence[bool]) -> float:
    """The mean of sensitivity and specificity.

    >>> balanced_accuracy([True, False, False], [True, True, False])
    0.75
    """
    right = [t == s for t, s in zip(truth, said, strict=True)]
    true = [r for r, t in zip(right, truth, strict=True) if t]
    false = [r for r, t in zip(right, truth, strict=True) if not t]
    return (statistics.fmean(true) + statistics.fmean(false)) / 2


def rows(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def notes(gold: Path, index: Path) -> None:
    """Ask every gold question and hold the notes against it."""
    from rag import Assistant
    from rag.evaluation.gold import read_gold
    from rag.evaluation.measures.disagreement import sides_matched

    shown = wanted = right = made = false = agreeing = 0
    spent: list[float] = []
    with Assistant.open(index) as assistant:
        for question in read_gold(gold).questions:
            answer = assistant.ask(question.question)
            spent.append(answer.timings_ms.get("compare", 0.0))
            if question.disagree is not None:
                hits = [
                    sides_matched(note, question.disagree) >= question.disagree.need for note in answer.disagreements
                ]
                wanted += 1
                shown += any(hits)
                right += sum(hits)
                made += len(hits)
                mark = "shown" if any(hits) else "wrong" if hits else "missed"
            else:
                agreeing += question.answerable
                false += bool(answer.disagreements) and question.answerable
                made += len(answer.disagreements)
                mark = "false" if answer.disagreements else "quiet"
            print(f"{mark:7} {question.id}  {question.question}")
            for note in answer.disagreements if mark in {"wrong", "false"} else ():
                print(f"        {note.kind}: {' / '.join(side.value for side in note.sides)}")
    print(f"shown {shown}/{wanted}; right {right}/{made} notes; false on {false}/{agreeing} agreed questions")
    print(f"compare: median {statistics.median(spent):.0f} ms, most {max(spent):.0f} ms")


def _read(data: list[Row]) -> Callable[[str, str], Any]:
    from rag.disagreement.pairs import ReadAnswer
    from rag.reader import Reader

    pairs = list(dict.fromkeys((row["question"], row[side]) for row in data for side in "ab"))
    reader = Reader.load()
    found: dict[tuple[str, str], ReadAnswer] = {}
    for start in range(0, len(pairs), 64):
        part = pairs[start : start + 64]
        for pair, reading in zip(part, reader.read(part, [[] for _ in part]), strict=True):
            found[pair] = ReadAnswer(pair[1], pair[1][reading.start : reading.end], reading.answerable)
    return lambda question, text: found[question, text]


def _relate(pairs: list[tuple[str, str]]) -> list[Any]:
    from rag.reader import Reader

    reader = Reader.load()
    found: list[Any] = []
    for start in range(0, len(pairs), 64):
        found.extend(reader.relate(pairs[start : start + 64]))
    return found


def qacc(data: list[Row]) -> None:
    from rag.disagreement.pairs import conflict

    read = _read(data)
    scores = [conflict(read(row["question"], row["a"]), read(row["question"], row["b"])) for row in data]
    truth = [row["label"] == "conflict" for row in data]
    print(f"pairs {len(data)}, conflicts {sum(truth)}, AUC {auc(truth, scores):.3f}")
    for recall in (0.45, 0.61):
        print(f"precision {precision_at(truth, scores, recall):.2f} at recall {recall}")


def wikicontradict(data: list[Row]) -> None:
    from rag.disagreement.pairs import conflict, refuted

    both = [row for row in data if row["kind"].startswith("passage-passage")]
    read = _read(data)
    noted = [conflict(read(row["question"], row["a"]), read(row["question"], row["b"])) > NOTED for row in both]
    print(f"passage against passage: noted {sum(noted)}/{len(noted)} ({statistics.fmean(noted):.2f})")
    claims = [row for row in data if row["kind"].startswith("passage-claim")]
    relations = _relate([(row["a"], row["b"]) for row in claims])
    apart = [conflict(read(row["question"], row["a"]), read(row["question"], row["b"])) for row in claims]
    scores = [
        refuted(
            row["a"],
            row["b"],
            question=row["question"],
            apart=differ,
            entails=found.entails,
            contradicts=found.contradicts,
        )
        for row, differ, found in zip(claims, apart, relations, strict=True)
    ]
    truth = [row["label"] == "conflict" for row in claims]
    words_only = [
        refuted(row["a"], row["b"], question=row["question"], apart=differ)
        for row, differ in zip(claims, apart, strict=True)
    ]
    print(f"passage against claim: AUC {auc(truth, scores):.3f} (without the relation {auc(truth, words_only):.3f})")


def summedits(data: list[Row], *, sample: int = 5) -> None:
    from rag.disagreement.pairs import refuted

    news = [row for row in data if row["split"] == "news"]
    other = [row for row in data if row["split"] != "news"][::sample]
    relations = _relate([(row["a"], row["b"]) for row in [*news, *other]])
    scores = [
        refuted(row["a"], row["b"], entails=found.entails, contradicts=found.contradicts)
        for row, found in zip([*news, *other], relations, strict=True)
    ]
    truth = [row["label"] != "agree" for row in [*news, *other]]
    n = len(news)
    least = max(
        sorted(set(scores[n:])), key=lambda t: balanced_accuracy(truth[n:], [score >= t for score in scores[n:]])
    )
    said = [score >= least for score in scores[:n]]
    print(f"news: balanced accuracy {balanced_accuracy(truth[:n], said):.3f}, AUC {auc(truth[:n], scores[:n]):.3f}")


def notes_on_pairs(data: list[Row]) -> None:
    """Two passages as two articles, through the whole finder."""
    from index.articles import Passage
    from index.sentences import sentence_spans
    from rag.disagreement import find_disagreements
    from rag.evidence import Evidence, Quote, Span
    from rag.question import Question
    from rag.reader import Reader

    reader = Reader.load()
    counted = {True: [0, 0], False: [0, 0]}
    began = time.perf_counter()
    for row in data:
        if row.get("kind", "passage-passage").split("/")[0] != "passage-passage":
            continue
        evidence: list[Evidence] = []
        for key, side in enumerate("ab"):
            text = row[side]
            passage = Passage(key, side, 0, len(text), text, "", None, None, None, None, None, "en", side)
            spans = sentence_spans(text)
            (reading,) = reader.read([(row["question"], text)], [spans])
            for (start, end), score in zip(spans, reading.sentence_scores, strict=True):
                inside = start <= reading.start < end
                stop = min(reading.end, end)
                span = Span(reading.start, stop, text[reading.start : stop], reading.probability) if inside else None
                evidence.append(Evidence(Quote.cut(passage, start, end), score, reading.answerable, span))
        found = find_disagreements(Question(row["question"], row["question"]), evidence)
        tally = counted[row["label"] == "conflict"]
        tally[0] += bool(found)
        tally[1] += 1
    for label, (noted, seen) in counted.items():
        print(f"{'conflict' if label else 'agreement'}: noted {noted}/{seen}")
    print(f"{time.perf_counter() - began:.0f} s, reading included")


def main() -> None:
    parser = argparse.ArgumentParser(description="Development figures of the disagreement finder.")
    parser.add_argument("what", choices=["notes", "qacc", "wikicontradict", "summedits", "notes-on-pairs"])
    parser.add_argument("data", type=Path)
    parser.add_argument("--index", type=Path)
    given = parser.parse_args()
    if given.what == "notes":
        if given.index is None:
            parser.error("notes needs --index")
        notes(given.data, given.index)
        return
    work = {"qacc": qacc, "wikicontradict": wikicontradict, "summedits": summedits, "notes-on-pairs": notes_on_pairs}
    work[given.what](rows(given.data))


if __name__ == "__main__":
    main()
