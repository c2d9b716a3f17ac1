"""Agents: who is said to have done it, and who is said not to have.

>>> [(a.text, a.denied) for a in agents_in("The opposition blamed government forces for the raid.")]
[('government forces', False)]
>>> [(a.text, a.denied) for a in agents_in("Rebels shelled the village, the ministry said.", frozenset({"shell"}))]
[('Rebels', False)]
>>> [(a.text, a.denied) for a in agents_in("The army denied shelling the village.", frozenset({"shell"}))]
[('The army', True)]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.words import STOPWORDS, stem, words

_HEAD = (
    r"(?:forces?|army|troops|regime|government|rebels?|militants?|insurgents?|terrorists?|jihadists?|militias?|"
    r"police|gunmen|fighters|group|state|"
    r"opposition|warplanes|jets|planes|aircraft|helicopters?|coalition|navy|soldiers|side|protesters|extremists|"
    r"separatists|organi[sz]ation|movement|"
    r"front|brigades?|gang|cartel|company|ministry|authorities|team|crowd|driver|owner|man|woman|men)"
)
_MODIFIER = (
    r"(?:(?!(?:that|which|who|whom|said|says|say|and|or|by|to|of|in|on|for|with|from|was|were|is|are|has|"
    r"have|had|as|when|while|but|if|it)\b)[\w’'-]+ )"
)
_NAME = r"(?-i:[A-Z][\w’'-]+(?: (?:al-|of |the )?[A-Z][\w’'-]+){0,3})"
_NOUN_PHRASE = rf"(?P<agent>(?:the |an? |its |their |his )?{_MODIFIER}{{0,2}}?{_HEAD}(?: {_HEAD})?\b|{_NAME})"
_BEFORE_KEYWORD = re.compile(
    rf"(?:^|(?<=[\s\"“(]))(?P<agent>(?:the |an? |its |their |his )?{_MODIFIER}{{0,2}}{_HEAD}(?: {_HEAD})?|{_NAME})"
    r"(?: (?:has|have|had|is|was|were|are|had been|has been))?(?: (?:strongly|swiftly|flatly|categorically|again|"
    r"repeatedly|also))? $",
    re.IGNORECASE,
)

_AFTER = (
    re.compile(rf"\b(?:blam(?:ed|es|ing)|accus(?:ed|es|ing)) {_NOUN_PHRASE}", re.IGNORECASE),
    re.compile(rf"\b(?:blamed|pinned|laid) (?:it |the \w+ |the blame )?on {_NOUN_PHRASE}", re.IGNORECASE),
    re.compile(
        r"\b(?:carried out|launched|fired|committed|staged|perpetrated|conducted|mounted|used|caused|done|dropped|"
        r"work|claimed|attacks?|strikes?|massacre|weapons) "
        rf"(?:\w+ ){{0,3}}?(?:by|of) {_NOUN_PHRASE}",
        re.IGNORECASE,
    ),
    re.compile(rf"\bresponsibility (?:of|by|lies with|for the \w+ lies with) {_NOUN_PHRASE}", re.IGNORECASE),
    re.compile(rf"\bcame from {_NOUN_PHRASE}", re.IGNORECASE),
)
_KEYWORD = re.compile(
    r"\b(?:to blame|responsible|behind (?=the|it|this)|(?:claimed|took|accepted|claims) responsibility)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:denied|denies|deny|rejected|rejects)\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|was|were|are|been|being|be) $", re.IGNORECASE)
_VERB = re.compile(r"\b(?:[\w-]+ed|hit|struck|shot|used|fired|dropped)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody to whom a deed is laid, or who denies it."""

    start: int
    end: int
    text: str
    denied: bool = False


def agents_in(text: str, deeds: frozenset[str] = frozenset()) -> list[Agent]:
    """Everybody to whom ``text`` lays a deed; ``deeds`` are the stems of verbs that count as the deed."""
    found: list[Agent] = []
    for match in _DENIAL.finditer(text):
        _keep(found, _before(text, match.start(), denied=True))
    for match in _KEYWORD.finditer(text):
        _keep(found, _before(text, match.start()))
    for pattern in _AFTER:
        for match in pattern.finditer(text):
            _keep(found, Agent(match.start("agent"), match.end("agent"), match["agent"]))
    for match in _VERB.finditer(text) if deeds else ():
        if stem(match.group().casefold()) in deeds:
            _keep(
                found,
                None
                if _PASSIVE.search(text[max(0, match.start() - 12) : match.start()])
                else _before(text, match.start()),
            )
    return found


def _before(text: str, end: int, *, denied: bool = False) -> Agent | None:
    """The noun phrase that ends where a keyword begins."""
    start = max(0, end - 70)
    match = _BEFORE_KEYWORD.search(text[start:end])
    return Agent(start + match.start("agent"), start + match.end("agent"), match["agent"], denied) if match else None


def _keep(found: list[Agent], agent: Agent | None) -> None:
    if agent and _is_somebody(agent.text) and not any(a.start < agent.end and agent.start < a.end for a in found):
        found.append(agent)


_NOBODY = frozenset(
    "forces force group groups side team man men woman people persons crowd driver owner it that".split()
)


def _is_somebody(name: str) -> bool:
    """Does it tell who? "The forces" alone does not."""
    return any(word not in STOPWORDS and word not in _NOBODY for word in words(name))
