"""Files of records: .jsonl and .ndjson (read as a stream), .json, .csv. One article a record."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from index.errors import ArticleError
from index.loading.decoding import MAX_ARTICLE_CHARACTERS, decode, read_bytes, stream_encoding
from index.loading.drafts import Draft, draft_of, read_fields
from index.loading.json_shapes import flatten, records_of
from index.loading.reports import Flawed, Skipped

_MAX_LINE_BYTES = 16_000_000
"""MAX_ARTICLE_CHARACTERS at four bytes each, and as much again for escapes and the other fields."""
_TEXT_REMEDY = "Give it a field called text (or body, content)."

Loaded = Iterator[Draft | Skipped | Flawed]


def read_json_lines(path: Path) -> Loaded:
    """One JSON object a line; a broken line is skipped and the rest is read. Memory holds one line."""
    for number, line in numbered_lines(path):
        if line is None:
            yield Skipped(str(path), "the line is enormous", "Split the record.", line=number)
        elif line.strip():
            yield parse_line(path, number, line)


def read_json(path: Path) -> Loaded:
    """One article (an object), a list of them, what a provider wraps them in, or one record a line under this name."""
    text = decode(read_bytes(path))
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        if _is_by_line(text):
            yield from read_json_lines(path)
            return
        raise ArticleError(
            f"is not valid JSON (line {error.lineno}: {error.msg})", remedy="Export it again; it may be cut off."
        ) from None
    except RecursionError:
        raise ArticleError("is nested too deeply", remedy="Export one flat object per article.") from None
    records = records_of(content)
    if records is not None:
        for number, record in enumerate(records, start=1):
            yield _draft(path, number, record)
    elif isinstance(content, dict):
        yield draft_of(flatten(content))
    else:
        raise ArticleError("holds no JSON object", remedy=_TEXT_REMEDY)


def read_csv(path: Path) -> Loaded:
    """One article a row below a row of column names, cells apart by comma, semicolon or tab. Memory holds one row."""
    csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_ARTICLE_CHARACTERS))
    with path.open("rb") as raw:
        encoding = stream_encoding(raw)
        rows = _csv_rows(TextIOWrapper(raw, encoding, errors="replace", newline=""))
        names = next(rows, None)
        if names is None or isinstance(names[1], str) or not _has_text_column(names[1]):
            raise ArticleError(_no_text_column(names), remedy="Name the column text in the first row.")
        for number, row in rows:
            if isinstance(row, str):
                yield Skipped(str(path), f"the row cannot be read ({row})", "Correct its quotation marks.", line=number)
            elif any(row):
                yield _draft(path, number, dict(zip(names[1], row, strict=False)))


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """Each line of a file as UTF-8 with its number; None in place of a line beyond _MAX_LINE_BYTES."""
    with path.open("rb") as raw:
        encoding = stream_encoding(raw, guess=False)
        if encoding != "utf-8-sig":
            text = TextIOWrapper(raw, encoding, errors="replace", newline="\n")
            yield from ((number, line.encode("utf-8", "replace")) for number, line in enumerate(text, start=1))
            return
        for number, line in enumerate(_bounded_lines(raw), start=1):
            yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 and line else line


def parse_line(path: Path, number: int, line: bytes) -> Draft | Skipped:
    """One line of a .jsonl file as a Draft, or what is wrong with it."""
    try:
        record = json.loads(line.rstrip(b"\r\n").decode("utf-8"))
    except UnicodeDecodeError:
        return Skipped(str(path), "the line is not UTF-8 text", "Save the file as UTF-8.", line=number)
    except json.JSONDecodeError as error:
        reason = f"the line is not valid JSON (column {error.colno}: {error.msg})"
        return Skipped(str(path), reason, "Write one JSON object on each line.", line=number)
    except (RecursionError, ValueError):
        return Skipped(str(path), "the line is not JSON that can be read", "Write one flat object a line.", line=number)
    return _draft(path, number, record)


def _draft(path: Path, number: int, record: object) -> Draft | Skipped:
    if isinstance(record, Mapping):
        try:
            return draft_of(flatten(record), line=number)
        except RecursionError:
            return Skipped(str(path), "the record is nested too deeply", "Write one flat object.", line=number)
    return Skipped(str(path), "the record is no JSON object", "Write articles as {...} with a field text.", line=number)


def _bounded_lines(raw: BinaryIO) -> Iterator[bytes | None]:
    while line := raw.readline(_MAX_LINE_BYTES):
        if line.endswith(b"\n") or len(line) < _MAX_LINE_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = raw.readline(_MAX_LINE_BYTES)
        yield None


def _csv_rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str] | str]]:
    """Yield (line on which the row begins, the row or what is wrong with it)."""
    plain = (line.replace("\0", " ") for line in lines)
    first = next(plain, "")
    reader = csv.reader(chain([first], plain), delimiter=_delimiter(first))
    while True:
        begins = reader.line_num + 1
        try:
            yield begins, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield begins, str(error)


def _delimiter(header: str) -> str:
    """What stands between the column names.

    >>> _delimiter("title;source;text"), _delimiter("title\\ttext"), _delimiter("text")
    (';', '\\t', ',')
    """
    return max(
        (",", ";", "\t", "|"),
        key=lambda sign: _has_text_column(next(csv.reader([header], delimiter=sign), [])) * 1000 + header.count(sign),
    )


def _no_text_column(names: tuple[int, list[str] | str] | None) -> str:
    found = names[1] if names is not None and isinstance(names[1], list) else []
    listed = ", ".join(repr(name[:30]) for name in found[:8] if name.strip())
    return (
        f"has no column of article texts (its columns: {listed})"
        if len(found) > 1
        else "has no column of article texts"
    )


def _has_text_column(names: list[str]) -> bool:
    """True where a column holds texts, or what stands in for them in a known shape."""
    filled: dict[object, object] = dict.fromkeys(names, "x")
    return "text" in read_fields(flatten(filled))


def _is_by_line(text: str) -> bool:
    """True where the first two lines that are not blank are objects of their own."""
    lines = [line for line in text.split("\n", 50)[:50] if line.strip()][:2]
    try:
        return bool(lines) and all(isinstance(json.loads(line), dict) for line in lines)
    except (ValueError, RecursionError):
        return False
