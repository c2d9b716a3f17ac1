"""What the exports of article databases have in common: they are lines with marks.

A file of any container (.docx, .rtf, .html, .pdf, .txt) is brought to ``Lines``;
``nexis``, ``factiva`` and ``proquest`` find their documents in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.loading.wrapped import unwrap, width_of
from index.printed_dates import is_month, parse_date

_WRAPPED_SHARE = 0.4
"""Of the lines of an export that are full, the least: headings and fields are short."""
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_WORD = re.compile(r"[^\W\d_]+")
_AROUND_DATES = frozenset(
    "de del of the st nd rd th am pm gmt utc bst est edt cst cdt mst pdt pst cet cest ist jst aest uhr h at"
    " monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
    " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so"
    " lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo"
    " lunedì martedì mercoledì giovedì venerdì sabato domenica segunda terça quarta quinta sexta feira"
    " maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
)
"""Words that stand beside a date on its line: weekdays, and what belongs to a time."""
_NEVER_SEEN = 3
"""Other words, capitalised, that may stand behind a date: "March 13, 2024 Wednesday Late Edition Final"."""

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
    """The lines of a file."""

    lines: tuple[str, ...]
    width: int | None = None
    """Where paragraphs run over several lines, the width that these were broken at; None where each line is one."""

    @classmethod
    def of(cls, text: str, *, wrapped: bool) -> Lines:
        r"""``wrapped``: the text may be broken by width, as .txt and .pdf are; a .docx never is.

        >>> Lines.of("a\r\n\x0cb", wrapped=True).lines
        ('a', 'b')
        """
        plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "").replace("\x0b", "\n")
        lines = tuple(plain.split("\n"))
        return cls(lines, width_of(lines, _WRAPPED_SHARE) if wrapped else None)

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
    if len(line) > 80 or parse_date(line) is None:
        return False
    words = _WORD.findall(line)
    others = [word for word in words if not is_month(word) and word.casefold() not in _AROUND_DATES]
    return (
        len(others) <= _NEVER_SEEN
        and all(word[0].isupper() for word in others)
        and (not others or words[0] not in others)
    )


def body_of(lines: Iterable[str], width: int | None = None) -> str:
    r"""The text of an article from its lines, a blank line between paragraphs.

    >>> body_of(["One.", "Two."])
    'One.\n\nTwo.'
    >>> body_of(["The ferry sank off the", "coast.", "", "Nobody died."], width=24)
    'The ferry sank off the coast.\n\nNobody died.'
    """
    if width is None:
        return "\n\n".join(line for line in map(squeeze, lines) if line)
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    indented = text if "\n\n" in text else re.sub(r"\n[ \t]{2,}(?=\S)", "\n\n", text)
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", unwrap(indented, width))]
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
