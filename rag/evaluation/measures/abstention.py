"""Abstention: silence where the articles do not say, and only there.

Abstaining is the positive class (as in SQuAD 2.0, Rajpurkar et al. 2018, and
selective question answering). An answer where none was due and silence where
one was due are different faults and are counted apart. An unsure answer
abstains, and is counted apart from one that says that the articles do not
state it: wrongly said, that is the worst thing a reader can be told. To be
unsure is better than to be wrong and worse than to be right, so that more of
it is neither a gain nor a loss.
"""

from __future__ import annotations

from dataclasses import replace

from rag.evaluation.case import Case
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.measures.measure import Measure, share
from rag.evaluation.statistics import Score, balanced

_SOURCE = "precision, recall and balanced accuracy with abstaining as the positive class"


def _due(gold: GoldQuestion) -> bool:
    return not gold.answerable


def _not_due(gold: GoldQuestion) -> bool:
    return gold.answerable


def _class(gold: GoldQuestion) -> int:
    return int(gold.answerable)


def _right(case: Case) -> Score:
    return replace(share(case.silent != case.gold.answerable), group=_class(case.gold))


def _answered_anyway(case: Case, score: Score) -> str | None:
    return "Answered, though the articles do not say." if score.value else None


def _withheld(case: Case, score: Score) -> str | None:
    if not score.value or case.answer is None:
        return None
    if case.verdict == "unsure":
        return "Only showed the nearest passages, though an answer was due."
    return f"Said nothing, though an answer was due. Its reason: {case.answer.reason or 'none given'}"


MEASURES = (
    Measure(
        name="abstain_precision",
        group="Abstention",
        definition="Share of the abstentions that were due.",
        source=_SOURCE,
        score=lambda case: share(not case.gold.answerable) if case.silent else None,
    ),
    Measure(
        name="abstain_recall",
        group="Abstention",
        definition="Share of the unanswerable questions on which it abstained.",
        source=_SOURCE,
        score=lambda case: share(case.silent),
        applies=_due,
    ),
    Measure(
        name="abstain_balanced",
        group="Abstention",
        definition="Mean of the share of unanswerable questions it abstained on and the share of answerable ones it "
        "answered (of the one that occurs, where the file has only one).",
        headline=True,
        source=_SOURCE,
        score=_right,
        statistic=balanced,
        class_of=_class,
    ),
    Measure(
        name="answered_when_not_due",
        group="Abstention",
        definition="Share of the unanswerable questions that it answered.",
        source="this project",
        score=lambda case: share(not case.silent),
        applies=_due,
        better="lower",
        explain=_answered_anyway,
    ),
    Measure(
        name="silent_when_due",
        group="Abstention",
        definition="Share of the answerable questions on which it abstained.",
        source="this project",
        score=lambda case: share(case.silent),
        applies=_not_due,
        better="lower",
        explain=_withheld,
    ),
    Measure(
        name="not_stated_when_due",
        group="Abstention",
        definition="Share of the answerable questions of which it said that the articles do not state it, or hold "
        "nothing on it.",
        headline=True,
        source="this project",
        score=lambda case: share(case.verdict in ("not_stated", "off_topic")),
        applies=_not_due,
        better="lower",
        explain=_withheld,
    ),
    Measure(
        name="unsure_when_due",
        group="Abstention",
        definition="Share of the answerable questions on which it was unsure and showed the nearest passages.",
        source="this project",
        score=lambda case: share(case.verdict == "unsure"),
        applies=_not_due,
        better="neither",
        counts_crashes=False,
        explain=_withheld,
    ),
    Measure(
        name="unsure_when_not_due",
        group="Abstention",
        definition="Share of the unanswerable questions on which it was unsure and showed the nearest passages.",
        source="this project",
        score=lambda case: share(case.verdict == "unsure"),
        applies=_due,
        better="neither",
        counts_crashes=False,
    ),
)
