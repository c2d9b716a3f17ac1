from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import GoldError
from index.filters import ArticleFilter
from rag.evaluation.gold import (
    GoldDisagreement,
    GoldFile,
    GoldQuestion,
    check_articles,
    parse_gold,
    parse_question,
    read_gold,
)


def problems_of(*lines: str) -> list[str]:
    with pytest.raises(GoldError) as caught:
        parse_gold(lines)
    assert caught.value.remedy
    return [line.strip() for line in caught.value.problem.strip().splitlines()[1:]]


def line(**keys: object) -> str:
    return json.dumps({"id": "q1", "question": "Who?", **keys})


def test_only_id_and_question_are_required() -> None:
    assert parse_gold([line()]) == (GoldQuestion("q1", "Who?", answerable=True),)


def test_every_key_is_read() -> None:
    (read,) = parse_gold(
        [
            "",
            line(
                answerable=True,
                kind="conflict",
                facts=[["12", "20"]],
                short=["12"],
                cite=["a", "b"],
                disagree={
                    "slot": "deaths",
                    "sides": [["12"], ["20"], ["30"]],
                    "need": 3,
                    "cite": [["a"], ["b"], []],
                    "kinds": ["contradiction"],
                },
                filters={"sources": ["AFP"], "since": "2026-01-31", "genres": ["report"]},
            ),
        ]
    )
    assert read == GoldQuestion(
        id="q1",
        question="Who?",
        kind="conflict",
        facts=(("12", "20"),),
        short=("12",),
        cite=("a", "b"),
        disagree=GoldDisagreement(
            sides=(("12",), ("20",), ("30",)),
            slot="deaths",
            need=3,
            cite=(("a",), ("b",), ()),
            kinds=("contradiction",),
        ),
        filter=ArticleFilter.parse(sources=["AFP"], since="2026-01-31", genres=["report"]),
    )
    assert read.line == 2
    assert read.article_ids == ("a", "b")


def test_writing_a_question_and_reading_it_gives_the_same() -> None:
    (read,) = parse_gold(
        [line(kind="x", facts=[["a"]], disagree={"sides": [["1"], ["2"]], "cite": [["a"], ["b"]]}, cite=["c"])]
    )
    assert parse_question(read.to_dict()) == read


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"fact": []}, "line 1: unknown key 'fact' (did you mean 'facts'?)"),
        ({"id": ""}, "line 1: 'id' is empty"),
        ({"id": 3}, "line 1: 'id' must be a string"),
        ({"question": "  "}, "line 1: 'question' is empty"),
        ({"answerable": "no"}, "line 1: 'answerable' must be true or false"),
        ({"facts": ["12"]}, "line 1: 'facts' must be a list of lists of strings, none of them empty"),
        ({"facts": [[]]}, "line 1: 'facts' must be a list of lists of strings, none of them empty"),
        ({"short": "12"}, "line 1: 'short' must be a list of strings, none of them empty"),
        ({"cite": [""]}, "line 1: 'cite' must be a list of strings, none of them empty"),
        ({"disagree": []}, "line 1: 'disagree' must be an object with 'sides'"),
        ({"disagree": {"sides": [["1"]]}}, "line 1: 'disagree.sides' needs two sides or more"),
        (
            {"disagree": {"sides": [["1"], ["2"]], "need": 3}},
            "line 1: 'disagree.need' is 3; it must lie between 2 and 2",
        ),
        (
            {"disagree": {"sides": [["1"], ["2"]], "cite": [["a"]]}},
            "line 1: 'disagree.cite' has 1 lists for 2 sides",
        ),
        (
            {"disagree": {"sides": [["1"], ["2"]], "side": 1}},
            "line 1: unknown key 'disagree.side' (did you mean 'sides'?)",
        ),
        (
            {"disagree": {"sides": [["1"], ["2"]]}, "no_disagree": True},
            "line 1: 'disagree' and 'no_disagree' exclude each other",
        ),
        ({"answerable": False, "facts": [["x"]]}, "line 1: 'answerable' is false, yet 'facts' says what to find"),
        ({"filters": {"before": "2026"}}, "line 1: unknown key 'before' in 'filters' (known: sources, since, until"),
        ({"filters": {"since": "soon"}}, "line 1: 'filters': since is 'soon', which is not a date."),
        ({"filters": {"since": 2026}}, "line 1: 'filters': dates are strings"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(keys: dict[str, object], problem: str) -> None:
    (said,) = problems_of(line(**keys))
    assert said.startswith(problem)


def test_an_unknown_kind_of_disagreement_names_the_kinds() -> None:
    (said,) = problems_of(line(disagree={"sides": [["1"], ["2"]], "kinds": ["quarrel"]}))
    assert "'quarrel'; the kinds are contradiction, naming, superseded" in said


def test_all_problems_are_listed_at_once() -> None:
    said = problems_of("{", line(), line(), "[]", '{"id": "a", "id": "b", "question": "Who?"}', '{"question": "Who?"}')
    assert [each.split(":")[0] for each in said] == ["line 1", "line 3", "line 4", "line 5", "line 6"]
    assert "not valid JSON at column 2" in said[0]
    assert said[1] == "line 3: the id 'q1' is already used on line 2"
    assert said[2] == "line 4: a JSON object is needed, not list"
    assert said[3] == "line 5: the key 'id' is given twice"
    assert said[4] == "line 6: 'id' is missing"


def test_a_long_list_of_problems_is_cut() -> None:
    said = problems_of(*["{"] * 30)
    assert len(said) == 21
    assert said[-1] == "... and 10 more"


@pytest.mark.parametrize("lines", [[], ["", "  "]])
def test_an_empty_file_is_refused(lines: list[str]) -> None:
    with pytest.raises(GoldError, match="holds no question"):
        parse_gold(lines)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "a", "question": "ok?"}\n{"id": "\xe9"}\n')
    with pytest.raises(GoldError, match=r"line 2: not UTF-8"):
        read_gold(tmp_path / "latin.jsonl")


def test_articles_that_the_index_does_not_hold_are_refused() -> None:
    gold = GoldFile(
        "g", parse_gold([line(cite=["a"]), line(id="q2", disagree={"sides": [["1"], ["2"]], "cite": [["a"], ["b"]]})])
    )
    check_articles(gold, {"a", "b"}.__contains__)
    with pytest.raises(GoldError, match="line 2: the index holds no article 'b'") as caught:
        check_articles(gold, {"a"}.__contains__)
    assert "line 1" not in str(caught.value)


def test_the_fingerprint_depends_on_the_questions_alone() -> None:
    one = GoldFile("a", parse_gold([line(kind="x")]))
    other_layout = GoldFile("b", parse_gold(["", '{"question": "Who?", "kind": "x", "id": "q1", "answerable": true}']))
    other = GoldFile("a", parse_gold([line(kind="y")]))
    assert one.fingerprint == other_layout.fingerprint
    assert one.fingerprint != other.fingerprint


def test_the_development_questions_can_be_read(shared: Path) -> None:
    assert len(read_gold(shared / "gold" / "seeds_dev.jsonl")) == 10
    fakes = read_gold(shared / "gold" / "fakes_dev.jsonl")
    assert len(fakes) == 53
    assert sum(question.disagree is not None for question in fakes) == 31
    assert sum(question.no_disagree for question in fakes) == 17
    assert sum(not question.answerable for question in fakes) == 5
