"""Questions that look answerable and are not: what teaches the reader to abstain.

Four ways, from SQuAD's training questions alone:

- *swapped*: one thing in the question is changed (a name, a number, a word, a
  comparison), so that the passage answers another question;
- *removed*: the sentence that holds the answer is cut out of the passage;
- *neighbour*: another paragraph of the same article, one of those most like the
  question, that does not hold the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from training.examples import ReadExample
from training.text import STOPWORDS, content_words, normal_answer, sentence_spans

NAME = re.compile(r"\b[A-Z][\w'’-]*(?:\s+(?:(?:of|the|de|van|von|al)\s+)?[A-Z][\w'’-]*)*")
NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
QUESTION_WORDS = frozenset(
    "What Which Who Whom Whose When Where Why How In On At To For From By With The A An Is Are Was Were Do Does Did "
    "Has Have Had Can Could If As Of During After Before Along According Besides Under Since Until Name It He She They "
    "This That These Those There Other Although While Some Most Many Both Not Its His Her Their".split()
)
OPPOSITES = """
first last, largest smallest, highest lowest, most least, more less, best worst, before after, above below,
increase decrease, increased decreased, north south, east west, northern southern, eastern western,
oldest youngest, older younger, early late, earliest latest, begin end, began ended, start finish,
started finished, win lose, won lost, born buried, gain lose, import export, imports exports, male female,
men women, inside outside, upper lower, maximum minimum, buy sell, bought sold, open close, opened closed,
rich poor, strong weak, longest shortest, longer shorter, larger smaller, higher lower, arrive leave,
arrived left, accept reject, accepted rejected, allow forbid, allowed forbidden, support oppose,
supported opposed, modern ancient, public private, domestic foreign, positive negative, majority minority,
join leave, rise fall, rose fell, create destroy, created destroyed, major minor, common rare, legal illegal,
hot cold, light dark, always never, can cannot, father mother, son daughter, king queen, husband wife,
summer winter, attack defend, old new
"""
OPPOSITE = {one: other for pair in OPPOSITES.split(",") for one, other in (pair.split(), pair.split()[::-1])}
SUFFIXES = ("tion", "ment", "ing", "ity", "ies", "ed", "ly", "al", "er", "s")


def names(text: str) -> list[tuple[int, int]]:
    """Spans of capitalised names, without a question word that opens them.

    >>> [ "When did Anna Berg visit Oslo?"[a:b] for a, b in names("When did Anna Berg visit Oslo?")]
    ['Anna Berg', 'Oslo']
    """
    spans = []
    for match in NAME.finditer(text):
        start, end = match.span()
        words = text[start:end].split(" ")
        while words and words[0] in QUESTION_WORDS:
            start += len(words[0]) + 1
            words = words[1:]
        if words and end - start > 1:
            spans.append((start, end))
    return spans


def ending(word: str) -> str:
    """A word's form class, by its suffix.

    >>> ending("walking"), ending("station"), ending("tree")
    ('ing', 'tion', '')
    """
    return next((suffix for suffix in SUFFIXES if word.endswith(suffix) and len(word) > len(suffix) + 2), "")


def swap_name(question: str, passage: str, article: str, random: Random) -> str | None:
    """One name of the question becomes another of the passage or, failing that, of the article."""
    spans = names(question)
    if not spans:
        return None
    start, end = random.choice(spans)
    for text in (passage, article) if random.random() < 0.6 else (article,):
        others = {text[a:b] for a, b in names(text)}
        known = question.lower()
        usable = sorted(other for other in others if other.lower() not in known and len(other) < 40)
        usable = [other for other in usable if not content_words(other) & content_words(question[start:end])]
        if usable:
            return question[:start] + random.choice(usable) + question[end:]
    return None


def swap_number(question: str, passage: str, article: str, random: Random) -> str | None:
    """One number of the question becomes another: of the passage, or a near one."""
    found = list(NUMBER.finditer(question))
    if not found:
        return None
    match = random.choice(found)
    value = match.group()
    others = sorted({other for other in NUMBER.findall(passage) if other != value and len(other) == len(value)})
    if others and random.random() < 0.5:
        other = random.choice(others)
    else:
        digits = int(value.replace(",", "").split(".")[0])
        near = digits + random.choice((-1, 1)) * random.randint(1, max(2, min(30, digits // 3)))
        other = str(near)
        if other in passage or near < 0:
            return None
    return question[: match.start()] + other + question[match.end() :]


def swap_opposite(question: str, passage: str, article: str, random: Random) -> str | None:
    """A comparison is turned round, or the question negated."""
    found = [match for match in re.finditer(r"[a-z]+", question) if match.group() in OPPOSITE]
    if found:
        match = random.choice(found)
        return question[: match.start()] + OPPOSITE[match.group()] + question[match.end() :]
    verb = re.search(r"\b(?:is|are|was|were|did|does|do|can|could|has|had|have)\b(?= [a-z]+(?:ed|en|ing)\b)", question)
    return None if verb is None else question[: verb.end()] + " not" + question[verb.end() :]


def swap_word(question: str, passage: str, article: str, random: Random) -> str | None:
    """One content word becomes another that the article uses after the same word: the question still reads well."""
    found = [m for m in re.finditer(r"(\w+) ([a-z]{4,})\b", question) if m.group(2) not in STOPWORDS]
    random.shuffle(found)
    for match in found:
        before, word = match.groups()
        text = passage if random.random() < 0.4 else article
        pool = set(re.findall(rf"\b{before.lower()} ([a-z]{{4,}})\b", text.lower())) - STOPWORDS
        known = question.lower()
        usable = sorted(w for w in pool if ending(w) == ending(word) and w not in known and w[:4] != word[:4])
        if usable:
            return question[: match.start(2)] + random.choice(usable) + question[match.end() :]
    return None


SWAPS = {"name": swap_name, "number": swap_number, "opposite": swap_opposite, "word": swap_word}


def swapped(example: ReadExample, article: str, random: Random) -> ReadExample | None:
    """The example with one thing in its question changed, or None where nothing can be."""
    order = ["number", "opposite", "name"]
    random.shuffle(order)
    if random.random() < 0.3:
        order = ["word", *order]
    else:
        order.append("word")
    for kind in order:
        question = SWAPS[kind](example.question, example.passage, article, random)
        if question is not None and question != example.question:
            return ReadExample(question, example.passage, None, example.sentences, (), f"swap-{kind}")
    return None


def removed(example: ReadExample) -> ReadExample | None:
    """The passage without the sentence that answers; None if the answer stands elsewhere too, or nothing is left."""
    if example.answer is None or len(example.sentences) < 2:
        return None
    start, end = example.answer
    answer = normal_answer(example.passage[start:end])
    left = [span for span in example.sentences if span[1] <= start or span[0] >= end]
    if not left or len(left) == len(example.sentences):
        return None
    passage = " ".join(example.passage[a:b] for a, b in left)
    if not answer or f" {answer} " in f" {normal_answer(passage)} ":
        return None
    return ReadExample(example.question, passage, None, tuple(sentence_spans(passage)), (), "removed")


def likest(question: str, paragraphs: Sequence[frozenset[str]], weight: dict[str, float], barred: int) -> list[int]:
    """Paragraphs by the summed weight of the question's words they hold, best first, without ``barred``.

    >>> likest("rain in Oslo", [frozenset({"sun"}), frozenset({"rain"}), frozenset({"rain", "oslo"})], {"rain": 1.0}, 2)
    [1, 0]
    """
    wanted = content_words(question)
    scores = [sum(weight.get(word, 1.0) for word in wanted & words) for words in paragraphs]
    return [i for i in sorted(range(len(scores)), key=lambda i: (-scores[i], i)) if i != barred]


def neighbour(example: ReadExample, ranked: Sequence[str], random: Random, pool: int = 3) -> ReadExample | None:
    """The question against one of the ``pool`` likest paragraphs of its article that do not hold the answer."""
    if example.answer is None:
        return None
    answer = normal_answer(example.passage[slice(*example.answer)])
    free = [text for text in ranked[: 2 * pool] if f" {answer} " not in f" {normal_answer(text)} "][:pool]
    if not answer or not free:
        return None
    passage = random.choice(free)
    return ReadExample(example.question, passage, None, tuple(sentence_spans(passage)), (), "neighbour")
