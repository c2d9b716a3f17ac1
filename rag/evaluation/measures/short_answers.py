"""The short answers that are shown: how many are right, and how many questions get one.

A short answer is what a reader copies, so a wrong one is worse than none: precision is over those shown, those shown
where no answer was due included, and coverage says what the precision was bought with.
"""

from __future__ import annotations

from rag.evaluation.case import Case
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.matching import holds
from rag.evaluation.measures.answer_text import squad_words
from rag.evaluation.measures.measure import Measure, share
from rag.evaluation.statistics import Score


def says_the_same(given: str, wanted: str) -> bool:
    """Equal after SQuAD's normalisation; or holds the wanted words; or is half of them or more, with every figure.

    >>> [says_the_same(given, "over 300,000 pigs") for given in ("Over 300,000 pigs.", "300,000 pigs", "over pigs")]
    [True, True, False]
    """
    ours, theirs = squad_words(given), squad_words(wanted)
    if ours == theirs or holds(given, wanted):
        return True
    figures = {word for word in theirs if any(character.isdigit() for character in word)}
    return bool(given) and holds(wanted, given) and figures <= set(ours) and 2 * len(ours) >= len(theirs)


def _shown(case: Case) -> str:
    return (case.answer.short or "") if case.answer and not case.silent else ""


def _right(case: Case) -> Score | None:
    given = _shown(case)
    return share(any(says_the_same(given, wanted) for wanted in case.gold.short)) if given else None


def _decides(gold: GoldQuestion) -> bool:
    return bool(gold.short) or not gold.answerable


def _not_due(case: Case, score: Score) -> str | None:
    if score.value or case.gold.answerable or not _shown(case):
        return None
    return f"The short answer “{_shown(case)}” is shown, though the articles do not say."


MEASURES = (
    Measure(
        name="short_precision",
        group="Answer",
        definition="Share of the short answers shown that say what an acceptable one says (the same words, more words "
        "around them, or at least half of them with every figure); one shown on an unanswerable question is wrong.",
        source="this project; after selective question answering (Kamath, Jia & Liang 2020)",
        score=_right,
        applies=_decides,
        explain=_not_due,
    ),
    Measure(
        name="short_coverage",
        group="Answer",
        definition="Share of the questions with an acceptable short answer that show one, right or wrong.",
        source="this project; after selective question answering (Kamath, Jia & Liang 2020)",
        score=lambda case: share(bool(_shown(case))),
        applies=lambda gold: bool(gold.short),
    ),
)
