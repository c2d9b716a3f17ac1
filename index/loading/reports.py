"""What loading says about each thing it could not use, or could use only in part."""

from __future__ import annotations

from dataclasses import dataclass

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
class LoadReport:
    """Everything that was found: the articles, what was left out, and what was kept with a flaw."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...] = ()
    flawed: tuple[Flawed, ...] = ()
