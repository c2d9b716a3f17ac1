"""kill -9 at any point leaves an index that opens, shows what it showed before, and is completed by the next run."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.catalog import CATALOG_NAME
from index.errors import IndexMissing
from tests.index.crashing import AFTER, BEFORE, REMOVED, article, die_at, options, report_and_write, write
from tests.index.fakes import WordEncoder, question

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs kill -9")

VERSIONS = {text for i in range(14) for version in ("first", "second") for text in (article(i, version).text,)}
FINISHED = {row.id: row.text for row in AFTER if row.id not in REMOVED}


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that start with everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.index.crashing", "faiss", "tantivy", "filelock"])
    return context


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """How often a whole run passes each named write."""
    names: Counter[str] = Counter()
    write(tmp_path_factory.mktemp("whole") / "i", lambda name: names.update([name]))
    return names


def shown(index: ArticleIndex) -> dict[str, str]:
    """Every article that a reader sees, after checking that searching finds exactly these, whole."""
    with index.snapshot() as view:
        texts = {row.id: view.article(row.id).text for row in view.articles()}
        hits = view.search("ferry storm", question("ferry storm"), k=500)
        for half in (hits.dense, hits.keyword):
            quotes: dict[str, list[str]] = {}
            for passage in view.get(sorted(i for i, _ in half)):
                assert texts[passage.article_id][passage.start : passage.end] == passage.text
                quotes.setdefault(passage.article_id, []).append(passage.text)
            assert {article_id: "\n".join(found) for article_id, found in quotes.items()} == texts
        assert len(texts) == view.generation.articles
    return texts


def check_after_crash(path: Path) -> None:
    try:
        reader = ArticleIndex.open(path)
    except IndexMissing:
        assert not (path / "generations").exists()
    else:
        assert set(shown(reader).values()) <= VERSIONS
        assert all("unfinished run" in problem for problem in reader.verify(deep=True))
        reader.close()
    write(path)
    with ArticleIndex.open(path) as index:
        assert shown(index) == FINISHED
        assert index.verify(deep=True) == []
        assert len(list((path / "generations").iterdir())) == 1


def test_the_points_are_those_that_a_run_passes(passed: Counter[str]) -> None:
    assert set(passed) == set(POINTS)
    assert passed["article written"] == len(BEFORE) + 10
    assert passed["switched"] >= 6


POINTS = (
    "article written",
    "before commit",
    "articles committed",
    "removals committed",
    "vectors written",
    "keywords written",
    "before switch",
    "switched",
    "old files deleted",
)


def killed(context: ForkServerContext, target: Callable[..., None], *args: object) -> None:
    process = context.Process(target=target, args=args)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("point", POINTS)
def test_killed_after_each_named_write(
    tmp_path: Path, processes: ForkServerContext, passed: Counter[str], point: str
) -> None:
    """The first time, the last time and once in between: building, replacing, removing."""
    for occurrence in sorted({1, (passed[point] + 1) // 2, passed[point]}):
        path = tmp_path / str(occurrence)
        killed(processes, die_at, path, point, occurrence)
        check_after_crash(path)


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_random_moments_until_it_gets_through(
    tmp_path: Path, processes: ForkServerContext, seed: int
) -> None:
    """One index survives several kills in a row."""
    rng = random.Random(seed)
    path, started = tmp_path / "i", tmp_path / "started"
    for _ in range(4):
        started.unlink(missing_ok=True)
        process = processes.Process(target=report_and_write, args=(path, str(started)))
        process.start()
        while not started.exists() and process.is_alive():
            time.sleep(0.001)
        time.sleep(rng.uniform(0, 0.4))
        process.kill()
        process.join()
        if (path / CATALOG_NAME).exists():
            try:
                with ArticleIndex.open(path) as reader:
                    assert set(shown(reader).values()) <= VERSIONS
            except IndexMissing:
                assert not (path / "generations").exists()
    check_after_crash(path)


def test_what_was_committed_is_not_embedded_again(tmp_path: Path, processes: ForkServerContext) -> None:
    """Batches of three articles; killed after the second commit, so six of eight need no encoder."""
    killed(processes, die_at, tmp_path / "i", "articles committed", 2)
    encoder = WordEncoder()
    report = ArticleIndex.open(tmp_path / "i", encoder, options()).add(BEFORE)
    assert (report.added, report.unchanged) == (2, 6)
    assert encoder.encoded == [line for late in BEFORE[6:] for line in late.text.split("\n")]


def test_what_was_committed_but_not_shown_is_shown_by_the_next_run(
    tmp_path: Path, processes: ForkServerContext
) -> None:
    """Killed after the third and last commit: nothing is left to add, only to publish."""
    killed(processes, die_at, tmp_path / "i", "articles committed", 3)
    with ArticleIndex.open(tmp_path / "i", WordEncoder(), options()) as index:
        assert len(shown(index)) == 6
        assert index.add(BEFORE).unchanged == 8
        assert shown(index) == {first.id: first.text for first in BEFORE}


def test_a_reader_sees_the_last_complete_generation(tmp_path: Path, processes: ForkServerContext) -> None:
    """Killed between commit and switch: the replaced articles are still found as they were, and nothing is half new."""
    path = tmp_path / "i"
    with ArticleIndex.create(path, WordEncoder(), options()) as index:
        index.add(BEFORE)
    killed(processes, die_at, path, "before switch", 1)
    with ArticleIndex.open(path) as reader:
        assert shown(reader) == {first.id: first.text for first in BEFORE}
        with reader.snapshot() as view:
            assert view.stats().unpublished > 0


def test_a_reader_goes_on_while_its_writer_is_killed(tmp_path: Path, processes: ForkServerContext) -> None:
    path = tmp_path / "i"
    with ArticleIndex.create(path, WordEncoder(), options()) as index:
        index.add(BEFORE)
    with ArticleIndex.open(path) as reader, reader.snapshot() as view:
        before = view.search("ferry", question("ferry"))
        killed(processes, die_at, path, "old files deleted", 2)
        assert view.search("ferry", question("ferry")) == before
        assert [p.text for p in view.get([i for i, _ in before.dense])][:8] == [
            f"The first ferry {i}." for i in range(8)
        ]


def test_the_end_is_that_of_an_undisturbed_run(tmp_path: Path, processes: ForkServerContext) -> None:
    write(tmp_path / "calm")
    killed(processes, die_at, tmp_path / "stormy", "keywords written", 3)
    write(tmp_path / "stormy")
    with ArticleIndex.open(tmp_path / "calm") as calm, ArticleIndex.open(tmp_path / "stormy") as stormy:
        assert found(calm) == found(stormy)
        with calm.snapshot() as a, stormy.snapshot() as b:
            assert a.fingerprint == b.fingerprint
            assert {row.id: row.origin for row in a.articles()} == {row.id: row.origin for row in b.articles()}


def found(index: ArticleIndex) -> list[tuple[str, float]]:
    with index.snapshot() as view:
        hits = view.search_dense(question("storm"), k=100)
        quotes = [passage.text for passage in view.get([i for i, _ in hits])]
        return sorted((quote, round(score, 5)) for quote, (_, score) in zip(quotes, hits, strict=True))
