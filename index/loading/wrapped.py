"""Hard-wrapped text: lines that a program broke at a fixed width become paragraphs again.

A line was broken by width, and not by its writer, where the first word of the
next line would not have fitted on it. Where most lines of a text are so, those
breaks become spaces; every other break stays.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

_NARROWEST = 34
"""Newspaper columns have some 35 characters a line; lists and verse have shorter lines."""
_WIDEST = 132
_SHARE = 0.75
"""Of the lines with another below them, so many must have been full: real exports measure 0.9 and above."""
_SLACK = 2
_LONGEST_WORD = 25
_CENTRED = "    "
_LIST_ITEM = re.compile(r"[-*•·–]\s|\d{1,3}[.)]\s|>")
_HYPHENATED = re.compile(r"[^\W\d_]-$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def unwrap(text: str, width: int | None = None) -> str:
    r"""The text with breaks by width turned into spaces; a text that is not hard-wrapped comes back as it is.

    ``width`` where it is known, as that of the file which the text is a part of.

    >>> unwrap("The ferry sank off the coast of the island\non Tuesday evening, the coast guard said in a\nstatement.")
    'The ferry sank off the coast of the island on Tuesday evening, the coast guard said in a statement.'
    >>> unwrap("Roses are red,\nviolets are blue.")
    'Roses are red,\nviolets are blue.'
    """
    lines = text.split("\n")
    known = width or width_of(lines)
    return text if known is None else _join(lines, known, _compounds(text))


def width_of(lines: Sequence[str], share: float = _SHARE) -> int | None:
    """The width that lines were broken at; None where fewer than ``share`` of them were.

    >>> width_of(["The ferry sank off the coast of the island", "on Tuesday evening, the guard said in a", "word."])
    42
    """
    inner = [
        (line.rstrip(), after)
        for line, after in itertools.pairwise(lines)
        if line.strip() and after.strip() and not line.startswith(_CENTRED)
    ]
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if len(inner) < 2:
        return None
    width = lengths[-1]
    if width > _WIDEST and lengths[-1 - len(lengths) // 50] <= _WIDEST:
        width = lengths[-1 - len(lengths) // 50]  # an address, or a heading that nobody broke
    if not _NARROWEST <= width <= _WIDEST:
        return None
    full = sum(_was_full(line, after, width) for line, after in inner)
    return width if full >= share * len(inner) else None


def _was_full(line: str, after: str, width: int) -> bool:
    first = after.split(None, 1)[0]
    if len(first) > _LONGEST_WORD:
        return False  # an address, or a language without blanks
    return len(line) + 1 + len(first) > width - _SLACK or bool(_HYPHENATED.search(line) and len(line) > width // 2)


def _join(lines: Sequence[str], width: int, compounds: frozenset[str]) -> str:
    made: list[str] = []
    before = ""
    for line in lines:
        continues = (
            bool(before.strip())
            and bool(line.strip())
            and not line.startswith(("  ", "\t"))
            and not _LIST_ITEM.match(line.lstrip())
            and _was_full(before.rstrip(), line, width)
        )
        if continues:
            made[-1] = join_lines(made[-1], line.strip(), compounds)
        else:
            made.append(line.rstrip())
        before = line
    return "\n".join(made)


def join_lines(before: str, after: str, compounds: frozenset[str] = frozenset()) -> str:
    """Two lines as one; a word that was broken at a hyphen is whole again unless it is a compound.

    >>> join_lines("took sever-", "al days"), join_lines("a well-", "known man", frozenset(["well-known"]))
    ('took several days', 'a well-known man')
    >>> join_lines("the Anglo-", "French talks"), join_lines("in 2020-", "21 they")
    ('the Anglo-French talks', 'in 2020-21 they')
    """
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if before.endswith("-") and not before.endswith((" -", "--")):
        if _HYPHENATED.search(before) and after[:1].islower():
            left = re.search(r"[^\W\d_]+-$", before)
            right = _WORD.match(after)
            word = f"{left[0]}{right[0]}".casefold() if left and right else ""
            return before + after if word in compounds else before[:-1] + after
        return before + after
    return f"{before} {after}"


def _compounds(text: str) -> frozenset[str]:
    """Words that stand with their hyphen inside a line."""
    return frozenset(word.casefold() for word in _WORD.findall(text) if "-" in word)
