"""A name: whom each article ties to the asked office or part in the event."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

from rag.answer import Kind
from rag.disagreement.certainty import align, certainty
from rag.disagreement.claims import Claim
from rag.disagreement.slots.slot import Slot
from rag.evidence import LONGEST_PASSAGE, Evidence, Sentence
from rag.language.countries import country_of, same_country, seat_of
from rag.language.mentions import is_organisation
from rag.language.names import AliasTable, names_match
from rag.language.offices import OfficeLink
from rag.language.thesaurus import event_groups
from rag.question import Asked

_MEETING = event_groups("meet")
_ENCOUNTER = event_groups("meet visit")
NOT_TIED = "named in the same event, not tied to the office"
OF_NO_COUNTRY = "given such an office in the same event, of no named country"
HOLDS_IT = 0.6
"""An office stated in the question is answered by whoever is said to hold it: at least so surely."""
JOINED = 0.5
"""And by whom the same meeting names in the holder's stead."""


@dataclass(frozen=True, slots=True)
class Person:
    """A name, and the names of the same passages that it may be told by."""

    name: str
    table: AliasTable = field(compare=False, repr=False)

    @classmethod
    def of(cls, name: str, table: AliasTable) -> Self:
        return cls(table.canonical(name), table)

    def same(self, other: Person) -> bool:
        return self.table.same(self.name, other.name)


def alias_table(sentences: Sequence[Sentence]) -> AliasTable:
    """The names of the sentences' passages."""
    return AliasTable.from_texts(
        {(s.article_id, s.evidence.quote.passage.text[:LONGEST_PASSAGE]): None for s in sentences}
    )


class NameSlot(Slot[Person]):
    """ "Who is the mayor?": names that hold the office, or stand for an unnamed holder in the asked event."""

    kind: ClassVar[Kind] = "naming"

    @classmethod
    def of(cls, asked: Asked) -> Self | None:
        is_deed = asked.agent_is_asked and not asked.office_is_asked
        return cls(asked) if asked.kind == "name" and not is_deed else None

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[Person]]:
        """Everybody who is said to hold the office, or who meets whom its holder met."""
        asked = self.asked
        sentences = evidence
        links: list[tuple[Sentence, OfficeLink, float]] = []
        for aligned in align(asked, sentences):
            found = aligned.sentence.links
            if found:
                score = certainty(names=aligned.any_names, words=aligned.words_from(0.5))
                links.extend(
                    (aligned.sentence, link, score)
                    for link in found
                    if not link.former and not _is_asked_name(asked, link.name)
                )
        office = _asked_office(asked, links)
        if office is None:
            return []
        table = alias_table(sentences)
        claims = [
            Claim(
                sentence,
                Person.of(link.name, table),
                link.name,
                max(score, HOLDS_IT) if asked.office_is_asked else score,
            )
            for sentence, link, score in links
            if _is_office(link, office) and (asked.office_is_asked or _place_fits(asked, link))
        ]
        return claims + _joined_by_meeting(asked, sentences, claims, table, office)

    def differ(self, one: Claim[Person], other: Claim[Person]) -> bool:
        return not one.value.same(other.value)


def _is_asked_name(asked: Asked, name: str) -> bool:
    return any(names_match(name, known) for known in asked.names)


def _asked_office(asked: Asked, links: Sequence[tuple[Sentence, OfficeLink, float]]) -> tuple[str, str | None] | None:
    """The office in the question; else the one that most sources name a holder of in the asked event."""
    if asked.office_is_asked and asked.office is not None:
        return asked.office
    if not event_groups(asked.text) & _ENCOUNTER:
        return None
    best: dict[tuple[str, str | None], float] = defaultdict(float)
    articles: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for sentence, link, score in links:
        if link.place and _place_fits(asked, link) and score >= 0.45 and not _same_office(asked, link):
            key = (link.office, link.place)
            best[key] = max(best[key], score)
            articles[key].add(sentence.article_id)
    ranked = sorted(best, key=lambda key: (-len(articles[key]), -best[key]))
    return ranked[0] if ranked else None


def _same_office(asked: Asked, link: OfficeLink) -> bool:
    """Is it the office that the question names as known ("who met the Chilean president?")?"""
    return asked.office is not None and not asked.office_is_asked and _is_office(link, asked.office)


def _is_office(link: OfficeLink, office: tuple[str, str | None]) -> bool:
    title, place = office
    if link.office != title and not (
        title == "leader" and link.office in {"president", "prime minister", "chancellor"}
    ):
        return False
    if place is None:
        return True
    return link.place is not None and (same_country(link.place, place) or names_match(link.place, place))


def _place_fits(asked: Asked, link: OfficeLink) -> bool:
    """A question about one country is not about another one's office holder."""
    if link.place is None:
        return False
    wanted = [*asked.countries, *(seat for name in asked.names if (seat := seat_of(name)))]
    return not wanted or any(same_country(link.place, country) for country in wanted) or country_of(link.place) is None


def _joined_by_meeting(
    asked: Asked,
    sentences: Sequence[Sentence],
    claims: Sequence[Claim[Person]],
    table: AliasTable,
    office: tuple[str, str | None],
) -> list[Claim[Person]]:
    """Names without an office in articles that report the same meeting of the same person in the same country."""
    if not claims or office[1] is None:
        return []
    tied = {claim.article for claim in claims}
    partners = _partners(claims, table)
    if not partners:
        return []
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    where: dict[tuple[str, str], Sentence] = {}
    for sentence in sentences:
        if sentence.article_id in tied or not _meets(sentence, partners, office[1]):
            continue
        for name in _people(sentence):
            if (
                any(names_match(name, partner) for partner in partners)
                or _holds_another(table.office_of(name), office)
                or _is_asked_name(asked, name)
            ):
                continue
            counted[sentence.article_id][name] += 1
            where.setdefault((sentence.article_id, name), sentence)
    joined: list[Claim[Person]] = []
    for article, names in counted.items():
        name, _ = names.most_common(1)[0]
        note = OF_NO_COUNTRY if table.office_of(name) else NOT_TIED
        joined.append(Claim(where[article, name], Person.of(name, table), name, JOINED, note=note))
    return joined


def _holds_another(held: tuple[str, str | None] | None, office: tuple[str, str | None]) -> bool:
    """An office of another kind or country; "Prime Minister Ana Roe" alone may be of this one."""
    return held is not None and (held[0] != office[0] or held[1] is not None)


def _partners(claims: Sequence[Claim[Person]], table: AliasTable) -> list[str]:
    """People whom the articles name beside the office holder."""
    seen: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for name in _people(claim.sentence):
            if not table.same(name, claim.value.name):
                seen[table.canonical(name)].add(claim.article)
    return [name for name, articles in seen.items() if len(articles) >= 2]


def _meets(sentence: Sentence, partners: Sequence[str], place: str) -> bool:
    if not event_groups(sentence.text) & _MEETING:
        return False
    if not any(names_match(name, partner) for name in sentence.names for partner in partners):
        return False
    return any(same_country(mention.text, place) for mention in sentence.setting.mentions)


_PERSON = re.compile(r"^[^\W\d_]+(?:[ -][^\W\d_.]+){1,3}$")


def _people(sentence: Sentence) -> list[str]:
    """Names of two or more words that are no place, country or organisation."""
    return [
        name
        for name in sentence.names
        if _PERSON.match(name) and name not in sentence.places and not country_of(name) and not is_organisation(name)
    ]
