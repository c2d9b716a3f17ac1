"""PDF files (.pdf), by pypdfium2: the text layer in reading order, and what has none."""

from __future__ import annotations

import ctypes
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from index.errors import ArticleError
from index.loading import ocr
from index.loading.decoding import MAX_ARTICLE_CHARACTERS, read_bytes
from index.loading.drafts import Draft
from index.loading.exports import read_export
from index.loading.pdf_layout import Letter, Paragraph, join_pages, paragraphs_of
from index.loading.reports import Flawed, Incomplete, Recognised, Skipped

_PICTURE_SHARE = 0.4
"""Of the page: a picture that covers more, with a line or two of text, is a scan with a stamp on it."""
_STAMP = 250
_PAGE_NUMBER = re.compile(
    r"^(?:(?:page|seite|página|p\.)\s*)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:of|/|von|de)\s*\d{1,4})?$", re.IGNORECASE
)
_HEADLINE_SIZE = 1.25
_BYLINE = re.compile(r"^(?:By|BY)\s+[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){1,4}(?:\s*(?:,|and|&).*)?$")

_COPYRIGHT = re.compile(
    r"^(?:Copyright|©|\(c\))\s*(?:©\s*)?\d{4}\s+(?:by\s+)?([^.,;]{3,60}?)(?:[.,;]|\s+All rights|$)", re.IGNORECASE
)

_ONE_AT_A_TIME = Lock()
"""PDFium is no library for several threads."""


def read_pdf(path: Path) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """One article, the documents of an export, or the stories of a page.

    The dates inside a PDF say when it was made, not when the article appeared; they are not used.
    """
    data = read_bytes(path)
    if b"%PDF-" not in data[:1024]:
        raise ArticleError("is not a PDF, or is damaged at its beginning", remedy="Download or export it again.")
    with _ONE_AT_A_TIME:
        pages, empty, recognised = _pages(data)
    if not any(pages):
        raise ArticleError("holds pictures of text only (a scan)", remedy=_OCR_REMEDY)
    paragraphs = join_pages(_without_running_heads(pages))
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    export = read_export(_lines(pages), wrapped=False)
    if export is not None:
        yield from export
    else:
        yield Recognised("PDF", len(text))
        yield from _stories(paragraphs) or [Draft(text=text)]
    if empty:
        yield Incomplete(str(path), f"{_named(empty, len(pages))} of {len(pages)} gave no text (a scan)", _OCR_REMEDY)
    if recognised:
        reason = f"{_named(recognised, len(pages))} of {len(pages)} was read by text recognition, so words may be wrong"
        yield Flawed(str(path), reason, "Compare quotes with the page.")


_OCR_REMEDY = "Run text recognition (OCR) on it first, or install tesseract and index it again."


def _pages(data: bytes) -> tuple[list[list[Paragraph]], list[int], list[int]]:
    """The paragraphs of each page, the pages (from 1) that gave nothing, and those that were recognised."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).casefold():
            raise ArticleError("is protected by a password", remedy="Save a copy without the password.") from None
        raise ArticleError(f"is damaged ({error})", remedy="Download or export it again.") from None
    pages: list[list[Paragraph]] = []
    empty: list[int] = []
    recognised: list[int] = []
    characters = 0
    try:
        for number in range(len(document)):
            try:
                page = document[number]
                paragraphs = paragraphs_of(_letters(page))
            except pdfium.PdfiumError:
                pages.append([])
                empty.append(number + 1)
                continue
            length = sum(len(paragraph.text) for paragraph in paragraphs)
            if not any(character.isalnum() for paragraph in paragraphs for character in paragraph.text) or (
                length < _STAMP and _is_picture(page)
            ):
                text = ocr.recognise(page) if _has_picture(page) and ocr.is_there() else ""
                paragraphs = [
                    Paragraph(" ".join(part.split()), 0.0) for part in re.split(r"\n\s*\n", text) if part.strip()
                ]
                if paragraphs:
                    recognised.append(number + 1)
                elif length or _has_picture(page):
                    empty.append(number + 1)
            pages.append(paragraphs)
            characters += length
            page.close()
            if characters > MAX_ARTICLE_CHARACTERS:
                break  # too long, which is reported like any other overlong article
    finally:
        document.close()
    return pages, empty, recognised


def _letters(page: Any) -> list[Letter]:
    import pypdfium2.raw as raw

    text = page.get_textpage()
    try:
        handle = text.raw
        start, base = ctypes.c_double(), ctypes.c_double()
        box = raw.FS_RECTF()
        letters = []
        for place in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(handle, place)
            if code in (0, 0xFFFE, 0xFFFF) or (code < 32 and code not in (9, 2)) or 0xD800 <= code < 0xE000:
                continue
            if raw.FPDFText_IsGenerated(handle, place) == 1 and code != 32:
                continue
            # the loose box is as wide as the letter moves the pen, so that a thin "1" leaves no gap
            if not raw.FPDFText_GetLooseCharBox(handle, place, box):
                continue
            # PDFium gives a hyphen that breaks a word as U+0002
            sign = "-" if code in (2, 0xAD) else chr(code)
            if not raw.FPDFText_GetCharOrigin(handle, place, start, base):
                base.value = box.bottom
            size = max(raw.FPDFText_GetFontSize(handle, place) or 10.0, 1.0)
            letters.append(Letter(sign, box.left, box.right, base.value, size))
    finally:
        text.close()
    return letters


def _pictures(page: Any) -> Iterator[float]:
    """The share of the page that each of its pictures covers."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = shape.get_bounds()
        yield max(0.0, right - left) * max(0.0, top - bottom) / max(1.0, width * height)


def _is_picture(page: Any) -> bool:
    return sum(_pictures(page)) >= _PICTURE_SHARE


def _has_picture(page: Any) -> bool:
    return any(share > 0.02 for share in _pictures(page))


def _without_running_heads(pages: Sequence[Sequence[Paragraph]]) -> list[list[Paragraph]]:
    """The pages without numbers and titles that stand at the edge of most of them."""
    if len(pages) < 3:
        return [[each for each in page if not _PAGE_NUMBER.match(each.text)] for page in pages]
    edges = Counter(_shape(each.text) for page in pages for each in {*page[:2], *page[-2:]})
    often = {shape for shape, count in edges.items() if count >= 3 and count >= 0.5 * len(pages) and len(shape) < 120}
    return [
        [
            each
            for place, each in enumerate(page)
            if not (
                _PAGE_NUMBER.match(each.text) or (_shape(each.text) in often and (place < 2 or place >= len(page) - 2))
            )
        ]
        for page in pages
    ]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _lines(pages: Sequence[Sequence[Paragraph]]) -> str:
    """The paragraphs, a blank line between pages except where a sentence runs on."""
    lines: list[str] = []
    for page in pages:
        shown = [each for each in page if not _PAGE_NUMBER.match(each.text)]
        joined = join_pages([[Paragraph(lines[-1], shown[0].size)], shown]) if lines and shown else shown
        if lines and len(joined) == len(shown):
            lines.pop()
            lines += [each.text for each in joined]
        else:
            lines += ["", *(each.text for each in shown)]
    return "\n".join(lines)


def _stories(paragraphs: Sequence[Paragraph]) -> list[Draft]:
    """The stories of a newspaper page: each has a headline in larger letters with a byline under it.

    Empty where there are fewer than two.
    """
    body = sorted(each.size for each in paragraphs for _ in range(len(each.text) // 20 + 1))
    usual = body[len(body) // 2] if body else 0.0
    starts = [
        place
        for place, (headline, byline) in enumerate(itertools.pairwise(paragraphs))
        if headline.size > _HEADLINE_SIZE * usual and _BYLINE.match(byline.text) and len(headline.text) < 200
    ]
    if len(starts) < 2:
        return []
    made = []
    masthead = [part for paragraph in paragraphs[: starts[0]] for part in paragraph.text.split("\t")]
    holder = next((found[1] for paragraph in paragraphs if (found := _COPYRIGHT.match(paragraph.text))), None)
    edges = [*starts, len(paragraphs)]
    for number, (start, end) in enumerate(itertools.pairwise(edges), start=1):
        text = "\n\n".join(
            paragraph.text for paragraph in paragraphs[start + 2 : end] if not _COPYRIGHT.match(paragraph.text)
        )
        made.append(
            Draft(
                text=text,
                title=paragraphs[start].text,
                author=re.sub(r"^by\s+", "", paragraphs[start + 1].text, flags=re.IGNORECASE),
                source=holder or next((line for line in masthead if not any(sign.isdigit() for sign in line)), None),
                published=next((line for line in masthead if _is_date(line)), None),
                line=number,
            )
        )
    return made


def _is_date(line: str) -> bool:
    from index.loading.export_lines import is_date_line

    return is_date_line(line)


def _named(numbers: Sequence[int], total: int) -> str:
    """
    >>> _named([2], 3), _named([2, 3, 5], 9)
    ('page 2', 'pages 2, 3 and 5')
    """
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    shown = [str(number) for number in numbers[:12]]
    more = f" and {len(numbers) - 12} more" if len(numbers) > 12 else f" and {shown.pop()}"
    return f"pages {', '.join(shown)}{more}"
