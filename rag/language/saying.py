"""Verbs of saying: which words tell that somebody says something, and in which form.

Each list of verbs stands once, with what it is for; ``forms`` makes the pattern of the tenses that are wanted.
"""

from __future__ import annotations

import re
from typing import Literal

Tense = Literal["base", "third", "past", "participle"]

_IRREGULAR: dict[str, tuple[str, str, str]] = {
    "say": ("says", "said", "said"),
    "tell": ("tells", "told", "told"),
    "write": ("writes", "wrote", "written"),
    "give": ("gives", "gave", "given"),
    "admit": ("admits", "admitted", "admitted"),
    "quip": ("quips", "quipped", "quipped"),
}


def forms(verbs: str, *tenses: Tense) -> str:
    """An alternation of the wanted forms of each verb.

    >>> forms("say deny", "third", "past")
    'says|said|denies|denied'
    >>> forms("announce report", "base", "participle")
    'announce|announced|report|reported'
    """
    return "|".join(dict.fromkeys(_form(verb, tense) for verb in verbs.split() for tense in tenses))


def _form(verb: str, tense: Tense) -> str:
    if tense == "base":
        return verb
    if verb in _IRREGULAR:
        third, past, participle = _IRREGULAR[verb]
        return {"third": third, "past": past, "participle": participle}[tense]
    if verb.endswith("y"):
        return verb[:-1] + ("ies" if tense == "third" else "ied")
    if tense == "third":
        return verb + ("es" if verb.endswith(("s", "sh", "ch")) else "s")
    return verb + ("d" if verb.endswith("e") else "ed")


_STATE = (
    "say tell report claim announce confirm add tweet write allege insist accuse blame deny argue warn "
    "declare explain reply stress acknowledge"
)
"""What a source does to give its word; "called", "admitted" and "responded" often tell something else."""
_SPEAK = "respond call describe vow pledge promise admit urge demand conclude predict quip joke"
"""What else a person does with words."""
_ALSO_NOUNS = "state note estimate"
"""Their third person is a plural too: "the Gulf states"."""
_NOUNS_AS_VERBS = rf"{forms(_ALSO_NOUNS, 'past')}|(?:{forms(_ALSO_NOUNS, 'third')})(?= that\b|: |,? [\"“\d])"

STATES = rf"(?:{forms(_STATE, 'third', 'past')}|{_NOUNS_AS_VERBS}|posted|put the)"
"""After a source: its sentence is its word."""

SPEAKS = rf"(?:{forms(f'{_STATE} {_SPEAK}', 'third', 'past')}|{_NOUNS_AS_VERBS})"
"""After a name: this person speaks."""

_BEFORE_A_NAME = "say add claim announce argue warn insist explain reply write declare state report confirm tweet"
SAID_BY = rf"(?:says|{forms(_BEFORE_A_NAME, 'past')})"
"""Before a name: "...," said Ana Prado. Not "told" and the like, which stand before whom is spoken to."""

_ASKED = (
    "say tell state claim announce deny report respond react call demand comment declare argue warn describe "
    "promise accuse blame insist want ask express explain confirm"
)
SAYING = rf"{forms(_ASKED, 'base', 'third', 'past')}|saying|think|response"
"""In a question: "What did the UK say about Taiwan?"."""

WORDS_ASKED = re.compile(
    rf"\b(?:says|said|told|{forms('say tell respond react comment claim promise demand think describe', 'base')}|"
    r"stance|position on|why)\b",
    re.IGNORECASE,
)
"""In a question whose answer is what somebody said, which no short span can stand for."""

_REPORT = "say tell state report write add describe note mention"
REPORTING = frozenset(["saying", "reporting", *forms(_REPORT, "base", "third", "past").split("|")])
"""Words that only carry who speaks, and say nothing themselves."""

TOLD_TO_SAY = forms(
    "say tell write report state answer claim present declare announce repeat give", "base", "past", "participle"
)

_STANCE = re.compile(
    rf"\b(?:{SAYING}|reiterat\w+|reaffirm\w+|stress\w*|emphasi[sz]\w+|added|noted|urg\w+|vow\w*|pledg\w+|"
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
