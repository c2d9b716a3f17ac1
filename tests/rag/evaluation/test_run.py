from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from index.errors import GoldError, IndexDamaged
from rag.answer import Answer, Side
from rag.evaluation import evaluate
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.journal import JOURNAL
from rag.evaluation.report import Report
from tests.rag.evaluation.fakes import (
    ALTERED,
    FLOOD,
    MAYOR,
    TWELVE,
    TWENTY,
    ScriptedAssistant,
    answer_with,
    note,
    ranked,
    says,
    silent,
    slowly,
)

DEAD = GoldQuestion(
    "dead", "How many died?", kind="toll", facts=(("12",), ("20",)), cite=("north.txt",), disagree=FLOOD
)
MAYOR_Q = GoldQuestion(
    "mayor", "Who is the mayor?", kind="name", short=("Ann Lee",), cite=("north.txt",), no_disagree=True
)
MOON = GoldQuestion("moon", "What of the moon?", answerable=False, kind="none")
GOLD = (DEAD, MAYOR_Q, MOON)

GOOD: dict[str, Any] = {
    "How many died?": answer_with(
        says("The flood killed 12 people.", TWELVE),
        disagreements=(note(Side("12", (TWELVE,)), Side("20", (TWENTY,))),),
        passages=ranked("north.txt", "south.txt"),
        timings_ms={"retrieve": 2.0},
    ),
    "Who is the mayor?": answer_with(
        says("The mayor is Ann Lee.", MAYOR), short="Ann Lee", passages=ranked("south.txt", "north.txt")
    ),
    "What of the moon?": silent(),
}


def without_times(report: Report) -> dict[str, Any]:
    record = report.to_dict()
    record.pop("created")
    record["measures"] = {name: each for name, each in record["measures"].items() if "latency" not in name}
    record["by_kind"] = {}
    for question in record["questions"]:
        question.pop("seconds")
        question["scores"] = {name: each for name, each in question["scores"].items() if "latency" not in name}
    return json.loads(json.dumps(record))


def test_a_good_assistant_scores_full() -> None:
    report = evaluate(ScriptedAssistant(GOOD), GOLD)
    for name in ("facts", "short_em", "verbatim", "citation_recall", "citation_precision", "cited"):
        assert report[name].mean == 1.0, name
    for name in ("abstain_recall", "abstain_precision", "disagree_recall", "disagree_precision", "kind_accuracy"):
        assert report[name].mean == 1.0, name
    for name in ("wrong_article", "false_alarms", "failed", "silent_when_due", "answered_when_not_due"):
        assert report[name].mean == 0.0, name
    assert report["mrr"].mean == (1 + 1 / 2) / 2
    assert report["facts"].n == 1
    assert report["verbatim"].n == 2
    assert report["latency_p50:retrieve"].mean == 2.0
    assert [question.problems for question in report.questions] == [(), (), ()]


def test_the_report_breaks_down_by_kind() -> None:
    report = evaluate(ScriptedAssistant(GOOD), GOLD)
    assert report.by_kind["toll"]["mrr"].mean == 1.0
    assert report.by_kind["name"]["mrr"].mean == 1 / 2
    assert report.by_kind["none"]["mrr"].n == 0


def test_what_ran_is_written_down() -> None:
    report = evaluate(ScriptedAssistant(GOOD), GOLD, settings={"llm": "none"})
    assert report.index == "index-1"
    assert report.judge == "lexical_judge"
    assert report.settings["llm"] == "none"
    assert set(report.code) == {"version", "source"}
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))).to_dict() == report.to_dict()


def test_quotes_are_read_again_from_the_index() -> None:
    script = {**GOOD, "Who is the mayor?": answer_with(says("The flood killed 21 people.", ALTERED, MAYOR))}
    report = evaluate(ScriptedAssistant(script), GOLD)
    assert report["verbatim"].mean == 3 / 4
    assert "Not in the article as quoted: [3]." in report.questions[1].problems


def test_a_crash_is_a_wrong_answer_not_a_missing_row() -> None:
    report = evaluate(ScriptedAssistant({**GOOD, "Who is the mayor?": RuntimeError("broken")}), GOLD)
    assert len(report.questions) == 3
    assert report["short_em"].mean == 0.0
    assert report["short_em"].n == 1
    assert report["failed"].mean == 1 / 3
    assert report["verbatim"].mean == 2 / 3
    assert report.questions[1].problems == ("The question failed: RuntimeError: broken.",)
    assert report.worst[0].id == "mayor"


def test_a_question_that_takes_too_long_is_given_up() -> None:
    script = {**GOOD, "Who is the mayor?": slowly(silent(), 1.0)}
    report = evaluate(ScriptedAssistant(script), GOLD, timeout_seconds=0.1)
    assert report.questions[1].error == "TimeoutError: no answer within 0.1 s"
    assert report["failed"].mean == 1 / 3
    assert report["abstain_recall"].mean == 1.0


@pytest.mark.parametrize("timeout_seconds", [None, 30.0])
def test_the_number_of_workers_changes_nothing(timeout_seconds: float | None) -> None:
    slow_first = {**GOOD, "How many died?": slowly(GOOD["How many died?"], 0.05)}
    one = evaluate(ScriptedAssistant(slow_first), GOLD, timeout_seconds=timeout_seconds)
    three = evaluate(ScriptedAssistant(slow_first), GOLD, workers=3, timeout_seconds=timeout_seconds)
    assert without_times(one) == without_times(three)


def test_the_filters_of_a_question_reach_the_assistant() -> None:
    assistant = ScriptedAssistant({"Who?": silent()})
    evaluate(assistant, [{"id": "q", "question": "Who?", "filters": {"sources": ["South"], "as_of": "2026-01-31"}}])
    (filters,) = assistant.filters
    assert filters["sources"] == ["South"]
    assert str(filters["as_of"]) == "2026-01-31"
    assert filters["genres"] is None


def test_only_the_measures_asked_for() -> None:
    report = evaluate(ScriptedAssistant(GOOD), GOLD, measures=["recall@1", "facts"])
    assert list(report.measures) == ["recall@1", "facts"]
    with pytest.raises(KeyError, match="was not measured; there is recall@1, facts"):
        report["mrr"]


@pytest.mark.parametrize(
    ("gold", "measures", "told"),
    [
        ([GoldQuestion("q", "Who?", cite=("east.txt",))], None, "holds no article 'east.txt'"),
        ([MOON, MOON], None, "'moon' twice"),
        ([], None, "holds no question"),
        ([{"id": "q", "question": "Who?", "x": 1}], None, "unknown key 'x'"),
        ([MOON], ["fax"], "no measure 'fax'"),
    ],
)
def test_bad_input_is_refused_before_anything_is_asked(gold: Any, measures: Any, told: str) -> None:
    assistant = ScriptedAssistant(GOOD)
    with pytest.raises(GoldError, match=told):
        evaluate(assistant, gold, measures=measures)
    assert assistant.asked == []


def test_a_damaged_index_is_not_taken_for_a_missing_article(monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = ScriptedAssistant(GOOD)

    def damaged(article_id: str) -> None:
        raise IndexDamaged("The index is damaged.")

    monkeypatch.setattr(assistant, "article", damaged)
    with pytest.raises(IndexDamaged):
        evaluate(assistant, GOLD)


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    evaluate(ScriptedAssistant(GOOD), GOLD, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


class Interrupted(ScriptedAssistant):
    """Ctrl-C while the last question is being answered."""

    def ask(self, question: str, **filters: Any) -> Answer:
        if question == MOON.question:
            raise KeyboardInterrupt
        return super().ask(question, **filters)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        evaluate(Interrupted(GOOD), GOLD, out=tmp_path, timeout_seconds=None)
    assistant = ScriptedAssistant(GOOD)
    resumed = evaluate(assistant, GOLD, out=tmp_path, resume=True)
    assert assistant.asked == [MOON.question]
    assert without_times(resumed) == without_times(evaluate(ScriptedAssistant(GOOD), GOLD))


def test_a_line_cut_off_in_writing_is_asked_again(tmp_path: Path) -> None:
    evaluate(ScriptedAssistant(GOOD), GOLD, out=tmp_path)
    journal = tmp_path / JOURNAL
    journal.write_bytes(journal.read_bytes()[:-20])
    assistant = ScriptedAssistant(GOOD)
    report = evaluate(assistant, GOLD, out=tmp_path, resume=True)
    assert assistant.asked == [MOON.question]
    assert len(report.questions) == 3
    assert [json.loads(line).get("id") for line in journal.read_text().splitlines()] == [None, "dead", "mayor", "moon"]


def test_a_failed_question_is_not_tried_until_it_works(tmp_path: Path) -> None:
    evaluate(ScriptedAssistant({**GOOD, MOON.question: RuntimeError("down")}), GOLD, out=tmp_path)
    report = evaluate(ScriptedAssistant(GOOD), GOLD, out=tmp_path, resume=True)
    assert report["failed"].mean == 1 / 3


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"fingerprint": "index-2"}, "index was 'index-1', is 'index-2'"), ({"settings": {"llm": "b"}}, "settings was")],
)
def test_another_run_is_not_resumed(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    evaluate(ScriptedAssistant(GOOD), GOLD, out=tmp_path)
    settings = changed.pop("settings", None)
    with pytest.raises(GoldError, match=told):
        evaluate(ScriptedAssistant(GOOD, **changed), GOLD, out=tmp_path, resume=True, settings=settings)


def test_without_resume_a_run_starts_anew(tmp_path: Path) -> None:
    evaluate(ScriptedAssistant(GOOD), GOLD, out=tmp_path)
    assistant = ScriptedAssistant(GOOD)
    evaluate(assistant, GOLD, out=tmp_path)
    assert len(assistant.asked) == 3


def test_a_damaged_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_text("not json\n")
    with pytest.raises(GoldError, match="is damaged"):
        evaluate(ScriptedAssistant(GOOD), GOLD, out=tmp_path, resume=True)


def test_no_thread_is_left_behind() -> None:
    before = set(threading.enumerate())
    evaluate(ScriptedAssistant(GOOD), GOLD, workers=3)
    evaluate(ScriptedAssistant({**GOOD, "Who is the mayor?": slowly(silent(), 0.3)}), GOLD, timeout_seconds=0.05)
    assert not [thread for thread in set(threading.enumerate()) - before if thread.is_alive()]
