"""Follow-up questions: make the question of a conversation stand alone.

A language model rewrites it where there is one, under checks of its own;
without one (or where its rewriting adds something that nobody said) the names
and the time frame of the earlier turn are carried over. The result is shown to
the person who asked.

What the rules leave out: grammar. "And Japan?" after a question about two
countries replaces the one that the question was about.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.language.countries import country_of
from rag.language.dates import DateValue, dates_in
from rag.language.injection import harmless, is_instruction_like
from rag.language.names import Mention, name_mentions, names_match
from rag.language.words import content_stems
from rag.llm.opening import explain
from rag.llm.prompts import load_prompt
from rag.question.parsing import Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

MAX_REWRITTEN_CHARACTERS = 400
MAX_TURNS = 6
"""So many earlier turns are looked at; what was said before that has been left behind."""
MAX_ANSWER_CHARACTERS = 600

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|they|them|their|theirs|this|these|those|the same|both|else)\b", re.IGNORECASE)
_PLACE_OR_TIME = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?! (?:is|are|was|were)\b)|\b(?:then|that)\s*\?", re.IGNORECASE
)
_OPENS_AS_FOLLOW_UP = re.compile(
    r"^(?:and|but|so|also|or|what about|how about|what else|who else|where else|why(?: not)?\s*\?|when\s*\?|where\s*\?"
    r"|who\s*\?|how so|really|since when)\b",
    re.IGNORECASE,
)
_WHAT_ABOUT = re.compile(
    r"^(?:(?:and|but|so|or)\s+)?(?:(?:what|how)\s+about\s+)?(?P<preposition>in|at|on|by|from|for|with|since|before"
    r"|after|during)?\s*(?P<what>[^?]{1,80}?)\s*\?*$",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(?:who|what|when|where|why|how|which|did|does|do|is|are|was|were|will|has|have|had|can|said)\b", re.IGNORECASE
)

log = logging.getLogger(__name__)


def standalone_question(
    text: str,
    turns: Sequence[Turn],
    *,
    model: BaseChatModel | None = None,
    today: date | None = None,
    timeout_seconds: float = 15.0,
    config: RunnableConfig | None = None,
) -> str:
    """The question with what earlier turns left unsaid; the question itself where it needs nothing.

    >>> earlier = [Turn("What did Starmer say in Beijing in January 2026?", "He spoke of trade.")]
    >>> standalone_question("And in Tokyo?", earlier)
    'What did Starmer say in Tokyo in January 2026?'
    >>> standalone_question("Why did he travel?", earlier)
    'Why did Starmer travel (Beijing, in January 2026)?'
    >>> standalone_question("Who won the Oslo marathon?", earlier)
    'Who won the Oslo marathon?'
    """
    asked = " ".join(text.split())
    recent = list(turns)[-MAX_TURNS:]
    if not recent:
        return asked
    if model is not None:
        rewritten = _by_model(asked, recent, model, timeout_seconds, config)
        if rewritten is not None:
            return rewritten
    return _by_rules(asked, recent, today)


def _by_model(
    text: str, turns: Sequence[Turn], model: BaseChatModel, timeout_seconds: float, config: RunnableConfig | None
) -> str | None:
    from langchain_core.messages import HumanMessage

    from rag.llm.deadline import until

    conversation = "\n".join(
        f"Question: {harmless(turn.question)}\nAnswer: {harmless(turn.answer)[:MAX_ANSWER_CHARACTERS]}"
        for turn in turns
    )
    prompt = load_prompt("standalone", "conversation", "question").fill(conversation=conversation, question=text)
    try:
        deadline = time.monotonic() + timeout_seconds
        pieces = until(deadline, lambda: model.stream([HumanMessage(prompt)], config))
        reply = "".join(piece.text for piece in pieces)
    except Exception as problem:  # whatever a provider raises: the rules are always there
        log.info("follow-up: %s", explain(problem))
        return None
    rewritten = " ".join(reply.strip().strip('"“”').split())
    return rewritten if _says_nothing_new(rewritten, text, turns) else None


def _says_nothing_new(rewritten: str, text: str, turns: Sequence[Turn]) -> bool:
    """A rewriting may only hold names and figures that the conversation holds, and must still be a question."""
    said = " ".join([text, *(f"{turn.question} {turn.answer}" for turn in turns)])
    if not rewritten or len(rewritten) > max(MAX_REWRITTEN_CHARACTERS, 2 * len(text)):
        return False
    if is_instruction_like(rewritten) or re.search(r"https?:|www\.|[<>`{}]", rewritten):
        return False
    if "?" in text and not (rewritten.endswith("?") or _QUESTION_WORD.match(rewritten)):
        return False
    known = [mention.text for mention in name_mentions(said)]
    names_known = all(
        mention.text.casefold() in said.casefold() or any(names_match(mention.text, other) for other in known)
        for mention in name_mentions(rewritten)
    )
    figures = set(re.findall(r"\d+", rewritten)) - set(re.findall(r"\d+", said))
    return names_known and not figures and bool(content_stems(text) <= content_stems(rewritten) | _vague_stems())


def _vague_stems() -> frozenset[str]:
    return content_stems("what about how else same tell")


def _by_rules(text: str, turns: Sequence[Turn], today: date | None) -> str:
    """Fold the conversation: each question is completed by the completed one before it."""
    completed = turns[0].question
    for before, turn in pairwise(turns):
        completed = _completed(turn.question, completed, before.answer, today)
    return _completed(text, completed, turns[-1].answer, today)


def _completed(text: str, before: str, answer: str, today: date | None) -> str:
    if not _needs_context(text, before):
        return text
    return _with_part_replaced(text, before, today) or _with_names_carried(text, before, answer, today)


def _needs_context(text: str, before: str) -> bool:
    names = name_mentions(text)
    person = _PERSON.search(text)
    if person and not any(mention.start < person.start() for mention in names):
        return True
    thing = _THING.search(text) or _PLACE_OR_TIME.search(text)
    if _OPENS_AS_FOLLOW_UP.match(text) or (thing and not any(mention.start < thing.start() for mention in names)):
        return True
    return not names and bool(name_mentions(before)) and len(content_stems(text)) <= 3


def _with_part_replaced(text: str, before: str, today: date | None) -> str | None:
    """ "And in Tokyo?", "What about 2015?": the earlier question with its place, name or time replaced."""
    match = _WHAT_ABOUT.match(text)
    if match is None or not _OPENS_AS_FOLLOW_UP.match(text) or _QUESTION_WORD.search(match["what"]):
        return None
    preposition, what = match["preposition"], match["what"]
    if _PERSON.search(what) or _THING.search(what):
        return None
    times = dates_in(f"{preposition or 'in'} {what}", today)
    if times and times[0].end >= len(f"{preposition or 'in'} {what}") - 1:
        return _with_time(before, f"{preposition or 'in'} {what}", today)
    named = name_mentions(what)
    if not named:
        return None
    target = _counterpart(before, preposition, what)
    if target is None:
        return None
    return before[: target.start] + what + before[target.end :]


def _counterpart(before: str, preposition: str | None, what: str) -> Mention | None:
    """The name in the earlier question that the new one stands in for."""
    names = name_mentions(before)
    if preposition:
        after = [m for m in names if re.search(rf"\b{preposition}\s+(?:the\s+)?$", before[: m.start], re.IGNORECASE)]
        return after[-1] if after else None
    alike = [m for m in names if bool(country_of(m.text)) == bool(country_of(what))]
    return (alike or names)[-1] if names else None


def _with_time(before: str, when: str, today: date | None) -> str:
    found = dates_in(before, today)
    if not found:
        return f"{before.rstrip(' ?')} {when}?"
    start = found[-1].start
    lead = re.search(r"\b(?:in|on|at|since|during|before|after|from|by)\s+(?:the\s+)?$", before[:start], re.IGNORECASE)
    return before[: lead.start() if lead else start] + when + before[found[-1].end :]


def _with_names_carried(text: str, before: str, answer: str, today: date | None) -> str:
    carried = [mention.text for mention in name_mentions(before)]
    given = [mention.text for mention in name_mentions(text)]
    person = _PERSON.search(text)
    if person and not any(mention.start < person.start() for mention in name_mentions(text)):
        who = _person(before, answer)
        if who is not None:
            ending = "’s" if person.group().lower() in ("his", "hers") or _is_possessive(text, person) else ""
            text = f"{text[: person.start()]}{who}{ending}{text[person.end() :]}"
            given.append(who)
    extra = [name for name in dict.fromkeys(carried) if not any(names_match(name, other) for other in given)]
    when = [] if dates_in(text, today) else [_with_lead(before, value) for value in dates_in(before, today)[:1]]
    if not extra and not when:
        return text
    return f"{text.rstrip(' ?')} ({', '.join((*extra, *when))})?"


def _person(before: str, answer: str) -> str | None:
    """Whom "he" or "she" means: a name of the question that is no country, else the first such in the answer."""
    for source in (before, answer):
        for mention in name_mentions(source):
            at_place = re.search(r"\b(?:in|at|near|from|to|for|about)\s+(?:the\s+)?$", source[: mention.start], re.I)
            if not country_of(mention.text) and not at_place:
                return mention.text
    return None


def _is_possessive(text: str, pronoun: re.Match[str]) -> bool:
    """ "her speech", but not "ask her about it"."""
    return pronoun.group().lower() == "her" and bool(
        re.match(
            r"\s+(?!about|in|on|at|to|for|and|or|that|when|why|how|again|if|by|with|from)[a-z]", text[pronoun.end() :]
        )
    )


def _with_lead(text: str, value: DateValue) -> str:
    lead = re.search(r"\b(?:in|on|at|since|during|before|after|from|by)\s+(?:the\s+)?$", text[: value.start], re.I)
    return text[lead.start() if lead else value.start : value.end]
