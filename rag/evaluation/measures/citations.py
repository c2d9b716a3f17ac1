"""Citations: are the quotes real, do they carry the statements, are they of the right articles?

Citation recall and precision follow ALCE (Gao, Yen, Yu & Chen, EMNLP 2023):

- recall of a statement is 1 where its quotes together entail it;
- a citation counts as precise where its statement has recall 1 and it is not
  idle: it entails the statement alone, or the other quotes do not without it;
- a lead-in that names a cited source ("AFP reports: ...") is not part of what
  is judged: which article a quote comes from is checked by its address;
- both are averaged within an answer, then over answers that say anything.

Whether a quote entails a statement is decided by the judge that the run was
given; the report names it.
"""

from __future__ import annotations

from rag.answer import Statement
from rag.evaluation.case import Case, Support, article_ids
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.judges import ENTAILS, Judge
from rag.evaluation.matching import holds
from rag.evaluation.measures.measure import Measure, share
from rag.evaluation.statistics import Score

_UNNAMED = ("article", "opinion piece", "analysis")
"""What a lead-in calls an article that does not say who published it."""
_ALCE = "ALCE (Gao et al. 2023)"


def judge_statement(statement: Statement, judge: Judge) -> Support:
    """ALCE's questions to the judge about one statement.

    >>> from rag.answer import Citation
    >>> quotes = [Citation(1, "a", 0, 9, "It rained."), Citation(2, "b", 0, 9, "It snowed.")]
    >>> judge_statement(Statement("It rained.", tuple(quotes)), lambda premise, text: float(text in premise))
    Support(joint=True, needed=(True, False))
    """
    quotes = [citation.quote for citation in statement.citations]
    claim = without_attribution(statement)

    def carried_by(some: list[str]) -> bool:
        return bool(some) and judge("\n".join(some), claim) >= ENTAILS

    joint = carried_by(quotes)
    if not joint or len(quotes) == 1:
        return Support(joint, tuple(joint for _ in quotes))
    needed = (
        carried_by([quote]) or not carried_by(quotes[:place] + quotes[place + 1 :])
        for place, quote in enumerate(quotes)
    )
    return Support(joint, tuple(needed))


def without_attribution(statement: Statement) -> str:
    """The statement without a lead-in that names a source it cites, which no quote can entail.

    The source of a citation is checked by its address, not by what it says.

    >>> from rag.answer import Citation
    >>> without_attribution(Statement("AFP reports: It rained.", (Citation(1, "a", 0, 9, "It rained.", source="AFP"),)))
    'It rained.'
    """
    lead, colon, rest = statement.text.partition(": ")
    names = [name for each in statement.citations for name in (each.source, each.author, each.title) if name]
    if any(citation.source is None for citation in statement.citations):
        names += _UNNAMED
    return rest if colon and rest.strip() and any(holds(lead, name) for name in names) else statement.text


def _verbatim(case: Case) -> Score | None:
    return Score(float(sum(case.verbatim)), float(len(case.verbatim))) if case.verbatim else None


def _altered(case: Case, score: Score) -> str | None:
    if score.value == score.weight:
        return None
    checked = zip(case.answer.citations, case.verbatim, strict=True) if case.answer else ()
    numbers = ", ".join(f"[{citation.number}]" for citation, same in checked if not same)
    return f"Not in the article as quoted: {numbers}."


def _recall(case: Case) -> Score | None:
    if case.silent or not case.support:
        return None
    return Score(sum(support.joint for support in case.support) / len(case.support))


def _precision(case: Case) -> Score | None:
    if case.silent or not case.support:
        return None
    needed = [each for support in case.support for each in support.needed]
    return Score(sum(needed) / len(needed)) if needed else Score(0.0)


def _unsupported(case: Case, score: Score) -> str | None:
    if score.value == 1 or case.answer is None:
        return None
    weak = [n for n, support in enumerate(case.support, start=1) if not support.joint]
    return f"Not carried by the quotes, says the judge: statement {', '.join(map(str, weak))}."


def _cited(case: Case) -> Score | None:
    statements = case.answer.statements if case.answer and not case.silent else ()
    if not statements:
        return None
    return Score(float(sum(bool(statement.citations) for statement in statements)), float(len(statements)))


def _wrong_article(case: Case) -> Score | None:
    if case.silent:
        return None
    right = set(case.gold.article_ids)
    return share(not any(article_ids(citation) & right for citation in case.citations))


def _cites_wrong(case: Case, score: Score) -> str | None:
    if score.value == 0 or case.silent:
        return None
    cited = ", ".join(dict.fromkeys(citation.article_id for citation in case.citations)) or "nothing"
    return f"No right article is cited, only {cited}."


def _has_articles(gold: GoldQuestion) -> bool:
    return gold.answerable and bool(gold.article_ids)


MEASURES = (
    Measure(
        name="verbatim",
        group="Citations",
        definition="Share of all quotes shown that stand in the cited article at the cited place, re-read from the "
        "index. Anything below 1 is a defect.",
        headline=True,
        source="this project",
        score=_verbatim,
        explain=_altered,
    ),
    Measure(
        name="citation_precision",
        group="Citations",
        definition="Share of an answer's citations that carry their statement or are needed for it, averaged over "
        "answers.",
        source=_ALCE,
        score=_precision,
    ),
    Measure(
        name="citation_recall",
        group="Citations",
        definition="Share of an answer's statements that their quotes together entail, averaged over answers.",
        headline=True,
        source=_ALCE,
        score=_recall,
        explain=_unsupported,
    ),
    Measure(
        name="cited",
        group="Citations",
        definition="Share of all statements shown that have a citation.",
        source="this project",
        score=_cited,
    ),
    Measure(
        name="wrong_article",
        group="Citations",
        definition="Share of the answers given to answerable questions that cite none of the gold articles (a copy "
        "of a gold article counts as it).",
        source="this project",
        score=_wrong_article,
        applies=_has_articles,
        better="lower",
        explain=_cites_wrong,
    ),
)
