from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from index.errors import GoldError
from index.filters import ArticleFilter
from rag.answer import Answer, Coverage, Grid, GridCell, NearPassage, Side
from rag.answer.records import answer_from_dict, answer_to_dict
from rag.evaluation import evaluate, read_report
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.report import REPORT_NAME, Estimate, write_report
from rag.evaluation.version import code_version
from tests.rag.evaluation.fakes import TWELVE, TWENTY, ScriptedAssistant, answer_with, note, ranked, says

ANSWER = answer_with(
    says("The flood killed 12 people.", TWELVE),
    short="12",
    disagreements=(note(Side("12", (TWELVE,), holder="the mayor"), Side("20", (TWENTY,))),),
    passages=ranked("north.txt"),
    caveats=("One origin only.",),
    model="a-model",
    usage={"calls": 1},
    timings_ms={"read": 1.5},
)
REPORT = evaluate(
    ScriptedAssistant({"How many?": ANSWER}), [GoldQuestion("q", "How many?", kind="toll", short=("12",))]
)


FULL = replace(
    ANSWER,
    reason="Because.",
    grid=Grid(("12 died",), ("north",), ((GridCell("says", TWELVE), GridCell("silent")),)),
    coverage=Coverage(articles_searched=3, origins_found=2, origins_cited=1, silent=("South",), undated=1),
    passages=(NearPassage("north.txt", 0, 5, "The f", 0.25, "North Post", "Flood", date(2026, 4, 12)),),
    standalone_question="How many died in the flood?",
    filter=ArticleFilter.parse(sources=["North Post"], as_of="2026-04-14"),
    prompt="abc",
    dropped_statements=2,
    fallback_reason="The endpoint is down.",
    index="index-1",
)


def test_an_answer_survives_its_journey_through_json() -> None:
    assert {field.name for field in fields(Answer) if getattr(FULL, field.name) == getattr(Answer(""), field.name)} == {
        "abstained"
    }
    assert answer_from_dict(json.loads(json.dumps(FULL.to_dict()))) == FULL


def test_the_texts_of_passages_are_left_to_the_index() -> None:
    kept = answer_from_dict(json.loads(json.dumps(answer_to_dict(FULL))))
    assert kept == replace(FULL, passages=(replace(FULL.passages[0], text=""),))


def test_a_report_survives_its_journey_through_a_file(tmp_path: Path) -> None:
    write_report(REPORT, tmp_path / "new" / REPORT_NAME)
    assert read_report(tmp_path / "new" / REPORT_NAME).to_dict() == REPORT.to_dict()
    assert [path.name for path in (tmp_path / "new").iterdir()] == [REPORT_NAME]


def test_what_was_not_measured_is_null_in_json_and_nan_in_python(tmp_path: Path) -> None:
    assert REPORT.to_dict()["measures"]["facts"]["mean"] is None
    assert math.isnan(REPORT["facts"].mean)
    write_report(REPORT, tmp_path / REPORT_NAME)
    assert "NaN" not in (tmp_path / REPORT_NAME).read_text()
    assert math.isnan(read_report(tmp_path / REPORT_NAME)["facts"].mean)


def test_question_level_results_are_kept() -> None:
    (question,) = REPORT.to_dict()["questions"]
    assert question["id"] == "q"
    assert question["scores"]["short_em"] == 1.0
    assert question["scores"]["verbatim"] == {"value": 2.0, "weight": 2.0, "group": 0}
    assert question["answer"]["short"] == "12"
    assert question["gold"]["short"] == ["12"]


@pytest.mark.parametrize(
    ("content", "told"), [("", "is not JSON"), ("{}", "not a report"), ('{"schema": 1}', "is not a report: 'gold'")]
)
def test_what_is_no_report_is_refused(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "r.json").write_text(content)
    with pytest.raises(GoldError, match=told):
        read_report(tmp_path / "r.json")


def test_a_report_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        read_report(tmp_path / "none.json")


def test_an_estimate_of_nothing() -> None:
    nothing = Estimate(math.nan, math.nan, math.nan, 0)
    assert nothing.to_dict() == {"mean": None, "low": None, "high": None, "n": 0}
    assert Estimate.from_dict(nothing.to_dict()).n == 0


def test_the_code_has_a_version_and_a_fingerprint() -> None:
    version = code_version()
    assert len(version["source"]) == 16
    assert int(version["source"], 16) >= 0
