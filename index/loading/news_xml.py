"""News agencies' XML: NITF and NewsML-G2 (and NewsML 1), one article or a package of them a file.

Element names are compared without their namespace: agencies leave it out,
give it a prefix, or write an older one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.loading.decoding import read_bytes
from index.loading.drafts import Draft
from index.loading.reports import Flawed, Recognised, Skipped

_PARAGRAPHS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "hl2", "li", "pre", "blockquote", "dt", "dd", "td", "th"]
)
_NOT_TEXT = frozenset(["media", "figure", "figcaption", "script", "style", "block-media", "caption", "media-caption"])
_TEXT_CLASSES = ("text", "composite")


def read_news_xml(root: Any, path: Path) -> Iterator[Recognised | Draft | Skipped | Flawed] | None:
    """The articles of an lxml tree; None where it is none of these formats."""
    nitf = [node for node in root.iter() if _name(node) == "nitf"]
    items = [node for node in root.iter() if _name(node) == "newsItem"]
    old = [node for node in root.iter() if _name(node) == "NewsItem"]
    if items:
        return _all(path, "NewsML-G2", [(_newsml, node) for node in items])
    if nitf:
        return _all(path, "NITF", [(_nitf, node) for node in nitf])
    if old:
        return _all(path, "NewsML", [(_newsml_1, node) for node in old])
    return None


def parse_xml(path: Path) -> Any | None:
    """The file as an lxml tree without entities or network; None where it is no XML."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        return etree.fromstring(read_bytes(path), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _all(path: Path, format: str, found: list[tuple[Any, Any]]) -> Iterator[Recognised | Draft | Skipped | Flawed]:
    characters = sum(len("".join(node.itertext())) for _, node in found)
    drafts = [
        (number, read(node, number if len(found) > 1 else None)) for number, (read, node) in enumerate(found, start=1)
    ]
    texts = [(number, draft) for number, draft in drafts if draft is not None]
    yield Recognised(format, characters, len(texts))
    for number, draft in drafts:
        if draft is not None:
            yield draft
        else:
            reason = "the item is a picture, a video or a graphic, not a text"
            yield Flawed(str(path), reason, "Nothing need be done.", line=number if len(found) > 1 else None)


def _nitf(node: Any, number: int | None) -> Draft:
    doc = _first(node, "docdata")
    content = _first(node, "body.content")
    # archives give the lead a block of its own, and again in the block of the whole text
    body = next((block for block in _every(content, "block") if block.get("class") == "full_text"), content)
    title = _text(_first(node, "hl1")) or _text(_first(node, "hedline")) or _text(_first(node, "title"))
    byline = _first(node, "byline")
    author = _text(_first(byline, "person")) or _text(byline)
    issued = _first(doc, "date.issue") if doc is not None else None
    own = _first(doc, "doc-id") if doc is not None else None
    holder = _first(doc, "doc.copyright") if doc is not None else None
    publication = _first(node, "pubdata")
    source = (
        (publication.get("name") if publication is not None else None)
        or _text(_first(_first(node, "body.head"), "distributor"))
        or (holder.get("holder") if holder is not None else None)
        or _text(_first(_first(node, "rights"), "rights.owner"))
    )
    published = (issued.get("norm") if issued is not None else None) or (
        publication.get("date.publication") if publication is not None else None
    )
    released = _first(doc, "date.release") if doc is not None else None
    return Draft(
        text=_body(body),
        id=own.get("id-string") if own is not None else None,
        title=title,
        source=source,
        published=published or (released.get("norm") if released is not None else None),
        author=author,
        url=publication.get("ex-ref") if publication is not None else None,
        language=node.get("{http://www.w3.org/XML/1998/namespace}lang"),
        line=number,
    )


def _newsml(node: Any, number: int | None) -> Draft | None:
    item, content = _first(node, "itemMeta"), _first(node, "contentMeta")
    kind = _first(item, "itemClass")
    code = (kind.get("qcode") or kind.get("uri") or "") if kind is not None else ""
    body = _first(node, "inlineXML")
    text = _body(body) if body is not None else _text(_first(node, "inlineData"))
    if not text and code and not code.casefold().endswith(_TEXT_CLASSES):
        return None
    nested = _first(body, "nitf") if body is not None else None
    inner = _nitf(nested, number) if nested is not None else None
    rights = _first(node, "rightsInfo")
    holder = _first(rights, "copyrightHolder")
    tag = _first(content, "language")
    author = _named(_first(content, "creator")) or _text(_first(content, "by"))
    return Draft(
        text=inner.text if inner is not None and inner.text else text,
        id=node.get("guid"),
        title=_text(_first(content, "headline")) or _text(_first(item, "title")) or (inner.title if inner else ""),
        source=_named(_first(content, "infoSource"))
        or _named(holder)
        or _named(_first(item, "provider"))
        or (inner.source if inner else None),
        published=_text(_first(item, "firstCreated"))
        or _text(_first(content, "contentCreated"))
        or _text(_first(item, "versionCreated")),
        modified=_text(_first(item, "versionCreated")) or None,
        author=author or (inner.author if inner else None),
        language=tag.get("tag") if tag is not None else node.get("{http://www.w3.org/XML/1998/namespace}lang"),
        genre=_text(_first(_first(content, "genre"), "name")) or None,
        line=number,
    )


def _newsml_1(node: Any, number: int | None) -> Draft:
    identification = _first(node, "Identification")
    content = _first(node, "DataContent")
    nested = _first(content, "nitf") if content is not None else None
    inner = _nitf(nested, number) if nested is not None else None
    provider = _first(_first(identification, "ProviderId"), "ProviderId") if identification is not None else None
    return Draft(
        text=inner.text if inner else _body(content),
        id=_text(_first(identification, "PublicIdentifier")) or _text(_first(identification, "NewsItemId")) or None,
        title=_text(_first(node, "HeadLine")) or (inner.title if inner else ""),
        source=_text(_first(node, "CopyrightHolder")) or (inner.source if inner else None) or _text(provider) or None,
        published=_text(_first(node, "FirstCreated"))
        or _text(_first(node, "ThisRevisionCreated"))
        or (inner.published if inner else None),
        author=_text(_first(node, "ByLine")) or (inner.author if inner else None),
        line=number,
    )


def _name(node: Any) -> str:
    tag = node.tag if isinstance(node.tag, str) else ""
    return tag.rsplit("}", 1)[-1].split(":")[-1]


def _first(node: Any, name: str) -> Any:
    if node is None:
        return None
    return next((each for each in node.iter() if each is not node and _name(each) == name), None)


def _every(node: Any, name: str) -> list[Any]:
    return [] if node is None else [each for each in node.iter() if _name(each) == name]


def _text(node: Any) -> str:
    return "" if node is None else " ".join("".join(node.itertext()).split())


def _named(node: Any) -> str | None:
    """The name of a party: its <name>, else what it is called by in an attribute."""
    if node is None:
        return None
    return _text(_first(node, "name")) or node.get("literal") or None


def _body(node: Any) -> str:
    """The paragraphs of a text, without captions of pictures; all of it where it has no paragraphs."""
    if node is None:
        return ""
    paragraphs: list[str] = []
    for each in node.iter():
        if _name(each) in _PARAGRAPHS and not any(_name(inner) in _PARAGRAPHS for inner in each.iterdescendants()):
            above = {_name(other) for other in each.iterancestors()}
            if not above & _NOT_TEXT and "head" not in above and (text := _text(each)):
                paragraphs.append(text)
    if paragraphs:
        return "\n\n".join(paragraphs)
    shown = _first(node, "body") if _first(node, "body") is not None else node
    lines = ("".join(shown.itertext())).split("\n\n")
    return "\n\n".join(" ".join(line.split()) for line in lines if line.strip())
