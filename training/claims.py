"""Claims about a passage for the relation head: questions turned into statements, and sentences edited.

A *statement* says a question's answer in the question's own words, which paraphrase
the passage. An *edited sentence* is one of the passage's own, trimmed, and for a
contradiction with one detail changed (the recipe of Kryscinski et al. 2020,
"Evaluating the Factual Consistency of Abstractive Text Summarization").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from training.examples import ReadExample, RelationExample
from training.negatives import swap_name, swap_number, swap_opposite
from training.text import content_words

AUXILIARY = (
    "did do does is was are were be been has had have can could will would should may might must shall isn't "
    "wasn't didn't doesn't don't can't"
)
AUXILIARIES = frozenset(AUXILIARY.split())
PREPOSITIONS = frozenset("of in on at to for from by with about into as under over through after before like".split())
PARTICIPLE = (
    r"\w+ed|born|built|held|made|written|begun|given|known|seen|taken|sold|won|lost|sent|put|shown|chosen|found|spoken"
    r"|cut|set|drawn|broken|driven|grown|hidden|laid|led|left|met|paid|read|run|said|sung|struck|taught|thrown|worn"
)
SUBJECT = re.compile(r"^(?:Who|What|Which)\b (?P<rest>.+)\?$")
NOUN_SUBJECT = re.compile(r"^(?:What|Which) (?P<noun>[a-z]+) (?P<verb>\w+ed|won|became|has|had|have|led|wrote|held) ")
PASSIVE = re.compile(
    r"^(?P<ask>When|Where|In what year|In which year|What year|In what city|In which city|In what country) "
    rf"(?P<be>was|were|is|are) (?P<subject>.+?) (?P<verb>{PARTICIPLE})(?P<rest> .*)?\?$"
)
SHORTEST, LONGEST = 50, 260
BENIGN = re.compile(
    r"\s\([^()]{2,60}\)"  # an aside in brackets
    r"|^(?:However|Moreover|Furthermore|In addition|Also|Additionally|Meanwhile|Thus|Therefore|Today|Finally), "
    r"|,\s(?:which|who|where) [^,]{5,80}(?=[,.])"
)
ABOUT_TENSE = re.compile(r"\b(is|are|was|were|has|had|can|could|will|would)\b(?! not\b)")


def statement(question: str, answer: str) -> str | None:
    """What the question and its answer say together, or None where simple rules do not turn it round.

    >>> statement("Who won the race?", "Ann Berg"), statement("When was the dome built?", "1889")
    ('Ann Berg won the race.', 'the dome was built in 1889.')
    >>> statement("What is the capital of Peru?", "Lima"), statement("Which party won the vote?", "the Greens")
    ('Lima is the capital of Peru.', 'the Greens won the vote.')
    >>> statement("What did Ann Berg win?", "the race"), statement("What was the dome made of?", "glass")
    (None, None)
    """
    question = question.strip()
    if match := PASSIVE.match(question):
        said = f"{match['subject']} {match['be']} {match['verb']}{match['rest'] or ''}"
        first = answer.split()[0].lower() if answer.split() else ""
        if first in PREPOSITIONS:
            return f"{said} {answer}."
        day = match["ask"] == "When" and re.search(r"[A-Za-z]+ \d{1,2}\b(?!\d)|\b\d{1,2} [A-Z]", answer)
        return f"{said} {'on' if day else 'in'} {answer}."
    if match := NOUN_SUBJECT.match(question):
        if not AUXILIARIES & set(question[match.end() :].lower().split()[:4]):
            return f"{answer} {question[match.start('verb') :].rstrip('?')}."
        return None
    match = SUBJECT.match(question)
    if match is None:
        return None
    words = match["rest"].split()
    last, follow = words[-1].lower(), {word.lower() for word in words[1:5]}
    if words[0].lower() in ("is", "was", "are", "were"):
        plain = words[1:2] and words[1].lower() in ("the", "a", "an", "one", "responsible", "involved")
        cut_off = last in PREPOSITIONS or re.fullmatch(PARTICIPLE, last)
        return f"{answer} {match['rest']}." if plain and not cut_off else None
    if words[0].lower() in AUXILIARIES or follow & AUXILIARIES or last in PREPOSITIONS:
        return None
    if not question.startswith("Who") and not re.fullmatch(r"\w+(?:ed|s)", words[0]):
        return None
    return f"{answer} {match['rest']}."


def trimmed(sentence: str, random: Random) -> str:
    """The sentence without one aside, where it has one: still true, no longer a copy.

    >>> trimmed("However, rain (much of it) fell.", Random(1))
    'Rain (much of it) fell.'
    """
    asides = list(BENIGN.finditer(sentence))
    if not asides:
        return sentence
    aside = random.choice(asides)
    left = (sentence[: aside.start()] + sentence[aside.end() :]).strip()
    return left[:1].upper() + left[1:]


def negated(sentence: str) -> str | None:
    """The sentence with its first auxiliary negated.

    >>> negated("The dome was built."), negated("Rain fell.")
    ('The dome was not built.', None)
    """
    found = ABOUT_TENSE.search(sentence)
    return None if found is None else f"{sentence[: found.end()]} not{sentence[found.end() :]}"


def edited(sentence: str, passage: str, article: str, random: Random) -> str | None:
    """The sentence with one number, name or comparison changed, or negated, so that the passage contradicts it."""
    edits = [swap_number, swap_number, swap_name, swap_name, swap_opposite]
    random.shuffle(edits)
    if random.random() < 0.12:
        return negated(sentence)
    for edit in edits:
        changed = edit(sentence, passage, article, random)
        if changed is not None and changed != sentence:
            return changed
    return None


def sentence_claim(example: ReadExample, article: str, random: Random) -> RelationExample | None:
    """A claim made of one sentence of the passage: kept, with a detail changed, or without its sentence."""
    usable = [(a, b) for a, b in example.sentences if SHORTEST <= b - a <= LONGEST]
    if not usable:
        return None
    start, end = random.choice(usable)
    source, passage = example.passage[start:end], example.passage
    if random.random() < 0.25:
        passage = source
    claim = trimmed(source, random)
    draw = random.random()
    if draw < 0.38:
        return RelationExample(passage, claim, 0, "sentence-kept") if claim != passage else None
    if draw < 0.85:
        changed = edited(claim, passage, article, random)
        return None if changed is None else RelationExample(passage, changed, 2, "sentence-edited")
    left = " ".join(example.passage[a:b] for a, b in example.sentences if (a, b) != (start, end))
    if not left or len(content_words(claim) & content_words(left)) > len(content_words(claim)) // 2:
        return None
    return RelationExample(left, claim, 1, "sentence-absent")


def said(question: str, answer: str, rewrites: float, random: Random) -> str:
    """A check's second text: ``question answer``, or for a share ``rewrites`` of the questions a statement."""
    told = statement(question, answer) if random.random() < rewrites else None
    return told if told is not None else f"{question} {answer}"


def checks_of(examples: Sequence[ReadExample], article: str, share: float, random: Random) -> list[RelationExample]:
    """Sentence claims of a share of the examples."""
    made = [sentence_claim(example, article, random) for example in examples if random.random() < share]
    return [claim for claim in made if claim is not None]
