"""Factiva exports: many articles in one file, as a web page, RTF or plain text.

Two displays. One gives each field its code (HD, BY, WC, PD, SN, LP, TD, AN);
the other gives headline, author, "81 words", "13 March 2024", source, code,
language, copyright, the text, and "Document SAMP000020240313ek3d00001". The
words are those of the interface's language, the last line's id is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.loading.drafts import Draft
from index.loading.export_lines import (
    LANGUAGES,
    WORDS_LINE,
    Lines,
    body_of,
    count_of,
    is_date_line,
    language_code,
    squeeze,
)
from index.loading.reports import Recognised

_DOCUMENT = re.compile(
    r"^\s*(?:(?:Document|Dokument|Documento|Documentnummer|Dokumen|Документ|文件|文檔|文档|文書|ドキュメント|문서)\s+)"
    r"(?P<id>[A-Za-z0-9]{2,12}0{2,8}(?:19|20)\d{6}[a-z][a-z0-9]{8})\s*$"
)
"""An accession number: the source's code, zeros, the day, a letter and eight signs."""
_TWO = "SE|HD|CR|BY|WC|PD|ET|SN|SC|GC|PG|ED|LA|CY|LP|TD|CO|IN|NS|RE|CT|RF|AN|CX|TI"
_THREE = "NGC|VOL|ART|CLM|DLN|RIC|IPC|IPD|PUB"
_CODE = re.compile(
    rf"^\s*(?:(?P<two>{_TWO})(?:(?:[ \u00a0]{{2,}}|[ \u00a0]*[\t|]\s*|[ \u00a0](?=Document\s))(?P<value2>\S.*?))?"
    rf"|(?P<three>{_THREE})(?:[ \t\u00a0|]+(?P<value3>\S.*?))?)[\s|]*$"
)
"""Codes are padded to four columns, or stand in a cell or on a line of their own: "IN a storm" is no code."""
_TIME = re.compile(r"^\s*\d{1,2}[:.]\d{2}(?:\s*(?:GMT|UTC|[ap]m))?\s*$", re.IGNORECASE)
_SOURCE_CODE = re.compile(r"^[A-Z0-9]{2,12}$")
_COPYRIGHT = re.compile(r"^\s*(?:\(c\)|©|copyright\b|c\)\s)", re.IGNORECASE)
_PAGE_OR_ISSUE = re.compile(
    r"^[A-Z]{0,4}\d{1,4}(?:[-,; ]+[A-Z]?\d{1,4})*$|^(?:Volume|Issue|ISSN|Band|Vol\.)\b", re.IGNORECASE
)
_BYLINE = re.compile(r"^(?:By|Von|Par|Por|Di|Da|Door|Af|Av)\s+(?=\S)", re.IGNORECASE)
_SUMMARY_MARK = re.compile(
    r"^\s*(?:Factiva|Dow Jones Factiva|Search Summary|Suchzusammenfassung|Résumé de la recherche)\s*$"
)
_HEADLINE_LINES = 4
_PARAGRAPH = "articleParagraph"


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    is_body: bool
    is_headline: bool = False
    is_author: bool = False


def read_factiva(file: Lines) -> Iterator[Recognised | Draft] | None:
    """The articles of an export as lines; None where the lines are no such export."""
    ends = [place for place, line in enumerate(file.lines) if _DOCUMENT.match(_last_cell(line))]
    if not ends:
        return None
    codes = sum(_is_code_line(line) for line in file.lines)
    if codes >= 4 * len(ends) or any(WORDS_LINE.match(line) for line in file.lines):
        return _read_lines(file, ends)
    return None


def read_factiva_page(root: Any) -> Iterator[Recognised | Draft] | None:
    """The articles of an export as a web page (an lxml tree); None where the page is no such export."""
    articles = [
        node
        for node in root.iter("div")
        if re.search(r"(?:^|\s)[a-z]{2,4}Article(?:\s|$)", node.get("class") or "")
        and "article" in (node.get("class") or "").split()
    ]
    if not articles:
        return None
    return _read_page(articles)


def _read_page(articles: Sequence[Any]) -> Iterator[Recognised | Draft]:
    characters = sum(len(node.text_content()) for node in articles)
    yield Recognised("Factiva export", characters, len(articles))
    for number, node in enumerate(articles, start=1):
        rows = [
            (squeeze(cells[0].text_content()), cells[1])
            for row in node.iter("tr")
            if len(cells := row.findall("td")) == 2
        ]
        if any(code == "HD" for code, _ in rows):
            values = [(code, [_paragraphs(cell)]) for code, cell in rows]
            yield _from_codes([(code, line) for code, lines in values for line in lines], number)
        else:
            yield _from_blocks(_blocks(node), number)


def _paragraphs(cell: Any) -> str:
    paragraphs = [squeeze(" ".join(part.text_content().split())) for part in cell.iter("p")]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) or squeeze(
        " ".join(cell.text_content().split())
    )


def _blocks(article: Any) -> list[_Block]:
    """The blocks of an article's page; those of the text carry a class that says so."""
    blocks: list[_Block] = []
    inside = 0
    for node in article.iter("div", "p", "pre", "table", "ul", "ol", "span", "b"):
        kind = node.get("class") or ""
        if node.tag in ("span", "b"):
            if kind.endswith("Headline"):
                blocks.append(_Block(" ".join(node.text_content().split()), is_body=False, is_headline=True))
            continue
        has_inner = any(child.tag in ("div", "p", "pre", "table", "ul", "ol") for child in node.iterdescendants())
        if node.tag in ("div", "p") and (has_inner or node.get("id") == "hd"):
            continue
        ancestor = node.getparent()
        if ancestor is not None and ancestor.get("id") == "hd":
            continue
        is_body = _PARAGRAPH in kind or node.tag in ("pre", "table", "ul", "ol") or (inside > 0 and node.tag == "p")
        inside += _PARAGRAPH in kind
        text = node.text_content() if node.tag == "pre" else " ".join(node.text_content().split())
        if text.strip():
            blocks.append(_Block(text.strip(), is_body=is_body, is_author="author" in kind.split()))
    return blocks


def _from_blocks(blocks: Sequence[_Block], number: int) -> Draft:
    header = [block for block in blocks if not block.is_body]
    title = " ".join(block.text for block in header if block.is_headline)
    author = ", ".join(block.text for block in header if block.is_author)
    lines = [squeeze(block.text) for block in header if not block.is_headline and not block.is_author]
    words_at = next((place for place, line in enumerate(lines) if WORDS_LINE.match(line)), 0)
    fields = _after_words(lines[words_at:])
    body = [block.text for block in blocks if block.is_body]
    text, own_id = _without_end(body, fields.source)
    own_id = own_id or next((found["id"] for line in lines if (found := _DOCUMENT.match(line))), None)
    before = lines[:words_at]
    return Draft(
        text="\n\n".join(text),
        id=own_id,
        title=title,
        source=fields.source,
        published=fields.published,
        author=_author(author) or next((_author(line) for line in before if _BYLINE.match(line)), None),
        genre=before[0] if before and len(before[0].split()) <= 3 else None,
        language=fields.language,
        words=fields.words,
        line=number,
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    words: int | None = None
    published: str | None = None
    source: str | None = None
    language: str | None = None
    end: int = 0
    """The place after the last line that is a field."""


def _after_words(lines: Sequence[str]) -> _Fields:
    """The fields from "81 words" on: date, time, source, code, section, pages, language, copyright."""
    words = count_of(lines[0]) if lines and WORDS_LINE.match(lines[0]) else None
    place = 1 if words is not None else 0
    published = source = language = None
    end = place
    for offset, line in enumerate(lines[place : place + 16], start=place):
        if not line:
            continue
        if published is None:
            if is_date_line(line):
                published, end = line, offset + 1
        elif source is None:
            if not _TIME.match(line):
                source, end = line, offset + 1
        elif _COPYRIGHT.match(line):
            end = offset + 1
            break
        elif line.casefold() in LANGUAGES:
            language, end = language_code(line), offset + 1
        elif language is not None:
            break  # the copyright is missing
    return _Fields(words, published, source, language, end)


def _without_end(paragraphs: Sequence[str], source: str | None) -> tuple[list[str], str | None]:
    """The paragraphs without "Document ..." and the publisher's line above it, and the document's id."""
    kept = list(paragraphs)
    own_id = None
    while kept:
        found = _DOCUMENT.match(kept[-1])
        if found:
            own_id = found["id"]
        elif not (source and squeeze(kept[-1]).casefold() == source.casefold()):
            break
        kept.pop()
    return kept, own_id


def _read_lines(file: Lines, ends: Sequence[int]) -> Iterator[Recognised | Draft]:
    yield Recognised("Factiva export", file.characters, len(ends))
    for number, (before, end) in enumerate(zip([-1, *ends], ends, strict=False), start=1):
        lines = file.lines[before + 1 : end + 1]
        if sum(_is_code_line(line) for line in lines) >= 4:
            yield _from_codes(_coded(lines, width=file.width), number)
        else:
            yield _from_plain(lines, number, width=file.width)


def _is_code_line(line: str) -> bool:
    return _CODE.match(line) is not None


def _last_cell(line: str) -> str:
    """What an accession number's line says behind its code and cell marks.

    >>> _last_cell("AN |Document SAMP000020240313ek3d00001|")
    'Document SAMP000020240313ek3d00001'
    """
    return re.sub(r"^\s*AN\b[\s|]*", "", line).strip(" \t\u00a0|")


def _coded(lines: Sequence[str], *, width: int | None) -> list[tuple[str, str]]:
    """Pairs of a code and its text; what follows a code's line belongs to it."""
    groups: list[tuple[str, list[str]]] = []
    for line in lines:
        found = _CODE.match(line)
        if found:
            value = found["value2"] or found["value3"]
            groups.append((found["two"] or found["three"], [value] if value else []))
        elif groups:
            groups[-1][1].append(line.strip("| \t\u00a0") if "|" in line[-3:] or line.startswith("|") else line)
    return [(code, body_of(held, width if code in ("LP", "TD", "ART") else None)) for code, held in groups]


def _from_codes(fields: Sequence[tuple[str, str]], number: int) -> Draft:
    first: dict[str, str] = {}
    for code, value in fields:
        first.setdefault(code, value)
    body = "\n\n".join(value for code, value in fields if code in ("LP", "TD") and value)
    own = _DOCUMENT.match(_last_cell(first.get("AN", "")))
    return Draft(
        text=body,
        id=own["id"] if own else None,
        title=" ".join((first.get("HD") or first.get("TI") or "").split()),
        source=first.get("SN") or first.get("PUB"),
        published=first.get("PD"),
        author=_author(first.get("BY", "")),
        genre=first.get("SE") or first.get("CLM"),
        language=language_code(first.get("LA", "")),
        words=count_of(first.get("WC", "")),
        line=number,
    )


def _from_plain(lines: Sequence[str], number: int, *, width: int | None) -> Draft:
    plain = [squeeze(line) for line in lines]
    at = next((place for place, line in enumerate(plain) if WORDS_LINE.match(line)), None)
    if at is None:
        return Draft(text=body_of(lines[:-1], width), id=_document_id(plain), line=number)
    fields = _after_words(plain[at:])
    head = _head_of(plain[:at])
    author = next((line for line in head[1:] if _BYLINE.match(line) or _is_person(line)), "")
    # a section stands above the headline, the author below it
    titled = [line for line in head if line != author]
    section = titled[0] if len(titled) > 1 and len(titled[0].split()) <= 3 and len(titled[1].split()) > 3 else None
    body, own_id = _without_end([line for line in lines[at + fields.end :] if width or line.strip()], fields.source)
    while body and not body[-1].strip():
        body.pop()
        body, found = _without_end(body, fields.source)
        own_id = own_id or found
    return Draft(
        text=body_of(body, width),
        id=own_id or _document_id(plain),
        title=" ".join(line for line in titled if line != section),
        source=fields.source,
        published=fields.published,
        author=_author(author),
        genre=section,
        language=fields.language,
        words=fields.words,
        line=number,
    )


def _head_of(lines: Sequence[str]) -> list[str]:
    """Section, headline and author: the last lines above the count of words, without the file's own heading."""
    head: list[str] = []
    for line in reversed(lines):
        if _SUMMARY_MARK.match(line) or (len(head) >= _HEADLINE_LINES and not line):
            break
        if line:
            head.insert(0, line)
        if len(head) >= _HEADLINE_LINES + 2:
            break
    return head


def _is_person(line: str) -> bool:
    """
    >>> _is_person("Mira Holt"), _is_person("Fourteen dead as ferry goes down")
    (True, False)
    """
    words = re.split(r"[\s,;&]+", line.strip(" ,;"))
    return 2 <= len(words) <= 6 and all(
        word[:1].isupper() or word in ("and", "und", "et", "y", "e", "de", "van", "von") for word in words
    )


def _document_id(lines: Sequence[str]) -> str | None:
    return next((found["id"] for line in reversed(lines) if (found := _DOCUMENT.match(_last_cell(line)))), None)


def _author(value: str) -> str | None:
    """
    >>> _author("By Mira Holt"), _author("")
    ('Mira Holt', None)
    """
    return _BYLINE.sub("", squeeze(value)) or None
