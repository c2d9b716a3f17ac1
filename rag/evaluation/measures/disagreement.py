"""Disagreement: are the differences shown that matter, and no others?

A note is right where ``need`` gold sides find a partner each among its sides,
no side of the note serving two gold sides: the partner's value holds one of
the gold side's strings, and it cites an article that holds that gold side.
"""

from __future__ import annotations

from rag.answer import Disagreement, Side
from rag.evaluation.case import Case, article_ids
from rag.evaluation.gold import GoldDisagreement, GoldQuestion
from rag.evaluation.matching import holds_any
from rag.evaluation.measures.measure import Measure, share
from rag.evaluation.statistics import Score

_SOURCE = "this project's gold format"


def sides_matched(note: Disagreement, gold: GoldDisagreement, *, read_quotes: bool = False) -> int:
    """How many gold sides have a side of the note of their own (maximum bipartite matching)."""
    partners = [
        [number for number, side in enumerate(note.sides) if _fits(side, gold, wanted, read_quotes)]
        for wanted in range(len(gold.sides))
    ]
    taken: dict[int, int] = {}

    def place(wanted: int, tried: set[int]) -> bool:
        for number in partners[wanted]:
            if number in tried:
                continue
            tried.add(number)
            if number not in taken or place(taken[number], tried):
                taken[number] = wanted
                return True
        return False

    return sum(place(wanted, set()) for wanted in range(len(gold.sides)))


def right_notes(case: Case, *, read_quotes: bool = False) -> list[Disagreement]:
    """The notes of the answer that show the gold disagreement."""
    gold = case.gold.disagree
    if gold is None:
        return []
    return [note for note in case.notes if sides_matched(note, gold, read_quotes=read_quotes) >= gold.need]


def _fits(side: Side, gold: GoldDisagreement, wanted: int, read_quotes: bool) -> bool:
    text = "\n".join([side.value, *(citation.quote for citation in side.citations)]) if read_quotes else side.value
    if not holds_any(text, gold.sides[wanted]):
        return False
    right = set(gold.cite[wanted]) if gold.cite else set()
    return not right or any(article_ids(citation) & right for citation in side.citations)


def _has_disagreement(gold: GoldQuestion) -> bool:
    return gold.disagree is not None


def _has_none(gold: GoldQuestion) -> bool:
    return gold.disagree is None


def _precision(case: Case) -> Score | None:
    return Score(float(len(right_notes(case))), float(len(case.notes))) if case.notes else None


def _kind(case: Case) -> Score | None:
    notes = right_notes(case)
    kinds = case.gold.disagree.kinds if case.gold.disagree else ()
    return share(any(note.kind in kinds for note in notes)) if notes else None


def _origins(case: Case) -> Score | None:
    counts = [side.origins for note in case.notes for side in note.sides]
    return Score(float(sum(counts)), float(len(counts))) if counts else None


def _not_shown(case: Case, score: Score) -> str | None:
    gold = case.gold.disagree
    if score.value or gold is None or case.silent:
        return None
    sides = " against ".join("“" + "”/“".join(side) + "”" for side in gold.sides)
    return f"The disagreement {sides} is not shown{'' if case.notes else '; no note was'}."


def _false_alarm(case: Case, score: Score) -> str | None:
    if not score.value:
        return None
    shown = "; ".join(" against ".join(f"“{side.value}”" for side in note.sides) for note in case.notes)
    return f"A disagreement is shown where there is none: {shown}."


MEASURES = (
    Measure(
        name="disagree_precision",
        group="Disagreement",
        definition="Share of all notes shown that are right; a note on a question whose gold has no disagreement is "
        "wrong.",
        source=_SOURCE,
        score=_precision,
    ),
    Measure(
        name="disagree_recall",
        group="Disagreement",
        definition="Share of the gold disagreements shown by a right note: both gold values on different sides, each "
        "side citing a right article.",
        headline=True,
        source=_SOURCE,
        score=lambda case: share(bool(right_notes(case))),
        applies=_has_disagreement,
        explain=_not_shown,
    ),
    Measure(
        name="disagree_recall_quoted",
        group="Disagreement",
        definition="As disagree_recall, but a gold value may also stand in a side's quote.",
        source=_SOURCE,
        score=lambda case: share(bool(right_notes(case, read_quotes=True))),
        applies=_has_disagreement,
    ),
    Measure(
        name="false_alarms",
        group="Disagreement",
        definition="Share of the questions marked no_disagree on which any note is shown.",
        source=_SOURCE,
        score=lambda case: share(bool(case.notes)),
        applies=lambda gold: gold.no_disagree,
        better="lower",
    ),
    Measure(
        name="false_alarms_any",
        group="Disagreement",
        definition="Share of all questions whose gold has no disagreement on which any note is shown.",
        headline=True,
        source=_SOURCE,
        score=lambda case: share(bool(case.notes)),
        applies=_has_none,
        better="lower",
        explain=_false_alarm,
    ),
    Measure(
        name="kind_accuracy",
        group="Disagreement",
        definition="Share of the right notes, one a question, whose kind is among the gold's kinds.",
        source=_SOURCE,
        score=_kind,
        applies=lambda gold: bool(gold.disagree and gold.disagree.kinds),
    ),
    Measure(
        name="note_origins",
        group="Disagreement",
        definition="Independent origins behind a side of a note, on average over all sides shown.",
        source=_SOURCE,
        score=_origins,
        better="neither",
        unit="count",
        counts_crashes=False,
    ),
)
