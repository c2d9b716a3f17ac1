"""The writer without a language model: the few sentences that answer, verbatim, attributed in words.

It never joins words from two places and never inserts a name: a sentence that
opens with a pronoun is shown together with the sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.articles import Genre
from index.sentences import sentence_spans
from rag.evidence import Draft, DraftDisagreement, DraftStatement, Evidence, Quote
from rag.language.pronouns import opens_with_pronoun
from rag.language.words import content_stems, words
from rag.question import Question

SAME_SENTENCE = 0.7
"""Two sentences whose content words overlap this much (Jaccard) say the same; the second adds its citation."""
RELATIVE_CUT = 0.5
"""A sentence is shown only if it is at least this relevant, measured by the best one; docs/judgement.md: the trade."""
LIFTED = 0.9
"""Least relevance of a sentence that a disagreement rests on."""
HEADLINE_WEIGHT = 0.85
"""A line without a full stop is a headline or a caption; a sentence that says the same goes first."""
CLASHES = ("contradiction", "naming", "attribution", "internal")
"""Kinds of disagreement that leave no single shortest answer."""
TITLE_WEIGHT = 0.6
"""The article's own title is no sentence of it: it announces what the sentences below say."""
SENTENCES_BEFORE = 2
"""At most so many sentences are taken along to say whom a pronoun means."""


class ExtractiveWriter:
    """Chooses, completes, merges and orders evidence sentences.

    ``max_statements`` bounds the answer. Whether there is one is decided before.
    """

    name = None

    def __init__(self, *, max_statements: int) -> None:
        self._max_statements = max_statements

    def stream(
        self, question: Question, evidence: Sequence[Evidence], disagreements: Sequence[DraftDisagreement]
    ) -> Iterator[DraftStatement | Draft]:
        """Each statement as it is written, then the whole draft."""
        draft = self.write(question, evidence, disagreements)
        yield from draft.statements
        yield draft

    def write(
        self, question: Question, evidence: Sequence[Evidence], disagreements: Sequence[DraftDisagreement]
    ) -> Draft:
        """The extract: the best sentences, and those nearly as good."""
        chosen = choose(lift_sides(evidence, disagreements), at_most=self._max_statements)
        statements = tuple(
            DraftStatement(f"{attribution(group)}: {_one_line(group[0].text)}", group)
            for group in map(tuple, _in_order(chosen))
        )
        return Draft(statements, disagreements=tuple(disagreements))


def lift_sides(evidence: Sequence[Evidence], disagreements: Sequence[DraftDisagreement]) -> list[Evidence]:
    """The evidence with the sentences that a disagreement rests on above all others.

    A sentence that holds a value for what was asked answers, however it is worded.
    """
    sides = [quote for note in disagreements for side in note.sides for quote in side.quotes]
    return [
        replace(item, relevance=LIFTED + (1 - LIFTED) * item.relevance)
        if any(_touches(item.quote, quote) for quote in sides)
        else item
        for item in evidence
    ]


def choose(evidence: Sequence[Evidence], *, at_most: int) -> list[list[Quote]]:
    """Groups of quotes that say the same, the most relevant group first.

    A group holds at most one quote of each origin: copies of one wire story are
    no second witness.
    """
    ranked = sorted(evidence, key=lambda e: (-_weight(e), e.quote.passage.id, e.quote.start))
    floor = _weight(ranked[0]) * RELATIVE_CUT if ranked else 0.0
    groups: list[list[Quote]] = []
    for item in ranked:
        if _weight(item) < floor:
            break
        whole = completed(item.quote)
        touched = next((group for group in groups if _touches(group[0], whole)), None)
        twin = next((group for group in groups if _says_the_same(group[0].text, item.quote.text)), None)
        if touched is not None:
            touched[0] = _joined(touched[0], whole)
        elif twin is not None:
            if item.quote.origin not in {quote.origin for quote in twin}:
                twin.append(whole)
        elif len(groups) < at_most:
            groups.append([whole])
    return groups


def shown_in(groups: Sequence[Sequence[Quote]], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence of which some word is shown."""
    return [item for item in evidence if any(_touches(item.quote, quote) for group in groups for quote in group)]


def attribution(quotes: Sequence[Quote]) -> str:
    """Who says so, in words.

    "AFP reports", "AFP and Reuters report", "An opinion piece in toutiao.com says".
    """
    names: list[str] = []
    for quote in quotes:
        name = _voice(quote.passage.source, quote.passage.genre)
        if name not in names:
            names.append(name)
    if all(quote.passage.genre == "opinion" for quote in quotes):
        verb = "says" if len(names) == 1 else "say"
    else:
        verb = "reports" if len(names) == 1 and not _is_plural(names[0]) else "report"
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{listed[0].upper()}{listed[1:]} {verb}"


def _voice(source: str | None, genre: Genre | None) -> str:
    if genre == "opinion":
        return f"an opinion piece in {source}" if source else "an opinion piece"
    if genre == "analysis":
        return f"an analysis in {source}" if source else "an analysis"
    return source or "an article without a named source"


def _is_plural(name: str) -> bool:
    return bool(re.search(r"\w (?:and|&) \w", name))


def _weight(item: Evidence) -> float:
    quote = item.quote
    if words(quote.text) == words(quote.passage.title):
        return item.relevance * TITLE_WEIGHT
    ends = quote.text.rstrip("\"'”’)]").endswith((".", "!", "?", "…", ":", ";", "。"))
    return item.relevance * (1.0 if ends else HEADLINE_WEIGHT)


def _says_the_same(a: str, b: str) -> bool:
    left, right = content_stems(a), content_stems(b)
    if not left or not right:
        return words(a) == words(b)
    same = len(left & right) / len(left | right) >= SAME_SENTENCE
    return same and _figures(a) == _figures(b)


def _figures(text: str) -> frozenset[str]:
    """Numbers keep two sentences apart that are otherwise alike."""
    return frozenset(word for word in words(text) if any(char.isdigit() for char in word))


def _touches(a: Quote, b: Quote) -> bool:
    """Do two quotes of one article share words?"""
    return a.passage.article_id == b.passage.article_id and a.start < b.end and b.start < a.end


def _joined(a: Quote, b: Quote) -> Quote:
    """One quote over both, where one passage holds both; otherwise the first as it is."""
    if a.passage.id != b.passage.id:
        return a
    return Quote.cut(a.passage, min(a.start, b.start), max(a.end, b.end))


def completed(quote: Quote) -> Quote:
    """The quote, begun earlier where it opens with a pronoun and its passage holds what came before."""
    passage = quote.passage
    spans = sentence_spans(passage.text)
    at = next((i for i, (start, _) in enumerate(spans) if passage.start + start == quote.start), None)
    if at is None:
        return quote
    first = at
    while first > 0 and at - first < SENTENCES_BEFORE and opens_with_pronoun(passage.text[slice(*spans[first])]):
        first -= 1
    return Quote.cut(passage, passage.start + spans[first][0], quote.end)


def _in_order(groups: list[list[Quote]]) -> list[list[Quote]]:
    """The best first; the others by publication date, then as they stand in their articles."""
    lead, rest = groups[:1], groups[1:]
    return lead + sorted(rest, key=lambda g: (g[0].passage.published or date.max, g[0].passage.article_id, g[0].start))


def _one_line(text: str) -> str:
    return " ".join(text.split())
