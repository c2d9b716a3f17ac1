"""When to say no, and which no it is: nothing on the topic, or the topic without this point."""

from __future__ import annotations

from collections.abc import Sequence

from rag.judging.name_index import NameIndex
from rag.question import Asked

ON_TOPIC_SIMILARITY = 0.45
"""Cosine of question and passage from which the passage counts as being on the topic. Set by eye, not measured: it
only words the reason for silence and lists silent sources, it decides no answer."""


def is_near(similarity: float) -> bool:
    """Is a passage of this cosine with the question on its topic?"""
    return similarity >= ON_TOPIC_SIMILARITY


def is_on_topic(asked: Asked, names: NameIndex, similarities: Sequence[float]) -> bool:
    """Do the retrieved passages speak of one of the question's names, or, where it has none, of its topic?"""
    if not asked.spellings:
        return any(map(is_near, similarities))
    return len(names.missing(asked.spellings)) < len(asked.spellings)


def reason_for_silence(asked: Asked, names: NameIndex, *, articles: int, similarities: Sequence[float]) -> str:
    """One sentence: nothing on the topic, or the topic is covered but not this."""
    if articles == 0:
        return "No article passes the filter, so there is nothing to answer from."
    if asked.task != "question" and not asked.subject:
        return "This asks about all articles at once, not about a subject in them: name one, or compare the articles."
    if not is_on_topic(asked, names, similarities):
        return "Not in the articles: nothing in them is about this."
    missing = names.missing(asked.spellings)
    found = [name for name in asked.shown if name not in missing]
    about = f"mention {_listed(found)}" if found else "touch on this topic"
    if asked.speaker is not None and any(name in asked.speaker for name in missing):
        return f"The articles {about}, but none of them reports what {asked.speaker} said."
    if missing:
        return f"The articles {about}, but none of them mentions {_listed(missing)}."
    return f"The articles {about}, but do not state what was asked."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
