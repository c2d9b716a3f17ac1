"""Denial and negation: words that turn round what a clause says, and words by which somebody says that it is not so.

``DENY`` and its neighbours are pieces of patterns; the compiled ones say what each is for.
"""

from __future__ import annotations

import re

from rag.language.clauses import clause_at

DENY = r"den(?:y|ies|ied|ying)"
REJECT_A_CLAIM = r"reject(?:s|ed|ing)? (?:the )?(?:accusations?|allegations?|charges?|claims?|reports?)"
ACCUSE = r"accus(?:ed|es|ing)|blam(?:ed|es|ing)"
_TURN_DOWN = r"reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?"

DENYING = re.compile(rf"\b(?:{DENY}|{_TURN_DOWN}|refut(?:e|es|ed|ing))\b", re.IGNORECASE)
"""The verbs whose subject says that it is not so: "the army denied"."""

DENIAL = re.compile(
    rf"{DENYING.pattern}|\b(?:denials?|false|untrue|not true|baseless|fabricat\w+)\b",
    re.IGNORECASE,
)
"""The same, and the words for what is denied: "the claim is baseless"."""

DISPUTED = re.compile(rf"\b(?:{ACCUSE}|{DENY}|alleg(?:ed|es|edly)|{REJECT_A_CLAIM})\b", re.IGNORECASE)
"""Accused, alleged or denied: one party's word, whoever reports it."""

ACCUSATION = re.compile(rf"\b(?:{ACCUSE})\b", re.IGNORECASE)

NEGATION = re.compile(
    r"\b(?:no|not|never|without|neither|nor|none|nobody|nothing|cannot|hardly|barely|scarcely|"
    r"(?:did|do|does|is|was|were|are|has|have|had|wo|would|could|ca|should)n['’]?t|"
    rf"lack(?:s|ed|ing)?(?: of)?|absence of|far from|short of|unable to|yet to|fail(?:s|ed|ing|ure)? to|"
    rf"(?:refus|declin)(?:e|es|ed|ing)|avoid(?:s|ed|ing)?|{DENY}|{_TURN_DOWN}|rul(?:e|es|ed|ing) out|"
    r"false(?:ly)?|untrue|unlikely)\b",
    re.IGNORECASE,
)
"""Whatever turns round what follows it in its clause: "not", "refused", "short of"."""

_HYPOTHETICAL = re.compile(
    r"\b(?:if|whether|would|could|might|may|should|hopes?|hoped|hoping|wants?|wanted|wishes|plans?|planned|seeks?|"
    r"seeking|expects?|expected|aims?|urged|calls? (?:for|on)|called (?:for|on)|unless|asked)\b",
    re.IGNORECASE,
)
REACH = 60
"""Characters that a negation or a hope governs at most."""


def is_negated(text: str, position: int) -> bool:
    """Does a negation before ``position``, in the same clause, deny what stands there? Two cancel each other.

    >>> is_negated("There was no new consensus between them.", 17), is_negated("They won, but not easily.", 5)
    (True, False)
    >>> is_negated("She never refused to sign.", 21)
    False
    """
    return len(NEGATION.findall(_governing(text, position))) % 2 == 1


def is_hypothetical(text: str, position: int) -> bool:
    """Is what stands there hoped, planned or asked rather than said to have happened?

    >>> is_hypothetical("They hoped to reach a deal", 16), is_hypothetical("They reached a deal", 5)
    (True, False)
    """
    return bool(_HYPOTHETICAL.search(_governing(text, position)))


def _governing(text: str, position: int) -> str:
    start, _ = clause_at(text, position)
    return text[max(start, position - REACH) : position]
