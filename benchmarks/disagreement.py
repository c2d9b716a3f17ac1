"""Development figures of the disagreement finder.

    python benchmarks/disagreement.py notes GOLD.jsonl --index DIR   # shown, right, false; milliseconds
    python benchmarks/disagreement.py qacc|wikicontradict|summedits DATA.jsonl.gz
    python benchmarks/disagreement.py notes-on-pairs DATA.jsonl.gz   # two passages, the whole finder
    python benchmarks/disagreement.py refit pairs_qacc.jsonl.gz      # CHECK_... of rag/disagreement/conflict.py
    python benchmarks/disagreement.py cuts DATA.jsonl.gz             # the cut-offs of the slots answer and stated

``--half looked``: the pairs that cut-offs may be chosen on (QACC's `split` train,
WikiContradict's even cases); ``--half unseen``: the others. SummEdits' threshold is
chosen on its other domains. The cut of 0.05 for the WikiContradict passages and the
weights of ``refuted`` were chosen while looking at all of that data, so those are
development figures.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
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
    from rag.disagreement.conflict import ReadAnswer
    from rag.reader import Reader

    pairs = list(dict.fromkeys((row["question"], row[side]) for row in data for side in "ab"))
    reader = Reader.load()
    found: dict[tuple[str, str], ReadAnswer] = {}
    for start in range(0, len(pairs), 64):
        part = pairs[start : start + 64]
        for pair, reading in zip(part, reader.read(part, [[] for _ in part]), strict=True):
            found[pair] = ReadAnswer(pair[1], pair[1][reading.start : reading.end], reading.answerable)
    return lambda question, text: found[question, text]


def is_looked_at(row: Row) -> bool:
    """Is it of the half that cut-offs may be chosen on?

    >>> is_looked_at({"id": "wc-4-cc"}), is_looked_at({"id": "wc-5-1e"}), is_looked_at({"id": "q", "split": "dev"})
    (True, False, False)
    """
    if "split" in row:
        return bool(row["split"] == "train")
    return int(row["id"].split("-")[1]) % 2 == 0


def _answered(data: list[Row]) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """The two read answers of each row, and the reader's check of each against the other's passage."""
    from rag.disagreement.conflict import Check

    read = _read(data)
    answers = [(read(row["question"], row["a"]), read(row["question"], row["b"])) for row in data]
    asks = [
        (text, f"{row['question']} {other.answer}")
        for row, (one, two) in zip(data, answers, strict=True)
        for text, other in ((row["a"], two), (row["b"], one))
    ]
    distinct = list(dict.fromkeys(asks))
    relations = dict(zip(distinct, _relate(distinct), strict=True))
    found = [relations[ask] for ask in asks]
    return answers, [Check.of(first, second) for first, second in zip(found[::2], found[1::2], strict=True)]


def refit(data: list[Row]) -> None:
    """The constants of ``rag.disagreement.conflict.conflict`` with a check, from the half that is looked at."""
    from rag.disagreement.conflict import difference

    looked = [row for row in data if is_looked_at(row)]
    answers, checks = _answered(looked)
    features = np.array([[difference(*pair), check.odds, 1.0] for pair, check in zip(answers, checks, strict=True)])
    truth = np.array([row["label"] == "conflict" for row in looked], dtype=float)
    apart, odds, bias = logistic(features, truth)
    print(f"CHECK_BIAS, CHECK_APART, CHECK_ODDS = {bias:.2f}, {apart:.2f}, {odds:.2f}")
    print(f"fitted on {len(looked)} pairs, AUC {auc(list(truth > 0), list(features @ [apart, odds, bias])):.3f}")


def logistic(features: Any, truth: Any, *, ridge: float = 1.0) -> list[float]:
    """Weights of a ridge logistic regression by Newton's steps; the last column is the constant, not shrunk.

    >>> [abs(round(w, 1)) for w in logistic(np.array([[1.0, 1.0], [-1.0, 1.0]]), np.array([1.0, 0.0]), ridge=0.5)]
    [1.0, 0.0]
    """
    shrunk = np.diag([*[ridge] * (features.shape[1] - 1), 0.0])
    weights = np.zeros(features.shape[1])
    for _ in range(40):
        chance = 1.0 / (1.0 + np.exp(-features @ weights))
        slope = features.T @ (chance - truth) + shrunk @ weights
        bend = (features.T * (chance * (1.0 - chance))) @ features + shrunk + 1e-9 * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return [float(weight) for weight in weights]


def _relate(pairs: list[tuple[str, str]]) -> list[Any]:
    from rag.reader import Reader

    reader = Reader.load()
    found: list[Any] = []
    for start in range(0, len(pairs), 64):
        found.extend(reader.relate(pairs[start : start + 64]))
    return found


def qacc(data: list[Row]) -> None:
    from rag.disagreement.conflict import conflict

    answers, checks = _answered(data)
    truth = [row["label"] == "conflict" for row in data]
    print(f"pairs {len(data)}, conflicts {sum(truth)}")
    for name, scores in (
        ("answers alone", [conflict(*pair) for pair in answers]),
        ("with the check", [conflict(*pair, check) for pair, check in zip(answers, checks, strict=True)]),
    ):
        reached = ", ".join(f"{precision_at(truth, scores, recall):.2f} at recall {recall}" for recall in (0.45, 0.61))
        print(f"{name}: AUC {auc(truth, scores):.3f}, precision {reached}")


def unsupported(passage: str, claim: str, *, question: str = "") -> float:
    """The share of what a claim says beyond the question that its passage does not hold.

    Numbers count double: a wrong number is the commonest wrong claim.

    >>> unsupported("The bridge opened in 1934.", "The bridge opened in 1933.")
    0.5
    >>> unsupported("The bridge opened in 1934.", "The bridge opened in 1934.")
    0.0
    """
    from rag.language.numbers import quantities
    from rag.language.words import content_stems

    said = content_stems(claim) - content_stems(question) or content_stems(claim)
    held = content_stems(passage)
    numbers = {q.stated for q in quantities(passage)}
    missing = total = 0.0
    for stem in sorted(said):
        weight = 2.0 if any(char.isdigit() for char in stem) else 1.0
        total += weight
        known = stem in held or (stem.replace(",", "").isdigit() and float(stem.replace(",", "")) in numbers)
        missing += 0.0 if known else weight
    return missing / total if total else 0.0


def refuted(
    passage: str,
    claim: str,
    *,
    question: str = "",
    apart: float = 0.0,
    entails: float = 1 / 3,
    contradicts: float = 1 / 3,
) -> float:
    """In (0, 1): how surely a passage speaks against a claim.

    ``apart``: the ``conflict`` of the answers read from both. ``entails`` and
    ``contradicts``: the reader's relation of the passage to the claim, at half weight.

    >>> right = refuted("The bridge opened in 1934.", "The bridge opened in 1934.", entails=0.8, contradicts=0.1)
    >>> wrong = refuted("The bridge opened in 1934.", "The bridge opened in 1933.", entails=0.3, contradicts=0.6)
    >>> right < 0.5 < wrong
    True
    """
    relation = 0.5 * math.log(max(contradicts, 1e-3) / max(entails, 1e-3))
    missing = unsupported(passage, claim, question=question)
    return 1.0 / (1.0 + math.exp(-(relation + 3.0 * missing + 3.0 * apart - 1.0)))


def wikicontradict(data: list[Row]) -> None:
    from rag.disagreement.conflict import conflict

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
    """Two passages as two articles, through the whole finder; a claim that a passage bears out agrees with it."""
    from rag.reader import Reader

    began = time.perf_counter()
    for label, (noted, seen) in _noted(_as_articles(data), Reader.load().relate).items():
        print(f"{label}: noted {noted}/{seen}")
    print(f"{time.perf_counter() - began:.0f} s, reading included")


def cuts(data: list[Row]) -> None:
    """What the cut-offs for read answers note, one varied at a time, on the half that is looked at."""
    from rag.disagreement.slots import answer, stated
    from rag.reader import Reader

    known: dict[tuple[str, str], Any] = {}

    def relate(pairs: Sequence[tuple[str, str]]) -> list[Any]:
        new = [pair for pair in dict.fromkeys(pairs) if pair not in known]
        known.update(zip(new, Reader.load().relate(new), strict=True))
        return [known[pair] for pair in pairs]

    articles = _as_articles([row for row in data if is_looked_at(row)])
    for module, name, values in (
        (answer, "CHECKED_LEAST", (0.15, 0.25, 0.4, 0.6)),
        (answer, "CHECKED_VETO", (0.0, 0.03, 0.06, 0.1)),
        (stated, "STATED_LEAST", (0.5, 0.6, 0.7, 0.8, 0.9)),
    ):
        shipped = getattr(module, name)
        for value in values:
            setattr(module, name, value)
            counted = ", ".join(f"{label} {noted}/{n}" for label, (noted, n) in _noted(articles, relate).items())
            print(f"{name} = {value}{' (shipped)' if value == shipped else ''}: {counted}", flush=True)
        setattr(module, name, shipped)


def _noted(articles: list[tuple[Row, list[Any]]], relate: Callable[..., Any]) -> dict[str, tuple[int, int]]:
    """For conflicts and agreements, how many were noted of how many."""
    from rag.disagreement import find_disagreements
    from rag.question import asked_of

    counted = {"conflict": (0, 0), "agreement": (0, 0)}
    for row, evidence in articles:
        label = "conflict" if row["label"] == "conflict" else "agreement"
        found = find_disagreements(asked_of(row["question"]), evidence, relate)
        counted[label] = counted[label][0] + bool(found), counted[label][1] + 1
    return counted


def _as_articles(data: list[Row]) -> list[tuple[Row, list[Any]]]:
    """Each row with its two texts, judged, as evidence of two articles; conflicts of passage and claim are left out."""
    from index.articles import Passage
    from index.embedding import Encoder
    from rag.judging.name_index import NameIndex
    from rag.judging.relevance import ReaderJudge
    from rag.question import asked_of
    from rag.reader import Reader
    from rag.search import Retrieved

    encoder, judge = Encoder.load(), ReaderJudge(Reader.load())
    made: list[tuple[Row, list[Any]]] = []
    for row in data:
        if row["label"] == "conflict" and row.get("kind", "passage-passage").split("/")[0] != "passage-passage":
            continue
        cosines = encoder.encode([row["a"], row["b"]], overlong="average") @ encoder.encode_query(row["question"])
        hits = [
            Retrieved(
                Passage(key, side, 0, len(row[side]), row[side], "", None, None, None, None, None, "en", side),
                1.0,
                float(cosine),
            )
            for key, (side, cosine) in enumerate(zip("ab", cosines, strict=True))
        ]
        made.append((row, judge.judge(asked_of(row["question"]), hits, NameIndex([hit.passage for hit in hits]))))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description="Development figures of the disagreement finder.")
    parser.add_argument(
        "what", choices=["notes", "qacc", "wikicontradict", "summedits", "notes-on-pairs", "refit", "cuts"]
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--half", choices=["looked", "unseen"])
    given = parser.parse_args()
    if given.what == "notes":
        if given.index is None:
            parser.error("notes needs --index")
        notes(given.data, given.index)
        return
    work: dict[str, Callable[[list[Row]], None]] = {
        "qacc": qacc,
        "wikicontradict": wikicontradict,
        "summedits": summedits,
        "notes-on-pairs": notes_on_pairs,
        "refit": refit,
        "cuts": cuts,
    }
    data = rows(given.data)
    work[given.what]([row for row in data if given.half is None or is_looked_at(row) == (given.half == "looked")])


if __name__ == "__main__":
    main()
