"""A manifest: one CSV or JSONL file that says where each article file comes from.

Columns: path, and any of source, date, url, title, author, genre, language.
A path is relative to the manifest's own folder or to the indexed folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.loading.decoding import decode, read_bytes
from index.loading.drafts import Draft, read_fields
from index.loading.files import ArticleFile
from index.loading.reports import Skipped

_PATH_NAMES = ("path", "file", "filename", "file_name")
_FIELDS = ("title", "source", "published", "url", "author", "genre", "language", "modified")


@dataclass(frozen=True, slots=True)
class Row:
    """What one line of a manifest says about the file ``path``."""

    path: str
    line: int
    fields: Mapping[str, object]

    def complete(self, draft: Draft) -> Draft:
        """The draft with these fields; a record's own fields win over its file's row.

        >>> Row("a.txt", 2, {"source": "AFP"}).complete(Draft(text="x", source="wire")).source
        'AFP'
        """
        given: dict[str, Any] = {
            name: self.fields[name] if name in ("published", "modified") else str(self.fields[name])
            for name in self.names(draft)
        }
        return replace(draft, **given)

    def names(self, draft: Draft) -> frozenset[str]:
        """The fields that ``complete`` takes from this row."""
        given = {name for name in _FIELDS if name in self.fields}
        return frozenset(name for name in given if draft.line is None or not getattr(draft, name))


def read_manifest(path: Path) -> list[Row]:
    """All rows. Raises ArticleError where the file is no manifest."""
    try:
        text = decode(read_bytes(path))
    except ArticleError as error:
        raise ArticleError(f"The manifest {path} {error.problem}.", remedy=error.remedy) from None
    rows = []
    for line, record in _records(path, text):
        name = next(
            (str(record[key]) for key in record if str(key).strip().lower() in _PATH_NAMES and record[key]), None
        )
        if name is None:
            raise ArticleError(
                f"The manifest {path} names no file on line {line}.", remedy="Give it a column called path."
            )
        rows.append(Row(name.replace("\\", "/"), line, read_fields(record)))
    return rows


def match_rows(
    manifest: Path, rows: Sequence[Row], files: Sequence[ArticleFile]
) -> tuple[dict[str, Row], list[Skipped]]:
    """Rows by article file id, and a complaint about each row whose file is not among ``files``."""
    by_place = {file.path.resolve(): file.id for file in files}
    ids = {file.id for file in files}
    matched: dict[str, Row] = {}
    complaints = []
    for row in rows:
        file_id = by_place.get((manifest.parent / row.path).resolve())
        if file_id is None and row.path.removeprefix("./") in ids:
            file_id = row.path.removeprefix("./")
        if file_id is None:
            reason, remedy = f"no article file is called {row.path}", "Correct the path, or remove the line."
        elif file_id in matched:
            reason, remedy = f"{row.path} is named a second time", "Remove one of the two lines."
        else:
            matched[file_id] = row
            continue
        complaints.append(Skipped(str(manifest), reason, remedy, line=row.line))
    return matched, complaints


def _records(path: Path, text: str) -> Iterator[tuple[int, Mapping[object, object]]]:
    import csv

    lines = text.splitlines(keepends=True)
    if path.suffix.lower() == ".csv":
        reader = csv.reader(lines)
        try:
            names = next(reader, [])
            begins = reader.line_num + 1
            for row in reader:
                if any(row):
                    yield begins, dict(zip(names, row, strict=False))
                begins = reader.line_num + 1
        except csv.Error as error:
            raise ArticleError(
                f"The manifest {path} cannot be read on line {reader.line_num}: {error}.", remedy="Correct that line."
            ) from None
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise ArticleError(
                f"The manifest {path} has no JSON object on line {number}.",
                remedy="Write one object on each line, or a CSV file with the suffix .csv.",
            )
        yield number, record
