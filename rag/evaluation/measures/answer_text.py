"""The answer's words: facts, short answer, and whether a cited quote holds it.

Exact match and token F1 follow the SQuAD evaluation script (Rajpurkar et al.,
EMNLP 2016): lower case, no punctuation, no articles, single spaces; the best
over the acceptable answers counts.
"""

from __future__ import annotations

import re
import string
from collections import Counter

from rag.evaluation.case import Case
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.matching import holds_any
from rag.evaluation.measures.measure import Measure, share
from rag.evaluation.statistics import Score

_SQUAD = "SQuAD evaluation script v1.1 (Rajpurkar et al. 2016)"
_PUNCTUATION = set(string.punctuation)


def squad_words(text: str) -> list[str]:
    """SQuAD's normalisation.

    >>> squad_words("The U.S. army, an ally")
    ['us', 'army', 'ally']
    """
    bare = "".join(character for character in text.lower() if character not in _PUNCTUATION)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def exact_match(given: str, wanted: str) -> float:
    """1.0 where both are the same words.

    >>> exact_match("The 30 days.", "30 days")
    1.0
    """
    return float(squad_words(given) == squad_words(wanted))


def token_f1(given: str, wanted: str) -> float:
    """Harmonic mean of word precision and recall.

    >>> token_f1("four long days", "four days")    # precision 2/3, recall 2/2
    0.8
    """
    ours, theirs = squad_words(given), squad_words(wanted)
    common = sum((Counter(ours) & Counter(theirs)).values())
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * common / (len(ours) + len(theirs))


def missing_facts(gold: GoldQuestion, text: str) -> list[tuple[str, ...]]:
    """The facts of which no acceptable string stands in the text."""
    return [any_of for any_of in gold.facts if not holds_any(text, any_of)]


def _has_facts(gold: GoldQuestion) -> bool:
    return bool(gold.facts)


def _has_short(gold: GoldQuestion) -> bool:
    return bool(gold.short)


def _facts(case: Case) -> Score:
    return share(not missing_facts(case.gold, case.shown_text))


def _facts_share(case: Case) -> Score:
    return Score(1 - len(missing_facts(case.gold, case.shown_text)) / len(case.gold.facts))


def _missing(case: Case, score: Score) -> str | None:
    if case.silent or score.value == 1:
        return None
    missing = missing_facts(case.gold, case.shown_text)
    return "Missing from the answer: " + "; ".join(" or ".join(f"“{text}”" for text in fact) for fact in missing) + "."


def _near(case: Case) -> Score:
    return share(not missing_facts(case.gold, case.near_text))


def _short_of(case: Case) -> str:
    return (case.answer.short or "") if case.answer and not case.silent else ""


def _short_em(case: Case) -> Score:
    return Score(max(exact_match(_short_of(case), wanted) for wanted in case.gold.short))


def _short_f1(case: Case) -> Score:
    return Score(max(token_f1(_short_of(case), wanted) for wanted in case.gold.short))


def _wrong_short(case: Case, score: Score) -> str | None:
    if case.silent or score.value == 1:
        return None
    wanted = " or ".join(f"“{text}”" for text in dict.fromkeys(case.gold.short))
    return f"The short answer is “{_short_of(case)}”; wanted {wanted}."


def _in_quote(case: Case) -> Score:
    quotes = "\n".join(citation.quote for citation in case.citations)
    if case.gold.short:
        return share(holds_any(quotes, case.gold.short))
    return share(not missing_facts(case.gold, quotes))


def _not_in_quote(case: Case, score: Score) -> str | None:
    return None if case.silent or score.value == 1 else "No cited quote holds what was asked for."


MEASURES = (
    Measure(
        name="facts",
        group="Answer",
        definition="Share of questions whose every fact stands in the answer's own words (of a fact, any of its "
        "strings; whole words, case and typographic marks folded).",
        headline=True,
        source="this project's gold format",
        score=_facts,
        applies=_has_facts,
        explain=_missing,
    ),
    Measure(
        name="facts_share",
        group="Answer",
        definition="Share of a question's facts that stand in the answer's own words, averaged over questions.",
        source="this project's gold format",
        score=_facts_share,
        applies=_has_facts,
    ),
    Measure(
        name="near",
        group="Answer",
        definition="Share of questions whose every fact stands in what is shown: in the answer's own words, or in the "
        "nearest passages of an answer that is unsure.",
        headline=True,
        source="this project's gold format",
        score=_near,
        applies=_has_facts,
    ),
    Measure(
        name="short_em",
        group="Answer",
        definition="Share of questions whose short answer equals an acceptable one after SQuAD's normalisation.",
        source=_SQUAD,
        score=_short_em,
        applies=_has_short,
    ),
    Measure(
        name="short_f1",
        group="Answer",
        definition="Word overlap (F1) of the short answer with the closest acceptable one.",
        headline=True,
        source=_SQUAD,
        score=_short_f1,
        applies=_has_short,
        explain=_wrong_short,
    ),
    Measure(
        name="in_quote",
        group="Answer",
        definition="Share of questions where the cited quotes hold an acceptable short answer (or, where the gold "
        "has none, every fact).",
        source="this project; after answer containment in open-domain QA (Karpukhin et al. 2020)",
        score=_in_quote,
        applies=lambda gold: bool(gold.short or gold.facts),
        explain=_not_in_quote,
    ),
)
