"""What the exports of article databases have in common: they are lines with marks.

A file of any container (.docx, .rtf, .html, .pdf, .txt) is brought to ``Lines``;
``nexis``, ``factiva`` and ``proquest`` find their documents in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.loading.wrapped import unwrap
from index.printed_dates import parse_date

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?|\b[ap]\.?m\.?\b|\b(?:GMT|UTC|[A-Z]{2,4}T)\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_DATE_LETTERS = 26
"""Letters of a line that holds a date and hardly more: "Miércoles 13 de septiembre de" has 26."""

WORDS_LINE = re.compile(
    r"^\s*(\d{1,3}(?:[.,\s]\d{3})*|\d+)\s*(?:words?|mots?|w[öo]rter|wort|palabras?|parole|parola|palavras?|woorden|woord"
    r"|ord|sanaa|słów|słowa|slov|слов|слова|字|語|단어|kelime)\s*\.?\s*$",
    re.IGNORECASE,
)
"""A line that says how long an article is, in the languages of the databases: "81 words", "664 Wörter"."""

LANGUAGES = {
    "english": "en", "englisch": "en", "anglais": "en", "inglés": "en", "ingles": "en", "inglese": "en", "engels": "en",
    "german": "de", "deutsch": "de", "allemand": "de", "alemán": "de", "tedesco": "de", "duits": "de",
    "french": "fr", "français": "fr", "francais": "fr", "französisch": "fr", "francés": "fr", "francese": "fr",
    "spanish": "es", "español": "es", "espagnol": "es", "spanisch": "es", "spagnolo": "es",
    "italian": "it", "italiano": "it", "italienisch": "it", "italien": "it",
    "dutch": "nl", "nederlands": "nl", "niederländisch": "nl", "néerlandais": "nl",
    "portuguese": "pt", "português": "pt", "portugiesisch": "pt", "portugais": "pt",
    "polish": "pl", "polski": "pl", "polnisch": "pl", "russian": "ru", "русский": "ru", "swedish": "sv",
    "danish": "da", "norwegian": "no", "finnish": "fi", "czech": "cs", "hungarian": "hu", "turkish": "tr",
    "arabic": "ar", "chinese": "zh", "japanese": "ja", "korean": "ko", "中文": "zh", "日本語": "ja",
}  # fmt: skip
"""Languages as databases write them, to ISO 639-1."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file. ``wrapped``: a paragraph runs over several lines, and a blank one ends it."""

    lines: tuple[str, ...]
    wrapped: bool

    @classmethod
    def of(cls, text: str, *, wrapped: bool) -> Lines:
        r"""
        >>> Lines.of("a\r\n\x0cb", wrapped=True).lines
        ('a', 'b')
        """
        plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "").replace("\x0b", "\n")
        return cls(tuple(plain.split("\n")), wrapped)

    @property
    def characters(self) -> int:
        return sum(map(len, self.lines))


def squeeze(line: str) -> str:
    """
    >>> squeeze("  March\u00a0 13 ")
    'March 13'
    """
    return _SPACES.sub(" ", line).strip()


def is_date_line(line: str) -> bool:
    """True where a line is a date, with its weekday and perhaps a time, and hardly more.

    >>> is_date_line("March 13, 2024 Wednesday 10:15 AM GMT"), is_date_line("What we know about March 13, 2024 so far")
    (True, False)
    """
    if not _DIGITS.search(line) or len(line) > 80 or parse_date(line) is None:
        return False
    letters = sum(character.isalpha() for character in _TIME.sub("", line))
    return letters <= _DATE_LETTERS


def body_of(lines: Iterable[str], *, wrapped: bool) -> str:
    r"""The text of an article from its lines, a blank line between paragraphs.

    >>> body_of(["One.", "Two."], wrapped=False)
    'One.\n\nTwo.'
    """
    if not wrapped:
        return "\n\n".join(line for line in map(squeeze, lines) if line)
    text = "\n".join(line.rstrip() for line in lines)
    indented = re.sub(r"\n[ \t]{2,}(?=\S)", "\n\n", text) if "\n\n" not in text.strip() else text
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", unwrap(indented))]
    return "\n\n".join("\n".join(map(squeeze, block.split("\n"))) for block in blocks if block.strip())


def language_code(value: str) -> str | None:
    """
    >>> language_code("ENGLISH; ENGLISHS"), language_code("Deutsch")
    ('en', 'de')
    """
    return LANGUAGES.get(re.split(r"[;,/ ]", value.strip().casefold())[0])


def count_of(value: str) -> int | None:
    """
    >>> count_of("1,081 words"), count_of("none")
    (1081, None)
    """
    found = re.search(r"\d+(?:[.,\s]\d{3})*", value)
    return int(re.sub(r"\D", "", found[0])) if found else None


def blocks_of(lines: Sequence[str]) -> list[list[str]]:
    """Runs of lines without a blank one between them.

    >>> blocks_of(["a", "b", "", "c"])
    [['a', 'b'], ['c']]
    """
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(squeeze(line))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]
