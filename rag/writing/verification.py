"""The check between a language model and the reader: nothing it writes is shown unprovenanced.

A written statement passes if its citation numbers exist, its numbers, dates,
names and quoted words occur in the passages it cites, nobody else said them,
it turns nothing round, and what is left of it is carried by cited sentences.
Sentences that give orders to the software carry nothing.

What this leaves out: it compares a statement with the evidence, not with the
world, and refuses a true paraphrase that shares few words with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from index.sentences import sentence_spans
from rag.evidence import DraftStatement, Quote
from rag.language.injection import is_instruction_like, without_hidden
from rag.language.names import AliasTable, name_mentions
from rag.language.words import stem, words
from rag.writing.numbered_evidence import NumberedPassage
from rag.writing.polarity import polarity_conflict
from rag.writing.quoted import find_quoted, has_open_quote, quoted_words, wrong_speaker
from rag.writing.reply import MAX_STATEMENT_CHARACTERS
from rag.writing.stated import unsupported_dates, unsupported_names, unsupported_numbers
from rag.writing.support import Basis, find_basis, longest_gap, needed_stems, verbs_in

LEAST_COVERED = 0.65
"""Share of a statement's content words, names apart, that its evidence must hold: two of three. Of 900
FEVER claims it passes 56 % of the true and 26 % of the refuted ones, before names are looked at."""
LONGEST_ADDITION = 2
"""So many content words in a row may be without support: more are an added clause, however long the rest is."""

_MARK = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_MARKUP = re.compile(
    r"https?:|www\.|javascript:|data:|!\[|\]\s*\(|<\s*/?\s*[a-z!]|`|\*\*|^\s*(?:#|[-*] )|\|\s*-{2,}|\{|\}|&#?\w+;"
    r"|\b[\w.+-]+@[\w-]+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S",
    re.IGNORECASE | re.MULTILINE,
)
_DOMAIN = re.compile(
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|io|co|gov|edu|news|ru|cn|example|test|invalid)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the check found: a statement that may be shown, or why not."""

    statement: DraftStatement | None
    problems: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return self.statement is not None


class Verifier:
    """Checks statements against one set of numbered evidence."""

    def __init__(self, evidence: Sequence[NumberedPassage]) -> None:
        self._by_number = {item.number: item for item in evidence}
        self._table = AliasTable.from_texts(
            (item.passage.article_id, " ".join(quote.text for quote in item.sentences)) for item in evidence
        )

    def verify(self, text: str, citations: Sequence[int]) -> Ruling:
        """Check one statement. Its quotes are the cited sentences that carry it, verbatim."""
        tidy, marked = split_marks(text)
        numbers = list(dict.fromkeys((*citations, *marked)))
        cited = self.numbered(numbers)
        problems = problems_of_form(tidy, cited)
        unknown = [str(number) for number in numbers if number not in self._by_number]
        if unknown:
            problems.append(f"there is no evidence numbered {', '.join(unknown)}")
        if not numbers:
            problems.append("it cites no evidence")
        if problems:
            return Ruling(None, tuple(problems))
        quotes: list[Quote] = []
        for sentence in [tidy[start:end] for start, end in sentence_spans(tidy)]:
            support, found = self._check_sentence(sentence, cited)
            problems += found
            quotes += support
        if problems:
            return Ruling(None, tuple(dict.fromkeys(problems)))
        return Ruling(DraftStatement(tidy, in_citation_order(quotes, cited)))

    def numbered(self, numbers: Sequence[int]) -> list[NumberedPassage]:
        """The evidence under these numbers, as far as there is any."""
        return [self._by_number[number] for number in dict.fromkeys(numbers) if number in self._by_number]

    def find_verbatim(self, quote: str, citation: int) -> tuple[Quote, ...]:
        """The sentences of evidence ``citation`` that hold the quoted words; none if they are not there."""
        item = self._by_number.get(citation)
        return find_quoted(quote, item.sentences) if item is not None else ()

    def holds_phrase(self, phrase: str, quotes: Sequence[Quote]) -> bool:
        """Does one of the quotes hold the phrase word for word?"""
        return bool(words(phrase)) and bool(find_quoted(phrase, quotes))

    def _check_sentence(self, sentence: str, cited: Sequence[NumberedPassage]) -> tuple[list[Quote], list[str]]:
        problems = problems_of_facts(sentence, cited, self._table)
        everything = [quote for item in cited for quote in item.sentences]
        spoken: list[Quote] = []
        for quoted in quoted_words(sentence):
            found = find_quoted(quoted, everything)
            if not found:
                problems.append(f'"{quoted}" does not stand in the cited evidence word for word')
            spoken += found
        basis = self._basis(sentence, cited)
        carrying = list(dict.fromkeys((*spoken, *basis.quotes)))
        speaker = wrong_speaker(sentence, spoken or carrying, cited, self._table)
        if speaker:
            problems.append(speaker)
        turned = polarity_conflict(sentence, [quote.text for quote in carrying])
        if turned:
            problems.append(turned)
        problems += self._problems_of_support(sentence, basis, carrying)
        return carrying, problems

    def _basis(self, sentence: str, cited: Sequence[NumberedPassage]) -> Basis:
        """How the cited sentences carry the words of the statement, its names apart: these are checked as names."""
        names = [mention.text for mention in name_mentions(sentence)]
        needed = needed_stems(sentence, given=[*names, *(voice for item in cited for voice in item.voices)])
        sentences = [quote for item in cited for quote in item.sentences]
        if not needed:
            needed = frozenset(stem(word) for name in names for word in words(name))
        return find_basis(needed, sentences)

    def _problems_of_support(self, sentence: str, basis: Basis, carrying: Sequence[Quote]) -> list[str]:
        if not carrying:
            return ["nothing in the cited evidence says this"]
        done = verbs_in(sentence)
        undone = sorted(done & basis.missing)
        if len(undone) * 2 > len(done):
            return [f'the cited evidence does not say that anything was "{undone[0]}"']
        if longest_gap(sentence, basis.missing) > LONGEST_ADDITION:
            return ["the cited evidence says only a part of this"]
        if basis.covered < LEAST_COVERED:
            return ["the cited evidence does not say all of this; keep closer to its words"]
        return []


def problems_of_form(text: str, cited: Sequence[NumberedPassage]) -> list[str]:
    """What may stand in no statement: nothing said, links and markup, hidden characters, orders, open quotes."""
    problems = []
    if not words(text):
        problems.append("it says nothing")
    if len(text) > MAX_STATEMENT_CHARACTERS:
        problems.append(f"it is longer than {MAX_STATEMENT_CHARACTERS} characters")
    if _MARKUP.search(text) or _names_other_site(text, cited):
        problems.append("it holds a link, an address or markup")
    if without_hidden(text) != text or any(unicodedata.category(char) == "Co" for char in text):
        problems.append("it holds hidden characters")
    if is_instruction_like(text):
        problems.append("it reads like an instruction to the software")
    if has_open_quote(text):
        problems.append("a quotation mark has no partner")
    return problems


def problems_of_facts(text: str, cited: Sequence[NumberedPassage], table: AliasTable | None = None) -> list[str]:
    """Dates, numbers and names in the text that the cited passages do not hold."""
    problems = [f'"{value}" is no date in the cited evidence' for value in unsupported_dates(text, cited)]
    problems += [
        f'the number "{value}" is not in the cited evidence, or not for this'
        for value in unsupported_numbers(text, cited)
    ]
    names = unsupported_names(text, cited, table if table is not None else AliasTable())
    return problems + [f'"{name}" is not in the cited evidence' for name in names]


def _names_other_site(text: str, cited: Sequence[NumberedPassage]) -> bool:
    """A web address that is neither a source's name nor in the cited text."""
    held = " ".join(
        [voice for item in cited for voice in item.voices] + [q.text for item in cited for q in item.sentences]
    )
    return any(match.group().casefold() not in held.casefold() for match in _DOMAIN.finditer(text))


def split_marks(text: str) -> tuple[str, tuple[int, ...]]:
    """The statement on one line without citation marks, and the numbers these named.

    >>> split_marks("It rained [1], then snowed [2, 3].")
    ('It rained, then snowed.', (1, 2, 3))
    """
    numbers: list[int] = []
    for match in _MARK.finditer(text):
        parts = [int(number) for number in re.findall(r"\d+", match[1])]
        spans = re.search(r"[–-]", match[1]) and len(parts) == 2 and 0 < parts[1] - parts[0] < 50
        numbers += range(parts[0], parts[1] + 1) if spans else parts
    return " ".join(_MARK.sub("", text).split()), tuple(numbers)


def in_citation_order(quotes: Sequence[Quote], cited: Sequence[NumberedPassage]) -> tuple[Quote, ...]:
    """Each quote once, neighbours joined, in the order in which the evidence was cited."""
    rank = {item.passage.id: place for place, item in enumerate(cited)}
    ordered = sorted(set(quotes), key=lambda quote: (rank.get(quote.passage.id, len(rank)), quote.start))
    joined: list[Quote] = []
    for quote in ordered:
        last = joined[-1] if joined else None
        if last is not None and last.passage.id == quote.passage.id and quote.start - last.end <= 3:
            joined[-1] = Quote.cut(last.passage, last.start, max(last.end, quote.end))
        else:
            joined.append(quote)
    return tuple(joined)
