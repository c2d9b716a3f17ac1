"""What is to be done with the articles: answer a question, or sum up, compare, list, count what they say.

"Summarise the coverage of the fire" asks nothing that one sentence could state. Its subject ("the fire") is what is
searched; a caveat says what the best passages leave out.

What this leaves out: instructions in the middle of a text, and lists that a question asks for ("Which countries
signed?"), which sentences do state.
"""

from __future__ import annotations

import re
from typing import Literal

Task = Literal["question", "summary", "comparison", "list", "tally"]
"""``tally``: how many articles, sources or reports say something."""

_TELLING = (
    r"(?:articles?|reports?|reporting|coverage|stor(?:y|ies)|news|sources?|papers?|newspapers|accounts?|outlets?)"
)
_SAYING_OF = r"(?:says?|said|reports?|reported|writes?|wrote|claims?|tells?|think|reporting|saying)"
_IMPORTANT = r"(?:main|key|major|chief|central|biggest|most important)"
_DEGREE = rf"(?:(?:{_IMPORTANT}|brief|short|quick|full|complete|general|concise) )*"
_GIVING = r"(?:(?:give|write|provide|show|make|prepare|draft|find|get|produce)\s+(?:(?:me|us)\s+)?)?(?:(?:an?|the)\s+)?"
_ABOUT = r"(?= (?:about|on)\b| \(|\s*[.?!]*$)"
_POLITE = re.compile(
    r"^(?:(?:please|kindly|now|ok(?:ay)?|hi|hello|thanks)\b[,!.]?\s*|"
    r"(?:can|could|would|will) you (?:please |kindly )?|let(?:['’]s| us) |"
    r"i(?:['’]d| would) like (?:you )?(?:to (?:see|have|get|know) |to )?|i (?:want|need) (?:you )?(?:to )?|"
    r"in (?:\w+ ){1,3}(?:words?|sentences?|paragraphs?),? )+",
    re.I,
)
_PATTERNS: dict[Task, tuple[str, ...]] = {
    "comparison": (
        r"(?:compare|contrast)(?: and contrast)?",
        rf"{_GIVING}{_DEGREE}comparison",
        rf"{_GIVING}{_DEGREE}(?:differences|similarities)(?= (?:between|among|in)\b)",
        rf"(?:what|which) (?:are|were) (?:the )?{_DEGREE}(?:(?:points|areas|matters) of "
        r"(?:disagreement|contention|dispute|conflict)|differences|similarities|disagreements|contradictions|discrepancies)",
        r"(?:on what|about what|what|where|how|do|does|did)(?: do| does| did)?(?: all)?(?: of)?(?: the| these| those)? "
        rf"{_TELLING} (?:disagree|agree|differ|contradict|conflict)(?: with)?(?: (?:each other|one another))?",
        r"(?:on what|what|where|how) do(?=(?: the)? [^?]+ and [^?]+ (?:disagree|differ)\b)",
    ),
    "list": (
        r"(?:list|enumerate)(?= (?:all|each|every|any|the|some|\w+s)\b)",
        r"name(?= (?:all|each|every)\b)",
        rf"{_GIVING}list(?= of)",
        r"(?:give|show|find|get)(?: (?:me|us))?(?= (?:all|every|each)\b)",
        r"(?:what|which) (?:are|were)(?= all\b)",
    ),
    "summary": (
        r"(?:summari[sz]e|sum up|recap|outline|describe|explain|discuss)(?: (?:for|to) (?:me|us))?",
        rf"{_GIVING}{_DEGREE}(?:summary|overview|recap|outline|timeline|chronology|synopsis|briefing|background|rundown|"
        r"account|digest)(?= (?:of|on|about|for|over)\b| \(|\s*[.?!]*$)",
        rf"(?:tell|brief|update|inform) (?:me|us)(?: (?:more|everything|all|what you know|something))*{_ABOUT}",
        r"(?:walk|take) (?:me|us) through",
        rf"(?:what (?:are|were)|{_GIVING}) ?(?:the )?{_IMPORTANT} (?:topics|themes|points|facts|findings|developments|"
        r"takeaways)",
        rf"what (?:is|are) (?:this|these|the) (?:collection|corpus|{_TELLING})(?= about\b)",
    ),
}
_OPENINGS: dict[Task, re.Pattern[str]] = {
    task: re.compile(rf"(?:{'|'.join(patterns)})(?!\w)[\s:]*", re.I) for task, patterns in _PATTERNS.items()
}
_LEAD_IN = re.compile(
    r"(?:(?:of|on|about|for|over|between|among|in|from|with|to|me|us|all|every|each|any|everything|anything|what|how|"
    r"that|which)\b\s*|"
    rf"(?:(?:the|these|this|those|its|their|an?)\s+)?{_DEGREE}(?:(?:{_TELLING}|collection|corpus|points?|facts|events|"
    r"topics?|developments|views?|positions|reactions|similarities|differences|they|you|there|is|are|was)\b\s*)"
    rf"(?:(?:have|has|is|are|was)\s+)?(?:{_SAYING_OF}|mention\w*|cover\w*|known)?\b\s*)+"
    r"(?:(?:about|of|on|between|over|regarding|concerning|in|from)\b\s*)*",
    re.I,
)
_INDIRECT = re.compile(
    r"(?:(?:tell (?:me|us)|explain|describe|name|say|let me know|find out|to know|know)\s+(?:to (?:me|us)\s+)?"
    r"(?=(?:who|whom|whose|what|when|where|why|how|which|whether|if)\b)|(?:name|identify)\s+(?=(?:the|an?)\b))",
    re.I,
)
_TALLY = re.compile(
    rf"\bhow many (?:of the |of these |different |other )?{_TELLING} (?:do |did |have |has |are |were |there )*"
    rf"(?:{_SAYING_OF}|mention\w*|cover\w*|discuss\w*|refer\w*|name|about)\b|"
    r"\bhow (?:often|frequently|many times) (?:is|are|was|were|do|does|did|has|have) "
    rf"[^?]*\b(?:mention\w*|in the {_TELLING})\b",
    re.I,
)


def task_of(text: str) -> tuple[Task, str]:
    """The task, and the subject without the words of the instruction; "" where it names none.

    >>> task_of("Summarise the coverage of the Larvik fire.")
    ('summary', 'the Larvik fire')
    >>> task_of("Compare what Oslo and Bergen say about the tunnel.")
    ('comparison', 'Oslo and Bergen say about the tunnel')
    >>> task_of("What are the main points of disagreement?"), task_of("Please tell me who won.")
    (('comparison', ''), ('question', 'who won.'))
    >>> task_of("Who won the race?")
    ('question', 'Who won the race?')
    """
    if _TALLY.search(text):
        return "tally", text
    asking = _POLITE.sub("", text, count=1)
    if indirect := _INDIRECT.match(asking):
        return "question", asking[indirect.end() :]
    for task, opening in _OPENINGS.items():
        if found := opening.match(asking):
            return task, _subject(asking[found.end() :])
    return "question", text


def _subject(rest: str) -> str:
    """ "the coverage of the fire, please." -> "the fire"."""
    rest = re.sub(r",? (?:please|for (?:me|us))(?=[ .?!]*$)", "", rest).strip(" .?!:,()")
    found = _LEAD_IN.match(rest)
    return rest[found.end() :] if found else rest
