"""Anchors: the names that a question is about, and which passages speak of them.

A passage that never mentions what was asked about cannot answer, however near
its topic is. Names compare through the alias table, so that "UK" finds
"British" and does find "Starmer" where the articles call him its prime
minister, while "France" does not find "Agence France-Presse".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.articles import Passage
from rag.disagreement.names import AliasTable, name_mentions
from rag.words import content_stems

_HOLDER = re.compile(
    r"\b(?:did|does|do|has|have|had|will|would|is|was|are|were)\s+(?:the\s+)?(?P<holder>.+?)\s+"
    r"(?P<verb>say|said|saying|state[ds]?|claim(?:ed)?|announce[ds]?|den(?:y|ied)|report(?:ed)?|respon(?:d|ded|se)|react(?:ed)?|"
    r"think|call(?:ed)?|demand(?:ed)?|comment(?:ed)?|tell|told|declare[ds]?|argue[ds]?|warn(?:ed)?|describe[ds]?|"
    r"promise[ds]?|accuse[ds]?|blame[ds]?|deny|insist(?:ed)?|want|ask(?:ed)?|express(?:ed)?|explain(?:ed)?|confirm(?:ed)?)\b",
    re.I,
)
_ACCORDING_TO = re.compile(r"\baccording to\s+(?:the\s+)?(?P<holder>[^,?;]+)", re.I)


@dataclass(frozen=True, slots=True)
class Anchors:
    """What must be found in a passage's article before its sentences can answer."""

    names: tuple[str, ...]
    """Proper names in the question, the holder's included."""
    holder: str | None
    """Whose word is asked for: "the UK" in "What did the UK say about Taiwan?"."""
    stems: frozenset[str]
    """Content words of the question without its names and without the verb of saying."""


def anchors_of(question: str) -> Anchors:
    """The names, the holder and the content words of a question.

    >>> anchors = anchors_of("What did the UK say about rare earths?")
    >>> anchors.names, anchors.holder, sorted(anchors.stems)
    (('UK',), 'UK', ['earth', 'rare'])
    """
    names = tuple(dict.fromkeys(names_in(question)))
    found = _HOLDER.search(question) or _ACCORDING_TO.search(question)
    holder = found["holder"].strip() if found else None
    if holder is not None and not any(name in holder for name in names):
        holder = None
    said = (
        content_stems(found["verb"])
        if holder is not None and found is not None and "verb" in found.re.groupindex
        else frozenset()
    )
    return Anchors(names, holder, content_stems(question) - content_stems(" ".join(names)) - said)


@lru_cache(maxsize=20_000)
def names_in(text: str) -> tuple[str, ...]:
    """The proper names in a text, in order; remembered, since sentences come back from question to question."""
    return tuple(mention.text for mention in name_mentions(text))


class NameIndex:
    """Which retrieved passages speak of which name: one alias table over all of them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._table = AliasTable.from_texts([(p.article_id, f"{p.title}\n{p.text}") for p in passages])
        self._by_article: dict[str, set[str]] = {}
        for passage in passages:
            names = self._by_article.setdefault(passage.article_id, set())
            names.update(names_in(passage.title))
            names.update(names_in(passage.text))

    @property
    def table(self) -> AliasTable:
        return self._table

    def speaks_of(self, article_id: str, name: str) -> bool:
        """Does a retrieved part of the article mention ``name`` under any of its names?"""
        return any(self._table.same(name, other) for other in self._by_article.get(article_id, ()))

    def mentioned_in(self, text: str, name: str) -> bool:
        """Does this stretch of text mention ``name`` under any of its names?"""
        return any(self._table.same(name, other) for other in names_in(text))

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names that no retrieved passage speaks of."""
        return tuple(n for n in names if not any(self.speaks_of(article, n) for article in self._by_article))
