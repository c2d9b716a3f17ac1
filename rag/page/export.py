"""A conversation as Markdown, as JSON, and as an evidence bundle that anyone can check against the index.

A bundle is one HTML file: what a reader sees, and the same as data with the
offset and the SHA-256 of every quote and of every article's text. Passages
that were only retrieved leave no text in any export.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.article_index import ArticleIndex
from index.articles import Article
from index.errors import CrosscheckError, StorageError
from rag.answer import KIND_TITLES, Answer, Citation
from rag.page.views.rendering import render, source_of

FORMAT = "crosscheck-bundle"
VERSION = 1
TEMPLATE = "bundle.html"
_DATA = re.compile(r'<script type="application/json" id="crosscheck-bundle">(.*?)</script>', re.S)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&])")


class BundleError(CrosscheckError):
    """A file that is no evidence bundle, or one that cannot be read."""


@dataclass(frozen=True, slots=True)
class BundleCheck:
    """What checking a bundle found; no problem means that every quote stands where it says."""

    quotes: int
    articles: int
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader should know but that is no fault of the bundle."""


def as_json(answers: Iterable[Answer]) -> str:
    """The answers as ``to_dict()`` gives them, without the text of passages that were only retrieved."""
    return json.dumps([_record(answer) for answer in answers], ensure_ascii=False, indent=2)


def as_markdown(answers: Iterable[Answer]) -> str:
    """The answers for a notebook; what an article says cannot become a link or markup in it.

    >>> print(as_markdown([Answer("Who *won*?", abstained=True, reason="Not in the articles.")]))
    ## Who \\*won\\*?
    <BLANKLINE>
    > **Not in the articles.** Not in the articles.
    <BLANKLINE>
    """
    return "\n\n---\n\n".join(_markdown_of(answer) for answer in answers)


def evidence_bundle(index: ArticleIndex, answers: Iterable[Answer], *, settings: Mapping[str, Any]) -> str:
    """The bundle as one HTML page. Raises StorageError where a quote no longer stands in the index."""
    answers = [replace(answer, passages=()) for answer in answers]
    articles: dict[str, Article] = {}
    with index.snapshot() as snapshot:
        for citation in _citations(answers):
            article = articles.get(citation.article_id) or snapshot.article(citation.article_id)
            articles[citation.article_id] = article
            if article.text[citation.start : citation.end] != citation.quote:
                raise StorageError(
                    f"{citation.article_id} has changed since the answer; quote [{citation.number}] no longer stands.",
                    remedy="Ask again, then make the bundle.",
                )
        fingerprint = snapshot.fingerprint
    return _page(
        {
            "format": FORMAT,
            "version": VERSION,
            "template": _template_hash(),
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "index": {"fingerprint": fingerprint, "encoder": index.meta.encoder},
            "settings": dict(settings),
            "kinds": dict(KIND_TITLES),
            "answers": [_record(answer) for answer in answers],
            "quotes": [
                _quote_record(number, each) for number, answer in enumerate(answers) for each in answer.citations
            ],
            "articles": {name: _article_record(article) for name, article in sorted(articles.items())},
        }
    )


def verify_bundle(path: Path | str, index: ArticleIndex) -> BundleCheck:
    """Read every quote of a bundle again out of an index, and the page against its own data.

    Raises BundleError where the file is no bundle.
    """
    text, data = _read(Path(path))
    problems: list[str] = []
    notes: list[str] = []
    with index.snapshot() as snapshot:
        if data["index"]["fingerprint"] != snapshot.fingerprint:
            notes.append(
                "The index has changed since the bundle was made; the quotes were checked against it as it is."
            )
        texts: dict[str, str | None] = {}
        for name, known in data["articles"].items():
            try:
                texts[name] = snapshot.article(name).text
            except StorageError:
                texts[name] = None
                problems.append(f"{name} is not in this index.")
                continue
            if _sha256(texts[name] or "") != known["sha256"]:
                problems.append(f"The text of {name} is not the one that was cited.")
    quotes = {(each["answer"], each["number"]): each for each in data["quotes"]}
    checked = 0
    for number, answer in enumerate(data["answers"]):
        for citation in answer["citations"]:
            checked += 1
            problems += _quote_problems(citation, quotes.get((number, citation["number"])), texts, number)
    if data["template"] != _template_hash():
        notes.append("The bundle was made by another version of Crosscheck; its page was not compared with its data.")
    elif not _shows(text, data):
        problems.append("The page shows something else than the data inside it.")
    return BundleCheck(checked, len(data["articles"]), tuple(problems), tuple(notes))


def _quote_problems(
    citation: Mapping[str, Any], quote: Mapping[str, Any] | None, texts: Mapping[str, str | None], answer: int
) -> list[str]:
    where = f"Quote [{citation['number']}] of answer {answer + 1}"
    name, start, end = citation["article_id"], citation["start"], citation["end"]
    if quote is None or (quote["article_id"], quote["start"], quote["end"]) != (name, start, end):
        return [f"{where} is not listed among the quotes."]
    found = []
    if _sha256(citation["quote"]) != quote["sha256"]:
        found.append(f"{where} does not have the hash that is listed for it.")
    text = texts.get(name)
    if name not in texts:
        found.append(f"{where} cites {name}, which is not listed among the articles.")
    elif text is not None and text[start:end] != citation["quote"]:
        found.append(f"{where} does not stand at {start} to {end} of {name}.")
    return found


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    remedy = "Give an evidence bundle that the page exported."
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"{path} cannot be read: {error}.", remedy=remedy) from None
    found = _DATA.search(text)
    try:
        data = json.loads(found[1]) if found else None
        if not isinstance(data, dict) or data["format"] != FORMAT:
            raise ValueError
        if data["version"] != VERSION:
            raise BundleError(f"{path} is a bundle of version {data['version']}.", remedy="Use a newer Crosscheck.")
        for answer in data["answers"]:
            for each in answer["citations"]:
                _ = each["number"], each["article_id"], each["start"] + each["end"], each["quote"] + ""
        _ = [(each["answer"], each["number"], each["sha256"], each["start"], each["end"]) for each in data["quotes"]]
        _ = [each["sha256"] for each in data["articles"].values()], data["index"]["fingerprint"], data["template"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BundleError(f"{path} is not a whole evidence bundle.", remedy=remedy) from None
    return text, data


def _page(data: Mapping[str, Any]) -> str:
    """The page of these data: the same data give the same page."""
    embedded = json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1).replace("<", "\\u003c")
    return render(TEMPLATE, data=data, embedded=embedded) + "\n"


def _shows(text: str, data: Mapping[str, Any]) -> bool:
    try:
        return _page(data) == text
    except Exception:  # data of any shape may stand in the file; what cannot be shown was not shown
        return False


def _template_hash() -> str:
    return _sha256(source_of(TEMPLATE))[:16]


def _record(answer: Answer) -> dict[str, Any]:
    record = answer.to_dict()
    record["passages"] = [{key: value for key, value in each.items() if key != "text"} for each in record["passages"]]
    return record


def _quote_record(answer: int, citation: Citation) -> dict[str, Any]:
    return {
        "answer": answer,
        "number": citation.number,
        "article_id": citation.article_id,
        "start": citation.start,
        "end": citation.end,
        "sha256": _sha256(citation.quote),
    }


def _article_record(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "characters": len(article.text),
        "sha256": _sha256(article.text),
    }


def _citations(answers: Iterable[Answer]) -> list[Citation]:
    return [citation for answer in answers for citation in answer.citations]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _markdown_of(answer: Answer) -> str:
    lines = [f"## {_plain(answer.question)}", ""]
    if answer.standalone_question:
        lines += [f"*Searched as: {_plain(answer.standalone_question)}*", ""]
    if answer.abstained:
        lines += [f"> **Not in the articles.** {_plain(answer.reason or '')}".rstrip(), ""]
    if answer.short:
        lines += [f"**In short:** {_plain(answer.short)}", ""]
    for statement in answer.statements:
        lines += [f"{_plain(statement.text)} {_marks(statement.citations)}", ""]
    for caveat in answer.caveats:
        lines += [f"*Note: {_plain(caveat)}*", ""]
    for note in answer.disagreements:
        lines += [f"### {note.title}", "", _plain(note.explanation), ""]
        for side in note.sides:
            holder = f" ({_plain(side.holder)})" if side.holder else ""
            origins = f"{side.origins} independent origin{'' if side.origins == 1 else 's'}"
            lines.append(f"- **{_plain(side.value)}**{holder}, {origins} {_marks(side.citations)}")
        lines.append("")
    if answer.citations:
        lines += ["### Sources", ""]
        for each in answer.citations:
            genre = f", {each.genre}" if each.genre else ""
            title = f", “{_plain(each.title)}”" if each.title else ""
            lines.append(f"{each.number}. {_plain(each.label)}{genre}{title} ({_plain(each.article_id)})")
            lines.append(f"   > {_plain(each.quote)}")
        lines.append("")
    return "\n".join(lines)


def _marks(citations: Iterable[Citation]) -> str:
    return "".join(f"\\[{citation.number}\\]" for citation in citations)


def _plain(text: str) -> str:
    """One line of text that Markdown shows as it stands; hidden signs are made visible."""
    from rag.answer.text import visible

    return _MARKDOWN.sub(r"\\\1", visible(text))
