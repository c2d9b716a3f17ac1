"""Which retrieved passages speak of which name: one alias table over all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.articles import Passage
from rag.evidence import Quote
from rag.language.countries import is_adjective
from rag.language.mentions import name_mentions
from rag.language.names import AliasTable, known_mentions
from rag.language.words import content_stems

_LAND = (
    r"strait|province|city|governorate|district|islands?|sea|river|airport|valley|region|peninsula|countryside|suburbs?|"
    r"gulf|bay|coast|border|plains?|mountains?|desert|county|state|prefecture|port|harbou?r|canal|basin|channel"
)

_PLACE_AROUND = re.compile(rf"\s+(?:{_LAND})$|^(?:{_LAND})\s+of\s+(?:the\s+)?", re.I)


def names_in(text: str) -> tuple[str, ...]:
    """The proper names in a text, in order."""
    return tuple(mention.text for mention in known_mentions(text))


class NameIndex:
    """Which retrieved passages speak of which name: one alias table over all of them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._table = AliasTable.from_texts([(p.article_id, _titled(p)) for p in passages])
        self._mentions = {passage.id: name_mentions(_titled(passage)) for passage in passages}
        self._by_article: dict[str, set[str]] = {}
        for passage in passages:
            names = self._by_article.setdefault(passage.article_id, set())
            names.update(mention.text for mention in self._mentions[passage.id])

    def speaks_of(self, article_id: str, spellings: Sequence[str]) -> bool:
        """Does a retrieved part of the article mention the name under any spelling or alias?

        A country's adjective is never missed: "Syrian" in a question says less
        than a name, and articles leave it out.
        """
        return all(map(is_adjective, spellings)) or self.among(self._by_article.get(article_id, ()), spellings)

    def mentioned_in(self, text: str, spellings: Sequence[str]) -> bool:
        """Does this stretch of text mention the name under any spelling or alias?"""
        return self.among(names_in(text), spellings)

    def mentioned_between(self, quote: Quote, spellings: Sequence[str]) -> bool:
        """Does the quote, read as part of one of the passages, mention the name under any spelling or alias?"""
        passage = quote.passage
        shift = len(passage.title) + 1 - passage.start
        inside = (
            mention.text
            for mention in self._mentions[passage.id]
            if quote.start + shift <= mention.start and mention.end <= quote.end + shift
        )
        return self.among(inside, spellings)

    def voices(self, text: str, holder: str) -> bool:
        """Does this stretch of text speak of the holder, by name or by what it is called ("state television")?"""
        if self.mentioned_in(text, [holder, *names_in(holder)]):
            return True
        described = content_stems(holder) - content_stems(" ".join(names_in(holder)))
        return bool(described & content_stems(text))

    def missing(self, names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
        """The names, in their first spelling, that no retrieved passage speaks of."""
        return tuple(n[0] for n in names if not any(self.speaks_of(article, n) for article in self._by_article))

    def among(self, names: Iterable[str], spellings: Sequence[str]) -> bool:
        """Is the name, under any spelling or alias, one of these?"""
        return any(self._table.same(name, form) for other in names for form in _forms(other) for name in spellings)


def _titled(passage: Passage) -> str:
    return f"{passage.title}\n{passage.text}"


@lru_cache(maxsize=20_000)
def _forms(name: str) -> tuple[str, ...]:
    """A name and the place it is built on: "Taiwan Strait" also speaks of Taiwan.

    >>> _forms("Taiwan Strait"), _forms("Gulf of Aden"), _forms("Agence France-Presse")
    (('Taiwan Strait', 'Taiwan'), ('Gulf of Aden', 'Aden'), ('Agence France-Presse',))
    """
    place = _PLACE_AROUND.sub("", name)
    return (name, place) if place and place != name else (name,)
