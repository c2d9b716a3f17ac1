"""Print the figures of the model card: ``python -m training.evaluate --data ../shared/data [--sample 2000]``.

``--only news --only events --sample 300`` prints some of them, on fewer questions.

Development sets only, none of which was trained or calibrated on. Each line
says the measure, its value, the middle 95 % of 500 bootstrap samples, and n.
Thresholds are set beforehand (0.5 on calibrated probabilities), unless the
measure's name says "best threshold".
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.reader import WEIGHTS_FOLDER, Reader
from training.compare import comparisons
from training.evaluate_news import events, wikinews
from training.examples import read_lines
from training.figures import Figure, Folders, Rows, figure, mean, read_rows, sampled
from training.measures import (
    area_under_curve,
    average_precision,
    balanced_accuracy,
    best_threshold_f1,
    exact_match,
    expected_calibration_error,
    token_f1,
)
from training.wording import wording_scores


def accepted(row: dict[str, Any]) -> list[str]:
    """The answers that count as right."""
    return [answer["text"] for answer in row["answers"]]


def squad_answers(reader: Reader, folders: Folders, sample: int | None) -> Iterator[Figure]:
    """SQuAD v1.1 dev: every question has an answer."""
    rows = sampled(list(read_lines(folders.data / "squad_dev_v1.jsonl.gz")), sample)
    readings = read_rows(reader, rows)
    said = [row["context"][one.start : one.end] for row, one in zip(rows, readings, strict=True)]
    right = [exact_match(text, accepted(row)) for text, row in zip(said, rows, strict=True)]
    yield figure("SQuAD v1.1 dev: exact match", mean, right)
    yield figure(
        "SQuAD v1.1 dev: F1", mean, [token_f1(text, accepted(row)) for text, row in zip(said, rows, strict=True)]
    )
    sure = [one.probability for one in readings]
    yield figure("SQuAD v1.1 dev: ECE of the span's probability", expected_calibration_error, sure, right)


def squad_abstention(reader: Reader, folders: Folders, sample: int | None) -> Iterator[Figure]:
    """SQuAD v2.0 dev: half of the questions, written by people to deceive, have no answer."""
    rows = sampled(list(read_lines(folders.data / "squad_dev_v2.jsonl.gz")), sample)
    readings = read_rows(reader, rows)
    answerable = np.array([one.answerable for one in readings])
    impossible = np.array([bool(row["impossible"]) for row in rows])
    f1 = [
        0.0 if row["impossible"] else token_f1(row["context"][one.start : one.end], accepted(row))
        for row, one in zip(rows, readings, strict=True)
    ]
    yield figure("SQuAD v2.0 dev: AUC answerable", area_under_curve, answerable, ~impossible)
    foreign = [one.answerable for one in read_rows(reader, swapped_contexts(rows))]
    yield figure("SQuAD v2.0 dev: AUC beside foreign passages (.5 is right)", area_under_curve, foreign, ~impossible)
    sounds = squad_wording(folders, [row["question"] for row in rows])
    yield figure("SQuAD v2.0 dev: AUC of the wording alone", area_under_curve, sounds, ~impossible)
    yield figure(
        "SQuAD v2.0 dev: F1 at the best threshold", lambda *c: best_threshold_f1(*c)[0], answerable, f1, impossible
    )
    at_half = np.where(answerable > 0.5, f1, impossible.astype(float))
    yield figure("SQuAD v2.0 dev: F1 at 0.5", mean, at_half)
    yield figure("SQuAD v2.0 dev: balanced accuracy at 0.5", balanced_accuracy, answerable > 0.5, ~impossible)
    yield figure("SQuAD v2.0 dev: ECE of answerable", expected_calibration_error, answerable, ~impossible)
    right = [
        0.0 if row["impossible"] else exact_match(row["context"][one.start : one.end], accepted(row))
        for row, one in zip(rows, readings, strict=True)
    ]
    sure = [one.probability for one in readings]
    yield figure("SQuAD v2.0 dev: ECE of the span's probability", expected_calibration_error, sure, right)


def swapped_contexts(rows: Rows) -> Rows:
    """Each row with the context of the next row of another title."""
    count = len(rows)
    others = [
        next(
            rows[(i + step) % count]
            for step in range(1, count + 1)
            if rows[(i + step) % count]["title"] != row["title"]
        )
        for i, row in enumerate(rows)
    ]
    return [{**row, "context": other["context"]} for row, other in zip(rows, others, strict=True)]


def squad_wording(folders: Folders, questions: Sequence[str], learnt: int = 8_000) -> NDArray[np.float64]:
    """How answerable the questions sound, learnt from as many training questions of either kind."""
    files = ("squad_train", "squad2_train_unanswerable")
    answered, open_ones = (
        [row["question"] for row in sampled(list(read_lines(folders.data / f"{name}.jsonl.gz")), learnt)]
        for name in files
    )
    marks = [True] * len(answered) + [False] * len(open_ones)
    return wording_scores([*answered, *open_ones], marks, questions)


def sentence_choice(reader: Reader, folders: Folders, sample: int | None) -> Iterator[Figure]:
    """SelQA test: rank the sentences of a section."""
    rows = sampled([row for row in read_lines(folders.data / "selqa_test.jsonl.gz") if row["answers"]], sample)
    passages, spans = [], []
    for row in rows:
        ends = np.cumsum([len(sentence) + 1 for sentence in row["sentences"]])
        passages.append((row["question"], " ".join(row["sentences"])))
        spans.append([(int(end) - len(one) - 1, int(end) - 1) for end, one in zip(ends, row["sentences"], strict=True)])
    readings = reader.read(passages, spans)
    precisions, first = [], []
    for row, one in zip(rows, readings, strict=True):
        relevant = [i in row["answers"] for i in range(len(row["sentences"]))]
        precisions.append(average_precision(one.sentence_scores, relevant))
        first.append(float(relevant[int(np.argmax(one.sentence_scores))]))
    yield figure("SelQA test: MAP", mean, precisions)
    yield figure("SelQA test: first sentence right", mean, first)


def clapnq(reader: Reader, folders: Folders, sample: int | None) -> Iterator[Figure]:
    """CLAP NQ: answer or abstain, against the similarity of the encoder."""
    rows: Rows = []
    for part, answerable in (("answerable", True), ("unanswerable", False)):
        found = read_lines(folders.data / f"clapnq_{part}_a.jsonl.gz")
        rows += [{"question": row["input"], "context": row["passages"][0]["text"], "yes": answerable} for row in found]
    truth = np.array([row["yes"] for row in rows])
    said = np.array([one.answerable for one in read_rows(reader, rows)])
    yield figure("CLAP NQ: balanced accuracy of answer or abstain at 0.5", balanced_accuracy, said > 0.5, truth)
    yield figure("CLAP NQ: AUC answerable", area_under_curve, said, truth)
    alike = similarities(rows)
    held = list(read_lines(folders.data / "squad_dev_v2.jsonl.gz"))[:1000]
    cut = best_cut(similarities(held), np.array([not row["impossible"] for row in held]))
    yield figure("CLAP NQ: the same by cosine, cut set on SQuAD v2.0 dev", balanced_accuracy, alike > cut, truth)
    yield figure("CLAP NQ: AUC of the cosine", area_under_curve, alike, truth)
    judged = np.array([relevance(reader, row, float(cosine)) for row, cosine in zip(rows, alike, strict=True)])
    yield figure("CLAP NQ: balanced accuracy of the joint judgement at 0.5", balanced_accuracy, judged > 0.5, truth)
    yield figure("CLAP NQ: AUC of the joint judgement", area_under_curve, judged, truth)


def relevance(reader: Reader, row: dict[str, Any], cosine: float) -> float:
    """The best sentence's relevance as ``rag.judging.relevance`` has it: what an answer is kept or withheld by."""
    from index.articles import Passage
    from rag.judging.name_index import NameIndex
    from rag.judging.relevance import ReaderJudge
    from rag.question import asked_of
    from rag.search import Retrieved

    text = row["context"]
    passage = Passage(1, "1", 0, len(text), text, "", None, None, None, None, None, "en", "1")
    hits = [Retrieved(passage, 1.0, cosine)]
    found = ReaderJudge(reader).judge(asked_of(row["question"]), hits, NameIndex([passage]))
    return max((item.relevance for item in found), default=0.0)


def similarities(rows: Rows) -> NDArray[np.float32]:
    """Cosine of the encoder's vectors of question and context."""
    from index.embedding import Encoder

    encoder = Encoder.load()
    questions = encoder.encode([row["question"] for row in rows], overlong="average")
    contexts = encoder.encode([row["context"] for row in rows], overlong="average")
    cosines: NDArray[np.float32] = (questions * contexts).sum(axis=1)
    return cosines


def best_cut(scores: NDArray[np.float32], truth: NDArray[np.bool_]) -> float:
    """The threshold with the highest balanced accuracy.

    >>> best_cut(np.array([0.25, 0.5, 0.75], np.float32), np.array([False, False, True]))
    0.5
    """
    return max((float(score) for score in scores), key=lambda cut: balanced_accuracy(scores > cut, truth))


def conflicts(reader: Reader, folders: Folders, sample: int | None) -> Iterator[Figure]:
    """Pairs that answer the same question: conflict against agreement, by each way of comparing."""
    for name, title in (("pairs_qacc", "QACC"), ("pairs_wikicontradict_a", "WikiContradict")):
        rows = list(read_lines(folders.data / f"{name}.jsonl.gz"))
        rows = both_labels(rows, sample)
        truth = np.array([row["label"] == "conflict" for row in rows])
        for way, scores in comparisons(reader, rows).items():
            yield figure(f"{title}: AUC conflict by {way}", area_under_curve, scores, truth)


def both_labels(rows: Rows, sample: int | None) -> Rows:
    """At most ``sample`` rows of each label."""
    return [
        row
        for label in ("conflict", "agree")
        for row in sampled([one for one in rows if one["label"] == label], sample)
    ]


def relations(reader: Reader, folders: Folders, sample: int | None) -> Iterator[Figure]:
    """Claims against evidence whose wording gives nothing away, and edited summaries of news."""
    known = {row["b"] for row in read_lines(folders.data / "pairs_fever_dev.jsonl.gz")}
    rows = list(read_lines(folders.data / "pairs_fever_symmetric_adversarial.jsonl.gz"))
    found = reader.relate([(row["a"], row["b"]) for row in rows])
    names = ("entails", "neutral", "contradicts")
    right = [names[int(np.argmax(one))] == row["label"] for one, row in zip(found, rows, strict=True)]
    yield figure("FEVER symmetric and adversarial: accuracy of three", mean, np.array(right, dtype=float))
    for title, unseen in (("FEVER symmetric", False), ("FEVER symmetric, claims not in FEVER dev", True)):
        kept = [
            (one.entails - one.contradicts, row["label"] == "entails")
            for one, row in zip(found, rows, strict=True)
            if row["kind"] == "symmetric" and not (unseen and row["b"] in known)
        ]
        yield figure(f"{title}: AUC", area_under_curve, *zip(*kept, strict=True))
    edited = [row for row in read_lines(folders.data / "pairs_summedits.jsonl.gz") if row["split"] == "news"]
    edited = sampled(edited, sample)
    conflict = [row["label"] == "conflict" for row in edited]
    scores = [one.contradicts - one.entails for one in reader.relate([(row["a"], row["b"]) for row in edited])]
    yield figure("SummEdits news: AUC edited", area_under_curve, scores, conflict)


PARTS: dict[str, Callable[[Reader, Folders, int | None], Iterator[Figure]]] = {
    "news": wikinews,
    "events": events,
    "answers": squad_answers,
    "abstention": squad_abstention,
    "sentences": sentence_choice,
    "clapnq": clapnq,
    "relations": relations,
    "conflicts": conflicts,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--wikinews", type=Path, default=Path("../shared/wikinews"))
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--weights", type=Path, default=WEIGHTS_FOLDER)
    parser.add_argument("--sample", type=int, help="rows of each set, all by default")
    parser.add_argument("--only", choices=sorted(PARTS), action="append")
    given = parser.parse_args(arguments)
    reader = Reader(given.weights)
    folders = Folders(given.data, given.wikinews, given.bench)
    print(f"weights {reader.fingerprint[:16]}")
    for name in given.only or PARTS:
        for one in PARTS[name](reader, folders, given.sample):
            print(one, flush=True)


if __name__ == "__main__":
    main()
