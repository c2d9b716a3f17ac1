"""Is an outcome the asked one: of the same thing, not of another deal or another visit?

Rules, tried in order; the first that knows the case says how surely it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from rag.disagreement.certainty import Aligned
from rag.evidence import LONGEST_PASSAGE, Sentence
from rag.language.countries import same_country
from rag.language.offices import plain_office
from rag.language.outcomes import Outcome, clause_at
from rag.language.thesaurus import event_groups, same_event_word
from rag.language.words import content_stems, stem, words
from rag.question import Asked

_ACCORD_NOUNS = frozenset(stem(word) for word in "consensus agreement deal accord compromise treaty pact".split())
_REPLY_WORDS = re.compile(
    r"\b(?:response|respond|reply|answer|support|back|position|commit|stance|statement|avoid|declin|refus|reject|"
    r"agree)",
    re.IGNORECASE,
)
_LESSER_OFFICE = re.compile(
    r"\b(?:deputy|vice|assistant|foreign|defen[cs]e|finance|interior|trade)[ -]"
    r"(?:prime )?(?:minister|president|secretary)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """An outcome with its sentence and the question it may answer."""

    aligned: Aligned
    outcome: Outcome

    @property
    def asked(self) -> Asked:
        return self.aligned.among.asked

    @property
    def sentence(self) -> Sentence:
        return self.aligned.sentence

    @cached_property
    def clause(self) -> frozenset[str]:
        """The stems of the outcome's own clause."""
        start, end = clause_at(self.sentence.text, self.outcome.start)
        return content_stems(self.sentence.text[start:end])

    @cached_property
    def subjects(self) -> list[str]:
        """The asked countries, without the one whose word is asked for."""
        holder = self.asked.holder
        return [country for country in self.asked.countries if not (holder and same_country(country, holder))]

    @cached_property
    def topic(self) -> frozenset[str]:
        """What was asked about, without the words for replying."""
        return self.asked.topic - {stem(word) for word in words(self.asked.text) if _REPLY_WORDS.match(word)}


def topic_factor(aligned: Aligned, outcome: Outcome) -> float:
    """How surely the outcome is the asked one, by the first rule that knows."""
    told = Told(aligned, outcome)
    return next(factor for rule in RULES if (factor := rule(told)) is not None)


def another_officer(told: Told) -> float | None:
    """How did the prime minister feel? "The foreign minister was pleased" does not say."""
    other = _LESSER_OFFICE.search(told.sentence.text) if told.asked.kind == "feeling" and told.asked.office else None
    return 0.4 if other and told.asked.office and plain_office(other.group()) != told.asked.office[0] else None


def mood_at_the_event(told: Told) -> float | None:
    """How did she feel about the visit? "She was pleased" does say, in a passage that speaks of a visit."""
    if told.asked.kind != "feeling":
        return None
    events = event_groups(told.asked.text)
    around = event_groups(told.sentence.evidence.quote.passage.text[:LONGEST_PASSAGE]) if events else frozenset()
    return 1.3 if not events or events & around else 0.4


def named_accord(told: Told) -> float | None:
    """Was a treaty signed? "They signed the treaty" says so, "they agreed to meet" hardly."""
    nouns = told.asked.stems & _ACCORD_NOUNS
    return (1.2 if nouns & told.clause else 0.3) if nouns else None


def absent_subject(told: Told) -> float | None:
    """What did the envoy say of Peru? "The envoy declined" may be about any country."""
    named = any(same_country(name, country) for name in told.sentence.names for country in told.subjects)
    return 0.3 if told.asked.holder and told.subjects and not named else None


def nothing_but_names(told: Told) -> float | None:
    """Did Peru agree? Only the country tells; how did the envoy respond? Nothing does."""
    if told.topic:
        return None
    return 0.6 if told.subjects or told.asked.kind == "polarity" else 0.3


def share_of_topic(told: Told) -> float:
    """Did Peru back the fishing ban? A clause with "ban" alone holds about half of it."""
    weights = told.aligned.among.words
    total = sum(weights.get(word, 1.0) for word in told.topic)
    held = sum(
        weights.get(word, 1.0)
        for word in told.topic
        if word in told.sentence.stems or any(same_event_word(word, other) for other in told.clause)
    )
    return 1.1 * held / total


RULES: tuple[Callable[[Told], float | None], ...] = (
    another_officer,
    mood_at_the_event,
    named_accord,
    absent_subject,
    nothing_but_names,
    share_of_topic,
)
