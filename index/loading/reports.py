"""What loading says about each thing it could not use, or could use only in part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from index.articles import Article


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the report: where, what is wrong, what to do about it.

    >>> print(Skipped("news.jsonl", "the record has no text", "Give it a field called text.", line=3))
    news.jsonl, line 3: the record has no text. Give it a field called text.
    """

    path: str
    reason: str
    """A clause with no full stop: ``"is empty"``."""
    remedy: str
    """A sentence that says what to do."""
    line: int | None = None
    """Line of the file (of a JSON array or a feed: number of the record), from 1."""

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.reason}. {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True)
class Skipped(Notice):
    """A file or record that was left out."""

    __str__ = Notice.__str__


@dataclass(frozen=True, slots=True)
class Flawed(Notice):
    """An article was kept, but something its file says could not be used: a bad date, say."""

    __str__ = Notice.__str__


@dataclass(frozen=True, slots=True)
class Incomplete(Flawed):
    """An article was kept, but a part of its file gave nothing: a scanned page, say."""

    __str__ = Notice.__str__


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a reader says of the file as a whole: its format, and how much it holds."""

    format: str
    """As people call it: ``"Nexis Uni export"``."""
    characters: int
    """Of text in the file, before anything is taken out of it."""
    expected: int | None = None
    """How many articles the file says that it holds."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """How completely one file was read.

    ``sources`` and ``dates`` count where those of its articles came from:
    ``"file"`` (its own fields), ``"text"`` (what the text prints about itself),
    ``"address"``, ``"manifest"``, or ``"missing"``.
    """

    path: str
    format: str
    articles: int
    expected: int | None
    """How many articles the file says that it holds, or shows that it should."""
    characters_in: int
    characters_out: int
    truncated: int = 0
    """Articles whose text the provider cut."""
    sources: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    """What was said about it, ready to print."""
    lost: int = 0
    """Articles, pages or containers that were left out or gave nothing."""

    @property
    def is_complete(self) -> bool:
        """True where nothing of it was left out."""
        return self.lost == 0

    def to_dict(self) -> dict[str, object]:
        """Plain JSON."""
        return {**asdict(self), "notices": list(self.notices), "is_complete": self.is_complete}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> FileReport:
        """
        >>> report = FileReport("a.txt", ".txt", 1, None, 90, 88, sources={"text": 1}, notices=("cut",))
        >>> FileReport.from_dict(report.to_dict()) == report
        True
        """
        known = {name: record[name] for name in cls.__dataclass_fields__ if name in record}
        return cls(**{**known, "notices": tuple(known.get("notices", ()))})


@dataclass(frozen=True, slots=True)
class LoadReport:
    """Everything that was found: the articles, what was left out, what was kept with a flaw, and each file's report."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...] = ()
    flawed: tuple[Flawed, ...] = ()
    files: tuple[FileReport, ...] = ()


def grouped(notices: Iterable[Notice], named: int = 3) -> list[str]:
    """The notices as lines to print, alike ones as one line with the first few places.

    >>> alike = [Skipped(f"{name}.csv", "the record has no text", "Give it one.") for name in "abcde"]
    >>> print(*grouped(alike), sep="\\n")
    5 times: the record has no text (a.csv; b.csv; c.csv and 2 more). Give it one.
    >>> grouped([Skipped("a.txt", "is empty", "Fill it.")])
    ['a.txt: is empty. Fill it.']
    """
    by_kind: dict[tuple[str, str, str], list[Notice]] = {}
    for notice in notices:
        by_kind.setdefault((type(notice).__name__, shape_of(notice.reason), notice.remedy), []).append(notice)
    lines = []
    for alike in by_kind.values():
        if len(alike) == 1:
            lines.append(str(alike[0]))
            continue
        places = [each.path if each.line is None else f"{each.path}, line {each.line}" for each in alike]
        more = f" and {len(places) - named:,} more" if len(places) > named else ""
        lines.append(
            f"{len(alike):,} times: {alike[0].reason} ({'; '.join(places[:named])}{more}). {alike[0].remedy}".rstrip()
        )
    return lines


def shape_of(reason: str) -> str:
    """A reason without its numbers and quoted words: "holds 3 of 5" and "holds 1 of 2" are alike."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "#", reason)
