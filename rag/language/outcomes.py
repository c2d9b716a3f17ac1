"""Outcomes: what a sentence says became of something, and whether it says so or denies it.

Four families of words: accord (agreed / no consensus), mood (pleased /
disappointed), responsibility (claimed / denied), and success (won / failed).
A family's two poles cannot both hold of the same thing at the same time.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Literal

Family = Literal["accord", "mood", "responsibility", "success"]

_POSITIVE: dict[Family, str] = {
    "accord": (
        r"reach(?:ed|es|ing)? (?:an? |the |full |broad |wide )*(?:consensus|agreement|deal|accord|compromise|"
        r"understanding)|(?:consensus|agreement|deal|accord|compromise|treaty|pact) (?:was|were|has been|had been|"
        r"is) (?:reached|formed|found|struck|signed|made|agreed|sealed)|"
        r"agree[ds]?\b(?! to disagree)|agreed|agreeing|(?:strike|struck|sign(?:ed)?|seal(?:ed)?|clinch(?:ed)?|"
        r"conclud(?:ed)?) (?:an? |the |its |their |first |new |\w+ )*(?:deal|deals|agreement|agreements|accord|"
        r"pact|treaty|partnership)|"
        r"came to (?:an )?(?:agreement|terms)|pledged|promised|committed (?:itself|himself|herself|themselves "
        r")?to|endorsed|accepted|approved|(?:voiced|gave|offered|expressed) (?:its|his|her|their|full|clear|"
        r"strong)* ?support|"
        r"backed|supported|gave (?:his|her|its|their) (?:consent|approval|backing)|said yes"
    ),
    "mood": (
        r"pleased|delighted|glad|happy|satisfied|honou?red|thrilled|encouraged|optimistic|upbeat|relieved|proud|"
        r"welcomed|praised|hailed|great honou?r|content\b|"
        r"enthusiastic|grateful|impressed|applauded|celebrated"
    ),
    "responsibility": (
        r"(?:claim(?:ed|s)?|accept(?:ed|s)?|took|take[ns]?|assum(?:ed|es)) (?:the |full |any )?responsibility|"
        r"admitted|admits|acknowledged|confessed|confirmed|confirms"
    ),
    "success": (
        r"succeed(?:ed|s)?|successful(?:ly)?|victory|won\b|wins\b|achieved|recaptured|captured|seized|repelled|"
        r"took control|passed\b|survived|resolved|solved|worked\b|effective\b"
    ),
}
_NEGATIVE: dict[Family, str] = {
    "accord": (
        r"disagree[ds]?|declin(?:ed|es|ing) to|refus(?:ed|es|ing|al)|reject(?:ed|s|ing)|avoid(?:ed|s|ing)|"
        r"(?:talks|negotiations) (?:collapsed|broke down|failed|stalled)|deadlock(?:ed)?|stalemate|impasse|"
        r"empty[- ]handed|turned down|ruled out|opposed|opposes|walked out|evasive|remained silent|stayed silent|"
        r"kept silent|non-?committal|differences"
    ),
    "mood": (
        r"disappoint(?:ed|ing|ment)|dissatisf(?:ied|action)|unhappy|displeased|angry|anger|furious|outraged|upset|"
        r"dismay(?:ed)?|frustrat(?:ed|ion)|worried|concerned|alarmed|sad\b|saddened|pessimistic|gloomy|"
        r"bitter(?:ly)?|resent(?:ful|ed)|annoyed|irritated|let down|humiliated|condemned|criticised|criticized|"
        r"denounced|deplored|came away empty|disillusioned|embarrassed|nervous"
    ),
    "responsibility": (
        r"den(?:y|ies|ied|ying|ial)|disputed|disputes|reject(?:ed|s) (?:the )?(?:accusation|accusations|"
        r"claim|claims|charge|charges|allegation|allegations|report|reports)|dismissed|refuted"
    ),
    "success": (
        r"fail(?:ed|s|ure|ing)|unsuccessful(?:ly)?|defeat(?:ed)?|lost\b|loses\b|collapsed|unresolved|"
        r"ineffective|foiled|thwarted"
    ),
}
_NEGATION = re.compile(
    r"\b(?:no|not|never|without|neither|nor|none|nobody|nothing|hardly|barely|scarcely|lack(?:s|ed|ing)?(?: of)?|"
    r"absence of|fail(?:ed|s|ing|ure)? to|unable to|refus(?:ed|es|ing) to|declin(?:ed|es|ing) to|"
    r"far from|short of|cannot|(?:did|do|does|is|was|were|are|has|have|had|wo|would|could|ca|should)n['’]?t|"
    r"den(?:y|ied|ies|ying)|avoid(?:ed|s|ing)|yet to)\b",
    re.IGNORECASE,
)
_ACCORD_NOUN = re.compile(
    r"\b(?:consensus|agreement|deal|accord|compromise|(?:clear |direct |definite )?(?:response|reply|answer|"
    r"commitment|promise|support|backing|position)|breakthrough)\b",
    re.IGNORECASE,
)
_CLAUSE_BREAK = re.compile(
    r"[;:]|,? (?:but|although|though|while|whereas|however|yet|and then)\b|, and (?=\w+ (?:\w+ )?(?:was|were|is|"
    r"are|has|had|did|said|agreed|reached)\b)|[.!?]\s"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|whether|would|could|might|may|should|hopes?|hoped|hoping|wants?|wanted|wishes|plans?|planned|seeks?|"
    r"seeking|expects?|expected|aims?|urged|calls? (?:for|on)|called (?:for|on)|unless|asked)\b",
    re.IGNORECASE,
)
_POSITIVES = {family: re.compile(rf"\b(?:{pattern})", re.IGNORECASE) for family, pattern in _POSITIVE.items()}
_NEGATIVES = {family: re.compile(rf"\b(?:{pattern})", re.IGNORECASE) for family, pattern in _NEGATIVE.items()}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it, in one clause: ``positive`` after negations are counted."""

    start: int
    end: int
    text: str
    family: Family
    positive: bool


def outcomes(text: str) -> list[Outcome]:
    """Every outcome that ``text`` asserts; wishes, plans and conditions are left out.

    >>> [(o.family, o.positive) for o in outcomes("The two sides reached a consensus.")]
    [('accord', True)]
    >>> [(o.family, o.positive) for o in outcomes("No new consensus was reached, but she was very pleased.")]
    [('accord', False), ('mood', True)]
    >>> [(o.family, o.positive) for o in outcomes("He did not give a clear response; they denied the report.")]
    [('accord', False), ('responsibility', False)]
    >>> outcomes("They hope to reach an agreement.")
    []
    """
    found: list[Outcome] = []
    for start, end in clauses(text):
        clause = text[start:end]
        found.extend(_in_clause(clause, start))
    return found


def clauses(text: str) -> list[tuple[int, int]]:
    """Where each clause stands: negation and hope do not reach beyond it."""
    cuts = [0]
    for match in _CLAUSE_BREAK.finditer(text):
        cuts.append(match.end())
    cuts.append(len(text))
    return [(start, end) for start, end in itertools.pairwise(cuts) if text[start:end].strip()]


def clause_at(text: str, position: int) -> tuple[int, int]:
    """The clause that holds this position.

    >>> clause_at("They met, but nobody signed.", 2)
    (0, 13)
    """
    return next(((start, end) for start, end in clauses(text) if start <= position < end), (0, len(text)))


def is_negated(text: str, position: int, *, reach: int = 60) -> bool:
    """Does a negation before ``position``, in the same clause, deny what stands there?

    >>> is_negated("There was no new consensus between them.", 17), is_negated("They won, but not easily.", 5)
    (True, False)
    """
    start = max((begin for begin, end in clauses(text) if begin <= position), default=0)
    before = text[max(start, position - reach) : position]
    return len(_NEGATION.findall(before)) % 2 == 1


def is_hypothetical(text: str, position: int) -> bool:
    """Is what stands there hoped, planned or asked rather than said to have happened?

    >>> is_hypothetical("They hoped to reach a deal", 16), is_hypothetical("They reached a deal", 5)
    (True, False)
    """
    start = max((begin for begin, end in clauses(text) if begin <= position), default=0)
    return bool(_HYPOTHETICAL.search(text, max(start, position - 60), position))


def _in_clause(clause: str, offset: int) -> list[Outcome]:
    found: list[Outcome] = []
    for family, pattern in _POSITIVES.items():
        for match in pattern.finditer(clause):
            if is_hypothetical(clause, match.start()):
                continue
            found.append(_outcome(match, offset, family, not is_negated(clause, match.start())))
    for family, pattern in _NEGATIVES.items():
        for match in pattern.finditer(clause):
            if is_hypothetical(clause, match.start()) or re.match(r"(?:no|not)\b", match.group(), re.IGNORECASE):
                continue
            found.append(_outcome(match, offset, family, is_negated(clause, match.start())))
    for noun in _ACCORD_NOUN.finditer(clause):
        inside = any(o.start - offset <= noun.start() < o.end - offset for o in found)
        if not inside and is_negated(clause, noun.start()) and not is_hypothetical(clause, noun.start()):
            found.append(_outcome(noun, offset, "accord", False))
    kept: list[Outcome] = []
    for outcome in sorted(found, key=lambda o: (o.start, -o.end)):
        if not any(o.family == outcome.family and o.start <= outcome.start < o.end for o in kept):
            kept.append(outcome)
    return kept


def _outcome(match: re.Match[str], offset: int, family: Family, positive: bool) -> Outcome:
    return Outcome(offset + match.start(), offset + match.end(), match.group(), family, positive)


def family_of(question: str) -> Family | None:
    """The family of outcomes that a yes/no question asks about.

    >>> family_of("Did they reach a consensus?"), family_of("Was she pleased?"), family_of("Did it rain?")
    ('accord', 'mood', None)
    """
    if _ACCORD_NOUN.search(question) or re.search(
        r"\b(?:agree|support|back|accept|respond)\b", question, re.IGNORECASE
    ):
        return "accord"
    for family in ("mood", "responsibility", "success", "accord"):
        if _POSITIVES[family].search(question) or _NEGATIVES[family].search(question):
            return family
    return "responsibility" if re.search(r"\bresponsib|\bbehind\b|\bto blame\b", question, re.IGNORECASE) else None
