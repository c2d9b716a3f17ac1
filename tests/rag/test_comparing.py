"""Disagreements without a question: the whole path on the sample articles, the command, and its refusals."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from index.article_index import ArticleIndex
from index.embedding import DEFAULT_ENCODER, Encoder
from index.errors import FilterError, QuestionError
from rag import Assistant, cli
from rag.answer import Comparison
from rag.answer.terminal import comparison_rich

pytestmark = pytest.mark.real_model

POST, COLUMN, REPORT = "premier-post-opinion.md", "starmer-stopover-opinion.md", "tokyo-summit-report.md"


@pytest.fixture(scope="module")
def samples(sample_index: Path) -> Iterator[Assistant]:
    with Assistant.open(sample_index) as assistant:
        yield assistant


def cited(comparison: Comparison) -> list[list[tuple[str, list[str]]]]:
    """Each disagreement as its sides: the value and the articles that hold it."""
    return [
        [(side.value, [c.article_id for c in side.citations]) for side in each.disagreement.sides]
        for each in comparison.differences
    ]


def test_the_samples_disagree_on_a_date_an_outcome_and_a_name(samples: Assistant) -> None:
    found = samples.compare()
    assert [each.disagreement.slot for each in found.differences] == ["date", "outcome", "office holder"]
    date, outcome, name = cited(found)
    assert date == [("January 31", [POST, COLUMN]), ("February 1", [REPORT])]
    assert [articles for _, articles in outcome] == [[POST], [COLUMN]]
    assert {("Hashimoto Sanae", POST), ("Sanae Takaichi", REPORT)} <= {(value, *articles) for value, articles in name}
    assert [each.disagreement.kind for each in found.differences] == ["contradiction", "contradiction", "naming"]
    assert found.reason is None
    assert (found.coverage.articles_searched, found.coverage.origins_found, found.coverage.origins_cited) == (5, 5, 3)


def test_every_quote_is_the_slice_and_the_grid_says_who(samples: Assistant) -> None:
    found = samples.compare()
    for citation in found.citations:
        assert samples.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    grid = found.differences[0].grid
    assert grid is not None
    assert grid.claims == ("date: January 31", "date: February 1")
    assert [[cell.stance for cell in row] for row in grid.cells] == [
        ["says", "says", "differs"],
        ["differs", "differs", "says"],
    ]


def test_a_topic_a_limit_and_filters_narrow_it(samples: Assistant) -> None:
    assert len(samples.compare(limit=1).differences) == 1
    assert [d.disagreement.slot for d in samples.compare("consensus").differences] == ["outcome"]
    alone = samples.compare(sources="sample, after AFP and Focus")
    assert alone.differences == ()
    assert alone.reason == "No disagreement found among 1 article of 1 independent origin."
    late = samples.compare(since="2026-02-02")
    assert late.coverage.articles_searched == 2
    assert late.filter.to_dict()["since"] == "2026-02-02"


def test_nothing_found_is_said(samples: Assistant) -> None:
    about = samples.compare("rare earths")
    assert about.reason == (
        "No disagreement found on “rare earths”. Passages of 2 independent origins are about it, among 5 articles."
    )
    assert samples.compare("penguins").reason == (
        "No article is about “penguins”: none of the 5 holds its words together."
    )
    assert str(samples.compare("penguins")).endswith("5 articles searched.")


def test_an_empty_index_is_said(tmp_path: Path) -> None:
    with Assistant(ArticleIndex.create(tmp_path / "empty.index", Encoder.load(DEFAULT_ENCODER))) as assistant:
        assert "the index is empty" in (assistant.compare().reason or "")
        assert "the index is empty" in (assistant.compare("rain").reason or "")


def test_what_cannot_be_looked_for_is_refused(samples: Assistant) -> None:
    with pytest.raises(QuestionError, match="no word to look for"):
        samples.compare("what was the")
    with pytest.raises(QuestionError, match="limit is 0"):
        samples.compare(limit=0)
    with pytest.raises(QuestionError, match="5,000 characters"):
        samples.compare("x" * 5_000)
    with pytest.raises(FilterError, match="Nobody"):
        samples.compare(sources="Nobody")


def test_the_terminal_shows_what_the_text_shows(samples: Assistant) -> None:
    console = Console(file=StringIO(), width=120)
    console.print(comparison_rich(samples.compare("consensus")))
    console.print(comparison_rich(samples.compare("penguins")))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    for words in ("1. Sources disagree", "Was a consensus reached?", "Who says what", "Sources", "No article is about"):
        assert words in shown


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def crosscheck(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process; gives exit status, standard output and standard error."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["crosscheck", "compare", *map(str, arguments)])
        status = 0
        try:
            cli.run()
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_the_command_prints_the_comparison(crosscheck: Run, sample_index: Path, samples: Assistant) -> None:
    status, out, _ = crosscheck("--index", sample_index, "--about", "consensus")
    assert status == 0
    assert out == f"{samples.compare('consensus')}\n"
    assert out.startswith("1. Was a consensus reached?\nSources disagree: The articles differ on the outcome:")


def test_the_json_has_every_part(crosscheck: Run, sample_index: Path) -> None:
    status, out, _ = crosscheck("--index", sample_index, "--json", "--limit", "2", "--until", "2026-02-05")
    found = json.loads(out)
    assert status == 0
    assert list(found) == [
        "schema",
        "about",
        "filters",
        "reason",
        "disagreements",
        "citations",
        "coverage",
        "index",
    ]
    assert (found["schema"], found["about"], len(found["disagreements"])) == (1, None, 2)
    numbers = [citation["number"] for citation in found["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for note in found["disagreements"]:
        assert list(note) == ["kind", "slot", "topic", "explanation", "sides", "proposed_by", "grid"]
        assert all(set(side["citations"]) <= set(numbers) for side in note["sides"])
        assert len(note["grid"]["cells"]) == len(note["grid"]["claims"]) == len(note["sides"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--index", "none.index"), "crosscheck index"),
        (("--index", "{sample}", "--about", ""), "no word to look for"),
        (("--index", "{sample}", "--since", "soon"), "not a date"),
        (("--index", "{sample}", "--source", "Nobody"), "Its sources are"),
        (("--index", "{sample}", "--genre", "poem"), "not a genre"),
    ],
)
def test_bad_input_is_one_clear_sentence(
    crosscheck: Run,
    sample_index: Path,
    arguments: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = crosscheck(*(each.format(sample=sample_index) for each in arguments))
    assert status == 1
    assert says in " ".join(err.split())
    assert "Traceback" not in err
