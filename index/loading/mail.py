"""Mail: .eml, .mbox and saved web pages as .mhtml. A message is an article, and so is each file attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import Path

from index.errors import ArticleError
from index.loading.decoding import MAX_FILE_BYTES, clean_text, decode, read_bytes
from index.loading.drafts import Draft
from index.loading.exports import read_export, read_export_page
from index.loading.members import Member, put_aside
from index.loading.reports import Flawed, Recognised, Skipped
from index.loading.web_pages import strip_html
from index.loading.wrapped import unwrap

Found = Iterator[Draft | Skipped | Flawed | Recognised | Member]

_REPLY = re.compile(r"^(?:(?:re|fw|fwd|aw|wg|tr|rv)\s*:\s*)+", re.IGNORECASE)
_READABLE = frozenset(
    [
        ".txt",
        ".md",
        ".html",
        ".htm",
        ".pdf",
        ".docx",
        ".rtf",
        ".odt",
        ".epub",
        ".json",
        ".jsonl",
        ".csv",
        ".xml",
        ".eml",
        ".zip",
    ]
)
_MIN_SHARE = 0.5
"""A plain part that has less of the text than the page part is a notice to read the page."""


def read_eml(path: Path, folder: Path) -> Found:
    """One message."""
    yield from _message(_parse(read_bytes(path)), path, folder, None)


def read_mbox(path: Path, folder: Path) -> Found:
    """Every message of a mailbox. Memory holds one message."""
    count = 0
    for number, raw in enumerate(_messages(path), start=1):
        count += 1
        if raw is None:
            yield Skipped(str(path), "the message is enormous", "Save it on its own.", line=number)
            continue
        yield from _message(_parse(raw), path, folder, number)
    if not count:
        raise ArticleError("is no mailbox: no message begins in it", remedy="Export the mailbox again.")


def read_mhtml(path: Path, folder: Path) -> Found:
    """A web page that a browser saved as one file."""
    message = _parse(read_bytes(path))
    address = message.get("Snapshot-Content-Location")
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = _text_of(part)
            url = address or part.get("Content-Location")
            yield Member("", put_aside(page.encode("utf-8", "replace"), folder, 1, "page.html"), url=_web(url))
            return
    raise ArticleError("holds no web page", remedy="Save the page again, as HTML.")


def _messages(path: Path) -> Iterator[bytes | None]:
    """The raw messages of a mailbox; None for one beyond MAX_FILE_BYTES."""
    held: list[bytes] = []
    size = 0
    inside = False
    after_blank = True
    with path.open("rb") as stream:
        for line in stream:
            if after_blank and line.startswith(b"From "):
                if inside:
                    yield b"".join(held) if size <= MAX_FILE_BYTES else None
                held, size, inside = [], 0, True
            elif inside:
                size += len(line)
                if size <= MAX_FILE_BYTES:
                    held.append(line[1:] if line.startswith(b">From ") else line)
            after_blank = not line.strip()
    if inside:
        yield b"".join(held) if size <= MAX_FILE_BYTES else None


def _parse(raw: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(raw)


def _message(message: EmailMessage, path: Path, folder: Path, number: int | None) -> Found:
    plain, page = _bodies(message)
    export = read_export_page(page) if page else None
    export = export or (read_export(plain, wrapped=True) if plain else None)
    if export is not None:
        yield from export
    else:
        text = strip_html(page) if page else ""
        if plain and len(plain) >= _MIN_SHARE * len(text):
            text = unwrap(clean_text(plain))
        if text.strip():
            yield Draft(
                text=text,
                title=_REPLY.sub("", str(message.get("Subject", ""))).strip(),
                source=_sender(message),
                published=str(message.get("Date", "")) or None,
                line=number,
            )
    attached = list(_attachments(message))
    for place, (name, data) in enumerate(attached, start=1):
        inside = f"{number}/{name}" if number is not None else name
        yield Member(inside, put_aside(data, folder, (number or 0) * 1000 + place, name))
    if export is None and not text.strip() and not attached:
        yield Skipped(str(path), "the message holds no text", "Remove it, or save what it shows.", line=number)


def _bodies(message: EmailMessage) -> tuple[str, str]:
    """The plain and the page version of a message's text."""
    plain, page = [], []
    for part in message.walk():
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            plain.append(_text_of(part))
        elif kind == "text/html":
            page.append(_text_of(part))
    return "\n\n".join(plain).strip(), "\n".join(page).strip()


def _text_of(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return decode(data, declared=part.get_content_charset())
    except ArticleError:
        return data.decode(errors="replace")


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for part in message.walk():
        name = part.get_filename()
        if part.is_multipart() or not name or Path(name).suffix.lower() not in _READABLE:
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data.strip():
            yield Path(name.replace("\\", "/")).name, data


def _sender(message: EmailMessage) -> str | None:
    """The name that the sender goes by; an address alone is none."""
    name, _ = parseaddr(str(message.get("From", "")))
    return name.strip() or None


def _web(value: object) -> str | None:
    return str(value) if value and str(value).startswith(("http://", "https://")) else None
