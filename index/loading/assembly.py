"""From files to Articles: runs the reader of each format and finishes what it yields.

Finishing fixes the text, reads the date, fills gaps from the text's own marks
and sees to it that ids are unique. Whatever bytes come, the answer is an
Article or a line of the report, never a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.articles import Article, Genre
from index.identities import Owner, candidate_ids, said_by
from index.language import detect_language
from index.loading.decoding import MAX_ARTICLE_CHARACTERS, clean_text
from index.loading.drafts import Draft
from index.loading.files import ArticleFile, find_files
from index.loading.manifest import Row, match_rows, read_manifest
from index.loading.opening import read_file
from index.loading.reports import FileReport, Flawed, Incomplete, LoadReport, Recognised, Skipped
from index.loading.tally import Tally
from index.loading.web_pages import strip_html
from index.metadata import Marks, publisher_of, read_marks
from index.outlets import Outlets
from index.printed_dates import parse_date

_RECORD_SUFFIXES = frozenset([".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".tab", ".xml", ".rss", ".atom"])
_WORDS_SHARE = 0.5
"""Programs count words differently, by a tenth or two; half of them missing is a loss."""
_BY = re.compile(r"^By:?\s+(?=\S)", re.IGNORECASE)
_GENRES: dict[str, Genre] = {
    "report": "report", "news": "report", "news report": "report", "reportage": "report",
    "opinion": "opinion", "editorial": "opinion", "op-ed": "opinion", "oped": "opinion", "commentary": "opinion",
    "column": "opinion", "letter": "opinion", "analysis": "analysis", "news analysis": "analysis",
}  # fmt: skip


def load_articles(
    paths: Sequence[Path | str], manifest: Path | None = None, outlets: Outlets | None = None
) -> LoadReport:
    """Load every article below ``paths``; what cannot be used is in the report.

    Raises ArticleError where a path or the manifest does not exist, or two
    files would get the same id.
    """
    files: list[FileReport] = []
    loaded = list(iter_articles(paths, manifest, outlets, files.append))
    return LoadReport(
        articles=tuple(each for each in loaded if isinstance(each, Article)),
        skipped=tuple(each for each in loaded if isinstance(each, Skipped)),
        flawed=tuple(each for each in loaded if isinstance(each, Flawed)),
        files=tuple(files),
    )


def iter_articles(
    paths: Sequence[Path | str],
    manifest: Path | None = None,
    outlets: Outlets | None = None,
    tell: Callable[[FileReport], None] = lambda report: None,
) -> Iterator[Article | Skipped | Flawed]:
    """The same one by one, in the order of ``find_files``; memory holds one article, or one file that is not .jsonl.

    ``tell`` gets a report on each file once it was read.
    """
    files = find_files(paths)
    rows: dict[str, Row] = {}
    if manifest is not None:
        files = [file for file in files if file.path.resolve() != Path(manifest).resolve()]
        rows, complaints = match_rows(Path(manifest), read_manifest(Path(manifest)), files)
        yield from complaints
    names = outlets or Outlets.load()
    taken: dict[str, Owner] = {}
    for file in files:
        tally = Tally(file)
        for found in read_file(file):
            if isinstance(found, Recognised):
                tally.recognise(found)
            elif isinstance(found, Draft):
                row = rows.get(_row_of(file, found)) or rows.get(file.id)
                for each in _guarded(file, found, row, names, tally):
                    if isinstance(each, Article):
                        yield from _distinct(each, file, found, taken, tally)
                    else:
                        yield from tally.note(each)
            else:
                yield from tally.note(found)
        for notice in tally.closing():
            yield from tally.note(notice)
        tell(tally.report())


def _row_of(file: ArticleFile, draft: Draft) -> str:
    return f"{file.id}/{draft.part}"


def _distinct(
    article: Article, file: ArticleFile, draft: Draft, taken: dict[str, Owner], tally: Tally
) -> Iterator[Article | Flawed | Skipped]:
    """The article under an id of its own: one that another file has for another text gets the file's name before it."""
    shown = f"{file.path}/{draft.part}" if draft.part else str(file.path)
    mine = Owner(article.place or "", said_by(article), article.url, draft.line)
    for candidate in candidate_ids(article.id, f"{file.id}/{draft.part}" if draft.part else file.id):
        owner = taken.get(candidate)
        if owner is None:
            taken[candidate] = mine
            tally.count(article)
            yield replace(article, id=candidate)
            return
        if owner.said == mine.said and owner.place != mine.place:
            reason = f"the article {article.id!r} stands in {owner.place} too"
            yield from tally.note(Flawed(shown, reason, "It was indexed once.", line=draft.line))
            return
        if owner.place == mine.place:
            break
    reason = f"the id {article.id!r} is already taken by {taken[article.id].named}"
    yield from tally.note(Skipped(shown, reason, "Give each article an id of its own.", line=draft.line))


def _guarded(
    file: ArticleFile, draft: Draft, row: Row | None, outlets: Outlets, tally: Tally
) -> Iterator[Article | Skipped | Flawed]:
    """``_finish``; what no rule foresaw in one record costs that record, not the rest of the run."""
    try:
        yield from _finish(file, draft, row, outlets, tally)
    except Exception as error:
        path = f"{file.path}/{draft.part}" if draft.part else str(file.path)
        reason = f"it cannot be read ({type(error).__name__}: {str(error)[:100]})".replace("\n", " ")
        yield Skipped(path, reason, "Look at what is special about it.", line=draft.line)


def _finish(
    file: ArticleFile, draft: Draft, row: Row | None, outlets: Outlets, tally: Tally
) -> Iterator[Article | Skipped | Flawed]:
    """Yield what is flawed about a draft and then its Article, or the reason why there is none."""
    path = f"{file.path}/{draft.part}" if draft.part else str(file.path)
    is_record = draft.line is not None and Path(draft.part or file.path).suffix.lower() in _RECORD_SUFFIXES
    is_record = is_record or Path(draft.part or file.path).suffix.lower() in _RECORD_SUFFIXES
    tally.read(len(draft.text))
    text = clean_text(strip_html(draft.text) if is_record else draft.text)
    if not text:
        reason, remedy = ("the record has no text", "Give it a field called text (or body, content).")
        if not is_record:
            reason, remedy = "holds no text", "Remove it, or fill it."
        yield Skipped(path, reason, remedy, line=draft.line)
        return
    if len(text) > MAX_ARTICLE_CHARACTERS:
        reason = f"the article is enormous ({len(text):,} characters; the limit is {MAX_ARTICLE_CHARACTERS:,})"
        yield Skipped(path, reason, "Split it into articles.", line=draft.line)
        return
    if text.count("\ufffd") * 100 > len(text):
        reason = "much of it was lost in an earlier conversion (replacement characters), so it is not text"
        yield Skipped(path, reason, "Convert the original to UTF-8 again.", line=draft.line)
        return
    draft, given = (row.complete(draft), row.names(draft)) if row is not None else (draft, frozenset[str]())
    published = parse_date(draft.published)
    if published is None and draft.published not in (None, ""):
        reason = f"its date {str(draft.published)[:40]!r} is no day that can be told for sure"
        yield Flawed(path, reason, "Write it as YYYY-MM-DD; the article was kept.", line=draft.line)
    words = len(text.split())
    if draft.words and words < _WORDS_SHARE * draft.words and not draft.truncated:
        reason = f"has {words:,} of the {draft.words:,} words that the file says"
        yield Incomplete(path, reason, "Look whether the export is cut off.", line=draft.line)
    url = _line(draft.url)
    marks = read_marks(text, url)
    source, source_from = _source(draft, marks, url or marks.url, outlets, is_given="source" in given)
    day = published or marks.published
    modified = parse_date(draft.modified)
    dates_from = "manifest" if "published" in given else "file" if published else "text" if day else "missing"
    tally.place(source_from, dates_from)
    yield Article(
        id=_article_id(file, draft),
        title=_line(draft.title) or marks.title,
        text=text,
        source=source,
        published=day,
        url=url or marks.url,
        author=_author(draft.author) or marks.author,
        genre=_GENRES.get((_line(draft.genre) or "").lower()) or marks.genre,
        language=_language(draft.language) or detect_language(text),
        modified=modified if modified and (day is None or modified > day) else None,
        truncated=draft.truncated,
        place="/".join(filter(None, [str(file.path.resolve()), draft.part])),
    )


def _source(draft: Draft, marks: Marks, url: str | None, outlets: Outlets, *, is_given: bool) -> tuple[str | None, str]:
    """The outlet and where its name was found."""
    raw = _line(draft.source)
    if raw and is_given:
        return outlets.name_of(raw) or raw, "manifest"
    if raw and (name := outlets.name_of(raw)):
        return name, "file"
    if marks.source and marks.source != (publisher_of(marks.url) if marks.url else None):
        return outlets.name_of(marks.source) or marks.source, "text"
    if url and (name := outlets.name_of(url)):
        return name, "address"
    return None, "missing"


def _article_id(file: ArticleFile, draft: Draft) -> str:
    own = _line(draft.id)
    if own is not None:
        return own
    base = f"{file.id}/{draft.part}" if draft.part else file.id
    return base if draft.line is None else f"{base}#{draft.line}"


def _author(value: str | None) -> str | None:
    """
    >>> _author("By MIRA HOLT"), _author("Byron Lee"), _author(None)
    ('MIRA HOLT', 'Byron Lee', None)
    """
    line = _line(value)
    return _BY.sub("", line) or None if line else None


def _line(value: str | None) -> str | None:
    """A field as one clean line; None where nothing is left."""
    return " ".join(clean_text(value).split())[:1000] or None if value else None


def _language(value: str | None) -> str | None:
    """``en`` out of ``en``, ``EN`` or ``en-GB``; None for ``English`` and anything else."""
    code = (value or "").strip().lower().replace("_", "-").split("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None
