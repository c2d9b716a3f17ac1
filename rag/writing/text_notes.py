"""What to know of the texts that an answer cites: that one was cut, that one was changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from index.articles import Passage
from index.versions import differing_sentences
from rag.answer import Citation

if TYPE_CHECKING:
    from index.snapshot import Snapshot

_LONGEST_QUOTE = 240
_MOST_CHANGES = 3


def notes_on_texts(
    snapshot: Snapshot, citations: Sequence[Citation], passages: Sequence[Passage], as_of: date | None = None
) -> list[str]:
    """Sentences for below an answer; empty where every cited text is whole and never changed."""
    cited = {citation.article_id: citation for citation in citations}
    notes = []
    cut = [each for each in {p.article_id: p for p in passages if p.truncated}.values() if each.article_id in cited]
    if cut:
        names = ", ".join(sorted({each.source or each.title or each.article_id for each in cut}))
        notes.append(f"The provider cut the text of {names}: what it does not say may have stood in the rest.")
    if as_of is None and snapshot.has_versions:
        changed = set(snapshot.changed())
        for article_id in cited:
            if article_id in changed:
                notes += _changes(snapshot, article_id, citations)
    return notes


def _changes(snapshot: Snapshot, article_id: str, citations: Sequence[Citation]) -> list[str]:
    """The cited sentences of an article that said something else in the version before."""
    newest, before = snapshot.versions(article_id)[:2]
    quoted = [(each.start, each.end) for each in citations if each.article_id == article_id]
    notes = []
    for (old_start, old_end), (start, end) in differing_sentences(before.text, newest.text):
        if any(start < quote_end and quote_start < end for quote_start, quote_end in quoted):
            said = " ".join(before.text[old_start:old_end].split())[:_LONGEST_QUOTE]
            day = f" before {newest.stands.isoformat()}" if newest.stands else " before"
            notes.append(f"The article was changed:{day} it said \u201c{said}\u201d")
    return notes[:_MOST_CHANGES]
