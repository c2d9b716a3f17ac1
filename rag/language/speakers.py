"""Holders: whose word a sentence is, where it is not the article's own.

>>> holder_of("At least 12 people died, the Observatory said on Monday.")
'the Observatory'
>>> holder_of("According to Syrian state television, 32 were hurt.")
'Syrian state television'
>>> holder_of("The blast left six dead and 32 people Syrian state television reported.")
'Syrian state television'
>>> holder_of("The bridge fell.") is None
True
"""

from __future__ import annotations

import re

from rag.language.countries import is_adjective

_SAY = (
    r"(?:said|says|told|reported|reports|claimed|claims|announced|stated|confirmed|added|tweeted|posted|"
    r"wrote|alleged|insisted|insists|estimated|estimates|put the|accused|accuses|blamed|blames|denied|"
    r"denies)"
)
_WHO = r"(?P<who>(?:[Tt]he |[Aa]n? |[Tt]heir |[Ii]ts |[Hh]is |[Hh]er )?(?:[\w’'()/-]+ ){0,6}?[\w’'()/-]+)"
_CAPITALISED = (
    r"(?<![\w’'-])(?P<who>(?:[Tt]he |[Aa]n? )?(?:(?:[a-z-]+ ){0,3})?(?:(?:al-|el-)?[A-Z][\w’'-]*(?: "
    r"(?:for|of|al|the|and|bin))?(?: |(?=[,.;])))+(?:[a-z]+ ){0,3}?)"
)
_GROUP = (
    r"(?P<who>(?:[Tt]he |[Aa]n? |[Oo]ne |[Ss]everal |[Ss]ome )?(?:[\w’'-]+ ){0,4}?(?:monitor(?:ing group)?|group|"
    r"official|officials|agency|ministry|"
    r"police|army|military|government|spokesman|spokeswoman|spokesperson|doctor|doctors|medic|medics|hospital|"
    r"witness|witnesses|residents|activists|activist|source|sources|media|"
    r"television|TV|radio|defen[cs]e|report|reports|authorities|rescuers|workers|officer|minister|president|"
    r"governor|mayor|commander|rebels|opposition|statement|newspaper|channel))"
)
_PATTERNS = (
    re.compile(rf"\b[Aa]ccording to {_GROUP}\b"),
    re.compile(
        r"\b[Aa]ccording to (?P<who>(?:the |an? )?[^,.;]{2,60}?)(?=,|\.|;|$| (?:on|in|late|early|which|who|that|"
        r"and|as|killed|were|was|said) )"
    ),
    re.compile(rf"{_CAPITALISED}{_SAY}\b"),
    re.compile(rf"{_GROUP} {_SAY}\b"),
    re.compile(rf"\b{_SAY} {_CAPITALISED[:-1]})"),
    re.compile(r"\b[Qq]uoting (?P<who>[^,.;]{2,50}?)(?=,|\.|;| as | that )"),
    re.compile(r"\b(?P<who>[Ss]he|[Hh]e|[Tt]hey) (?:said|added|told|claimed)\b"),
)
_ONLY_FUNCTION = re.compile(r"^(?:the|a|an|it|which|who|that|he|she|they|and)$", re.IGNORECASE)


def holder_of(sentence: str) -> str | None:
    """Who is said to say it; ``None`` where the article speaks for itself."""
    short = sentence[:600]
    for pattern in _PATTERNS:
        match = pattern.search(short)
        if match:
            who = _trimmed(" ".join(match["who"].split()).strip(" ,"))
            if who and not _ONLY_FUNCTION.match(who):
                return who
    return None


_NO_HOLDER = re.compile(
    r"^.*\b(?:people|persons|others|civilians|children|women|men|dead|killed|wounded|injured|hurt|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day) (?=(?:the |an? )?(?:[a-z-]+ ){0,2}(?:al-)?[A-Z])"
)


def _trimmed(who: str) -> str:
    """Where commas are missing, "civilians on Sunday a monitor" is "a monitor"."""
    who = _NO_HOLDER.sub("", who)
    later = re.search(r"(?<=\s)(?:the|an?|one|another) [^\s].*$", who)
    return later.group() if later and len(later.group()) >= 5 else who


def same_holder(one: str | None, other: str | None) -> bool:
    """Could two holders be one? Compares their telling words.

    >>> same_holder("the Northern Observatory for Seabirds", "the Observatory"), same_holder("GNN", "the Observatory")
    (True, False)
    """
    if one is None or other is None:
        return one is other
    a, b = _telling(one), _telling(other)
    return bool(a & b) if a and b else a == b


def _telling(holder: str) -> set[str]:
    folded = re.sub(r"\btv\b", "television", holder.casefold())
    return {
        word.rstrip("s") for word in re.findall(r"[\w’'-]+", folded) if word not in _PLAIN and not is_adjective(word)
    }


def is_generic(holder: str) -> bool:
    """ "the monitor", "the group": could be any holder named before.

    >>> is_generic("the monitor"), is_generic("the Observatory")
    (True, False)
    """
    return not _telling(holder)


_PLAIN = frozenset(
    (
        "the a an of for and in on its his her their one some group said rights human state news based "
        "monitor monitoring head director chief"
    ).split()
)


_SAYING = (
    r"say|says|said|saying|stat(?:e|es|ed)|claim(?:s|ed)?|announc(?:e|es|ed)|den(?:y|ies|ied)|report(?:s|ed)?|"
    r"respon(?:d|ds|ded|se)|react(?:s|ed)?|think|call(?:s|ed)?|demand(?:s|ed)?|comment(?:s|ed)?|tell|told|"
    r"declar(?:e|es|ed)|argu(?:e|es|ed)|warn(?:s|ed)?|describ(?:e|es|ed)|promis(?:e|es|ed)|accus(?:e|es|ed)|"
    r"blam(?:e|es|ed)|insist(?:s|ed)?|want(?:s|ed)?|ask(?:s|ed)?|express(?:es|ed)?|explain(?:s|ed)?|confirm(?:s|ed)?"
)

_STANCE = re.compile(
    rf"\b(?:{_SAYING}|reiterat\w+|reaffirm\w+|stress\w*|emphasi[sz]\w+|added|noted|urg\w+|vow\w*|pledg\w+|"
    r"agree\w*|refus\w+|reject\w*|support\w*|oppos\w+|condemn\w*|welcom\w+|criticis\w+|criticiz\w+|suggest\w*|"
    r"propos\w+|adher\w+|according to|wrote|posted|stated|maintain\w*|admitt\w+|acknowledg\w+|threaten\w*)\b",
    re.I,
)


def takes_a_stance(text: str) -> bool:
    """Does somebody say, promise, refuse or support something here?

    >>> takes_a_stance("London reiterated its position."), takes_a_stance("It rained.")
    (True, False)
    """
    return bool(_STANCE.search(text))
