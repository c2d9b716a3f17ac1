"""From paths to an index: load, add with a progress bar, and say what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from index.article_index import AddReport, ArticleIndex, Progress
from index.articles import Article
from index.embedding import DEFAULT_ENCODER, Encoder
from index.errors import ArticleError, IndexMismatch, IndexMissing
from index.loading import (
    Flawed,
    Notice,
    Skipped,
    estimate_articles,
    find_files,
    iter_articles,
    load_articles,
)
from index.model_files import canonical_name

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class IndexingReport:
    """What one run of indexing did."""

    added: AddReport
    skipped: tuple[Skipped, ...] = ()
    flawed: tuple[Flawed, ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Everything to tell: what was left out, then what was kept with a flaw."""
        refused = tuple(
            Skipped(article_id, reason, "Mend the article and run this again.")
            for article_id, reason in self.added.refused
        )
        return (*self.skipped, *refused, *self.flawed)

    @property
    def is_complete(self) -> bool:
        """True where nothing was left out."""
        return not self.skipped and not self.added.refused

    def summary(self) -> str:
        """One line for the end of a run.

        >>> IndexingReport(AddReport(added=2, chunks=9, seconds=0.5)).summary()
        '2 articles added, 0 replaced, 0 unchanged; 9 chunks embedded in 0.5 s.'
        """
        a = self.added
        articles = "1 article" if a.added == 1 else f"{a.added:,} articles"
        line = f"{articles} added, {a.replaced:,} replaced, {a.unchanged:,} unchanged;"
        line += f" {a.chunks:,} chunks embedded in {a.seconds:.1f} s."
        left_out = len(self.skipped) + len(a.refused)
        return f"{line} {left_out:,} left out:" if left_out else line


def index_paths(
    paths: Sequence[Path | str],
    directory: Path | str,
    *,
    manifest: Path | None = None,
    encoder: str | None = None,
    console: Console | None = None,
) -> IndexingReport:
    """Load ``paths`` and bring the index at ``directory`` up to date with them.

    ``encoder`` names a sentence-transformers model for a new index; an existing
    one remembers its own. Raises ArticleError where nothing could be loaded,
    and what ``ArticleIndex`` raises.
    """
    notices: list[Skipped | Flawed] = []
    articles = _articles(iter_articles(paths, manifest), notices)
    first = next(articles, None)
    if first is None:
        why = f" {notices[0].path}: {notices[0].reason}." if notices else ""
        raise ArticleError(
            f"No article could be loaded from {', '.join(map(str, paths))}.{why}",
            remedy=notices[0].remedy if notices else "Give a folder or files with article text.",
        )
    with _open_or_create(directory, encoder) as index:
        added = _add_with_progress(index, chain([first], articles), estimate_articles(find_files(paths)), console)
    return IndexingReport(
        added,
        skipped=tuple(notice for notice in notices if isinstance(notice, Skipped)),
        flawed=tuple(notice for notice in notices if isinstance(notice, Flawed)),
    )


def compare_with_files(index: ArticleIndex, paths: Sequence[Path | str]) -> list[str]:
    """How the index differs from the articles it was made from, a sentence each."""
    loaded = load_articles(paths)
    differences = [str(notice) for notice in loaded.skipped]
    with index.snapshot() as snapshot:
        held = {row.id for row in snapshot.articles()}
        for article in loaded.articles:
            if article.id not in held:
                differences.append(f"{article.id} is in the files but not in the index.")
            elif snapshot.article(article.id).content_hash != article.content_hash:
                differences.append(f"{article.id} has changed since it was indexed.")
    gone = sorted(held - {article.id for article in loaded.articles})
    return differences + [f"{article_id} is in the index but not in the files." for article_id in gone]


def _open_or_create(directory: Path | str, encoder: str | None) -> ArticleIndex:
    try:
        index = ArticleIndex.open(directory, lambda: Encoder.load(index.meta.encoder))
    except IndexMissing:
        return ArticleIndex.create(directory, Encoder.load(encoder or DEFAULT_ENCODER))
    if encoder is not None and canonical_name(encoder) != index.meta.encoder:
        raise IndexMismatch(
            f"{directory} was made with the encoder {index.meta.encoder}, not with {encoder}.",
            remedy="Leave --encoder out, or name a new index directory.",
        )
    return index


def _articles(loaded: Iterable[Article | Skipped | Flawed], notices: list[Skipped | Flawed]) -> Iterator[Article]:
    """The articles; everything else goes to ``notices``."""
    for each in loaded:
        if isinstance(each, Article):
            yield each
        else:
            notices.append(each)


def _add_with_progress(
    index: ArticleIndex, articles: Iterable[Article], estimated: int, console: Console | None
) -> AddReport:
    if console is None or not console.is_terminal:
        return index.add(articles)
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("Indexing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("articles, {task.fields[speed]:.0f} chunks/s"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=estimated, speed=0.0)

        def show(now: Progress) -> None:
            bar.update(task, completed=now.articles, speed=now.chunks / now.seconds if now.seconds else 0.0)

        return index.add(articles, progress=show)
