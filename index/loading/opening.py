"""Opening: which reader a file gets, and what becomes of what it raises.

Whatever bytes come, the answer is drafts or a line of the report, never a
traceback. Files inside files are taken out and read by the reader of their own
format, three archives deep.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from index.errors import ArticleError
from index.loading.books import read_epub, read_odt
from index.loading.drafts import Draft
from index.loading.feeds import read_feed, read_xml
from index.loading.files import ArticleFile
from index.loading.mail import read_eml, read_mbox, read_mhtml
from index.loading.members import Member, open_gzip, open_zip
from index.loading.pdf import read_pdf
from index.loading.plain import read_markdown, read_text
from index.loading.records import read_csv, read_json, read_json_lines
from index.loading.reports import Flawed, Notice, Recognised, Skipped
from index.loading.rtf import read_rtf
from index.loading.warc import read_warc
from index.loading.web_pages import read_web_page
from index.loading.word import read_word

Found = Iterator[Draft | Skipped | Flawed | Recognised]
Reader = Callable[[Path], Found]
Opener = Callable[[Path, Path], Iterator[Draft | Skipped | Flawed | Recognised | Member]]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_web_page,
    ".htm": read_web_page,
    ".xhtml": read_web_page,
    ".pdf": read_pdf,
    ".docx": read_word,
    ".rtf": read_rtf,
    ".odt": read_odt,
    ".epub": read_epub,
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

OPENERS: dict[str, Opener] = {
    ".zip": open_zip,
    ".gz": open_gzip,
    ".eml": read_eml,
    ".mbox": read_mbox,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".warc": read_warc,
}
"""What holds other files, by suffix."""

_DEPTH = 3


def read_file(file: ArticleFile) -> Found:
    """Run the reader of a file; whatever it raises becomes a Skipped."""
    yield from _read(file.path, file.path.name, str(file.path), 0)


def _read(path: Path, name: str, shown: str, depth: int) -> Found:
    """``name`` tells the format, ``shown`` is what the report calls the file."""
    suffix = Path(name).suffix.lower()
    count = 0
    try:
        if path.is_dir():
            raise ArticleError("is a folder that cannot be opened", remedy="Check its permissions.")
        if not path.is_file():  # opening a named pipe would wait for ever
            raise ArticleError("is no regular file, or a link to nothing", remedy="Remove it from the folder.")
        for found in _found(path, name, shown, depth):
            count += 1
            yield found
    except ArticleError as error:
        yield Skipped(shown, error.problem, error.remedy)
        return
    except OSError as error:
        yield Skipped(shown, f"cannot be read ({error.strerror or error})", "Check the file and its permissions.")
        return
    except ImportError as error:
        yield Skipped(shown, f"needs a package that cannot be loaded ({error})", "Install this program again.")
        return
    except Exception as error:  # parsers of other people's formats raise anything on damaged bytes
        reason = f"is damaged or no real {suffix} file ({type(error).__name__}: {str(error)[:100]})".replace("\n", " ")
        yield Skipped(shown, reason, "Open it in the program it comes from and save it again.")
        return
    if count == 0:
        yield Skipped(shown, "is empty", "Remove it, or fill it.")


def _found(path: Path, name: str, shown: str, depth: int) -> Found:
    suffix = Path(name).suffix.lower()
    if suffix in READERS:
        for found in READERS[suffix](path):
            # a reader names the file that it was given, which for a part of an archive is a copy
            yield replace(found, path=shown) if isinstance(found, Notice) and found.path == str(path) else found
    elif suffix in OPENERS:
        if depth >= _DEPTH:
            raise ArticleError("is an archive inside of archives", remedy="Unpack it first.")
        if path.stat().st_size == 0:
            raise ArticleError("is empty", remedy="Remove it, or fill it.")
        with tempfile.TemporaryDirectory(prefix="crosscheck-") as scratch:
            for held in OPENERS[suffix](path, Path(scratch)):
                if isinstance(held, Member):
                    yield from _read_member(held, name, shown, depth)
                else:
                    yield replace(held, path=shown) if isinstance(held, Notice) and held.path == str(path) else held
    else:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        readable = sorted([*READERS, *OPENERS])
        raise ArticleError(f"{kind} are not read", remedy=f"Readable are {', '.join(readable)}.")


def _read_member(member: Member, holder: str, shown: str, depth: int) -> Found:
    inner = member.name or (Path(holder).stem if Path(holder).suffix.lower() == ".gz" else member.path.name)
    where = f"{shown}/{member.name}" if member.name else shown
    for found in _read(member.path, inner, where, depth + 1):
        if isinstance(found, Draft):
            part = "/".join(filter(None, [member.name, found.part]))
            line = found.line if member.line is None else member.line if found.line is None else found.line
            own = found.id if member.line is None or found.line is None else found.id or f"{member.url}#{found.line}"
            yield replace(found, part=part, line=line, id=own, url=found.url or member.url)
        elif isinstance(found, Notice) and member.line is not None and found.line is None:
            yield replace(found, line=member.line)
        else:
            yield found
    member.path.unlink(missing_ok=True)
