from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from index.articles import Article
from index.errors import CrosscheckError
from rag.answer import Answer, Side
from rag.assistant import Assistant
from rag.evaluation import Report, read_gold, read_report
from rag.evaluation.cli import GATE_FAILED, INTERRUPTED, eval_command, gold_app
from tests.rag.evaluation.fakes import MAYOR, TWELVE, TWENTY, ScriptedAssistant, answer_with, note, ranked, says, silent
from tests.rag.writing.openai_server import running_server
from tests.rag.writing.openai_server import says as model_says

app = typer.Typer()
app.command("eval")(eval_command)
app.add_typer(gold_app, name="gold")

RECORDS = (
    {"id": "dead", "question": "How many died?", "kind": "toll", "facts": [["12"]], "cite": ["north.txt"]},
    {"id": "mayor", "question": "Who is the mayor?", "short": ["Ann Lee"], "cite": ["north.txt"]},
    {"id": "moon", "question": "What of the moon?", "answerable": False},
)
GOOD: dict[str, Any] = {
    "How many died?": answer_with(says("The flood killed 12 people.", TWELVE), passages=ranked("north.txt")),
    "Who is the mayor?": answer_with(says("The mayor is Ann Lee.", MAYOR), short="Ann Lee"),
    "What of the moon?": silent(),
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    return path


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> ScriptedAssistant:
    made = ScriptedAssistant(dict(GOOD))

    @contextmanager
    def opened(*_: object, **__: object) -> Iterator[ScriptedAssistant]:
        yield made

    monkeypatch.setattr(Assistant, "open", opened)
    return made


def run(*arguments: str | Path) -> Result:
    result: Result = CliRunner().invoke(app, [*map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def evaluated(gold: Path, out: Path, *more: str | Path) -> tuple[Result, Report]:
    result = run("eval", gold, "--index", "any.index", "--out", out, "--judge", "lexical", *more)
    return result, read_report(out / "report.json")


def test_a_run_prints_a_table_and_writes_both_reports(gold: Path, door: ScriptedAssistant, tmp_path: Path) -> None:
    result, report = evaluated(gold, tmp_path / "out")
    assert result.exit_code == 0
    assert "facts" in result.stdout
    assert report["facts"].mean == 1.0
    assert "How good is it?" in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert len(door.asked) == 3


def test_a_kept_bound_passes_and_a_broken_one_fails(gold: Path, door: ScriptedAssistant, tmp_path: Path) -> None:
    assert evaluated(gold, tmp_path / "a", "--fail-under", "facts=1,verbatim=1.0")[0].exit_code == 0
    door.script = {**GOOD, "How many died?": silent()}
    result, _ = evaluated(gold, tmp_path / "b", "--fail-under", "facts=0.5")
    assert result.exit_code == GATE_FAILED
    assert "Not kept: facts is 0, below 0.5" in result.stderr


def test_a_regression_beyond_noise_fails(door: ScriptedAssistant, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    records = [{"id": f"q{n}", "question": f"Question {n}?", "facts": [["12"]]} for n in range(14)]
    many.write_text("".join(json.dumps(record) + "\n" for record in records))
    door.script = {str(record["question"]): GOOD["How many died?"] for record in records}
    evaluated(many, tmp_path / "before")
    door.script = {str(record["question"]): answer_with(says("Some died.", TWELVE)) for record in records}
    baseline = tmp_path / "before" / "report.json"
    result, _ = evaluated(many, tmp_path / "after", "--baseline", baseline, "--measures", "facts")
    assert result.exit_code == GATE_FAILED
    assert "Worse than the baseline beyond noise: facts 1.000 → 0.000" in result.stderr
    assert "before" in result.stdout


def test_a_baseline_over_other_articles_is_refused_before_anything_is_asked(
    gold: Path, door: ScriptedAssistant, tmp_path: Path
) -> None:
    evaluated(gold, tmp_path / "out")
    door.asked.clear()
    door.fingerprint = "index-2"
    door.articles["east.txt"] = Article("east.txt", "Dry", "It did not rain.")
    with pytest.raises(CrosscheckError, match=r"different articles: corpus \w+ \(index index-1\)"):
        evaluated(gold, tmp_path / "out", "--baseline", tmp_path / "out" / "report.json")
    assert door.asked == []


def test_the_same_run_passes_its_baseline(gold: Path, door: ScriptedAssistant, tmp_path: Path) -> None:
    evaluated(gold, tmp_path / "out")
    result, _ = evaluated(gold, tmp_path / "out", "--baseline", tmp_path / "out" / "report.json")
    assert result.exit_code == 0


@pytest.mark.real_model
def test_a_model_side_by_side(sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real assistant, once extractive and once with a model that always writes the same sentence."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "taiwan", "question": "What did the UK say about Taiwan?"}))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
    with running_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        server.will(model_says(("Nothing in the evidence says so.", [1])))
        where = ["--index", sample_index, "--out", tmp_path / "out", "--judge", "lexical"]
        result = run("eval", gold, *where, "--compare-llm", "openai:scripted")
    other = read_report(tmp_path / "out" / "llm" / "report.json")
    assert result.exit_code == 0
    assert "extractive → openai:scripted" in result.stdout
    assert other.settings["llm"] == "openai:scripted"
    assert other["model_calls"].mean >= 1
    assert other["fallbacks"].mean == 1.0
    assert "The other run" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_model_that_cannot_be_opened_is_refused_before_anything_is_asked(
    gold: Path, door: ScriptedAssistant, tmp_path: Path
) -> None:
    with pytest.raises(CrosscheckError, match="does not name a language model"):
        run("eval", gold, "--index", "x", "--out", tmp_path / "out", "--judge", "lexical", "--compare-llm", "gpt")
    assert door.asked == []


def test_only_some_measures_and_questions(gold: Path, door: ScriptedAssistant, tmp_path: Path) -> None:
    _, report = evaluated(gold, tmp_path / "out", "--measures", "mrr,recall@20", "--sample", "2")
    assert list(report.measures) == ["mrr", "recall@20"]
    assert len(report.questions) == 2


def test_a_bound_on_a_measure_that_was_not_asked_for_is_measured(
    gold: Path, door: ScriptedAssistant, tmp_path: Path
) -> None:
    result, report = evaluated(gold, tmp_path / "out", "--measures", "mrr", "--fail-under", "facts=1")
    assert list(report.measures) == ["mrr", "facts"]
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--fail-under", "facts"], "is not a bound"),
        (["--measures", "fcts"], "no measure 'fcts'"),
        (["--baseline", "none.json"], "none.json cannot be read"),
        (["--judge", "judy"], "no judge 'judy'"),
        (["--format", "trec"], "no benchmark format 'trec'"),
    ],
)
def test_bad_options_are_refused_before_anything_is_asked(
    gold: Path, door: ScriptedAssistant, tmp_path: Path, more: list[str], told: str
) -> None:
    with pytest.raises(CrosscheckError, match=told):
        run("eval", gold, "--index", "any.index", "--out", tmp_path / "out", *more)
    assert door.asked == []
    assert not (tmp_path / "out").exists()


def test_gold_without_articles_needs_an_index(gold: Path) -> None:
    with pytest.raises(CrosscheckError, match="Name the index with --index"):
        run("eval", gold, "--judge", "lexical")


class Interrupting(ScriptedAssistant):
    def ask(self, question: str, **filters: Any) -> Answer:
        if question == "What of the moon?":
            raise KeyboardInterrupt
        return super().ask(question, **filters)


def test_ctrl_c_says_how_to_go_on(
    gold: Path, door: ScriptedAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ScriptedAssistant, "ask", Interrupting.ask)
    stopped = run("eval", gold, "--index", "any.index", "--out", tmp_path / "out", "--judge", "lexical")
    assert stopped.exit_code == INTERRUPTED
    assert "Stopped after 2 of 3 questions" in " ".join(stopped.stderr.split())
    monkeypatch.undo()


def test_resuming_asks_only_what_is_missing(gold: Path, door: ScriptedAssistant, tmp_path: Path) -> None:
    evaluated(gold, tmp_path / "out")
    journal = tmp_path / "out" / "answers.jsonl"
    journal.write_text("".join(journal.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    door.asked.clear()
    _, report = evaluated(gold, tmp_path / "out", "--resume")
    assert door.asked == ["What of the moon?"]
    assert len(report.questions) == 3


def answer_file(tmp_path: Path) -> Path:
    note_shown = note(Side("12", (TWELVE,)), Side("20", (TWENTY,)))
    answer = answer_with(says("The flood killed 12 people.", TWELVE), short="12", disagreements=(note_shown,))
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({**answer.to_dict(), "question": "How many died?"}))
    return path


def test_gold_add_takes_a_corrected_answer(tmp_path: Path, door: ScriptedAssistant) -> None:
    gold = tmp_path / "new.jsonl"
    given = ["--answer", answer_file(tmp_path), "--index", "any.index"]
    assert run("gold", "add", gold, *given, "--id", "a", "--keep-disagreement").exit_code == 0
    run("gold", "add", gold, *given, "--id", "b", "--short", "20", "--cite", "south.txt", "--no-disagree")
    run("gold", "add", gold, *given, "--id", "c", "--side", "12|twelve@north.txt", "--side", "20 @ south.txt")
    run("gold", "add", gold, "--question", "What of Mars?", "--id", "d", "--unanswerable")
    kept, corrected, sided, refused = read_gold(gold)
    assert kept.disagree is not None
    assert kept.disagree.sides == (("12",), ("20",))
    assert (corrected.short, corrected.cite, corrected.no_disagree) == (("20",), ("south.txt",), True)
    assert sided.disagree is not None
    assert sided.disagree.sides == (("12", "twelve"), ("20",))
    assert sided.disagree.cite == (("north.txt",), ("south.txt",))
    assert (refused.answerable, refused.short) == (False, ())


def test_an_answer_that_was_wrong_to_come_is_marked_unanswerable(tmp_path: Path) -> None:
    gold = tmp_path / "new.jsonl"
    run("gold", "add", gold, "--answer", answer_file(tmp_path), "--unanswerable")
    (question,) = read_gold(gold)
    assert (question.question, question.answerable, question.cite) == ("How many died?", False, ())


def test_gold_add_asks_the_index_itself(tmp_path: Path, door: ScriptedAssistant) -> None:
    gold = tmp_path / "new.jsonl"
    run("gold", "add", gold, "-q", "Who is the mayor?", "--index", "any.index", "--id", "a")
    door.script = {**GOOD, "Who is the mayor?": silent()}
    run("gold", "add", gold, "-q", "Who is the mayor?", "--index", "any.index", "--id", "b", "--fact", "Ann|A. Lee")
    asked, corrected = read_gold(gold)
    assert (asked.short, asked.cite) == (("Ann Lee",), ("north.txt",))
    assert (corrected.answerable, corrected.facts) == (True, (("Ann", "A. Lee"),))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "There is no question"),
        (["--answer", "none.json"], "none.json cannot be read"),
        (["-q", "Who?", "--keep-disagreement", "--no-disagree"], "exclude each other"),
        (["-q", "Who?", "--side", "12"], "needs two sides or more"),
        (["-q", "Who?", "--cite", "east.txt", "--index", "any.index"], "holds no article 'east.txt'"),
    ],
)
def test_gold_add_refuses(tmp_path: Path, door: ScriptedAssistant, arguments: list[str], told: str) -> None:
    door.script = {"Who?": answer_with(says("Ann.", MAYOR), short="Ann")}
    with pytest.raises(CrosscheckError, match=told):
        run("gold", "add", tmp_path / "new.jsonl", *arguments)
    assert not (tmp_path / "new.jsonl").exists()


def test_gold_check(gold: Path, door: ScriptedAssistant, tmp_path: Path) -> None:
    result = run("gold", "check", gold, "--index", "any.index")
    assert "3 questions, 2 with an answer due, 1 to be refused, 0 with a disagreement" in " ".join(
        result.stdout.split()
    )
    (tmp_path / "bad.jsonl").write_text('{"id": "a", "question": "Who?", "cite": ["east.txt"]}\n')
    with pytest.raises(CrosscheckError, match=r"line 1: the index holds no article 'east\.txt'"):
        run("gold", "check", tmp_path / "bad.jsonl", "--index", "any.index")


@pytest.mark.real_model
def test_a_public_benchmark_runs_with_one_command(tmp_path: Path) -> None:
    """Two invented paragraphs in SQuAD's form, through the real index and assistant."""
    paragraphs = [
        {
            "context": "The lighthouse of Norby was built in 1871 by the engineer Ada Holm.",
            "qas": [
                {"id": "a", "question": "When was the lighthouse of Norby built?", "answers": [{"text": "1871"}]},
                {"id": "b", "question": "Who built the lighthouse of Norby?", "answers": [{"text": "Ada Holm"}]},
            ],
        },
        {"context": "The herring fleet of Sundvik has forty boats and a brass band.", "qas": []},
    ]
    squad = tmp_path / "squad.json"
    squad.write_text(json.dumps({"data": [{"title": "Norby", "paragraphs": paragraphs}]}))
    result = run("eval", squad, "--index", tmp_path / "made.index", "--out", tmp_path / "out", "--judge", "lexical")
    report = read_report(tmp_path / "out" / "report.json")
    assert result.exit_code == 0
    assert report["recall@5"].mean == 1.0
    assert report["failed"].mean == 0.0
    assert (report["verbatim"].mean, report["verbatim"].n) == (1.0, 2)
    again = run("eval", squad, "--index", tmp_path / "made.index", "--out", tmp_path / "out", "--judge", "lexical")
    assert "Indexing" not in again.stderr
