from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexDamaged
from index.filters import ArticleFilter
from index.keywords import KeywordDocument, KeywordIndex, deleted_share, query_words, write_keywords


def doc(
    chunk: int, text: str, source: str | None = None, day: str | None = None, genre: str | None = None
) -> KeywordDocument:
    return KeywordDocument(chunk, "", source, text, date.fromisoformat(day) if day else None, genre)


def written(path: Path, *documents: KeywordDocument) -> KeywordIndex:
    write_keywords(path, documents)
    return KeywordIndex(path)


def found(index: KeywordIndex, text: str, k: int = 10, **may: str) -> list[int]:
    return [chunk for chunk, _ in index.search(text, k, ArticleFilter.parse(**may))]


def test_the_rarer_word_counts_more(tmp_path: Path) -> None:
    index = written(tmp_path / "k", doc(1, "ferry rain"), doc(2, "ferry storm"), doc(3, "ferry sun"), doc(4, "fog sun"))
    assert found(index, "ferry storm")[0] == 2
    assert set(found(index, "ferry storm")) == {1, 2, 3}
    assert index.count == 4
    assert index.ids() == [1, 2, 3, 4]


def test_scores_are_those_of_bm25(tmp_path: Path) -> None:
    """Two texts of equal length, one with the word: idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)) = ln 2.

    With k1 = 1.2 and a text of average length, one occurrence scores idf * 2.2 / (1 + 1.2) = ln 2 = 0.6931.
    """
    index = written(tmp_path / "k", doc(1, "ferry sank"), doc(2, "sun shone"))
    assert index.search("ferry", 10) == [(1, pytest.approx(0.6931, abs=1e-4))]


def test_title_and_source_are_searched_too(tmp_path: Path) -> None:
    index = written(tmp_path / "k", KeywordDocument(1, "Storm warning", "Kent Herald", "It rained.", None, None))
    assert found(index, "storm") == found(index, "Herald") == [1]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Ministers voted", "minister voting"),
        ("Erdoğan spoke", "Erdogan"),
        ("Erdogan spoke", "ERDOĞAN'S"),
        ("the UK's answer", "UK?"),
        ("43 dead", "43"),
    ],
)
def test_endings_accents_and_case_do_not_matter(tmp_path: Path, text: str, asked: str) -> None:
    assert found(written(tmp_path / "k", doc(1, text)), asked) == [1]


def test_the_words_that_make_a_question_are_left_out(tmp_path: Path) -> None:
    index = written(tmp_path / "k", doc(1, "what did they say about that"), doc(2, "the vote on Taiwan"))
    assert found(index, "What did they say about Taiwan?") == [2]


def test_a_shouted_question_keeps_its_topic() -> None:
    assert query_words("WHAT ABOUT TAIWAN?") == ["taiwan"]


@pytest.mark.parametrize(
    "text",
    [
        'ferry "',
        "ferry AND",
        "title:ferry",
        "-ferry",
        "ferry^2 OR (",
        "ferry IN [a TO",
        "/ferry/",
        "ferry~9",
        "\\ferry",
    ],
)
def test_a_question_is_never_syntax(tmp_path: Path, text: str) -> None:
    assert found(written(tmp_path / "k", doc(1, "the ferry sank")), text) == [1]


@given(st.text(max_size=40))
def test_any_text_can_be_asked(text: str) -> None:
    assert all(word == word.lower() for word in query_words(text))


@pytest.mark.parametrize("text", ["", "?!", "   ", "\0", "🙂"])
def test_no_words_find_nothing(tmp_path: Path, text: str) -> None:
    assert found(written(tmp_path / "k", doc(1, "the ferry sank")), text) == []


def test_filters_are_part_of_the_query(tmp_path: Path) -> None:
    best = [doc(i, "ferry ferry ferry", "AFP", "2026-01-31", "report") for i in range(1, 60)]
    last = doc(60, "a long text that names the ferry only once", "Kent Herald", "2026-02-01", "opinion")
    index = written(tmp_path / "k", *best, last, doc(61, "undated ferry", None))
    assert found(index, "ferry", 1, sources="kent herald") == [60]
    assert found(index, "ferry", 1, since="2026-02-01") == [60]
    assert found(index, "ferry", 1, genres="opinion") == [60]
    assert found(index, "ferry", 100, until="2026-01-31") == list(range(1, 60))
    assert found(index, "ferry", 1, as_of="2026-01-30") == []


def test_a_filter_changes_no_score(tmp_path: Path) -> None:
    index = written(tmp_path / "k", doc(1, "ferry", "AFP"), doc(2, "storm", "AFP"))
    assert index.search("ferry", 1, ArticleFilter(sources=("afp",))) == index.search("ferry", 1)


def test_ties_are_settled_by_id_even_at_the_cut(tmp_path: Path) -> None:
    index = written(tmp_path / "k", *[doc(i, "ferry") for i in (9, 7, 8, 3, 5)])
    assert found(index, "ferry", 2) == [3, 5]


def test_an_extended_index_equals_one_written_anew(tmp_path: Path) -> None:
    documents = [doc(i, f"ferry number {i} " + "storm " * (i % 3)) for i in range(1, 30)]
    write_keywords(tmp_path / "base", documents[:20])
    before = {file.name: file.read_bytes() for file in (tmp_path / "base").iterdir() if file.suffix != ".lock"}
    write_keywords(tmp_path / "more", documents[20:], base=tmp_path / "base", gone=[])
    more, anew = KeywordIndex(tmp_path / "more"), written(tmp_path / "anew", *documents)
    for asked in ("ferry", "storm", "number 25"):
        assert more.search(asked, 29) == [(i, pytest.approx(s, rel=1e-5)) for i, s in anew.search(asked, 29)]
    assert before == {file.name: file.read_bytes() for file in (tmp_path / "base").iterdir() if file.suffix != ".lock"}


def test_what_is_gone_is_not_found_and_counts_as_deleted(tmp_path: Path) -> None:
    write_keywords(tmp_path / "base", [doc(i, "ferry") for i in range(10)])
    write_keywords(tmp_path / "less", [], base=tmp_path / "base", gone=[2, 4, 6])
    less = KeywordIndex(tmp_path / "less")
    assert found(less, "ferry") == less.ids() == [0, 1, 3, 5, 7, 8, 9]
    assert deleted_share(tmp_path / "base") == 0
    assert deleted_share(tmp_path / "less") == pytest.approx(0.3)
    assert deleted_share(tmp_path / "absent") == 1


def test_a_damaged_index_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "k", doc(1, "ferry"))
    (tmp_path / "k" / "meta.json").write_text("{")
    with pytest.raises(IndexDamaged, match="cannot be read"):
        KeywordIndex(tmp_path / "k")
    with pytest.raises(FileNotFoundError):
        KeywordIndex(tmp_path / "absent")


def test_an_open_index_outlives_its_files(tmp_path: Path) -> None:
    import shutil

    index = written(tmp_path / "k", doc(1, "the ferry sank", "AFP"))
    shutil.rmtree(tmp_path / "k")
    assert found(index, "ferry", 1, sources="afp") == [1]
