from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import generations
from index.article_index import AddReport, ArticleIndex, Progress, WritingOptions
from index.articles import GENRES, Article
from index.errors import EncoderError, IndexDamaged, IndexLocked, IndexMismatch, IndexMissing, StorageError
from index.filters import EVERYTHING, ArticleFilter
from index.locking import writer_lock
from index.vectors import VectorSizes
from tests.index.fakes import BY_LINE, WordEncoder, lines, new_index, question

FERRY = Article(
    id="ferry.txt",
    title="Ferry sinks",
    text="The ferry sank.\nThe storm took the ferry.\nA minister came.",
    source="AFP",
    published=date(2026, 1, 31),
    url="https://example.org/ferry",
    author="A. Reporter",
    genre="report",
    language="en",
)
VOTE = Article(id="vote.txt", title="Vote", text="The vote is near.", source="Kent Herald", published=date(2026, 2, 1))
RAIN = Article(id="rain.txt", title="Rain", text="Regen in Kent, rain.", language="de")


def asked(index: ArticleIndex, text: str, may: ArticleFilter = EVERYTHING, k: int = 10) -> list[str]:
    """Quotes found by both halves, dense first."""
    with index.snapshot() as view:
        hits = view.search(text, question(text), may, k)
        return [passage.text for passage in view.get([i for i, _ in hits.dense + hits.keyword])]


def passages(index: ArticleIndex) -> dict[str, list[str]]:
    with index.snapshot() as view:
        return {row.id: [p.text for p in view.get(view.passages(row.id))] for row in view.articles()}


# What goes in comes out


def test_a_passage_carries_what_a_citation_needs(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY)
    with index.snapshot() as view:
        ((best, cosine),) = view.search_dense(question("storm ferry"), k=1)
        (passage,) = view.get([best])
        assert passage.text == "The storm took the ferry." == FERRY.text[passage.start : passage.end]
        assert cosine == pytest.approx(1)
        assert (passage.article_id, passage.title, passage.source) == ("ferry.txt", "Ferry sinks", "AFP")
        assert (passage.published, passage.genre, passage.language) == (date(2026, 1, 31), "report", "en")
        assert (passage.url, passage.author) == (FERRY.url, FERRY.author)
        assert view.article("ferry.txt") == FERRY
        assert view.copies(passage.origin) == ("ferry.txt",)


def test_both_halves_score_higher_is_better(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY, VOTE)
    hits = index.search("ferry storm", question("ferry storm"), k=4)
    assert [score for _, score in hits.dense] == pytest.approx([1, 0.5**0.5, 0, 0], abs=1e-6)
    assert [passage.text for passage in index.get([i for i, _ in hits.keyword])] == [
        "The storm took the ferry.",
        "The ferry sank.",
        "A minister came.",  # its title says ferry
    ]
    scores = [score for _, score in hits.keyword]
    assert scores == sorted(scores, reverse=True)


def test_get_keeps_the_order_asked_for_and_names_what_is_unknown(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY)
    with index.snapshot() as view:
        one, two, three = view.passages("ferry.txt")
        assert [p.id for p in view.get([three, one, three])] == [three, one, three]
        assert view.get([]) == []
        with pytest.raises(StorageError, match="no passage 999"):
            view.get([one, 999])
        assert view.vectors([three, one]).tolist() == [
            question("A minister came.").tolist(),
            question("The ferry sank.").tolist(),
        ]
        assert two == one + 1


def test_counts_sources_and_stats(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY, VOTE, RAIN, replace(FERRY, id="copy.txt", source="Focus", published=None))
    with index.snapshot() as view:
        assert view.sources() == {"AFP": 1, "Focus": 1, "Kent Herald": 1}
        everything, dated = view.count(), view.count(ArticleFilter.parse(since="2026-02-01"))
        assert (everything.articles, everything.chunks, everything.undated, everything.other_language) == (4, 8, 0, 1)
        assert (dated.articles, dated.chunks, dated.undated, dated.other_language) == (1, 1, 2, 0)
        stats = view.stats()
        assert (stats.articles, stats.chunks, stats.origins, stats.undated, stats.unpublished) == (4, 8, 3, 2, 0)
        assert (stats.first, stats.last, stats.encoder) == (date(2026, 1, 31), date(2026, 2, 1), "words")
        rows = {row.id: row for row in view.articles()}
        assert rows["ferry.txt"].origin == rows["copy.txt"].origin
        assert (rows["ferry.txt"].characters, rows["ferry.txt"].chunks) == (len(FERRY.text), 3)
        assert view.copies(rows["copy.txt"].origin) == ("copy.txt", "ferry.txt")


def test_an_empty_index_answers_with_nothing(tmp_path: Path) -> None:
    with new_index(tmp_path) as index, index.snapshot() as view:
        assert view.search("ferry", question("ferry")).dense == ()
        assert view.search("ferry", question("ferry")).keyword == ()
        assert view.count().articles == 0
        assert list(view.articles()) == []
        assert view.stats().last is None
        with pytest.raises(StorageError, match=r"no article 'ferry\.txt'"):
            view.article("ferry.txt")
    assert index.verify(deep=True) == []


def test_a_vector_of_another_size_is_refused(tmp_path: Path) -> None:
    with (
        new_index(tmp_path, FERRY).snapshot() as view,
        pytest.raises(IndexMismatch, match="3 dimensions, the index 8"),
    ):
        view.search_dense(np.ones(3, dtype=np.float32))


@pytest.mark.parametrize("text", ["nul \0 ferry", "🇹🇼 ferry 𝔘", "a\u0301 ferry\nferry e\u0301", "\ufeffferry"])
def test_offsets_count_code_points(tmp_path: Path, text: str) -> None:
    index = new_index(tmp_path, Article(id="a", title="", text=text))
    assert passages(index)["a"] == text.split("\n")
    with index.snapshot() as view:
        for passage in view.get(view.passages("a")):
            assert passage.text == text[passage.start : passage.end]


# Adding, replacing, removing


def test_unchanged_articles_are_not_embedded_again(tmp_path: Path) -> None:
    encoder = WordEncoder()
    index = ArticleIndex.create(tmp_path / "i", encoder, BY_LINE)
    first = index.add([FERRY, VOTE])
    assert (first.added, first.replaced, first.unchanged, first.chunks) == (2, 0, 0, 4)
    with index.snapshot() as view:
        generation = view.generation
    encoder.encoded.clear()
    again = index.add([VOTE, FERRY])
    assert (again.added, again.replaced, again.unchanged, again.chunks) == (0, 0, 2, 0)
    assert encoder.encoded == []
    with index.snapshot() as view:
        assert view.generation == generation


def test_a_changed_article_is_replaced_everywhere(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY, VOTE)
    with index.snapshot() as view:
        old = view.passages("ferry.txt")
    report = index.add([replace(FERRY, text="The island is quiet."), VOTE])
    assert (report.added, report.replaced, report.unchanged, report.chunks) == (0, 1, 1, 1)
    assert passages(index) == {"ferry.txt": ["The island is quiet."], "vote.txt": ["The vote is near."]}
    assert "The ferry sank." not in asked(index, "ferry")
    with index.snapshot() as view:
        assert set(view.passages("ferry.txt")).isdisjoint(old)
        assert {passage.superseded is not None for passage in view.get(old)} == {True}  # kept for as_of alone
    assert index.verify(deep=True) == []


def test_metadata_alone_can_change(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY)
    assert index.add([replace(FERRY, source="Focus")]).replaced == 1
    assert index.sources() == {"Focus": 1}


def test_a_removed_article_is_gone_everywhere(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY, VOTE, replace(FERRY, id="copy.txt"))
    assert index.remove(["ferry.txt", "ferry.txt"]) == 1
    assert sorted(passages(index)) == ["copy.txt", "vote.txt"]
    assert index.remove(["copy.txt", "vote.txt"]) == 2
    assert passages(index) == {}
    assert asked(index, "ferry") == []
    with sqlite3.connect(index.path / "catalog.sqlite") as db:
        for table in ("texts", "articles", "chunks", "embeddings", "near"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        actions = [row[0] for row in db.execute("SELECT action FROM ledger ORDER BY id")]
        assert actions == ["added"] * 3 + ["removed"] * 3
    assert index.verify(deep=True) == []
    assert index.add([FERRY]).added == 1
    assert asked(index, "storm ferry", k=1)[0] == "The storm took the ferry."


def test_removing_an_unknown_article_removes_nothing(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY)
    with pytest.raises(StorageError, match=r"no article 'nowhere', 'else'; nothing was removed"):
        index.remove(["ferry.txt", "nowhere", "else"])
    assert list(passages(index)) == ["ferry.txt"]


def test_what_cannot_be_stored_is_refused_by_name_and_the_rest_goes_in(tmp_path: Path) -> None:
    report = new_index(tmp_path).add(
        [
            Article(id="blank", title="", text=" \n "),
            Article(id="half", title="", text="ferry \ud83d"),
            Article(id="", title="", text="ferry"),
            FERRY,
        ]
    )
    assert report.added == 1
    assert dict(report.refused) == {
        "blank": "it has no text",
        "half": "it holds half of a surrogate pair, so it was decoded wrongly",
        "": "it has no id",
    }


def test_the_last_of_two_articles_with_one_id_stays(tmp_path: Path) -> None:
    index = new_index(tmp_path)
    assert index.add([VOTE, replace(VOTE, text="The vote is over.")]) == AddReport(
        1, 1, 0, 2, (), pytest.approx(0, abs=60), changed=("vote.txt",)
    )
    assert passages(index) == {"vote.txt": ["The vote is over."]}
    assert index.verify(deep=True) == []


def test_the_same_articles_have_the_same_fingerprint(tmp_path: Path) -> None:
    one = new_index(tmp_path / "1", FERRY, VOTE, RAIN)
    other = new_index(tmp_path / "2", RAIN)
    prints = set()
    with one.snapshot() as a, other.snapshot() as b:
        prints |= {a.fingerprint, b.fingerprint}
    assert len(prints) == 2
    other.add([VOTE, Article(id="x", title="", text="Gone soon.")])
    other.add([FERRY])
    other.remove(["x"])
    with one.snapshot() as a, other.snapshot() as b:
        assert a.fingerprint == b.fingerprint
    for index in (one, other):
        index.remove(list(passages(index)))
    with one.snapshot() as a, new_index(tmp_path / "3").snapshot() as b:
        assert a.fingerprint == b.fingerprint


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    seen: list[Progress] = []
    options = WritingOptions(chunker=lines, batch_chunks=2)
    new_index(tmp_path, options=options).add([FERRY, VOTE, RAIN], progress=seen.append)
    assert [(now.articles, now.total, now.chunks) for now in seen] == [(2, 3, 3), (3, 3, 5)]
    seen.clear()
    new_index(tmp_path / "lazy", options=options).add(iter([FERRY]), progress=seen.append)
    assert [(now.articles, now.total, now.chunks) for now in seen] == [(1, None, 3)]


def test_an_interrupted_run_keeps_and_shows_what_it_committed(tmp_path: Path) -> None:
    def articles() -> Iterator[Article]:
        yield FERRY
        yield VOTE
        yield RAIN
        raise KeyboardInterrupt

    index = new_index(tmp_path, options=WritingOptions(chunker=lines, batch_chunks=1))
    with pytest.raises(KeyboardInterrupt):
        index.add(articles())
    assert sorted(passages(index)) == ["ferry.txt", "vote.txt"]
    assert index.verify(deep=True) == []
    report = index.add([FERRY, VOTE, RAIN])
    assert (report.added, report.unchanged) == (1, 2)


@pytest.mark.parametrize("vectors", [np.ones((1, 8)), np.full((1, 8), np.nan), np.eye(8)[:1, :7], np.zeros((2, 8))])
def test_an_encoder_that_breaks_its_word_is_told_so(tmp_path: Path, vectors: np.ndarray) -> None:
    encoder = WordEncoder()
    encoder.encode = lambda texts: vectors.astype(np.float32)  # type: ignore[method-assign]
    index = ArticleIndex.create(tmp_path / "i", encoder, BY_LINE)
    with pytest.raises(EncoderError, match="words made vectors"):
        index.add([VOTE])
    assert passages(index) == {}


def test_small_additions_search_like_one_build(tmp_path: Path) -> None:
    """Keyword files are extended, not written anew; nothing may come out differently for it."""
    articles = [
        Article(id=f"{i:02}", title="", text=f"The ferry {i} sank.\nA storm {'storm ' * (i % 4)}came.")
        for i in range(24)
    ]
    whole = new_index(tmp_path / "whole", *articles)
    pieces = new_index(tmp_path / "pieces", *articles[:12])
    for i in range(12, 24, 4):
        pieces.add(articles[i : i + 4])
    for text in ("ferry 17", "storm came", "sank"):
        a, b = (index.search(text, question(text), k=48) for index in (whole, pieces))
        assert a.dense == b.dense
        assert [score for _, score in a.keyword] == pytest.approx([score for _, score in b.keyword], rel=1e-5)
    assert pieces.verify(deep=True) == []


# Filters


KINDS = {"flat": VectorSizes(), "sq8": VectorSizes(flat_up_to=0), "ivf": VectorSizes(flat_up_to=0, sq8_up_to=0)}
CROWD = [
    Article(
        id=f"{i:03}",
        title="",
        text=f"The ferry {i}.\nThe storm {i}.",
        source=[None, "AFP", "afp", "STRASSE", "straße", "Focus"][i % 6],
        published=None if i % 5 == 0 else date(2026, 1, 1) + timedelta(days=i % 7),
        genre=(None, *GENRES)[i % 4],
    )
    for i in range(90)
]
DAYS = st.none() | st.integers(-2, 9).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
FILTERS = st.builds(
    ArticleFilter,
    sources=st.lists(st.sampled_from(["AFP", "Strasse", "focus", "Nobody", ""]), max_size=2).map(tuple),
    since=DAYS,
    until=DAYS,
    as_of=DAYS,
    genres=st.lists(st.sampled_from(GENRES), max_size=2).map(tuple),
)


@pytest.fixture(scope="module", params=list(KINDS))
def crowd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ArticleIndex:
    options = WritingOptions(chunker=lines, sizes=KINDS[request.param])
    return new_index(tmp_path_factory.mktemp(request.param), *CROWD, options=options)


@settings(max_examples=60, deadline=None)
@given(may=FILTERS)
def test_every_half_filters_as_the_filter_says(crowd: ArticleIndex, may: ArticleFilter) -> None:
    expected = sorted(article.id for article in CROWD if may.allows(article))
    with crowd.snapshot() as view:
        assert [row.id for row in view.articles(may)] == expected
        hits = view.search("ferry storm", question("ferry storm"), may, 500)
        for half in (hits.dense, hits.keyword):
            assert sorted({p.article_id for p in view.get([i for i, _ in half])}) == expected
            assert len(half) == 2 * len(expected)
        counts = view.count(may)
        assert (counts.articles, counts.chunks) == (len(expected), 2 * len(expected))
        undated = [a for a in CROWD if may.is_dated and a.published is None and may.without_dates().allows(a)]
        assert counts.undated == len(undated)


def test_a_filter_finds_the_last_of_many(crowd: ArticleIndex) -> None:
    """Filtering after the search would find nothing here: the one that passes is the farthest."""
    crowd.add([*CROWD, Article(id="last", title="", text="An island with a ferry and a vote.", source="Islander")])
    may = ArticleFilter.parse(sources="islander")
    assert asked(crowd, "ferry", may, k=1) == ["An island with a ferry and a vote."] * 2
    crowd.remove(["last"])


def test_a_wide_filter_on_a_large_index_is_searched_not_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.snapshot._SCORED_EXACTLY", 10)
    index = new_index(tmp_path, *CROWD, options=WritingOptions(chunker=lines, sizes=KINDS["ivf"]))
    may = ArticleFilter.parse(sources="AFP")
    with index.snapshot() as view:
        found = view.search_dense(question("storm"), may, 30)
        assert {p.source for p in view.get([i for i, _ in found])} == {"AFP", "afp"}
        assert [score for _, score in found] == pytest.approx([1] * 30)


# Readers and writers


def test_a_snapshot_stays_as_it_was_while_a_writer_goes_on(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY, VOTE)
    with index.snapshot() as before:
        pinned = before.search("ferry", question("ferry"))
        index.add([replace(FERRY, text="The island is quiet."), RAIN])
        index.remove(["vote.txt"])
        assert before.search("ferry", question("ferry")) == pinned
        assert [p.text for p in before.get([i for i, _ in pinned.keyword])] == [
            "The ferry sank.",
            "The storm took the ferry.",
            "A minister came.",
        ]
        assert before.article("ferry.txt") == FERRY
        assert before.sources() == {"AFP": 1, "Kent Herald": 1}
        with index.snapshot() as after:
            assert after.article("ferry.txt").text == "The island is quiet."
            assert after.sources() == {"AFP": 1}
    assert len(list((index.path / "generations").iterdir())) == 1


def test_another_reader_sees_the_next_generation(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY)
    reader = ArticleIndex.open(index.path)
    assert asked(reader, "vote", k=1) == asked(reader, "vote", k=1) != ["The vote is near."] * 2
    index.add([VOTE])
    assert asked(reader, "vote", k=1) == ["The vote is near."] * 2


def test_many_threads_read_while_one_writes(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY, options=WritingOptions(chunker=lines, batch_chunks=4, publish_seconds=0))
    reader, stop, problems, answers = ArticleIndex.open(index.path), threading.Event(), [], [0]

    def read() -> None:
        try:
            while not stop.is_set():
                with reader.snapshot() as view:
                    hits = view.search("ferry", question("ferry"), k=20)
                    found = {p.article_id for p in view.get([i for i, _ in hits.dense + hits.keyword])}
                    assert found == {row.id for row in view.articles()}
                    assert view.count().articles == view.generation.articles
                    answers[0] += 1
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for i in range(6):
        index.add(
            [Article(id=f"{i}", title="", text=f"Ferry {i}."), Article(id="same", title="", text=f"The ferry {i}.")]
        )
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert answers[0] >= 4


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY)
    with writer_lock(index.path):
        with pytest.raises(IndexLocked, match=r"Another process is writing.*Wait"):
            ArticleIndex.open(index.path, WordEncoder(), BY_LINE).add([VOTE])
        assert asked(index, "ferry", k=1)[0] == "The ferry sank."
    assert index.add([VOTE]).added == 1


def test_a_folder_that_cannot_be_written_to_can_be_read(tmp_path: Path) -> None:
    """Run as another user where we are root, whom permissions do not stop."""
    index = new_index(tmp_path, FERRY)
    index.close()
    paths = [index.path, *index.path.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in (tmp_path, *tmp_path.parents):
        if parent.stat().st_uid == os.geteuid() and parent not in (Path("/"), Path("/tmp")):
            parent.chmod(parent.stat().st_mode | 0o055)
    root = Path(__file__).parents[2]
    code = (
        "import os, sys\n"
        "from index.article_index import ArticleIndex\n"
        "from tests.index.fakes import question, WordEncoder, BY_LINE\n"
        "from index.errors import StorageError\n"
        "import faiss, tantivy, index.articles, index.verification\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"
        "index = ArticleIndex.open(sys.argv[1], WordEncoder(), BY_LINE)\n"
        "hits = index.search('storm', question('storm'), k=1)\n"
        "print(index.get([hits.dense[0][0], hits.keyword[0][0]])[1].text)\n"
        "try: index.remove(['ferry.txt'])\n"
        "except StorageError as error: print(error.problem.endswith('cannot be written to.'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(index.path)], cwd=root, capture_output=True, text=True)
    for path in paths:
        path.chmod(0o755)
    assert done.stdout.splitlines() == ["The storm took the ferry.", "True"], done.stderr


# Opening what is not there, not ours, not whole


def test_missing_indexes_say_how_to_build_one(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(IndexMissing, match=r"holds no index.*crosscheck index ARTICLES --index"):
            ArticleIndex.open(path)


def test_another_encoder_is_refused_and_both_are_named(tmp_path: Path) -> None:
    path = new_index(tmp_path, FERRY).path
    other = WordEncoder()
    other.name, other.fingerprint = "letters", "letters-1"
    for opening in (other, lambda: other):
        with pytest.raises(IndexMismatch, match=r"encoder words \(words-1\), not with letters \(letters-1\).*NEW_DIR"):
            ArticleIndex.open(path, opening, BY_LINE).add([VOTE])
    with pytest.raises(EncoderError, match="without an encoder"):
        ArticleIndex.open(path, None, BY_LINE).add([VOTE])


def test_the_encoder_is_loaded_when_it_is_needed_only(tmp_path: Path) -> None:
    path = new_index(tmp_path, FERRY).path
    loaded = []

    def load() -> WordEncoder:
        loaded.append(1)
        return WordEncoder()

    index = ArticleIndex.open(path, load, BY_LINE)
    index.add([FERRY])
    assert asked(index, "ferry")
    assert loaded == []
    index.add([VOTE])
    index.add([RAIN])
    assert loaded == [1]


def test_another_format_is_refused_and_both_are_named(tmp_path: Path) -> None:
    path = new_index(tmp_path, FERRY).path
    with sqlite3.connect(path / "catalog.sqlite") as db:
        db.execute("UPDATE meta SET value = '99' WHERE key = 'format'")
    with pytest.raises(IndexMismatch, match=r"format 99; this version reads format 1.*crosscheck index"):
        ArticleIndex.open(path)


def test_an_index_is_not_made_where_something_is(tmp_path: Path) -> None:
    new_index(tmp_path, FERRY)
    with pytest.raises(StorageError, match="already holds an index"):
        new_index(tmp_path)
    with pytest.raises(StorageError, match=r"not empty \(news.index\)"):
        ArticleIndex.create(tmp_path, WordEncoder())
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="is a file"):
        ArticleIndex.create(tmp_path / "file", WordEncoder())
    assert ArticleIndex.open_or_create(tmp_path / "news.index", WordEncoder()).article("ferry.txt") == FERRY
    with ArticleIndex.open_or_create(tmp_path / "fresh", WordEncoder()).snapshot() as view:
        assert view.generation.number == 0


@pytest.mark.parametrize("name", ["news #1?.index", "neuigkeiten ümläut %20", "a/b/c"])
def test_any_path_will_do_relative_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    ArticleIndex.open_or_create(name, WordEncoder(), BY_LINE).add([FERRY])
    for path in (name, tmp_path / name):
        index = ArticleIndex.open_or_create(path, WordEncoder(), BY_LINE)
        assert asked(index, "storm ferry", k=1)[0] == "The storm took the ferry."


def test_a_place_where_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match=r"No index can be made at .*permissions"):
        ArticleIndex.create(tmp_path / "file" / "i", WordEncoder())


def test_search_files_that_cannot_be_written_lose_nothing(tmp_path: Path) -> None:
    index = new_index(tmp_path)
    (index.path / "generations").write_text("in the way")
    with pytest.raises(StorageError, match=r"could not be written .*nothing is embedded twice"):
        index.add([FERRY])
    (index.path / "generations").unlink()
    assert index.add([FERRY]).unchanged == 1
    assert asked(index, "storm ferry", k=1)[0] == "The storm took the ferry."


@pytest.mark.parametrize("victim", ["vectors.faiss", "keywords/meta.json"])
@pytest.mark.parametrize("damage", ["gone", "emptied", "noise"])
def test_damaged_search_files_are_refused_and_the_next_run_mends_them(tmp_path: Path, victim: str, damage: str) -> None:
    path = new_index(tmp_path, FERRY, VOTE).path
    (file,) = (path / "generations").glob(f"*/{victim}")
    file.unlink() if damage == "gone" else file.write_bytes(b"" if damage == "emptied" else b"noise" * 50)
    index = ArticleIndex.open(path, WordEncoder(), BY_LINE)
    with pytest.raises(IndexDamaged, match="crosscheck index"):
        asked(index, "ferry")
    assert len(index.verify()) == 1
    assert index.add([FERRY, VOTE]).unchanged == 2
    assert asked(index, "storm ferry", k=1)[0] == "The storm took the ferry."
    assert index.verify(deep=True) == []


def test_files_of_another_index_are_refused_though_their_counts_agree(tmp_path: Path) -> None:
    other_text = replace(FERRY, text=FERRY.text.replace("storm", "vote"))
    ours, theirs = new_index(tmp_path / "ours", FERRY), new_index(tmp_path / "theirs", other_text)
    for name in ("vectors.faiss", "keywords"):
        (own,), (other,) = ((each.path / "generations").glob(f"*/{name}") for each in (ours, theirs))
        kept = tmp_path / "kept"
        own.rename(kept)
        (shutil.copytree if other.is_dir() else shutil.copy)(other, own)
        with (
            ArticleIndex.open(ours.path) as opened,
            pytest.raises(IndexDamaged, match=r"is not what was written|is missing"),
        ):
            asked(opened, "ferry")
        assert len(ours.verify()) == 1
        shutil.rmtree(own) if own.is_dir() else own.unlink()
        kept.rename(own)
    assert ours.verify(deep=True) == []


def test_any_changed_bit_of_a_search_file_is_noticed_and_the_next_run_mends_it(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY, VOTE)
    files = [file for file in index.path.glob("generations/*/**/*") if file.is_file() and file.name[0] != "."]
    for file in files:
        whole = file.read_bytes()
        file.unlink()  # and not written over: the open index has it mapped
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with ArticleIndex.open(index.path) as opened, pytest.raises(IndexDamaged, match="Run crosscheck index"):
            asked(opened, "ferry")
        file.write_bytes(whole)
    assert len(files) > 3
    file.write_bytes(whole[:-1])
    assert index.add([FERRY, VOTE]).unchanged == 2
    assert index.verify(deep=True) == []


@pytest.mark.parametrize("lost", ["DELETE FROM meta", "UPDATE meta SET value = '{'"])
def test_an_index_without_checksums_opens_says_so_and_gets_them(tmp_path: Path, lost: str) -> None:
    index = new_index(tmp_path, FERRY)
    with sqlite3.connect(index.path / "catalog.sqlite") as db:
        db.execute(f"{lost} WHERE key = 'derived'")
    old = ArticleIndex.open(index.path, WordEncoder(), BY_LINE)
    assert asked(old, "storm ferry", k=1)[0] == "The storm took the ferry."
    assert [problem.partition(",")[0] for problem in old.verify()] == ["The search files carry no checksums"]
    old.add([FERRY])
    assert old.verify(deep=True) == []


def test_a_damaged_text_is_not_read_for_a_citation(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY)
    with sqlite3.connect(index.path / "catalog.sqlite") as db:
        db.execute("UPDATE texts SET body = CAST(replace(CAST(body AS TEXT), 'storm', 'stone') AS BLOB)")
    with index.snapshot() as view:
        assert "stone" in view.article("ferry.txt").text
        assert view.damaged == set()
        with pytest.raises(IndexDamaged, match=r"is not what was stored.*remove those articles"):
            view.article("ferry.txt", checked=True)
        assert view.damaged == {"ferry.txt"}
    index.remove(["ferry.txt"])
    index.add([FERRY])
    assert index.verify(deep=True) == []


def test_damage_is_claimed_at_second_sight_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = ArticleIndex.open(new_index(tmp_path, FERRY).path)
    sights: list[Path] = []

    def look(folder: Path, *rest: object) -> None:
        sights.append(folder)
        if len(sights) == 1:
            raise IndexDamaged("half deleted.")

    monkeypatch.setattr(generations, "check_digests", look)
    assert asked(index, "storm ferry", k=1)[0] == "The storm took the ferry."
    assert len(sights) == 2


def test_a_truncated_catalog_is_refused(tmp_path: Path) -> None:
    path = new_index(tmp_path, FERRY).path
    whole = (path / "catalog.sqlite").read_bytes()
    (path / "catalog.sqlite").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(IndexDamaged, match="Delete the folder"):
        ArticleIndex.open(path).article("ferry.txt")


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ('UPDATE chunks SET "end" = 9999 WHERE id = 1', "Chunk 1 of article 'ferry.txt' is not a slice of its text"),
        ("DELETE FROM embeddings WHERE chunk = 2", "Chunk 2 has no embedding"),
        ("UPDATE embeddings SET vector = x'00' WHERE chunk = 2", "embedding of chunk 2 has 1 bytes instead of 32"),
        ("UPDATE embeddings SET vector = zeroblob(32) WHERE chunk = 2", "chunk 2 has length 0.000 instead of 1"),
        ("UPDATE texts SET body = x'00' WHERE id = 1", "Text 1 is not what was stored"),
        ("UPDATE articles SET title = 'Other'", "Article 'ferry.txt' is not what was stored"),
        ("UPDATE texts SET origin = NULL", "Article 'ferry.txt' has no origin"),
        ("DELETE FROM texts", "refers to a row of texts that is not there"),
        ("UPDATE generation SET chunks = 7", "holds 3 vectors; the catalog has 7 chunks"),
        ("DELETE FROM chunks WHERE id = 3", "The embedding of chunk 3 belongs to no chunk"),
    ],
)
def test_verify_names_what_is_wrong(tmp_path: Path, statement: str, problem: str) -> None:
    index = new_index(tmp_path, FERRY)
    assert index.verify(deep=True) == []
    with sqlite3.connect(index.path / "catalog.sqlite") as db:
        db.execute(statement)
    assert any(problem in found for found in index.verify(deep=True))


def test_repair_writes_the_derived_files_anew(tmp_path: Path) -> None:
    index = new_index(tmp_path, FERRY, VOTE)
    before = asked(index, "ferry vote")
    index.repair()
    assert asked(index, "ferry vote") == before
    assert index.verify(deep=True) == []
