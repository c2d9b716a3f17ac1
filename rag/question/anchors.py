"""Anchors: the names that a question is about, and which passages speak of them.

A passage that never mentions what was asked about cannot answer, however near
its topic is. Names compare through the alias table, so that "UK" finds
"British" and does find "Starmer" where the articles call him its prime
minister, while "France" does not find "Agence France-Presse".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.mentions import name_mentions
from rag.language.speakers import _SAYING
from rag.language.words import content_stems

_ASKED_TO_SAY = re.compile(
    rf"\b(?:did|does|do|has|have|had|will|would|is|was|are|were)\s+(?:the\s+)?(?P<holder>.+?)\s+(?P<verb>{_SAYING})\b",
    re.I,
)
_ACCORDING_TO = re.compile(r"\baccording to\s+(?:the\s+)?(?P<holder>[^,?;]+)", re.I)
_OTHER_SPELLING = re.compile(r"\s*\(\s*(?:also\s+|or\s+|aka\s+)?$")


@dataclass(frozen=True, slots=True)
class Anchors:
    """What must be found in a passage's article before its sentences can answer."""

    names: tuple[tuple[str, ...], ...]
    """Proper names in the question, the holder's included, each with the other spellings it gives in brackets."""
    holder: str | None
    """Whose word is asked for: "UK" in "What did the UK say about Taiwan?"."""
    stems: frozenset[str]
    """Content words of the question without its names and without the verb of saying."""

    @property
    def shown(self) -> tuple[str, ...]:
        """One spelling of each name, for sentences about them."""
        return tuple(spellings[0] for spellings in self.names)


def anchors_of(question: str) -> Anchors:
    """The names, the holder and the content words of a question.

    >>> anchors = anchors_of("What did the UK say about rare earths in Kobane (Kobani)?")
    >>> anchors.names, anchors.holder, sorted(anchors.stems)
    ((('UK',), ('Kobane', 'Kobani')), 'UK', ['earth', 'rare'])
    """
    names: list[list[str]] = []
    end = 0
    for mention in name_mentions(question):
        if names and _OTHER_SPELLING.fullmatch(question[end : mention.start]):
            names[-1].append(mention.text)
        elif not any(mention.text in spellings for spellings in names):
            names.append([mention.text])
        end = mention.end
    flat = [name for spellings in names for name in spellings]
    saying = _ASKED_TO_SAY.search(question)
    found = saying or _ACCORDING_TO.search(question)
    holder = found["holder"].strip() if found else None
    if holder is not None and not any(name in holder for name in flat):
        holder = saying = None
    verb = content_stems(saying["verb"]) if saying else frozenset()
    stems = content_stems(question) - content_stems(" ".join(flat)) - verb
    return Anchors(tuple(map(tuple, names)), holder, stems)
