"""What a careful editor would add below an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer import Disagreement, Statement
from rag.question import Question

_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|denials?|dismiss(?:ed|es)|refut(?:ed|es)|reject(?:ed|s)|baseless|not true)\b", re.I
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|in case|suppose|hypothetical(?:ly)?|would have|could have|might have)\b", re.I
)
_SECOND_HAND = re.compile(
    r"\b(?:reported(?:ly)?|alleged(?:ly)?|purported(?:ly)?|rumou?r(?:s|ed)?|unconfirmed|is said to|are said to|"
    r"sources? said|citing|quoted by|according to (?:media|local|press|unnamed|anonymous)|supposed(?:ly)?)\b",
    re.I,
)
_COUNT = re.compile(
    r"\bhow (?:many|often|frequently)\b.*\b(?:articles?|reports?|stories|times|sources?|mentions?|mentioned)\b", re.I
)
_SUMMARY = re.compile(
    r"\b(?:summari[sz]e|summary|overview|sum up|list (?:all|every|the)|what are all|everything|all the|main topics?|"
    r"what (?:is|are) (?:this|these|the) (?:collection|corpus|articles?) about)\b",
    re.I,
)


def caveats(
    question: Question, statements: Sequence[Statement], disagreements: Sequence[Disagreement] = ()
) -> tuple[str, ...]:
    """Sentences a reader should see next to these statements; empty for an abstention."""
    if not statements:
        return ()
    cited = [citation for statement in statements for citation in statement.citations]
    cited += [citation for note in disagreements for side in note.sides for citation in side.citations]
    origins = {citation.origin or citation.article_id for citation in cited}
    said = []
    if len(origins) == 1:
        said.append("Only one origin reports this.")
    if cited and all(citation.genre == "opinion" for citation in cited):
        one = "That origin is an opinion piece: it gives its author's view and is no neutral report."
        several = "All of these are opinion pieces: they give their authors' views and are no neutral reports."
        said.append(one if len(origins) == 1 else several)
    quotes = [citation.quote for citation in statements[0].citations]
    if all(_DENIED.search(quote) for quote in quotes):
        said.append("The quoted words report a denial.")
    if all(_HYPOTHETICAL.search(quote) for quote in quotes):
        said.append("The quoted words speak of a condition or a possibility, not of a fact.")
    if all(_SECOND_HAND.search(quote) for quote in quotes):
        said.append("The quoted words are reported at second hand.")
    if _COUNT.search(question.standalone):
        said.append("The question asks for a count over the articles; only the best passages were read.")
    elif _SUMMARY.search(question.standalone):
        said.append("The question asks for a summary; these are the most relevant passages, not all there is.")
    return tuple(said)
