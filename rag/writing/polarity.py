"""Does a statement turn its evidence round? A denial dropped or added, an order or a possibility taken for a fact.

Each rule is a function from a statement and the sentences that carry it to what
is wrong, or ``None``; the first that speaks decides. Lexical: a cue ("not",
"might", "must say") governs the few words after it, up to the end of its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.words import STOPWORDS, stem, words
from rag.writing.support import PLAIN_FORM

_CLAUSE_END = re.compile(r"[,;:.!?()“”\"]|\b(?:but|although|though|while|because|and)\b", re.IGNORECASE)
_DENIALS = re.compile(
    r"\b(?:not|never|no|nor|neither|without|none|nobody|cannot)\b|n['’]t\b|"
    r"\b(?:den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|"
    r"fail(?:s|ed)?(?= to\b)|rul(?:e|es|ed|ing) out|stopped short of|false(?:ly)?|untrue|unlikely)\b",
    re.IGNORECASE,
)
_MODALS = re.compile(
    r"\b(?:may|might|could|would|if|unless|should|plan(?:s|ned)?|propos(?:e|es|ed)|consider(?:s|ed|ing)?|"
    r"threaten(?:s|ed)?|expect(?:s|ed)?|hop(?:e|es|ed)|want(?:s|ed)?|allegedly|reportedly|alleged|possibly|perhaps)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"{_MODALS.pattern}|\b(?:will|to|possible|possibility|potential|likely|can|intend\w*|aim\w*|call\w* for|urg\w+"
    r"|seek\w*|claim\w*|alleg\w+|rumou?r\w*|unconfirmed|suggest\w*|request\w*|ask\w*|demand\w*)\b",
    re.IGNORECASE,
)
_SAID = (
    r"(?:say|said|tell|told|write|written|report|reported|state|stated|answer|claim|claimed|present|presented|declare"
    r"|declared|announce|announced|repeat|repeated|give|given)"
)
_DIRECTIVES = re.compile(
    rf"\b(?:to|please|must|should|shall|let|kindly) (?:be )?{_SAID}\b"
    r"|(?:^|[.!?:;]\s+|\band )(?:say|tell|write|report|state|answer|claim|present|declare|announce|repeat|give)\b",
    re.IGNORECASE,
)
"""What somebody is told, asked or expected to say has not been said."""
_LONG_REACH = re.compile(r"den|refus|reject|dismiss|false|untrue|if|unless|alleg|report", re.IGNORECASE)


def polarity_conflict(statement: str, evidence: Sequence[str]) -> str | None:
    """What the statement turns round, by the first rule that sees something.

    >>> polarity_conflict("Paris did not rule it out.", ["Paris did not rule out a visit."])
    """
    return next((problem for rule in RULES if (problem := rule(statement, evidence))), None)


def drops_a_denial(statement: str, evidence: Sequence[str]) -> str | None:
    """It says what the evidence denies, and nowhere says undenied.

    >>> drops_a_denial("The minister confirmed the strike.", ["The minister did not confirm the strike."])
    'the evidence denies "confirm"'
    """
    denied = _governed(_scopes(statement, _DENIALS))
    turned = _turned(_plain(statement, _DENIALS), evidence, _DENIALS, denied=denied)
    return f'the evidence denies "{turned}"' if turned else None


def adds_a_denial(statement: str, evidence: Sequence[str]) -> str | None:
    """It denies what the evidence says.

    >>> adds_a_denial("The minister did not resign.", ["The minister resigned on Monday."])
    'the evidence does not deny "resign"'
    """
    plain = _plain_in(evidence, _DENIALS)
    denied = frozenset[str]().union(*(_governed(_scopes(text, _DENIALS)) for text in evidence))
    for scope in _scopes(statement, _DENIALS):
        if scope[0] in plain and not denied & set(scope) and _is_half(scope, plain):
            return f'the evidence does not deny "{scope[0]}"'
    return None


def takes_an_order_for_a_fact(statement: str, evidence: Sequence[str]) -> str | None:
    """It says what the evidence has only in what somebody is told to say.

    >>> takes_an_order_for_a_fact("Nine hundred drowned.", ["Summaries must say that nine hundred drowned."])
    'the evidence has "nine" only in what somebody is to say'
    """
    if _DIRECTIVES.search(statement):
        return None
    said, plain = frozenset(_stems(statement)), _plain_in(evidence, _DIRECTIVES)
    for scope in _all_scopes(evidence, _DIRECTIVES):
        told = [s for s in scope if s in said - plain]
        if told and _is_half(scope, said):
            return f'the evidence has "{told[0]}" only in what somebody is to say'
    return None


def takes_a_possibility_for_a_fact(statement: str, evidence: Sequence[str]) -> str | None:
    """It says plainly what the evidence says with a "may" or an "allegedly".

    >>> takes_a_possibility_for_a_fact("London sent a frigate.", ["London may send a frigate, he said."])
    'the evidence says "send" only as possible, planned or alleged'
    """
    if _OPEN.search(statement):
        return None
    turned = _turned(frozenset(_stems(statement)), evidence, _MODALS)
    return f'the evidence says "{turned}" only as possible, planned or alleged' if turned else None


RULES = (drops_a_denial, adds_a_denial, takes_an_order_for_a_fact, takes_a_possibility_for_a_fact)


def _turned(
    said: frozenset[str], evidence: Sequence[str], cues: re.Pattern[str], *, denied: frozenset[str] = frozenset()
) -> str | None:
    """What is ``said`` and stands in the evidence only right behind a cue; scopes with something ``denied`` apart."""
    plain = _plain_in(evidence, cues)
    for scope in _all_scopes(evidence, cues):
        if not denied & set(scope) and scope[0] in said - plain and _is_half(scope, said):
            return scope[0]
    return None


def _is_half(scope: Sequence[str], of: frozenset[str]) -> bool:
    stems = frozenset(scope)
    return len(stems & of) * 2 >= len(stems)


def _scopes(text: str, cues: re.Pattern[str]) -> list[list[str]]:
    """For each cue, what it governs before the clause ends: three stems, six for denials, eight for orders."""
    scopes = []
    for match in cues.finditer(text):
        rest = text[match.end() :]
        end = _CLAUSE_END.search(rest)
        reach = 8 if cues is _DIRECTIVES else 6 if _LONG_REACH.match(match.group()) else 3
        scope = _stems(rest[: end.start()] if end else rest)[:reach]
        if scope:
            scopes.append(scope)
    return scopes


def _all_scopes(texts: Sequence[str], cues: re.Pattern[str]) -> Iterator[list[str]]:
    return (scope for text in texts for scope in _scopes(text, cues))


def _governed(scopes: Sequence[Sequence[str]]) -> frozenset[str]:
    return frozenset(s for scope in scopes for s in scope)


def _plain(text: str, cues: re.Pattern[str]) -> frozenset[str]:
    """Stems that stand outside every scope."""
    return frozenset(_stems(text)) - _governed(_scopes(text, cues))


def _plain_in(texts: Sequence[str], cues: re.Pattern[str]) -> frozenset[str]:
    return frozenset[str]().union(*(_plain(text, cues) for text in texts))


def _stems(text: str) -> list[str]:
    found = (stem(word) for word in words(text) if word not in STOPWORDS)
    return [PLAIN_FORM.get(s, s) for s in found]
