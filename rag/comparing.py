"""Comparison: what ``Assistant.compare`` returns, the strongest disagreements of an index without a question.

Every quote passes the same check as those of an answer (``rag.citations``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.articles import Passage
from index.errors import QuestionError
from index.filters import EVERYTHING, ArticleFilter
from rag.answer import Comparison, Coverage, Difference
from rag.citations import CitationBook, origin_names, stored_text
from rag.disagreement import build_grid
from rag.disagreement.survey.finding import MOST_NOTES, Found, compare, evidence_of
from rag.evidence import DraftDisagreement, Evidence, settings_of
from rag.language.words import content_stems
from rag.question import MAX_CHARACTERS, asked_of

if TYPE_CHECKING:
    from index.snapshot import Snapshot

SILENT_DAYS = 2
"""An origin is silent on an event where it writes of it within this time."""


def compare_articles(
    snapshot: Snapshot, about: str | None = None, *, filter: ArticleFilter = EVERYTHING, limit: int = MOST_NOTES
) -> Comparison:
    """The strongest disagreements among the articles that pass, on ``about`` where it is given.

    Raises QuestionError where ``about`` holds no word to look for, is far too
    long, or ``limit`` is less than 1.
    """
    _require_askable(about, limit)
    found = compare(snapshot, about, may=filter, most=limit)
    book = CitationBook(lambda article_id: stored_text(snapshot, article_id), snapshot.copies)
    differences = [difference for note in found.notes if (difference := _checked(note, book, found)) is not None]
    counts = snapshot.count(filter)
    cited = {citation.origin for citation in book.citations}
    return Comparison(
        about=about,
        differences=tuple(differences),
        citations=book.citations,
        reason=None if differences else _reason(counts.articles, about, found),
        coverage=Coverage(
            articles_searched=counts.articles,
            origins_found=found.origins,
            origins_cited=len(cited),
            undated=counts.undated,
            other_language=counts.other_language,
        ),
        filter=filter,
        index=snapshot.fingerprint,
    )


def _require_askable(about: str | None, limit: int) -> None:
    if limit < 1:
        raise QuestionError(f"The limit is {limit}.", remedy="Ask for at least 1 disagreement.")
    if about is None:
        return
    if len(about) > MAX_CHARACTERS:
        raise QuestionError(f"The topic has {len(about):,} characters.", remedy="Give a few words.")
    if not content_stems(about):
        raise QuestionError(
            f"The topic {about!r} holds no word to look for.", remedy='Give a few words: --about "trade talks".'
        )


def _checked(note: DraftDisagreement, book: CitationBook, found: Found) -> Difference | None:
    checked = book.disagreement(note)
    if checked is None:
        return None
    grid = build_grid([note], _on_the_point(note, found.passages))
    return Difference(checked, book.grid(grid, origin_names(found.passages)) if grid else None)


def _on_the_point(note: DraftDisagreement, passages: Sequence[Passage]) -> list[Evidence]:
    """Sentences of the passages of about the same days that hold every name of the topic.

    An origin with such a passage that is not quoted is silent on the point.
    """
    asked = asked_of(f"{note.topic}?")
    names = (*asked.names, *asked.countries)
    days = [quote.passage.published for side in note.sides for quote in side.quotes if quote.passage.published]

    def is_on_it(passage: Passage) -> bool:
        near = not days or passage.published is None or abs(passage.published - min(days)).days <= SILENT_DAYS
        return near and bool(names) and all(name in f"{passage.title} {passage.text}" for name in names)

    return [item for setting in settings_of(filter(is_on_it, passages)) for item in evidence_of(setting)]


def _reason(articles: int, about: str | None, found: Found) -> str:
    if not articles:
        return "There is no article to compare: the index is empty, or nothing passes the filters."
    if about and not found.passages:
        return f"No article is about “{about}”: none of the {articles:,} holds its words together."
    looked = f"{articles:,} article{'' if articles == 1 else 's'}"
    origins = f"{found.origins:,} independent origin{'' if found.origins == 1 else 's'}"
    if about:
        return f"No disagreement found on “{about}”. Passages of {origins} are about it, among {looked}."
    return f"No disagreement found among {looked} of {origins}."
