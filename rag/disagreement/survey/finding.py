"""Without a question: the strongest differences among the articles on a topic.

Counts of one event are compared directly (``happenings``). What else could
differ is asked as a question of its own (``topics``: who holds an office that
two articles name, when two people met, whether something was agreed), and each
is answered by the finder that answers a person's question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.articles import Passage
from index.filters import EVERYTHING, ArticleFilter
from index.sentences import sentence_spans
from rag.disagreement.finding import find
from rag.disagreement.survey.happenings import count_notes
from rag.disagreement.survey.neighbours import near_passages
from rag.disagreement.survey.topics import is_of, topics
from rag.evidence import (
    LONGEST_PASSAGE,
    DraftDisagreement,
    Evidence,
    Quote,
    Sentence,
    Setting,
    settings_of,
)
from rag.language.names import AliasTable
from rag.language.words import content_stems
from rag.question import asked_of

if TYPE_CHECKING:
    from index.snapshot import Snapshot

MOST_PASSAGES = 600
"""Passages read for every question: enough for a topic, bounded for a whole corpus."""
MOST_COUNTED = 4_000
"""Passages whose counts are read: of their sentences only those that speak of dead or wounded."""
MOST_SCANNED = 50_000
"""Passages whose vectors are compared to choose those: the memory of one run."""
MOST_SENTENCES = 60
"""Sentences of one passage; a chunk has ten, a giant must not stall the rest."""
MOST_QUESTIONS = 40
MOST_NOTES = 12

_STRENGTH = {"contradiction": 5, "naming": 4, "attribution": 3, "superseded": 2, "internal": 2, "opinion": 1}


@dataclass(frozen=True, slots=True)
class Found:
    """The notes, strongest first, and what was looked at to find them."""

    notes: tuple[DraftDisagreement, ...]
    passages: tuple[Passage, ...]
    """Read, those that were read for every question first."""
    origins: int
    """Independent origins among all passages that were looked at."""


def compare(
    view: Snapshot, about: str | None = None, *, may: ArticleFilter = EVERYTHING, most: int = MOST_NOTES
) -> Found:
    """The strongest differences among the articles of an index, those on ``about`` where it is given."""
    looked_at = _on_topic(view, about, may) if about else _anywhere(view, may)
    notes = compare_passages(looked_at.passages, looked_at.counted, most=most)
    read = {passage.id: passage for passage in (*looked_at.passages, *looked_at.counted)}
    return Found(notes, tuple(read.values()), looked_at.origins)


def compare_passages(
    passages: Sequence[Passage], counted: Sequence[Passage] = (), *, most: int = MOST_NOTES
) -> tuple[DraftDisagreement, ...]:
    """The strongest differences among these passages, strongest first; of those in ``counted`` only counts."""
    sentences = [item for setting in settings_of(passages) for item in evidence_of(setting)]
    known = {passage.id for passage in passages}
    others = [item for setting in settings_of(p for p in counted if p.id not in known) for item in evidence_of(setting)]
    tolls = [item for item in others if _FATE.search(item.quote.text)]
    notes = [*count_notes([*sentences, *tolls]), *_asked(passages, sentences)]
    found: list[DraftDisagreement] = []
    for note in sorted(notes, key=_strength, reverse=True):
        if not any(_same(note, stronger) for stronger in found):
            found.append(note)
    return tuple(found[:most])


def _asked(passages: Sequence[Passage], sentences: Sequence[Sentence]) -> Iterable[DraftDisagreement]:
    table = AliasTable.from_texts((passage.article_id, passage.text[:LONGEST_PASSAGE]) for passage in passages)
    for topic in topics(sentences, table)[:MOST_QUESTIONS]:
        near = [s.evidence for s in sentences if s.evidence.quote.passage.id in topic.passages]
        shown = topic.question.rstrip("?")
        for note in find(asked_of(topic.asked), near):
            if is_of(topic, note):
                yield replace(note, topic=shown)


@dataclass(frozen=True, slots=True)
class _LookedAt:
    passages: list[Passage]
    counted: list[Passage]
    """Read for their counts only."""
    origins: int


def _on_topic(view: Snapshot, about: str, may: ArticleFilter) -> _LookedAt:
    """Passages that hold the topic's words, in their title or text: all of one or two words, most of more."""
    wanted = content_stems(about)
    found = view.get([key for key, _ in view.search_keywords(about, may, MOST_PASSAGES)])
    needed = len(wanted) if len(wanted) <= 2 else -(-2 * len(wanted) // 3)
    kept = [p for p in found if wanted and len(wanted & content_stems(f"{p.title} {p.text}")) >= needed]
    return _LookedAt(kept, [], len({passage.origin for passage in kept}))


def _anywhere(view: Snapshot, may: ArticleFilter) -> _LookedAt:
    """Passages of a small index; of a large one those that lie near a passage of another origin."""
    ids = [int(key) for key in view.chunk_ids(may)[:MOST_SCANNED]]
    passages = view.get(ids)
    origins = len({passage.origin for passage in passages})
    if len(passages) <= MOST_PASSAGES:
        return _LookedAt(passages, [], origins)
    telling = [place for place, passage in enumerate(passages) if _TELLING.search(passage.text)]
    vectors = view.vectors([ids[place] for place in telling])
    near = near_passages([passages[place] for place in telling], vectors, MOST_COUNTED)
    counted = [passage for passage in passages if _FATE.search(passage.text)]
    return _LookedAt(near[:MOST_PASSAGES], counted if len(counted) <= MOST_COUNTED else near, origins)


_FATE = re.compile(
    r"\b(?:kill(?:s|ed|ing)?|dead|died|deaths?|toll|wound(?:s|ed|ing)|injur(?:ed|ing|ies))\b", re.IGNORECASE
)
"""Words without which a sentence counts no dead or wounded."""
_TELLING = re.compile(
    rf"{_FATE.pattern}|\b(?:met|meeting|talks|summit|agreed|agreement|consensus|deal|"
    r"treaty|president|minister|premier|mayor|governor|chancellor|king|queen)\b",
    re.IGNORECASE,
)
"""Words without which a passage holds nothing that is compared."""


def evidence_of(setting: Setting) -> Iterable[Evidence]:
    """The sentences of a passage, each as sure as the next."""
    passage = setting.passage
    for start, end in sentence_spans(passage.text[:LONGEST_PASSAGE])[:MOST_SENTENCES]:
        quote = Quote.cut(passage, passage.start + start, passage.start + end)
        yield Evidence(quote, relevance=1.0, answerable=1.0, setting=setting)


def _same(one: DraftDisagreement, other: DraftDisagreement) -> bool:
    """Do two notes rest on the same sentences, answer the same question, or give the same values?

    "Was an agreement reached?" is asked of several.
    """
    return _places(one) == _places(other) or (
        one.slot == other.slot
        and (
            (one.topic == other.topic and one.slot != "outcome")
            or {s.value for s in one.sides} == {s.value for s in other.sides}
        )
    )


def _places(note: DraftDisagreement) -> set[tuple[str, int]]:
    return {(quote.passage.article_id, quote.start) for side in note.sides for quote in side.quotes}


def _strength(note: DraftDisagreement) -> float:
    origins = {quote.origin or quote.passage.article_id for side in note.sides for quote in side.quotes}
    return _STRENGTH[note.kind] + 0.5 * len(origins)
