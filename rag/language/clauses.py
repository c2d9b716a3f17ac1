"""Clauses: how far a negation, a hope, a count or a date reaches in a sentence."""

from __future__ import annotations

import re
from itertools import pairwise

CLAUSE_BREAK = re.compile(
    r"[;:]|[.!?]\s"
    r"|,? (?:but|although|though|while|whereas|however|yet(?! to\b)|and then|as well as)\b"
    r"|, and (?=\w+ (?:\w+ )?(?:was|were|is|are|has|had|did|said|agreed|reached)\b)"
    r"|(?<!\d),? and (?=\w+ (?:others|more|people|civilians)\b)"
)
"""A sign, a word that sets one thing against another, or an "and" that is followed by another subject or count."""

PHRASE_END = re.compile(r"[,;:.!?()“”\"]|\b(?:but|although|though|while|because|and)\b", re.IGNORECASE)
"""Finer than a clause: what a single "not" or "may" still governs ends here."""


def clauses(text: str) -> list[tuple[int, int]]:
    """Where each clause stands.

    >>> [("They won, but not easily; two fell."[a:b]) for a, b in clauses("They won, but not easily; two fell.")]
    ['They won, but', ' not easily;', ' two fell.']
    """
    cuts = [0, *(match.end() for match in CLAUSE_BREAK.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]


def clause_at(text: str, position: int) -> tuple[int, int]:
    """The clause that holds ``position``; the whole text where none does.

    >>> clause_at("They won; two fell.", 12)
    (9, 19)
    """
    return next(((start, end) for start, end in clauses(text) if start <= position < end), (0, len(text)))
