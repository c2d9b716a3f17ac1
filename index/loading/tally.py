"""Tally: what was read of one file so far, and the report that it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from index.articles import Article
from index.loading.files import ArticleFile
from index.loading.reports import FileReport, Flawed, Incomplete, Notice, Recognised, Skipped

_NOTICES_TOLD = 10_000
"""Of one file; the rest is counted: 49 MB of empty records are 16 million notices."""
_NOTICES_KEPT = 50
"""Of one file: a table of a million bad rows says the same thing a million times."""


class Tally:
    """Counts while a file is read; ``report()`` at its end."""

    def __init__(self, file: ArticleFile) -> None:
        self._file = file
        self._format = ""
        self._expected: int | None = None
        self._said_characters = 0
        self._read_characters = 0
        self._out_characters = 0
        self._articles = 0
        self._repeated = 0
        self._truncated = 0
        self._lost = 0
        self._sources: Counter[str] = Counter()
        self._dates: Counter[str] = Counter()
        self._notices: list[str] = []

    def recognise(self, said: Recognised) -> None:
        """A reader says what the file is; an archive may hold several that do."""
        self._format = self._format if self._format and self._format != said.format else said.format
        self._said_characters += said.characters
        if said.expected is not None:
            self._expected = (self._expected or 0) + said.expected

    def read(self, characters: int) -> None:
        self._read_characters += characters

    def place(self, source: str, published: str) -> None:
        self._sources[source] += 1
        self._dates[published] += 1

    def count(self, article: Article) -> None:
        self._articles += 1
        self._out_characters += len(article.text)
        self._truncated += article.truncated

    def note(self, notice: Skipped | Flawed) -> Iterator[Skipped | Flawed]:
        """Keep a notice for the report, and pass it on."""
        if isinstance(notice, Skipped | Incomplete):
            self._lost += 1
        else:
            self._repeated += " stands in " in notice.reason
        if len(self._notices) < _NOTICES_KEPT:
            self._notices.append(str(notice))
        if self._lost <= _NOTICES_TOLD or not isinstance(notice, Skipped):
            yield notice
        elif self._lost == _NOTICES_TOLD + 1:
            reason = f"more than {_NOTICES_TOLD:,} of its records were left out; further ones are only counted"
            yield Flawed(str(self._file.path), reason, "Look whether this is a file of articles.")

    def closing(self) -> Iterator[Flawed]:
        """What can only be said of the whole file."""
        path = str(self._file.path)
        found = self._articles + self._repeated + self._lost
        if self._expected is not None and found < self._expected:
            reason = f"says that it holds {self._expected:,} articles, and {found:,} were found"
            yield Incomplete(path, reason, "Look whether the export is cut off.")
        if self._truncated:
            articles = "the text of 1 article" if self._truncated == 1 else f"the texts of {self._truncated:,} articles"
            yield Flawed(
                path,
                f"{articles} {'was' if self._truncated == 1 else 'were'} cut by the provider",
                "Answers say so; get the whole text where it matters.",
            )

    def report(self) -> FileReport:
        return FileReport(
            path=str(self._file.path),
            format=self._format or self._file.path.suffix.lower(),
            articles=self._articles,
            expected=self._expected,
            characters_in=max(self._said_characters, self._read_characters),
            characters_out=self._out_characters,
            truncated=self._truncated,
            sources=dict(self._sources),
            dates=dict(self._dates),
            notices=tuple(self._notices),
            lost=self._lost,
        )


__all__ = ["Notice", "Tally"]
