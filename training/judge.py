"""Fit what decides: ``python -m training.judge measure ...`` and then ``... fit``.

    python -m training.judge measure --name bench --index bench.index --gold gold.jsonl --out build/judge/bench.jsonl
    python -m training.judge measure --squad ../shared/data --out build/judge/squad.jsonl
    python -m training.judge fit --train build/judge/*_train.jsonl build/judge/squad.jsonl --dev build/judge/*_dev.jsonl

``measure`` asks every question of a gold file (as ``benchmarks/news_gold.py`` writes it) and keeps the signals of each
sentence. An answerable question is asked twice: as it is, and with every sentence that holds its answer cut out of the
passages, so that the same wording stands on both sides and cannot be learnt. ``--answered-only`` leaves out questions
that were written as unanswerable, where their wording gives them away.

``fit`` fits four logistic regressions in turn (which passages to read, which sentences answer, whether they do, whether
the short answer is right), with every corpus weighing the same; prints what they reach on the development files, and
beside it what a fit without that corpus reaches (leave-one-corpus-out); and writes ``rag/judging/fitted.json``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index.articles import Article, Passage
from index.filters import ArticleFilter
from index.sentences import sentence_spans
from rag import Assistant
from rag.evaluation.matching import holds_any
from rag.evidence import Evidence, Quote, Span
from rag.judging.decision import best_of, decision_signals, span_beside
from rag.judging.fitted import Logistic
from rag.judging.name_index import NameIndex
from rag.judging.relevance import BEFORE_READING, READ, ReaderJudge
from rag.question import asked_of
from rag.reader import Reader
from rag.search import Retrieved, retrieve
from rag.writing.extractive import choose, shown_in
from training.examples import read_lines
from training.measures import expected_calibration_error
from training.prepare import HELD_OUT_EVERY

Facts = Sequence[Sequence[str]]
Floats = NDArray[np.float64]
PARAGRAPHS = 4
"""Of one SQuAD title in one article."""
REGULARISATION = 0.3
SHOWN = 5
SEED = 7
DUE_SHARE = 0.6
"""The share of questions whose answer the articles hold that the confidence is calibrated for."""
DECIDING = ("relevance", "readable", "stated")
"""The signals of the decision."""
ANSWERING_SHORT = (*DECIDING, "answer", "inside", "fits", "agreeing")
"""Those of the short answer."""


@dataclass(frozen=True)
class Material:
    """One question as it was measured: its sentences with their signals, and which facts each holds."""

    id: str
    corpus: str
    group: str
    """Questions of one event or article stay on one side of a split."""
    question: str
    due: bool
    """The passages hold the answer."""
    cut: bool
    """The sentences that hold the answer were cut out."""
    facts: int
    evidence: tuple[Evidence, ...]
    held: tuple[frozenset[int], ...]
    """For each sentence: which of the asked facts it holds."""
    short_right: tuple[bool, ...]
    """For each sentence: its span is a right short answer."""

    def shows(self, places: Sequence[int]) -> bool:
        """Do these sentences hold every asked fact?"""
        return self.due and len(frozenset().union(*(self.held[place] for place in places))) >= self.facts


def without_answers(hits: Sequence[Retrieved], facts: Facts) -> list[Retrieved]:
    """The hits with every sentence cut out that holds one of the facts; a passage of which nothing is left goes."""
    kept = []
    for hit in hits:
        text = hit.passage.text
        spans = sentence_spans(text)
        rest = [text[a:b] for a, b in spans if not any(holds_any(text[a:b], fact) for fact in facts)]
        if len(rest) == len(spans):
            kept.append(hit)
        elif rest:
            shorter = " ".join(rest)
            passage = replace(hit.passage, text=shorter, end=hit.passage.start + len(shorter))
            kept.append(replace(hit, passage=passage))
    return kept


def measure(assistant: Assistant, rows: Iterable[dict[str, Any]], corpus: str, *, also_cut: bool) -> Iterator[Material]:
    """Ask every question, and those with an answer once more with it cut out."""
    judge = ReaderJudge(Reader.load())
    for row in rows:
        filters = row.get("filters", {})
        may = ArticleFilter.parse(*(filters.get(key) for key in ("sources", "since", "until", "as_of", "genres")))
        question = assistant.question(row["question"], may)
        with assistant.index.snapshot() as snapshot:
            settings = assistant.settings
            hits: Sequence[Retrieved] = retrieve(
                snapshot,
                assistant.index.encoder,
                question.asked,
                filter=question.filter,
                passages=settings.passages,
                passages_per_origin=settings.passages_per_origin,
                search_depth=settings.search_depth,
            )
        due = row.get("answerable", True)
        facts: Facts = row.get("facts", [])
        for cut in (False, True) if due and also_cut else (False,):
            asked_of_these = without_answers(hits, facts) if cut else hits
            evidence = judge.judge(question.asked, asked_of_these, NameIndex([hit.passage for hit in asked_of_these]))
            if not evidence:
                continue
            cited = set(row.get("cite", [])) or {item.quote.passage.article_id for item in evidence}
            held = [
                frozenset(
                    number
                    for number, fact in enumerate(facts)
                    if due and not cut and item.quote.passage.article_id in cited and holds_any(item.quote.text, fact)
                )
                for item in evidence
            ]
            right = [
                bool(due and not cut and item.span and any(same_short(item.span.text, s) for s in row.get("short", [])))
                for item in evidence
            ]
            yield Material(
                row["id"],
                corpus,
                row.get("group") or row["id"].rsplit("-", 1)[0],
                row["question"],
                due and not cut,
                cut,
                len(facts),
                tuple(evidence),
                tuple(held),
                tuple(right),
            )


def same_short(one: str, other: str) -> bool:
    """Is the one answer the other, or does it hold it or stand in it as whole words?

    >>> same_short("39 people", "39"), same_short("1939", "39")
    (True, False)
    """
    return holds_any(one, [other]) or holds_any(other, [one])


def save(path: Path, materials: Iterable[Material]) -> None:
    """One question a line; passages are kept once, without what only a citation needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for one in materials:
            passages = {item.quote.passage.id: item.quote.passage for item in one.evidence}
            row = {
                name: getattr(one, name)
                for name in ("id", "corpus", "group", "question", "due", "cut", "facts", "short_right")
            }
            row["held"] = [sorted(facts) for facts in one.held]
            row["passages"] = {
                number: [p.article_id, p.start, p.end, p.text, p.title, p.origin] for number, p in passages.items()
            }
            row["sentences"] = [
                [
                    item.quote.passage.id,
                    item.quote.start,
                    item.quote.end,
                    item.answerable,
                    [item.span.start, item.span.end, item.span.text, item.span.probability] if item.span else None,
                    {name: round(value, 4) for name, value in item.signals.items()},
                ]
                for item in one.evidence
            ]
            file.write(json.dumps(row) + "\n")


def load(path: Path) -> list[Material]:
    """What ``save`` wrote; the relevance of its sentences is not set."""
    return [_material(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _material(row: dict[str, Any]) -> Material:
    passages = {
        int(number): Passage(int(number), article, start, end, text, title, None, None, None, None, None, None, origin)
        for number, (article, start, end, text, title, origin) in row["passages"].items()
    }
    evidence = tuple(
        Evidence(
            Quote.cut(passages[number], start, end), 0.0, answerable, Span(*span) if span is not None else None, signals
        )
        for number, start, end, answerable, span, signals in row["sentences"]
    )
    return Material(
        row["id"], row["corpus"], row["group"], row["question"], row["due"], row["cut"], row["facts"],
        evidence, tuple(frozenset(facts) for facts in row["held"]), tuple(row["short_right"]),
    )  # fmt: skip


@dataclass(frozen=True)
class Models:
    """The four regressions, in the order in which they are fitted."""

    choosing: Logistic
    relevance: Logistic
    decision: Logistic
    short: Logistic


@dataclass(frozen=True)
class Weighed:
    """One question under a fitted relevance: what the decision sees, and whether what would be shown is right."""

    material: Material
    signals: dict[str, float]
    right: bool
    short_right: bool | None
    """None where the question has no gold short answer to compare with."""


def weigh(one: Material, relevance: Logistic) -> Weighed:
    """Rank the sentences anew, and look at the best as the decision does."""
    evidence = [replace(item, relevance=relevance(item.signals)) for item in one.evidence]
    places = {id(item): place for place, item in enumerate(evidence)}
    shown = [places[id(item)] for item in shown_in(choose(evidence, at_most=SHOWN), evidence)]
    best = best_of(evidence)

    span = span_beside(evidence, best.quote.passage)
    right = [ok for item, ok in zip(evidence, one.short_right, strict=True) if span is not None and item.span is span]
    return Weighed(
        one, decision_signals(asked_of(one.question), evidence), one.shows(shown), any(right) if span else None
    )


def fit(materials: Sequence[Material]) -> Models:
    """Fit all four in turn; every corpus weighs the same, whatever its size."""
    signals = [item.signals for one in materials for item in one.evidence]
    answers = np.array([one.due and bool(held) for one in materials for held in one.held])
    corpora = [one.corpus for one in materials for _ in one.evidence]
    choosing = regression(signals, answers, even(corpora), BEFORE_READING)
    relevance = regression(signals, answers, even(corpora), (*BEFORE_READING, *READ))
    relevance = centred(relevance, materials)
    weighed = [weigh(one, relevance) for one in materials]
    right = np.array([one.right for one in weighed])
    due = [(one.material.corpus, one.material.due) for one in weighed]
    weights = even(due) * np.where([is_due for _, is_due in due], DUE_SHARE, 1 - DUE_SHARE)
    decision = regression([one.signals for one in weighed], right, weights, DECIDING)
    told = [one for one in weighed if one.short_right is not None]
    short = regression(
        [one.signals for one in told],
        np.array([bool(one.short_right) for one in told]),
        even([one.material.corpus for one in told]),
        ANSWERING_SHORT,
    )
    return Models(choosing, relevance, decision, short)


def even(groups: Sequence[Any]) -> Floats:
    """Weights under which every group weighs the same and the mean is 1.

    >>> even(["a", "a", "a", "b"]).round(2).tolist()
    [0.67, 0.67, 0.67, 2.0]
    """
    names, at, counts = np.unique([str(group) for group in groups], return_inverse=True, return_counts=True)
    shares: Floats = len(at) / len(names) / counts[at]
    return shares


def regression(
    signals: Sequence[Mapping[str, float]], labels: NDArray[np.bool_], weights: Floats, names: Sequence[str]
) -> Logistic:
    """A logistic regression on standardised signals, written back in their own units."""
    x = np.array([[one[name] for name in names] for one in signals])
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    found = LogisticRegression(C=REGULARISATION, max_iter=2_000)
    found.fit((x - mean) / spread, labels, sample_weight=weights)
    slopes = found.coef_[0] / spread
    bias = float(found.intercept_[0] - slopes @ mean)
    return Logistic(round(bias, 4), {name: round(float(slope), 4) for name, slope in zip(names, slopes, strict=True)})


def centred(relevance: Logistic, materials: Sequence[Material]) -> Logistic:
    """Moved so that 0.5 is the best cut between questions with and without an answer by their best sentence."""
    best = np.array([max(relevance(item.signals) for item in one.evidence) for one in materials])
    cut, _ = balanced_cut(best, np.array([one.due for one in materials]))
    return replace(relevance, bias=round(relevance.bias - float(np.log(cut / (1 - cut))), 4))


def figures(name: str, models: Models, materials: Sequence[Material], strictness: float, not_stated: float) -> None:
    """Print what the models reach on questions as they are (none with its answer cut out)."""
    weighed = [weigh(one, models.relevance) for one in materials if not one.cut]
    sure = np.array([models.decision(one.signals) for one in weighed])
    due, right = (np.array([test(one) for one in weighed]) for test in (lambda w: w.material.due, lambda w: w.right))
    shown, near = sure >= strictness, sure >= min(strictness, not_stated)
    short = np.array([models.short(one.signals) for one in weighed])
    told = np.array([one.short_right is not None and bool(any(one.material.short_right) or not one.material.due)
                     for one in weighed])  # fmt: skip
    told_right = np.array([bool(one.short_right) for one in weighed])
    rows = {
        "AUC due": auc(sure, due.astype(float)),
        "AUC right": auc(sure, right.astype(float)),
        "answered with the fact": (shown & right)[due].mean(),
        "answered or nearest, with the fact": (near & right)[due].mean(),
        "not stated, though stated": (~near)[due].mean(),
        "answered, though not stated": shown[~due].mean() if (~due).any() else np.nan,
        "calibration error": expected_calibration_error(sure, right),
        "fact in what would be shown": right[due].mean(),
    }
    print(f"{name}: n {due.sum()} stated, {(~due).sum()} not; " + "; ".join(f"{k} {v:.3f}" for k, v in rows.items()))
    for at in (0.3, 0.5, 0.6, 0.7, 0.8):
        chosen = shown & (short >= at) & told
        if chosen.any():
            print(
                f"    short from {at}: precision {told_right[chosen].mean():.2f}, shown {chosen.sum()} of {told.sum()}"
            )


def report(train: Sequence[Material], dev: Sequence[Material], strictness: float, not_stated: float) -> Models:
    """Fit on all train files, print development figures, beside them those of a fit without the corpus."""
    models = fit(train)
    corpora = sorted({one.corpus for one in dev})
    for corpus in corpora:
        held = [one for one in dev if one.corpus == corpus]
        figures(f"{corpus}", models, held, strictness, not_stated)
        without = [one for one in train if one.corpus != corpus]
        if len(without) < len(train) and without:
            figures(f"{corpus} (fitted without it)", fit(without), held, strictness, not_stated)
    worth(models, train, dev)
    return models


def worth(models: Models, train: Sequence[Material], dev: Sequence[Material]) -> None:
    """Print what each signal of the decision is worth: the AUC on the development files without it."""
    weighed = [weigh(one, models.relevance) for one in train]
    tested = [weigh(one, models.relevance) for one in dev if not one.cut]
    due = [(one.material.corpus, one.material.due) for one in weighed]
    weights = even(due) * np.where([is_due for _, is_due in due], DUE_SHARE, 1 - DUE_SHARE)
    right = np.array([one.right for one in weighed])
    wanted = np.array([one.right for one in tested], dtype=float)
    for left_out in (None, *DECIDING):
        names = [name for name in DECIDING if name != left_out]
        found = regression([one.signals for one in weighed], right, weights, names)
        scores = np.array([found(one.signals) for one in tested])
        weight = models.decision.weights.get(left_out or "", 0.0)
        print(f"    without {left_out or 'nothing':36} AUC right {auc(scores, wanted):.3f}  weight {weight:+.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure")
    measuring.add_argument("--name", help="what the corpus is called in the figures")
    measuring.add_argument("--index", type=Path)
    measuring.add_argument("--gold", type=Path)
    measuring.add_argument("--squad", type=Path, help="the data folder: ask held-out SQuAD titles instead")
    measuring.add_argument("--answered-only", action="store_true")
    measuring.add_argument("--as-they-are", action="store_true", help="no second time without the answer: for figures")
    measuring.add_argument("--limit", type=int)
    measuring.add_argument("--out", type=Path, required=True)
    fitting = commands.add_parser("fit")
    fitting.add_argument("--train", type=Path, nargs="+", required=True)
    fitting.add_argument("--dev", type=Path, nargs="+", required=True)
    fitting.add_argument("--strictness", type=float, default=0.4)
    fitting.add_argument("--not-stated", type=float, default=0.15)
    fitting.add_argument("--short", type=float, default=0.7)
    fitting.add_argument("--out", type=Path, help="write the fitted models here (rag/judging/fitted.json)")
    given = parser.parse_args()
    if given.command == "measure":
        measure_corpus(given)
        return
    train, dev = ([one for path in paths for one in load(path)] for paths in (given.train, given.dev))
    models = report(train, dev, given.strictness, given.not_stated)
    if given.out:
        described = {name: {"bias": model.bias, "weights": dict(model.weights)} for name, model in vars(models).items()}
        cuts = {"not_stated": given.not_stated, "short": given.short}
        given.out.write_text(json.dumps({"models": described, "cuts": cuts}, indent=1) + "\n", encoding="utf-8")


def measure_corpus(given: argparse.Namespace) -> None:
    if given.squad:
        rows, articles = held_out(given.squad)
        assistant = Assistant.from_articles(articles)
    else:
        rows = [json.loads(line) for line in given.gold.read_text("utf-8").splitlines() if line.strip()]
        assistant = Assistant.open(given.index)
    if given.answered_only:
        rows = [row for row in rows if row.get("answerable", True)]
    if given.limit:
        rows = Random(SEED).sample(rows, min(given.limit, len(rows)))
    with assistant:
        save(given.out, measure(assistant, rows, given.name or "squad", also_cut=not given.as_they_are))


def held_out(data: Path) -> tuple[list[dict[str, Any]], list[Article]]:
    """The questions of the SQuAD titles that the reader was not trained on, as gold rows, and their articles.

    Questions that people wrote to look answerable are among them (SQuAD 2.0).
    """
    by_title: dict[str, list[dict[str, Any]]] = {}
    for row in read_lines(data / "squad_train.jsonl.gz"):
        by_title.setdefault(row["title"], []).append(row)
    rows: list[dict[str, Any]] = []
    articles = []
    for title in sorted(by_title)[::HELD_OUT_EVERY]:
        paragraphs = list(dict.fromkeys(row["context"] for row in by_title[title]))
        number = {context: place // PARAGRAPHS for place, context in enumerate(paragraphs)}
        for at in range(0, len(paragraphs), PARAGRAPHS):
            text = "\n\n".join(paragraphs[at : at + PARAGRAPHS])
            articles.append(Article(f"{title}-{at // PARAGRAPHS}", title.replace("_", " "), text))
        for row in by_title[title]:
            answers = [answer["text"] for answer in row["answers"]]
            rows.append({"id": row["id"], "group": title, "question": row["question"].strip(), "facts": [answers],
                         "short": answers, "cite": [f"{title}-{number[row['context']]}"]})  # fmt: skip
    titles = set(sorted(by_title)[::HELD_OUT_EVERY])
    for row in read_lines(data / "squad2_train_unanswerable.jsonl.gz"):
        if row["title"] in titles and row["margin"] >= 2:
            rows.append(
                {"id": row["id"], "group": row["title"], "question": row["question"].strip(), "answerable": False}
            )
    return rows, articles


def balanced_cut(scores: Floats, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """The score from which to answer that gives the best balanced accuracy, and that accuracy.

    >>> cut, accuracy = balanced_cut(np.array([0.1, 0.2, 0.8, 0.9]), np.array([False, False, True, True]))
    >>> (float(cut), float(accuracy))
    (0.5, 1.0)
    """
    order = np.unique(scores)
    cuts = (order[1:] + order[:-1]) / 2
    accuracies = [((scores[labels] >= cut).mean() + (scores[~labels] < cut).mean()) / 2 for cut in cuts]
    at = int(np.argmax(accuracies))
    return cuts[at], accuracies[at]


def auc(scores: Floats, labels: Floats) -> float:
    """The share of (positive, negative) pairs in the right order; ties count half.

    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]))
    0.75
    """
    positive, negative = scores[labels == 1], np.sort(scores[labels == 0])
    below = np.searchsorted(negative, positive, side="left")
    upto = np.searchsorted(negative, positive, side="right")
    return float((below + upto).sum() / 2 / (len(positive) * len(negative)))


if __name__ == "__main__":
    main()
