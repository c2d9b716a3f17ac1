"""Four short invented articles as passages, with evidence made of their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from index.articles import Genre, Passage
from index.sentences import sentence_spans
from rag.evidence import Evidence, Quote
from rag.question import Question, parse_question
from tests.rag.passages import passage as an_article

HARBOUR = (
    "A ferry caught fire in the harbour of Larvik on Saturday, killing 32 people, the coastguard said. "
    "Another 14 were injured. “We have never seen flames move this fast,” said fire chief Ingrid Solberg. "
    "Transport Minister Per Lund promised an inquiry. He did not confirm that the sprinklers had failed."
)
COUNT = (
    "At least 28 people died when the ferry burned in Larvik on January 31, according to police. "
    "Lund said the operator, Nordferje, might lose its licence. "
    "Police denied that a bomb had caused the fire."
)
COLUMN = "The minister should resign. Nordferje ran that ship for 41 years and paid its owners $5 million in 2025."
WEATHER = "Rain is expected over the fjord on Sunday."

QUESTION = "How many people died in the Larvik ferry fire?"


def passage(
    number: int,
    text: str,
    *,
    source: str | None = None,
    published: date | None = None,
    genre: Genre | None = "report",
    title: str = "",
    start: int = 0,
) -> Passage:
    return an_article(
        text,
        article_id=f"article-{number}.txt",
        start=start,
        title=title,
        source=source,
        published=published,
        genre=genre,
        origin=f"origin-{number}",
        key=number,
    )


PASSAGES = (
    passage(1, HARBOUR, source="Coast Wire", published=date(2026, 2, 1), title="Ferry burns in Larvik"),
    passage(2, COUNT, source="Daily Fjord", published=date(2026, 2, 2), title="Police count the dead"),
    passage(3, COLUMN, source="Daily Fjord", published=date(2026, 2, 3), genre="opinion"),
    passage(4, WEATHER, source="Coast Wire"),
)


def evidence_of(passages: Sequence[Passage] = PASSAGES, relevances: Sequence[float] = ()) -> list[Evidence]:
    """Every sentence; a passage's relevance falls with its place (0.9, 0.8, ...) unless it is given."""
    found = []
    for place, item in enumerate(passages):
        relevance = relevances[place] if relevances else max(0.9 - place * 0.1, 0.1)
        for start, end in sentence_spans(item.text):
            quote = Quote.cut(item, item.start + start, item.start + end)
            found.append(Evidence(quote, relevance=relevance, answerable=relevance))
    return found


def asked(text: str = QUESTION) -> Question:
    return parse_question(text, today=date(2026, 2, 10))
