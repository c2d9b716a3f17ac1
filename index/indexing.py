"""From paths to an index: load, add with a progress bar, and say what happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from index.article_index import AddReport, ArticleIndex, Progress
from index.articles import Article
from index.embedding import DEFAULT_ENCODER, Encoder
from index.errors import ArticleError, IndexDamaged, IndexMismatch, IndexMissing
from index.identities import placed_ids
from index.loading import (
    FileReport,
    Flawed,
    Incomplete,
    Notice,
    Skipped,
    estimate_articles,
    find_files,
    grouped,
    iter_articles,
    load_articles,
    shape_of,
)
from index.model_files import canonical_name
from index.outlets import Outlets
from index.snapshot import Snapshot

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class IndexingReport:
    """What one run of indexing did."""

    added: AddReport
    skipped: tuple[Skipped, ...] = ()
    flawed: tuple[Flawed, ...] = ()
    files: tuple[FileReport, ...] = ()
    """How completely each file was read."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Everything to tell: what was left out, what was replaced, then what was kept with a flaw."""
        refused = tuple(
            Skipped(article_id, reason, "Mend the article and run this again.")
            for article_id, reason in self.added.refused
        )
        overwritten = tuple(
            Flawed(article_id, f"replaced another article, {title or 'one without a title'!r}", "Nothing need be done.")
            for article_id, title in self.added.overwritten
        )
        changed = tuple(
            Flawed(article_id, "came with another text; the earlier one was kept for --as-of", "Nothing need be done.")
            for article_id in self.added.changed
        )
        renamed = tuple(
            Flawed(article_id, f"has the id of another article, from {place}", f"It is called {new_id!r}.")
            for article_id, new_id, place in self.added.renamed
        )
        return (*self.skipped, *refused, *renamed, *overwritten, *changed, *self.flawed)

    @property
    def is_complete(self) -> bool:
        """True where nothing was left out, neither an article nor a part of one."""
        lost = any(isinstance(notice, Incomplete) for notice in self.flawed)
        return not self.skipped and not self.added.refused and not lost

    @property
    def lines(self) -> list[str]:
        """The notices as lines to print, alike ones as one."""
        return grouped(self.notices)

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
    sources: Path | None = None,
    encoder: str | None = None,
    console: Console | None = None,
) -> IndexingReport:
    """Load ``paths`` and bring the index at ``directory`` up to date with them.

    ``encoder`` names a sentence-transformers model for a new index; an existing
    one remembers its own. ``sources`` is a file of outlets under their names,
    which the index remembers too. Raises ArticleError where nothing could be loaded,
    and what ``ArticleIndex`` raises.
    """
    notices: list[Skipped | Flawed] = []
    files: list[FileReport] = []
    outlets = Outlets.load(sources) if sources is not None else _outlets_of(directory)
    articles = _articles(iter_articles(paths, manifest, outlets, files.append), notices)
    first = next(articles, None)
    if first is None:
        why = f" {notices[0].path}: {notices[0].reason}." if notices else ""
        raise ArticleError(
            f"No article could be loaded from {', '.join(map(str, paths))}.{why}",
            remedy=notices[0].remedy if notices else "Give a folder or files with article text.",
        )
    with _open_or_create(directory, encoder) as index:
        if sources is not None:
            index.note_outlets(outlets.own)
        added = _add_with_progress(index, chain([first], articles), estimate_articles(find_files(paths)), console)
        index.note_files(report.to_dict() for report in files)
    return IndexingReport(
        added,
        files=tuple(files),
        skipped=tuple(notice for notice in notices if isinstance(notice, Skipped)),
        flawed=tuple(notice for notice in notices if isinstance(notice, Flawed)),
    )


def files_of(index: ArticleIndex) -> list[FileReport]:
    """The report on each file that the index was made from, by path."""
    with index.snapshot() as snapshot:
        return [FileReport.from_dict(record) for record in snapshot.files()]


def lines_of(reports: Sequence[FileReport]) -> list[str]:
    """What to tell about the files of an index: what was read, then what was left out of each.

    >>> lines_of([FileReport("a.pdf", "PDF", 1, None, 90, 80, notices=("a.pdf: page 2 gave no text.",), lost=1)])
    ['1 file, 1 article: 80 of 90 characters kept; 1 file is incomplete.', 'a.pdf: page 2 gave no text.']
    """
    if not reports:
        return []
    articles, read, kept = (
        sum(getattr(report, name) for report in reports) for name in ("articles", "characters_in", "characters_out")
    )
    incomplete = [report for report in reports if not report.is_complete]
    files = "1 file" if len(reports) == 1 else f"{len(reports):,} files"
    held = "1 article" if articles == 1 else f"{articles:,} articles"
    state = (
        "all are complete"
        if not incomplete
        else f"{len(incomplete):,} {'file is' if len(incomplete) == 1 else 'files are'} incomplete"
    )
    lines = [f"{files}, {held}: {kept:,} of {read:,} characters kept; {state}."]
    shapes: dict[str, list[str]] = {}
    for report in reports:
        for notice in report.notices:
            shapes.setdefault(shape_of(notice.removeprefix(report.path)), []).append(notice)
    for alike in shapes.values():
        lines.append(alike[0] if len(alike) == 1 else f"{len(alike):,} times, as in: {alike[0]}")
    return lines


def compare_with_files(index: ArticleIndex, paths: Sequence[Path | str]) -> list[str]:
    """How the index differs from the articles it was made from, a sentence each."""
    with index.snapshot() as snapshot:
        outlets = snapshot.outlets
    loaded = load_articles(paths, outlets=outlets)
    differences = [str(notice) for notice in loaded.skipped]
    with index.snapshot() as snapshot:
        held = {row.id for row in snapshot.articles()}
        known = []
        for found in loaded.articles:
            article = _as_held(found, held, snapshot)
            known.append(article.id)
            if article.id not in held:
                differences.append(f"{article.id} is in the files but not in the index.")
            elif snapshot.article(article.id).content_hash != article.content_hash:
                differences.append(f"{article.id} has changed since it was indexed.")
    gone = sorted(held.difference(known))
    return differences + [f"{article_id} is in the index but not in the files." for article_id in gone]


def _as_held(article: Article, held: Collection[str], snapshot: Snapshot) -> Article:
    """The article under the id that the index gave it, where another file's article has its own."""
    for candidate in chain([article.id], placed_ids(article.id, article.place or "")):
        if candidate not in held:
            return article
        stored = snapshot.article(candidate)
        if stored.place == article.place or stored.content_hash == replace(article, id=candidate).content_hash:
            return replace(article, id=candidate)
    return article


def _outlets_of(directory: Path | str) -> Outlets:
    """The outlets that an index remembers; the program's where there is no index yet."""
    try:
        with ArticleIndex.open(directory) as index, index.snapshot() as snapshot:
            return snapshot.outlets
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return Outlets.load()


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
