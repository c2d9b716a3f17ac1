"""What kind of thing a question asks for: a count, a date, a name, a place, yes or no, a feeling, a statement."""

from __future__ import annotations

import re
from typing import Literal

from rag.language.countries import is_adjective
from rag.language.thesaurus import DEATH, INJURY, counted_group
from rag.language.words import STOPWORDS, stem, words

AskedKind = Literal["count", "date", "name", "place", "polarity", "feeling", "statement", "sort"]

Measure = Literal["deaths", "injured", "length", "duration", "extent", "money", "share", "number"]

_COUNT = re.compile(
    r"\bhow (?:many|much|long|far|tall|big|large|old|high|deep|wide|heavy|fast|often)\b|\b(?:what|which) (?:was|"
    r"is|were|are|share|percentage|proportion|number)\b.*?"
    r"\b(?:toll|tolls|number|count|share|percentage|proportion|cost|price|size|length|height|distance|amount|rate|"
    r"population|casualties)\b|"
    r"\bwhat (?:share|percentage|proportion|number|fraction|death toll)\b|\bfor how many\b|\bdeath toll\b|\bby "
    r"how much\b|\b(?:number|count) of\b",
    re.IGNORECASE,
)

_DATE = re.compile(
    r"^(?:[\w’']+,? ){0,2}?when\b|\b(?:on|in|since|until|by|from)? ?(?:what|which) (?:date|day|month|year|time)\b|"
    r"\bwhat was the date\b",
    re.IGNORECASE,
)

_NAME = re.compile(
    r"^(?:and |so |but )?(?:who|whom|whose)\b|\b(?:by|with|to|from|of) whom\b|\bwhat (?:is|was|were|are) the "
    r"names?\b|\bname of\b|\bwhat name\b|\bcalled\?*$|\bname the\b|"
    r"\b(?:which|what) (?:[\w-]+ ){0,3}?(?:person|man|woman|leader|minister|president|premier|politician|general|"
    r"official|commander|group|party|"
    r"organi[sz]ation|company|country|state|government|army|side|force|forces|faction|militia|team)\b|\bwho\b",
    re.IGNORECASE,
)

_PLACE = re.compile(
    r"^(?:[\w’']+,? ){0,2}?where\b|\b(?:in|at|near|to) (?:what|which) (?:city|town|village|place|province|"
    r"district|region|country)\b|\bwhich (?:city|town|village|province|district)\b",
    re.IGNORECASE,
)

_FEELING = re.compile(
    r"\bhow (?:did|does|do|was|were|is|are) .*\b(?:feel|react|respond|rate|judge|view|describe|receive|received|"
    r"mood|see|find)\b|\bmood\b|\bfeelings?\b|\breaction\b|\bopinion of\b|\bwhat did .* think\b|\battitude\b",
    re.IGNORECASE,
)

_STATEMENT = re.compile(
    r"\bwhat (?:did|does|do|has|have|had|was|were|is|are)\b.*\b(?:say|said|think|promise|announce|state|respond|"
    r"answer|response|position|stance|view|claim|tell|reply|offer|commit|do)\b|\bhow did .*\b(?:respond|answer|"
    r"reply)\b",
    re.IGNORECASE,
)

_SORT = re.compile(
    r"\b(?:what|which) (?:kind|kinds|type|types|sort|sorts|form|make|model|class|brand|colou?r)\b(?: of)? "
    r"(?P<noun>(?:[\w-]+ ){0,2}[\w-]+)",
    re.IGNORECASE,
)

_POLARITY = re.compile(
    r"^(?:and |so |but )?(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|should|didn't|wasn't|"
    r"weren't|isn't)\b",
    re.IGNORECASE,
)

_HOW_MANY = re.compile(
    r"\bhow (?:many|much) (?P<phrase>(?:of the )?(?:[\w'’-]+ ){0,6}?)(?=(?:were|was|did|do|does|are|is|have|has|"
    r"had|died|killed|would|will|could|can|may|might|took|lost|in|at|on|by|from|of)\b)",
    re.IGNORECASE,
)

_PREAMBLE = re.compile(
    r"^.*(?<=[a-z0-9)]{3})[.!] (?=[A-Z])|^(?i:as of|in|by|since|during|for|on|considering)\b[^?]*?, (?=\w)", re.DOTALL
)


def _kind(text: str) -> AskedKind:
    """The kind of its last sentence, where a question opens with what is known."""
    asking = _PREAMBLE.sub("", text)
    for kind, pattern in _ORDER:
        if pattern.search(asking) or (kind == "count" and pattern.search(text)):
            return kind
    return "statement"


_ORDER: tuple[tuple[AskedKind, re.Pattern[str]], ...] = (
    ("polarity", _POLARITY),
    ("sort", _SORT),
    ("count", _COUNT),
    ("feeling", _FEELING),
    ("statement", _STATEMENT),
    ("date", _DATE),
    ("place", _PLACE),
    ("name", _NAME),
)


def _measure(text: str) -> Measure:
    folded = words(text)
    asked = " ".join(folded)
    if any(word in INJURY for word in folded):
        after = asked.split("how many", 1)[-1]
        first = next((word for word in words(after) if word in INJURY or word in DEATH), "")
        if first in INJURY:
            return "injured"
    if any(word in DEATH for word in folded):
        return "deaths"
    if "toll" in folded or "casualties" in folded:
        return "deaths"
    if re.search(r"\bhow long\b", asked):
        return "extent"
    if re.search(r"\bhow many (?:seconds|minutes|hours|days|weeks|months|years)\b", asked):
        return "duration"
    if re.search(r"\bhow many (?:miles|kilomet(?:re|er)s|met(?:re|er)s|feet)\b", asked):
        return "length"
    if re.search(r"\bhow (?:far|tall|high|deep|wide)\b|\b(?:length|height|distance)\b", asked):
        return "length"
    if re.search(
        r"\bhow much\b.*\b(?:cost|pay|paid|worth|spend|spent|money|price|ransom|raise|raised|demanded)\b|"
        r"\b(?:cost|price)\b",
        asked,
    ):
        return "money"
    if re.search(r"\b(?:share|percentage|proportion|percent)\b", asked):
        return "share"
    return "number"


def _noun(text: str, kind: AskedKind) -> str | None:
    if kind == "sort":
        match = _SORT.search(text)
        found = (
            [word for word in words(match["noun"]) if word not in STOPWORDS and not is_adjective(word)] if match else []
        )
        return found[0] if found else None
    if kind != "count":
        return None
    match = _HOW_MANY.search(text)
    if match:
        nouns = [word for word in words(match["phrase"]) if word not in STOPWORDS and word not in {"total", "state"}]
        known = [word for word in nouns if word.endswith("s") or counted_group(word) != {stem(word)}]
        return (known[:1] or nouns[-1:] or ["people"])[0]
    share = re.search(
        r"\b(?:share|percentage|proportion|number|count) of (?:the )?(?P<noun>[\w-]+)", text, re.IGNORECASE
    )
    if share:
        return share["noun"].casefold()
    return "people" if re.search(r"\btoll\b|\bcasualties\b", text, re.IGNORECASE) else None


_OFFICE_ASKED = re.compile(
    r"\bwho(?:m|se)? (?:is|was|are|were|'s|’s|became|leads|headed|heads|led)\b|\b(?:which|what) (?!did|does|do|is|"
    r"was|are|were)|\bnames?\b|\bcalled\b|\bwho\b[^?]{0,20}\bas\b",
    re.IGNORECASE,
)

_AGENT_ASKED = re.compile(
    r"^(?:and |so |but )?(?:who|which (?:\w+ ){1,2}?)\s?(?:is|was|were|are)? ?(?:behind|responsible|to blame|"
    r"blamed|accused|carried out|shelled|bombed|attacked|hit|struck|"
    r"killed|shot|fired|launched|used|destroyed|started|caused|committed|kidnapped|abducted|downed|poisoned|"
    r"seized|captured|violated|broke|staged|ordered|planned)\b|\bresponsible for\b|\bwho (?:was|is|were) blamed\b",
    re.IGNORECASE,
)


def _slot(kind: AskedKind, measure: Measure, noun: str | None, office: tuple[str, str | None] | None) -> str:
    if kind == "count":
        if measure in {"deaths", "injured"}:
            return f"{measure} ({noun})" if noun and noun not in {"people", "persons"} else measure
        return noun if measure == "number" and noun else measure
    if kind == "name":
        return "office holder" if office else "name"
    return {
        "date": "date",
        "place": "place",
        "polarity": "outcome",
        "feeling": "mood",
        "statement": "position",
        "sort": noun or "kind",
    }[kind]
