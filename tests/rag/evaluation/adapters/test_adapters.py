from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.articles import Article
from index.errors import GoldError
from rag.evaluation.adapters import detect_format, read_benchmark
from rag.evaluation.gold import GoldQuestion

SQUAD: dict[str, Any] = {
    "version": "2.0",
    "data": [
        {
            "title": "Norby_flood",
            "paragraphs": [
                {
                    "context": "The flood killed 12 people.\r\nIt rained.",
                    "qas": [
                        {
                            "id": "s1",
                            "question": " How many died? ",
                            "answers": [
                                {"text": "12", "answer_start": 17},
                                {"text": "12 people", "answer_start": 17},
                                {"text": "12", "answer_start": 17},
                            ],
                        },
                        {"id": "s2", "question": "Who paid?", "is_impossible": True, "answers": []},
                    ],
                },
                {"context": "The mayor is Ann Lee.", "qas": []},
            ],
        }
    ],
}


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), "utf-8")
    return path


def write_lines(path: Path, *records: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def beir(folder: Path, qrels: str = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq1\td3\t1\n") -> Path:
    write_lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "Flood", "text": "It rained."},
        {"_id": "d2", "title": "Snow", "text": "It snowed."},
        {"_id": "d3", "title": "Only a title", "text": ""},
    )
    write_lines(folder / "queries.jsonl", {"_id": "q1", "text": "rain?"}, {"_id": "q2", "text": "unjudged?"})
    (folder / "qrels").mkdir(exist_ok=True)
    (folder / "qrels" / "test.tsv").write_text(qrels)
    return folder


def test_squad_paragraphs_become_articles(tmp_path: Path) -> None:
    read = read_benchmark(write(tmp_path / "dev.json", SQUAD))
    assert read.articles == (
        Article("Norby_flood/0", "Norby flood", "The flood killed 12 people.\nIt rained."),
        Article("Norby_flood/1", "Norby flood", "The mayor is Ann Lee."),
    )
    assert read.gold.questions == (
        GoldQuestion(
            "s1", "How many died?", facts=(("12", "12 people"),), short=("12", "12 people"), cite=("Norby_flood/0",)
        ),
        GoldQuestion("s2", "Who paid?", answerable=False),
    )


def test_beir_judgements_become_articles_to_find(tmp_path: Path) -> None:
    read = read_benchmark(beir(tmp_path))
    assert [article.text for article in read.articles] == ["It rained.", "It snowed.", "Only a title"]
    assert read.gold.questions == (GoldQuestion("q1", "rain?", cite=("d1", "d3"), grades={"d1": 2, "d3": 1}),)


def test_beir_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"test.tsv, line 2: .* is not a judgement"):
        read_benchmark(beir(tmp_path / "a", "query-id\tcorpus-id\tscore\nq1\td1\n"))
    with pytest.raises(GoldError, match="no query has a relevant document"):
        read_benchmark(beir(tmp_path / "b", "query-id\tcorpus-id\tscore\nq1\td1\t0\n"))
    other = beir(tmp_path / "c")
    (other / "qrels" / "test.tsv").rename(other / "qrels" / "other.tsv")
    with pytest.raises(GoldError, match="It has: other"):
        read_benchmark(other)


RAGAS = {"question": "How many died?", "ground_truth": "12 people", "contexts": ["It rained.", "12 people died."]}


def test_ragas_contexts_become_articles(tmp_path: Path) -> None:
    read = read_benchmark(write(tmp_path / "ragas.json", [RAGAS]))
    assert [article.text for article in read.articles] == ["It rained.", "12 people died."]
    (question,) = read.gold.questions
    assert (question.id, question.question, question.short) == ("record-1", "How many died?", ("12 people",))
    assert question.cite == tuple(article.id for article in read.articles)


def test_ragas_in_lines_in_columns_and_in_its_newer_naming(tmp_path: Path) -> None:
    newer = {
        "user_input": "How many died?",
        "reference": "12 people",
        "retrieved_contexts": ["It rained."],
        "reference_contexts": ["12 people died."],
    }
    in_lines = read_benchmark(write_lines(tmp_path / "a.jsonl", newer, RAGAS))
    assert len(in_lines.articles) == 2
    assert [len(question.cite) for question in in_lines.gold] == [1, 2]
    columns = {key: [value, value] for key, value in RAGAS.items()}
    assert [question.id for question in read_benchmark(write(tmp_path / "b.json", columns)).gold] == [
        "record-1",
        "record-2",
    ]


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ([{"question": "", "ground_truth": "x"}, RAGAS], "record 1: no question"),
        ([RAGAS, {"question": "Who?", "ground_truth": 3}], "record 2: strings or lists of strings"),
    ],
)
def test_ragas_says_which_record_is_wrong(tmp_path: Path, records: object, told: str) -> None:
    with pytest.raises(GoldError, match=told):
        read_benchmark(write(tmp_path / "ragas.json", records), format="ragas")


def test_formats_are_told_apart(tmp_path: Path) -> None:
    assert detect_format(write(tmp_path / "a.json", SQUAD)) == "squad"
    assert detect_format(write(tmp_path / "b.json", [RAGAS])) == "ragas"
    assert detect_format(write_lines(tmp_path / "c.jsonl", RAGAS)) == "ragas"
    assert detect_format(write_lines(tmp_path / "d.jsonl", {"id": "q", "question": "Who?"})) == "gold"
    assert detect_format(beir(tmp_path / "e")) == "beir"
    (tmp_path / "f.jsonl").write_text("not json")
    assert detect_format(tmp_path / "f.jsonl") == "gold"


def test_a_gold_file_brings_no_articles(tmp_path: Path) -> None:
    read = read_benchmark(write_lines(tmp_path / "d.jsonl", {"id": "q", "question": "Who?"}))
    assert read.articles == ()
    assert len(read.gold) == 1


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no file or folder"):
        read_benchmark(tmp_path / "none")
    with pytest.raises(GoldError, match=r"is a folder without corpus\.jsonl"):
        read_benchmark(tmp_path)
    with pytest.raises(GoldError, match="is not SQuAD JSON"):
        read_benchmark(write(tmp_path / "a.json", []), format="squad")
    with pytest.raises(GoldError, match="no benchmark format 'trec'"):
        read_benchmark(write(tmp_path / "a.json", []), format="trec")
    broken = {"data": [{"title": "t", "paragraphs": [{"qas": []}]}]}
    with pytest.raises(GoldError, match=r"data\[0\].paragraphs\[0\]: 'context'"):
        read_benchmark(write(tmp_path / "b.json", broken))
