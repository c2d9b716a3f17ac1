"""An article that comes again: the same, another version of it, or another article under its id."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.articles import Article
from index.errors import FilterError, StorageError
from index.filters import ArticleFilter
from index.known import checked_fields
from tests.index.fakes import BY_LINE, WordEncoder, new_index, question

PACT = Article(
    id="pact.html", title="The pact", text="The island joined no pact.", source="Herald", published=date(2012, 5, 10)
)
LATER = replace(PACT, text="The island joined the pact in 2024.", modified=date(2024, 4, 1))


def found(index: ArticleIndex, may: ArticleFilter) -> list[str]:
    """The passages that both halves of a search find, as text."""
    with index.snapshot() as view:
        hits = view.search("island pact", question("island"), may, 10)
        ids = {number for number, _ in (*hits.dense, *hits.keyword)}
        assert {number for number, _ in hits.dense} == {number for number, _ in hits.keyword}
        return sorted(passage.text for passage in view.get(sorted(ids)))


def as_of(day: str) -> ArticleFilter:
    return ArticleFilter.parse(as_of=day)


def test_each_day_is_answered_from_the_text_that_stood_then(tmp_path: Path) -> None:
    index = new_index(tmp_path, PACT)
    report = index.add([LATER])
    assert (report.replaced, report.changed) == (1, ("pact.html",))
    assert found(index, ArticleFilter()) == [LATER.text]
    assert found(index, as_of("2013-01-01")) == [PACT.text]
    assert found(index, as_of("2024-03-31")) == [PACT.text]
    assert found(index, as_of("2024-04-01")) == [LATER.text]
    assert found(index, as_of("2012-05-09")) == []
    with index.snapshot() as view:
        assert [(each.text, str(each.stands), str(each.until)) for each in view.versions("pact.html")] == [
            (LATER.text, "2024-04-01", "None"),
            (PACT.text, "2012-05-10", "2024-04-01"),
        ]
        assert view.changed() == ("pact.html",)
        assert (view.count().articles, view.count().chunks, view.stats().articles) == (1, 1, 1)
        assert view.article("pact.html").text == LATER.text
    assert index.verify(deep=True) == []


def test_a_page_that_was_modified_answers_for_no_day_before(tmp_path: Path) -> None:
    index = new_index(tmp_path, LATER)
    assert found(index, as_of("2013-01-01")) == []
    assert found(index, as_of("2024-04-01")) == [LATER.text]
    assert not as_of("2013-01-01").allows(LATER)


def test_a_text_that_says_no_day_stands_from_the_day_it_was_seen(tmp_path: Path) -> None:
    index = new_index(tmp_path, PACT)
    index.add([replace(PACT, text="The island left the pact.")])
    today = datetime.now(UTC).date()
    assert found(index, as_of("2020-01-01")) == [PACT.text]
    assert found(index, as_of(today.isoformat())) == ["The island left the pact."]


def test_every_version_goes_when_the_article_goes(tmp_path: Path) -> None:
    index = new_index(tmp_path, PACT)
    index.add([LATER])
    index.remove(["pact.html"])
    assert found(index, as_of("2013-01-01")) == []
    assert index.verify(deep=True) == []


def test_the_same_text_again_is_no_version(tmp_path: Path) -> None:
    index = new_index(tmp_path, PACT)
    assert index.add([replace(PACT, source="Post")]).changed == ()
    with index.snapshot() as view:
        assert len(view.versions("pact.html")) == 1


def test_another_article_under_the_id_replaces_it_and_that_is_said(tmp_path: Path) -> None:
    index = new_index(tmp_path, replace(PACT, title="Old title", place="/n/a.docx"))
    other = replace(PACT, title="Budget", text="Parliament voted money for roads.", place="/n/a.docx")
    report = index.add([other])
    assert (report.changed, report.overwritten) == ((), (("pact.html", "Old title"),))


def test_another_place_is_another_article_each_time(tmp_path: Path) -> None:
    monday = replace(PACT, id="a.txt", title="", place="/news/monday/a.txt")
    tuesday = replace(monday, text="The storm hit the island.", place="/news/tuesday/a.txt")
    index = new_index(tmp_path, monday)
    for added, unchanged in ((1, 0), (0, 1)):
        report = index.add([tuesday])
        assert (report.added, report.unchanged, report.replaced) == (added, unchanged, 0)
        assert report.renamed == (("a.txt", "tuesday/a.txt", "/news/monday/a.txt"),)
    with index.snapshot() as view:
        assert [row.id for row in view.articles()] == ["a.txt", "tuesday/a.txt"]
    assert index.add([monday]).unchanged == 1


def test_one_text_of_one_outlet_from_two_places_is_one_article(tmp_path: Path) -> None:
    index = new_index(tmp_path, replace(PACT, place="/a/pact.html"))
    assert index.add([replace(PACT, place="/b/pact.html")]).unchanged == 1
    wire = replace(PACT, place="/b/pact.html", source="Post")
    assert index.add([wire]).added == 1


def test_an_address_makes_two_files_versions_of_one_article(tmp_path: Path) -> None:
    first = replace(PACT, id="7", url="https://x.example/7", place="/n/monday.jsonl")
    index = new_index(tmp_path, first)
    report = index.add([replace(LATER, id="7", url="https://x.example/7", place="/n/tuesday.jsonl")])
    assert (report.changed, report.renamed) == (("7",), ())


def test_two_of_one_run_are_told_apart_too(tmp_path: Path) -> None:
    index = new_index(tmp_path)
    index.add(
        [
            replace(PACT, id="1", title="", place="/n/a.csv"),
            replace(PACT, id="1", title="", text="Rain on the vote.", place="/n/b.csv"),
        ]
    )
    with index.snapshot() as view:
        assert [row.id for row in view.articles()] == ["1", "b.csv#1"]


def test_a_correction_by_hand_outlives_the_next_run(tmp_path: Path) -> None:
    index = new_index(tmp_path, replace(PACT, source=None, published=None))
    assert index.mend(["pact.html"], checked_fields({"source": "The Herald", "published": "10 May 2012"})) == 1
    index.add([replace(PACT, source=None, published=None)])
    with index.snapshot() as view:
        row = view.article("pact.html")
        assert (row.source, str(row.published)) == ("The Herald", "2012-05-10")
        assert view.changed() == ()
    with pytest.raises(StorageError, match="no article 'gone'"):
        index.mend(["pact.html", "gone"], {"source": "x"})
    with pytest.raises(FilterError, match="is no date"):
        checked_fields({"published": "some day"})


def test_a_catalog_of_before_is_read_as_it_is_and_mended_when_written(tmp_path: Path) -> None:
    new_index(tmp_path, PACT).close()
    path = tmp_path / "news.index"
    connection = sqlite3.connect(path / "catalog.sqlite")
    connection.execute("DROP INDEX live_article")
    connection.execute("DROP INDEX outdated_article")
    for column in ("modified", "truncated", "place", "seen", "stands", "superseded", "outdated"):
        connection.execute(f"ALTER TABLE articles DROP COLUMN {column}")
    connection.execute("DROP TABLE files")
    connection.execute("DROP TABLE mends")
    connection.execute("CREATE UNIQUE INDEX live_article ON articles (article_id) WHERE removed IS NULL")
    connection.commit()
    connection.close()
    index = ArticleIndex.open(path, WordEncoder(), BY_LINE)
    assert found(index, as_of("2013-01-01")) == [PACT.text]
    with index.snapshot() as view:
        assert view.files() == []
    assert index.verify() == []
    index.add([LATER])
    assert found(index, as_of("2013-01-01")) == [PACT.text]
    assert found(index, ArticleFilter()) == [LATER.text]


def test_reports_on_files_are_kept_and_replaced(tmp_path: Path) -> None:
    index = new_index(tmp_path, PACT)
    index.note_files([{"path": "a.pdf", "articles": 1}, {"path": "b.pdf", "articles": 2}])
    index.note_files([{"path": "a.pdf", "articles": 3}])
    with index.snapshot() as view:
        assert view.files() == [{"path": "a.pdf", "articles": 3}, {"path": "b.pdf", "articles": 2}]


def test_a_source_is_found_by_its_other_names(tmp_path: Path) -> None:
    articles = [replace(PACT, id=name, source=name) for name in ("The Guardian", "BBC News", "Dalen Herald")]
    index = new_index(tmp_path, *articles)
    for name, source in (("Guardian", "The Guardian"), ("BBC", "BBC News"), ("the dalen herald", "Dalen Herald")):
        may = ArticleFilter.parse(sources=[name])
        with index.snapshot() as view:
            assert view.find_sources(name) == (source,)
            assert [row.source for row in view.articles(may)] == [source]
            assert {p.source for p in view.get([i for i, _ in view.search_keywords("pact", may)])} == {source}
    index.note_outlets("Dalen Herald | DH | dalenherald.example")
    with index.snapshot() as view:
        assert view.find_sources("dalenherald.example") == ("Dalen Herald",)
