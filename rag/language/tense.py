"""Which way a sentence looks from the day it was written: ahead, back, or it does not say."""

from __future__ import annotations

import re
from typing import Literal

from rag.language.clauses import clause_at
from rag.language.saying import STATES

Direction = Literal["ahead", "back"]

_AHEAD = re.compile(
    r"\b(?:will|shall|would|won['’]t|(?:is|are) (?:not )?(?:due|set|scheduled|expected|planned|slated|likely|going)|"
    r"(?:is|are) to (?!\w+ (?:blame|date)\b)\w+|plans? to|intends? to|hopes? to|wants? to|vow(?:s|ed) to|"
    r"pledg(?:es|ed) to|promis(?:es|ed) to|agreed to|upcoming|forthcoming)\b|\w['’]ll\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:was|were|had|did|met|held|left|won|lost|fell|rose|began|gave|took|made|broke|went|came|shot|bought|sold|"
    r"paid|led|fought|struck|sent|hit|became|died|saw|spoke|drove|flew|"
    r"(?<!the )(?!(?:scheduled|planned|expected|united)\b)[a-z]{2,}ed)\b"
)
_LEFT_OPEN = re.compile(
    rf"\b(?:{STATES}|(?:was|were|had been) (?:due|set|scheduled|expected|planned|slated) "
    r"(?:to(?: be)? \w+|for|on|in))\b"
)
"""A verb of saying tells when it was said; "was due to" tells nothing of what came."""
_SUBORDINATE = re.compile(r"\b(?:after|since|because|when|who|which|that|whose|where)\b")


def direction_at(text: str, position: int) -> Direction | None:
    """Where the clause around ``position`` looks, by the verbs before it, else by the first one after it.

    >>> text = "They met on Monday; they will meet again on Friday."
    >>> direction_at(text, 12), direction_at(text, 44), direction_at("Talks on Friday", 9)
    ('back', 'ahead', None)
    >>> direction_at("The two, who met on January 31, will return.", 20)
    'back'
    >>> direction_at("On Friday the mayor said that they will meet.", 3) is None
    True
    """
    start, end = clause_at(text, position)
    before = text[start:position]
    near = before[max((match.end() for match in _SUBORDINATE.finditer(before)), default=0) :]
    for stretch in (near, before):
        plain = _LEFT_OPEN.sub(" ", stretch)
        if _AHEAD.search(plain):
            return "ahead"
        if _BACK.search(plain):
            return "back"
        if plain != stretch:
            return None
    patterns: tuple[tuple[re.Pattern[str], Direction | None], ...]
    patterns = ((_LEFT_OPEN, None), (_AHEAD, "ahead"), (_BACK, "back"))
    found = [(match.start(), way) for pattern, way in patterns if (match := pattern.search(text, position, end))]
    return min(found, key=lambda cue: cue[0])[1] if found else None
