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
from rag.disagreement.mentions import name_mentions
from rag.disagreement.names import AliasTable, known_mentions
from rag.disagreement.places import is_adjective
from rag.words import content_stems

_SAYING = (
    r"say|says|said|saying|stat(?:e|es|ed)|claim(?:s|ed)?|announc(?:e|es|ed)|den(?:y|ies|ied)|report(?:s|ed)?|"
    r"respon(?:d|ds|ded|se)|react(?:s|ed)?|think|call(?:s|ed)?|demand(?:s|ed)?|comment(?:s|ed)?|tell|told|"
    r"declar(?:e|es|ed)|argu(?:e|es|ed)|warn(?:s|ed)?|describ(?:e|es|ed)|promis(?:e|es|ed)|accus(?:e|es|ed)|"
    r"blam(?:e|es|ed)|insist(?:s|ed)?|want(?:s|ed)?|ask(?:s|ed)?|express(?:es|ed)?|explain(?:s|ed)?|confirm(?:s|ed)?"
)
_STANCE = re.compile(
    rf"\b(?:{_SAYING}|reiterat\w+|reaffirm\w+|stress\w*|emphasi[sz]\w+|added|noted|urg\w+|vow\w*|pledg\w+|"
    r"agree\w*|refus\w+|reject\w*|support\w*|oppos\w+|condemn\w*|welcom\w+|criticis\w+|criticiz\w+|suggest\w*|"
    r"propos\w+|adher\w+|according to|wrote|posted|stated|maintain\w*|admitt\w+|acknowledg\w+|threaten\w*)\b",
    re.I,
)
_ASKED_TO_SAY = re.compile(
    rf"\b(?:did|does|do|has|have|had|will|would|is|was|are|were)\s+(?:the\s+)?(?P<holder>.+?)\s+(?P<verb>{_SAYING})\b",
    re.I,
)
_ACCORDING_TO = re.compile(r"\baccording to\s+(?:the\s+)?(?P<holder>[^,?;]+)", re.I)
_LAND = (
    r"strait|province|city|governorate|district|islands?|sea|river|airport|valley|region|peninsula|countryside|suburbs?|"
    r"gulf|bay|coast|border|plains?|mountains?|desert|county|state|prefecture|port|harbou?r|canal|basin|channel"
)
_PLACE_AROUND = re.compile(rf"\s+(?:{_LAND})$|^(?:{_LAND})\s+of\s+(?:the\s+)?", re.I)
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


def takes_a_stance(text: str) -> bool:
    """Does somebody say, promise, refuse or support something here?

    >>> takes_a_stance("London reiterated its position."), takes_a_stance("It rained.")
    (True, False)
    """
    return bool(_STANCE.search(text))


@lru_cache(maxsize=20_000)
def names_in(text: str) -> tuple[str, ...]:
    """The proper names in a text, in order; remembered, since sentences come back from question to question."""
    return tuple(mention.text for mention in name_mentions(text))


class NameIndex:
    """Which retrieved passages speak of which name: one alias table over all of them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._table = AliasTable.from_texts([(p.article_id, _titled(p)) for p in passages])
        self._by_article: dict[str, set[str]] = {}
        for passage in passages:
            names = self._by_article.setdefault(passage.article_id, set())
            names.update(mention.text for mention in known_mentions(_titled(passage)))

    def speaks_of(self, article_id: str, spellings: Sequence[str]) -> bool:
        """Does a retrieved part of the article mention the name under any spelling or alias?

        A country's adjective is never missed: "Syrian" in a question says less
        than a name, and articles leave it out.
        """
        return all(map(is_adjective, spellings)) or self._any_same(spellings, self._by_article.get(article_id, ()))

    def mentioned_in(self, text: str, spellings: Sequence[str]) -> bool:
        """Does this stretch of text mention the name under any spelling or alias?"""
        return self._any_same(spellings, names_in(text))

    def mentioned_between(self, passage: Passage, start: int, end: int, spellings: Sequence[str]) -> bool:
        """Does this stretch of a passage, in article offsets, mention the name under any spelling or alias?"""
        shift = len(passage.title) + 1 - passage.start
        inside = (
            mention.text
            for mention in known_mentions(_titled(passage))
            if start + shift <= mention.start and mention.end <= end + shift
        )
        return self._any_same(spellings, inside)

    def voices(self, text: str, holder: str) -> bool:
        """Does this stretch of text speak of the holder, by name or by what it is called ("state television")?"""
        if self.mentioned_in(text, [holder, *names_in(holder)]):
            return True
        described = content_stems(holder) - content_stems(" ".join(names_in(holder)))
        return bool(described & content_stems(text))

    def missing(self, names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
        """The names, in their first spelling, that no retrieved passage speaks of."""
        return tuple(n[0] for n in names if not any(self.speaks_of(article, n) for article in self._by_article))

    def _any_same(self, spellings: Sequence[str], others: Iterable[str]) -> bool:
        return any(self._table.same(name, form) for other in others for form in _forms(other) for name in spellings)


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
