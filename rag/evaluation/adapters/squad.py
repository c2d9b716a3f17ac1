"""SQuAD JSON (v1.1, v2.0): every paragraph is an article, every question keeps its answers.

All paragraphs together are the corpus, so finding the right one is part of the
task. Questions marked impossible must be refused; that another paragraph of
the corpus answers one of them cannot be ruled out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.articles import Article
from index.errors import GoldError
from rag.evaluation.adapters.benchmark import Benchmark, clean_text, read_json
from rag.evaluation.gold import GoldFile, GoldQuestion


def is_squad(value: object) -> bool:
    """A document ``{"data": [{"paragraphs": ...}]}``."""
    if not isinstance(value, Mapping) or not isinstance(value.get("data"), list):
        return False
    return any(isinstance(document, Mapping) and "paragraphs" in document for document in value["data"])


def read_squad(path: str | Path) -> Benchmark:
    """Read a SQuAD file. Raises GoldError naming the entry that does not fit."""
    path = Path(path)
    data = read_json(path)
    if not is_squad(data):
        raise GoldError(f"{path} is not SQuAD JSON.", remedy='It should read {"data": [{"paragraphs": [...]}]}.')
    articles: list[Article] = []
    questions: list[GoldQuestion] = []
    where = ""
    try:
        for place, document in enumerate(data["data"]):
            title = str(document.get("title", f"document {place}"))
            for number, paragraph in enumerate(document["paragraphs"]):
                where = f"data[{place}].paragraphs[{number}]"
                article = Article(
                    id=f"{title}/{number}", title=title.replace("_", " "), text=clean_text(paragraph["context"])
                )
                articles.append(article)
                questions += [_question(asked, article.id) for asked in paragraph.get("qas", ())]
    except (KeyError, TypeError, AttributeError) as error:
        raise GoldError(f"{path}, {where}: {error}.", remedy="Give the file as it was published.") from None
    if not questions:
        raise GoldError(f"{path} holds no question.", remedy="Give a SQuAD file with questions.")
    return Benchmark(GoldFile(path.name, tuple(questions)), tuple(articles))


def _question(asked: Mapping[str, Any], article_id: str) -> GoldQuestion:
    answers = tuple(dict.fromkeys(answer["text"].strip() for answer in asked.get("answers", ())))
    answerable = bool(answers) and not asked.get("is_impossible", False)
    return GoldQuestion(
        id=str(asked["id"]),
        question=asked["question"].strip(),
        answerable=answerable,
        facts=(answers,) if answerable else (),
        short=answers if answerable else (),
        cite=(article_id,) if answerable else (),
    )
