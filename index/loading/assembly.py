"""From files to Articles: runs the reader of each format and finishes what it yields.

Finishing fixes the text, reads the date, fills gaps from the text's own marks
and sees to it that ids are unique. Whatever bytes come, the answer is an
Article or a line of the report, never a traceback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.articles import Article, Genre
from index.errors import ArticleError
from index.language import detect_language
from index.loading.decoding import MAX_ARTICLE_CHARACTERS, clean_text
from index.loading.drafts import Draft
from index.loading.feeds import read_feed, read_xml
from index.loading.files import ArticleFile, find_files
from index.loading.manifest import Row, match_rows, read_manifest
from index.loading.pdf import read_pdf
from index.loading.plain import read_markdown, read_text
from index.loading.records import read_csv, read_json, read_json_lines
from index.loading.reports import Flawed, LoadReport, Recognised, Skipped
from index.loading.rtf import read_rtf
from index.loading.web_pages import read_web_page, strip_html
from index.loading.word import read_word
from index.metadata import publisher_of, read_marks
from index.printed_dates import parse_date

Reader = Callable[[Path], Iterator[Draft | Skipped | Flawed | Recognised]]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_web_page,
    ".htm": read_web_page,
    ".pdf": read_pdf,
    ".docx": read_word,
    ".rtf": read_rtf,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".tab": read_csv,
    ".xml": read_xml,
    ".rss": read_feed,
    ".atom": read_feed,
}
"""The formats, by suffix (in lower case)."""

_RECORD_SUFFIXES = frozenset([".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".tab", ".xml", ".rss", ".atom"])
_GENRES: dict[str, Genre] = {
    "report": "report", "news": "report", "news report": "report", "reportage": "report",
    "opinion": "opinion", "editorial": "opinion", "op-ed": "opinion", "oped": "opinion", "commentary": "opinion",
    "column": "opinion", "letter": "opinion", "analysis": "analysis", "news analysis": "analysis",
}  # fmt: skip


def load_articles(paths: Sequence[Path | str], manifest: Path | None = None) -> LoadReport:
    """Load every article below ``paths``; what cannot be used is in the report.

    Raises ArticleError where a path or the manifest does not exist, or two
    files would get the same id.
    """
    loaded = list(iter_articles(paths, manifest))
    return LoadReport(
        articles=tuple(each for each in loaded if isinstance(each, Article)),
        skipped=tuple(each for each in loaded if isinstance(each, Skipped)),
        flawed=tuple(each for each in loaded if isinstance(each, Flawed)),
    )


def iter_articles(paths: Sequence[Path | str], manifest: Path | None = None) -> Iterator[Article | Skipped | Flawed]:
    """The same one by one, in the order of ``find_files``; memory holds one article, or one file that is not .jsonl."""
    files = find_files(paths)
    rows: dict[str, Row] = {}
    if manifest is not None:
        files = [file for file in files if file.path.resolve() != Path(manifest).resolve()]
        rows, complaints = match_rows(Path(manifest), read_manifest(Path(manifest)), files)
        yield from complaints
    owners: dict[str, str] = {}
    for file in files:
        for found in _read(file):
            if isinstance(found, Recognised):
                continue
            if not isinstance(found, Draft):
                yield found
                continue
            draft = rows[file.id].complete(found) if file.id in rows else found
            for each in _finish(file, draft):
                if isinstance(each, Article):
                    where = str(file.path) if draft.line is None else f"{file.path}, line {draft.line}"
                    if each.id in owners:
                        reason = f"the id {each.id!r} is already taken by {owners[each.id]}"
                        yield Skipped(str(file.path), reason, "Give each article an id of its own.", line=draft.line)
                        continue
                    owners[each.id] = where
                yield each


def _read(file: ArticleFile) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """Run the reader of a file; whatever it raises becomes a Skipped."""
    suffix = file.path.suffix.lower()
    path = str(file.path)
    reader = READERS.get(suffix)
    count = 0
    try:
        if file.path.is_dir():
            raise ArticleError("is a folder that cannot be opened", remedy="Check its permissions.")
        if not file.path.is_file():  # opening a named pipe would wait for ever
            raise ArticleError("is no regular file, or a link to nothing", remedy="Remove it from the folder.")
        if reader is None:
            kind = f"{suffix} files" if suffix else "files without a suffix"
            raise ArticleError(f"{kind} are not read", remedy=f"Readable are {', '.join(sorted(READERS))}.")
        for found in reader(file.path):
            count += 1
            yield found
    except ArticleError as error:
        yield Skipped(path, error.problem, error.remedy)
        return
    except OSError as error:
        yield Skipped(path, f"cannot be read ({error.strerror or error})", "Check the file and its permissions.")
        return
    except ImportError as error:
        yield Skipped(path, f"needs a package that cannot be loaded ({error})", "Install this program again.")
        return
    except Exception as error:  # parsers of other people's formats raise anything on damaged bytes
        reason = f"is damaged or no real {suffix} file ({type(error).__name__}: {str(error)[:100]})".replace("\n", " ")
        yield Skipped(path, reason, "Open it in the program it comes from and save it again.")
        return
    if count == 0:
        yield Skipped(path, "is empty", "Remove it, or fill it.")


def _finish(file: ArticleFile, draft: Draft) -> Iterator[Article | Skipped | Flawed]:
    """Yield what is flawed about a draft and then its Article, or the reason why there is none."""
    path = str(file.path)
    is_record = file.path.suffix.lower() in _RECORD_SUFFIXES
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
    published = parse_date(draft.published)
    if published is None and draft.published not in (None, ""):
        reason = f"its date {str(draft.published)[:40]!r} is no day that can be told for sure"
        yield Flawed(path, reason, "Write it as YYYY-MM-DD; the article was kept.", line=draft.line)
    modified = parse_date(draft.modified)
    day = published or None
    url = _line(draft.url)
    marks = read_marks(text, url)
    yield Article(
        id=_article_id(file, draft),
        title=_line(draft.title) or marks.title,
        text=text,
        source=_line(draft.source) or marks.source or (publisher_of(url) if url else None),
        published=published or marks.published,
        url=url or marks.url,
        author=_line(draft.author) or marks.author,
        genre=_GENRES.get((_line(draft.genre) or "").lower()) or marks.genre,
        language=_language(draft.language) or detect_language(text),
        modified=modified if modified and day and modified > day else None,
        truncated=draft.truncated,
        place=str(file.path.resolve()),
    )


def _article_id(file: ArticleFile, draft: Draft) -> str:
    own = _line(draft.id)
    if own is not None:
        return own
    return file.id if draft.line is None else f"{file.id}#{draft.line}"


def _line(value: str | None) -> str | None:
    """A field as one clean line; None where nothing is left."""
    return " ".join(clean_text(value).split())[:1000] or None if value else None


def _language(value: str | None) -> str | None:
    """``en`` out of ``en``, ``EN`` or ``en-GB``; None for ``English`` and anything else."""
    code = (value or "").strip().lower().replace("_", "-").split("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None
