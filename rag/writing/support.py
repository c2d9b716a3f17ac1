"""How far a sentence is carried by the sentences it cites: shared words and polarity.

Lexical on purpose: it is fast, the same every time, and a language model that
copies numbers and names as it is told shares most words with its evidence. What
it cannot see (a true paraphrase in other words, a subtle reversal) is the
reader's relation head's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.evidence import Quote
from rag.language.words import STOPWORDS, content_stems, stem, words

_WINDOW = 2
"""Of one passage, a sentence rests on at most this many that follow each other: words gathered from
further apart make a sentence that the passage never says."""

_SAME = (
    "kill killed killing die died dying death dead toll fatality fatalities lives perished slain",
    "wound wounded injure injured injuries hurt",
    "meet met meeting talks",
    "begin began start started launch launched open opened",
    "resign resigned quit",
    "visit visited trip travelled traveled arrived",
    "agree agreed agreement deal accord",
    "decline declined refuse refused",
    "pledge pledged promise promised vow vowed",
    "burn burned burnt fire blaze flames",
    "arrest arrested detain detained",
    "buy bought purchase purchased acquire acquired",
    "big large huge major",
    "help helped aid assist assistance",
)
"""Words of news that a writer may exchange without changing what is said."""

_REPORTING = """
    said say says saying told tell tells stated state states report reported reports reporting according wrote write
    writes added add adds described describe describes mentioned noted also source sources article articles
    opinion analysis piece column editorial outlet
"""
"""Words that only carry who speaks: the name beside them is checked on its own."""

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


@dataclass(frozen=True, slots=True)
class Support:
    """The cited sentences that carry a statement best, and how much of it they carry."""

    quotes: tuple[Quote, ...]
    covered: float
    """Share of the statement's content words that occur in them."""
    missing: frozenset[str] = frozenset()
    """The stems of the others."""


def needed_stems(text: str, *, given: Iterable[str] = ()) -> frozenset[str]:
    """The stems that evidence must hold: content words without those that only report.

    ``given`` are names that need no support in the text (the source itself).

    >>> sorted(needed_stems("AFP reported that the ministers met.", given=["AFP"]))
    ['meet', 'minist']
    """
    known = {stem(word) for name in given for word in words(name)}
    return frozenset(s for s in meaning_stems(text) if s not in known and s not in _REPORTING_STEMS)


_ONE_OF = {stem(word): stem(group.split()[0]) for group in _SAME for word in group.split()}
_REPORTING_STEMS = frozenset(stem(word) for word in _REPORTING.split())


def find_support(needed: frozenset[str], sentences: Sequence[Quote]) -> Support:
    """Of each passage the one or two sentences, side by side, that hold most of ``needed``; together they carry it.

    A passage that adds nothing to the ones before it is not used.

    >>> find_support(frozenset(), ()).covered
    0.0
    """
    found: frozenset[str] = frozenset()
    chosen: list[Quote] = []
    windows = [_best_window(needed, list(group)) for _, group in groupby(sentences, key=lambda q: q.passage.id)]
    for stems, window in sorted(windows, key=lambda pair: -len(pair[0])):
        if stems - found:
            found |= stems
            chosen += window
    return Support(tuple(chosen), len(found) / len(needed) if needed else 0.0, needed - found)


def _best_window(needed: frozenset[str], sentences: Sequence[Quote]) -> tuple[frozenset[str], list[Quote]]:
    held = [meaning_stems(quote.text) & needed for quote in sentences]
    best: tuple[frozenset[str], list[Quote]] = (frozenset(), [])
    for size in range(1, _WINDOW + 1):
        for first in range(len(sentences) - size + 1):
            stems = frozenset[str]().union(*held[first : first + size])
            if len(stems) > len(best[0]):
                best = (stems, list(sentences[first : first + size]))
    return best


def meaning_stems(text: str) -> frozenset[str]:
    """Content stems with words that mean the same made one.

    >>> meaning_stems("Ten died") == meaning_stems("ten killed")
    True
    """
    return frozenset(_ONE_OF.get(s, s) for s in content_stems(text))


def longest_gap(text: str, missing: frozenset[str]) -> int:
    """The longest run of content words that the evidence lacks.

    >>> longest_gap("Rain fell and a drunk captain steered.", frozenset({"drunk", "captain", "steer"}))
    3
    """
    longest = run = 0
    for found in (_ONE_OF.get(s, s) for s in map(stem, words(text)) if s not in STOPWORDS):
        run = run + 1 if found in missing else 0
        longest = max(longest, run)
    return longest


def verbs_in(text: str) -> frozenset[str]:
    """Stems of what is done in a sentence: past forms and what follows an auxiliary. Reporting verbs are left out.

    >>> sorted(verbs_in("The minister resigned and will not sell the ships, he said."))
    ['resign', 'sell']
    """
    found = {match[1] or match[2] for match in _VERB.finditer(text)}
    stems = {stem(word) for word in words(" ".join(found)) if word not in STOPWORDS}
    return frozenset(_ONE_OF.get(s, s) for s in stems - _REPORTING_STEMS)


def polarity_conflict(statement: str, evidence: Sequence[str]) -> str | None:
    """What the statement turns round: a denial it drops or adds, or a possibility it makes a fact.

    >>> polarity_conflict("The minister confirmed the strike.", ["The minister did not confirm the strike."])
    'the evidence denies "confirm"'
    >>> polarity_conflict("London sent a frigate.", ["London may send a frigate, he said."])
    'the evidence says "send" only as possible, planned or alleged'
    >>> polarity_conflict("Paris did not rule it out.", ["Paris did not rule out a visit."])
    """
    plain = _plain(statement, _DENIALS)
    evidence_plain = frozenset[str]().union(*(_plain(text, _DENIALS) for text in evidence))
    for text in evidence:
        turned = _contradicted(_scopes(text, _DENIALS), plain, evidence_plain, _scopes(statement, _DENIALS))
        if turned:
            return f'the evidence denies "{turned}"'
    for scope in _scopes(statement, _DENIALS):
        stems = frozenset(scope)
        denied = [s for text in evidence for other in _scopes(text, _DENIALS) for s in other]
        if (
            scope
            and scope[0] in evidence_plain
            and not stems & set(denied)
            and len(stems & evidence_plain) * 2 >= len(stems)
        ):
            return f'the evidence does not deny "{scope[0]}"'
    if not _DIRECTIVES.search(statement):
        said = _all_stems(statement)
        spoken = frozenset[str]().union(*(_plain(text, _DIRECTIVES) for text in evidence))
        for text in evidence:
            for scope in _scopes(text, _DIRECTIVES):
                told = [s for s in scope if s in said and s not in spoken]
                if told and len(frozenset(scope) & said) * 2 >= len(frozenset(scope)):
                    return f'the evidence has "{told[0]}" only in what somebody is to say'
    if not _OPEN.search(statement):
        certain = frozenset[str]().union(*(_plain(text, _MODALS) for text in evidence))
        said = _all_stems(statement)
        for text in evidence:
            turned = _contradicted(_scopes(text, _MODALS), said, certain, [])
            if turned:
                return f'the evidence says "{turned}" only as possible, planned or alleged'
    return None


_IRREGULAR = """
    sent send met meet held hold said say left leave won win lost lose struck strike fell fall rose rise began begin
    gave give took take made make broke break went go came come shot shoot bought buy sold sell paid pay kept keep
    led lead fought fight told tell wrote write saw see knew know spoke speak stood stand drove drive flew fly
"""
_VERB = re.compile(
    rf"\b([a-z]{{3,}}ed|{'|'.join(_IRREGULAR.split()[::2])})\b"
    r"|\b(?:has|have|had|is|are|was|were|be|been|will|would|may|might|could|should|can|must|did|does|to)"
    r"\s+(?:(?:not|never|also|already|[a-z]+ly)\s+)?([a-z]{3,})\b",
)
_PLAIN_FORM = {stem(past): stem(form) for past, form in zip(*[iter(_IRREGULAR.split())] * 2, strict=True)}
"""From the stem of an irregular past to that of the plain form."""


def _stems(text: str) -> list[str]:
    found = (stem(word) for word in words(text) if word not in STOPWORDS)
    return [_PLAIN_FORM.get(s, s) for s in found]


def _all_stems(text: str) -> frozenset[str]:
    return frozenset(_stems(text))


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


def _plain(text: str, cues: re.Pattern[str]) -> frozenset[str]:
    """Stems that stand outside every scope."""
    governed = {s for scope in _scopes(text, cues) for s in scope}
    return frozenset(s for s in _stems(text) if s not in governed)


def _contradicted(
    scopes: list[list[str]], said: frozenset[str], also_plain: frozenset[str], said_scopes: list[list[str]]
) -> str | None:
    governed = {s for scope in said_scopes for s in scope}
    for scope in scopes:
        stems = frozenset(scope)
        if stems & governed:
            continue
        turned = [s for s in scope if s in said and s not in also_plain]
        if turned and turned[0] == scope[0] and len(stems & said) * 2 >= len(stems):
            return turned[0]
    return None
