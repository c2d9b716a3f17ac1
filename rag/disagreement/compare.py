"""Without a question: the strongest differences among the articles on a topic.

What could differ is asked as a question of its own (who holds an office that
two articles name, how many died at one place on one day, when two people met,
whether something was agreed), and each is answered by the same finder.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from index.articles import Passage
from index.filters import EVERYTHING, ArticleFilter
from index.sentences import sentence_spans
from rag.disagreement.aligning import Sentence, event_dates, read_sentences
from rag.disagreement.counts import counts_in
from rag.disagreement.finding import find
from rag.disagreement.mentions import is_organisation
from rag.disagreement.names import AliasTable
from rag.disagreement.outcomes import outcomes
from rag.disagreement.places import country_of, organisation_of, same_country
from rag.disagreement.thesaurus import event_groups, means_of
from rag.evidence import DraftDisagreement, Evidence, Quote
from rag.question import Question
from rag.words import content_stems, words

if TYPE_CHECKING:
    from index.snapshot import Snapshot

MOST_PASSAGES = 400
"""Passages looked at: enough for a topic, bounded for a whole corpus."""
MOST_QUESTIONS = 40
MOST_NOTES = 12

_MEETING = event_groups("meet")
_STRENGTH = {"contradiction": 5, "naming": 4, "attribution": 3, "superseded": 2, "internal": 2, "opinion": 1}


def compare(
    view: Snapshot, about: str | None = None, *, may: ArticleFilter = EVERYTHING
) -> tuple[DraftDisagreement, ...]:
    """The strongest differences among the articles of an index, those on ``about`` where it is given."""
    return compare_passages(_passages(view, about, may), about)


def compare_passages(passages: Sequence[Passage], about: str | None = None) -> tuple[DraftDisagreement, ...]:
    """The strongest differences among these passages, strongest first."""
    evidence = [item for passage in passages for item in _evidence(passage)]
    sentences = read_sentences(evidence)
    table = AliasTable.from_texts((passage.article_id, passage.text) for passage in passages)
    found: list[DraftDisagreement] = []
    for text, telling in _questions(sentences, table, about or "")[:MOST_QUESTIONS]:
        near = [item for item in evidence if item.quote.passage.id in telling]
        for note in find(Question(text, text), near):
            if not any(_same(note, known) for known in found):
                found.append(note)
    return tuple(sorted(found, key=lambda note: -_strength(note))[:MOST_NOTES])


def _passages(view: Snapshot, about: str | None, may: ArticleFilter) -> list[Passage]:
    if about:
        ids = [key for key, _ in view.search_keywords(about, may, MOST_PASSAGES)]
        wanted = content_stems(about)
        found = view.get(ids)
        share = max(1, len(wanted) // 2)
        return [p for p in found if len(wanted & content_stems(f"{p.title} {p.text}")) >= share]
    return view.get([int(key) for key in view.chunk_ids(may)[:MOST_PASSAGES]])


def _evidence(passage: Passage) -> Iterable[Evidence]:
    for start, end in sentence_spans(passage.text):
        quote = Quote.cut(passage, passage.start + start, passage.start + end)
        yield Evidence(quote, relevance=1.0, answerable=1.0)


def _questions(sentences: Sequence[Sentence], table: AliasTable, about: str) -> list[tuple[str, frozenset[int]]]:
    """What several articles could answer differently, with the passages that speak of it."""
    asked: list[tuple[int, str, frozenset[int]]] = []
    asked += _offices(sentences, table)
    asked += _tolls(sentences, about)
    asked += _meetings(sentences, table)
    asked += _agreements(sentences)
    unique: dict[str, tuple[int, frozenset[int]]] = {}
    for articles, text, passages in asked:
        if articles >= 2 and text not in unique:
            unique[text] = (articles, passages)
    ranked = sorted(unique, key=lambda text: (-unique[text][0], text))
    return [(text, unique[text][1]) for text in ranked]


def _offices(sentences: Sequence[Sentence], table: AliasTable) -> list[tuple[int, str, frozenset[int]]]:
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for link in table.links:
        if link.place and not link.former and (country_of(link.place) or link.office in {"mayor", "governor"}):
            holders[link.office, link.place].add(link.document)
    everywhere = frozenset(sentence.evidence.quote.passage.id for sentence in sentences)
    return [
        (len(documents), f"Who is the {office} of {place}?", everywhere)
        for (office, place), documents in holders.items()
    ]


def _tolls(sentences: Sequence[Sentence], about: str) -> list[tuple[int, str, frozenset[int]]]:
    common = {place for place in _common_places(sentences) if place.casefold() not in about.casefold()}
    spoken: dict[tuple[str, date, str, str], set[tuple[str, int]]] = defaultdict(set)
    for sentence in sentences:
        fates = {count.fate for count in counts_in(sentence.text[:1_500])} & {"deaths", "injured"}
        if not fates:
            continue
        days = {v.first for v in event_dates(sentence) if v.precision == "day" and v.year} or set(sentence.days[:1])
        told = (sentence.article_id, sentence.evidence.quote.passage.id)
        for place in {p for p in sentence.places if not is_organisation(p) and organisation_of(p) is None} - common:
            for day in days:
                for means in means_of(sentence.text):
                    for fate in fates:
                        spoken[place, day, means, str(fate)].add(told)
    return [
        (
            len({article for article, _ in places}),
            f"How many people were {_FATE_VERBS[fate]} by {_MEANS_WORDS[means]} in {place}"
            f" on {day.day} {day:%B} {day.year}?",
            frozenset(passage for _, passage in places),
        )
        for (place, day, means, fate), places in spoken.items()
        if means in _MEANS_WORDS
    ]


_FATE_VERBS = {"deaths": "killed", "injured": "wounded"}
_MEANS_WORDS = {
    "placed bomb": "the car bomb or suicide bombing",
    "air": "the air strikes",
    "fire": "the shelling",
    "gas": "the gas attack",
    "clash": "the clashes",
    "accident": "the crash",
    "nature": "the storm or flood",
}


def _common_places(sentences: Sequence[Sentence]) -> set[str]:
    """Places that so many passages name that they tell no event apart."""
    passages: dict[str, set[int]] = defaultdict(set)
    for sentence in sentences:
        for place in sentence.places:
            passages[place].add(sentence.evidence.quote.passage.id)
    everywhere = len({sentence.evidence.quote.passage.id for sentence in sentences})
    return {place for place, found in passages.items() if len(found) > max(12, 0.15 * everywhere)}


def _meetings(sentences: Sequence[Sentence], table: AliasTable) -> list[tuple[int, str, frozenset[int]]]:
    met: dict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
    for sentence in sentences:
        if not event_groups(sentence.text) & _MEETING:
            continue
        people = {
            table.canonical(name) for name in sentence.names if table.office_of(name) and not is_organisation(name)
        }
        countries = {country for name in sentence.names if (country := country_of(name))}
        told = (sentence.article_id, sentence.evidence.quote.passage.id)
        for one, other in [*combinations(sorted(people), 2), *((person, c) for person in people for c in countries)]:
            met[one, other].add(told)
    return [
        (
            len({article for article, _ in places}),
            f"When did {one} meet {other}?",
            frozenset(passage for _, passage in places),
        )
        for (one, other), places in met.items()
        if country_of(other) is None or _is_main(one, other, met, table)
    ]


def _is_main(person: str, country: str, met: dict[tuple[str, str], set[tuple[str, int]]], table: AliasTable) -> bool:
    """Is it the country whose people this person is most written to have met?"""
    home = {c: len({article for article, _ in met[p, c]}) for p, c in met if p == person and country_of(c)}
    office = table.office_of(person)
    own = office[1] if office else None
    ranked = sorted((c for c in home if not (own and same_country(c, own))), key=lambda c: (-home[c], c))
    return ranked[:1] == [country]


def _agreements(sentences: Sequence[Sentence]) -> list[tuple[int, str, frozenset[int]]]:
    poles: dict[str, set[bool]] = defaultdict(set)
    places: dict[str, set[tuple[str, int]]] = defaultdict(set)
    parties: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for outcome in outcomes(sentence.text):
            if outcome.family != "accord":
                continue
            for noun in {"consensus", "agreement", "deal", "treaty"} & set(words(sentence.text)):
                poles[noun].add(outcome.positive)
                passage = sentence.evidence.quote.passage
                places[noun].add((sentence.article_id, passage.id))
                parties[noun].update({country for name in sentence.names if (country := country_of(name))})
    return [
        (
            len({article for article, _ in places[noun]}),
            _agreement(noun, parties[noun]),
            frozenset(p for _, p in places[noun]),
        )
        for noun, said in poles.items()
        if said == {True, False}
    ]


def _agreement(noun: str, parties: Counter[str]) -> str:
    named = [party for party, _ in parties.most_common(2)]
    article = "an" if noun == "agreement" else "a"
    return (
        f"Was {article} {noun} reached between {' and '.join(named)}?"
        if len(named) == 2
        else f"Was {article} {noun} reached?"
    )


def _same(one: DraftDisagreement, other: DraftDisagreement) -> bool:
    """Do two notes rest on the same sentences?"""
    return _quotes(one) == _quotes(other) or (
        one.slot == other.slot and {s.value for s in one.sides} == {s.value for s in other.sides}
    )


def _quotes(note: DraftDisagreement) -> set[tuple[str, int]]:
    return {(quote.passage.article_id, quote.start) for side in note.sides for quote in side.quotes}


def _strength(note: DraftDisagreement) -> float:
    origins = {quote.origin or quote.passage.article_id for side in note.sides for quote in side.quotes}
    return _STRENGTH[note.kind] + 0.5 * len(origins)
