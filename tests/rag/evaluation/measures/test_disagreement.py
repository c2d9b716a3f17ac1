from __future__ import annotations

import pytest

from rag.answer import Disagreement, Side
from rag.evaluation.case import Case
from rag.evaluation.gold import GoldDisagreement
from rag.evaluation.measures import find
from rag.evaluation.measures.disagreement import sides_matched
from rag.evaluation.statistics import Score
from tests.rag.evaluation.fakes import (
    FLOOD,
    MAYOR,
    TWELVE,
    TWENTY,
    answer_with,
    case,
    crashed,
    gold,
    note,
    says,
    silent,
)

TWELVE_SIDE, TWENTY_SIDE = Side("12 people", (TWELVE,)), Side("twenty", (TWENTY,))
RIGHT = note(TWELVE_SIDE, TWENTY_SIDE)
WRONG = note(Side("four days", (TWENTY,)), Side("Ann Lee", (MAYOR,)))


def shown(*notes: Disagreement, **keys: object) -> Case:
    return case(gold(**keys), answer_with(says("12 died.", TWELVE), disagreements=notes))


def score(name: str, done: Case) -> Score | None:
    return find(name).of(done)


def test_both_values_on_different_sides_with_right_articles() -> None:
    assert sides_matched(RIGHT, FLOOD) == 2
    assert score("disagree_recall", shown(RIGHT, disagree=FLOOD)) == Score(1.0)


def test_both_values_on_one_side_are_no_disagreement() -> None:
    together = note(Side("12 or 20", (TWELVE, TWENTY)), Side("unknown", (MAYOR,)))
    assert sides_matched(together, FLOOD) == 1


def test_one_side_may_not_serve_two_gold_sides_but_finds_its_best_partner() -> None:
    """The first side fits both gold sides, the second only the first: there is one way to place both."""
    first, second = Side("12 or 20", (TWELVE, TWENTY)), Side("12", (TWELVE,))
    assert sides_matched(note(first, second), FLOOD) == 2
    assert sides_matched(note(second, first), FLOOD) == 2


def test_a_value_cited_to_the_wrong_article_does_not_count() -> None:
    swapped = note(Side("12", (TWENTY,)), Side("20", (TWELVE,)))
    assert sides_matched(swapped, FLOOD) == 0
    assert score("disagree_recall", shown(swapped, disagree=FLOOD)) == Score(0.0)


def test_a_copy_of_a_right_article_is_right() -> None:
    gold_copy = GoldDisagreement(FLOOD.sides, cite=(("copy.txt",), ("south.txt",)))
    assert sides_matched(RIGHT, gold_copy) == 2


def test_gold_without_articles_takes_any() -> None:
    swapped = note(Side("12", (TWENTY,)), Side("20", (TWELVE,)))
    assert sides_matched(swapped, GoldDisagreement(FLOOD.sides)) == 2


def test_need_says_how_many_sides() -> None:
    three = GoldDisagreement((*FLOOD.sides, ("30",)), need=3)
    two = GoldDisagreement((*FLOOD.sides, ("30",)), need=2)
    assert score("disagree_recall", shown(RIGHT, disagree=three)) == Score(0.0)
    assert score("disagree_recall", shown(RIGHT, disagree=two)) == Score(1.0)


def test_a_value_that_stands_only_in_the_quote_counts_for_the_quoted_recall() -> None:
    vague = note(Side("a dozen", (TWELVE,)), Side("many", (TWENTY,)))
    done = shown(vague, disagree=FLOOD)
    assert score("disagree_recall", done) == Score(0.0)
    assert score("disagree_recall_quoted", done) == Score(1.0)


def test_precision_counts_notes() -> None:
    assert score("disagree_precision", shown(RIGHT, WRONG, disagree=FLOOD)) == Score(1.0, 2.0)
    assert score("disagree_precision", shown(WRONG, no_disagree=True)) == Score(0.0, 1.0)
    assert score("disagree_precision", shown(WRONG)) == Score(0.0, 1.0)
    assert score("disagree_precision", shown(disagree=FLOOD)) is None


def test_false_alarms() -> None:
    assert score("false_alarms", shown(WRONG, no_disagree=True)) == Score(1.0)
    assert score("false_alarms", shown(no_disagree=True)) == Score(0.0)
    assert score("false_alarms", shown(WRONG)) is None
    assert score("false_alarms_any", shown(WRONG)) == Score(1.0)
    assert score("false_alarms_any", shown(WRONG, disagree=FLOOD)) is None
    assert score("false_alarms_any", case(gold(answerable=False), silent())) == Score(0.0)


@pytest.mark.parametrize(("kind", "right"), [("contradiction", 1.0), ("superseded", 0.0)])
def test_the_kind_is_judged_on_right_notes(kind: str, right: float) -> None:
    assert score("kind_accuracy", shown(note(TWELVE_SIDE, TWENTY_SIDE, kind=kind), disagree=FLOOD)) == Score(right)


def test_the_kind_needs_a_right_note_and_gold_kinds() -> None:
    assert score("kind_accuracy", shown(WRONG, disagree=FLOOD)) is None
    assert score("kind_accuracy", shown(RIGHT, disagree=GoldDisagreement(FLOOD.sides))) is None


def test_origins_are_counted_by_side() -> None:
    """One side has two origins, the other one: three origins behind two sides."""
    two = note(Side("12", (TWELVE, MAYOR)), Side("20", (TWENTY,)))
    assert score("note_origins", shown(two)) == Score(2.0, 2.0)
    both = note(Side("12", (TWELVE, TWENTY)), Side("20", (TWENTY,)))
    assert score("note_origins", shown(both)) == Score(3.0, 2.0)


def test_a_crash_scores_worst() -> None:
    assert score("disagree_recall", crashed(gold(disagree=FLOOD))) == Score(0.0)
    assert score("disagree_precision", crashed(gold(disagree=FLOOD))) == Score(0.0)
    assert score("kind_accuracy", crashed(gold(disagree=FLOOD))) == Score(0.0)
    assert score("false_alarms", crashed(gold(no_disagree=True))) == Score(1.0)
    assert score("note_origins", crashed(gold())) is None


def test_what_went_wrong_is_told() -> None:
    measure = find("disagree_recall")
    done = shown(disagree=FLOOD)
    assert measure.explain(done, Score(0.0)) == (
        "The disagreement “12”/“twelve” against “20”/“twenty” is not shown; no note was."
    )
    alarm = find("false_alarms_any")
    assert alarm.explain(shown(WRONG), Score(1.0)) == (
        "A disagreement is shown where there is none: “four days” against “Ann Lee”."
    )
