"""The parts of a saved web page: bodies in several containers, posts of a live blog, notices of correction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from index.loading.no_article import words_of

_BOILERPLATE = frozenset(
    [
        "nav",
        "footer",
        "aside",
        "form",
        "figure",
        "button",
        "select",
        "noscript",
        "script",
        "style",
        "template",
        "iframe",
    ]
)
_SIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|promo\w*|newsletter|subscri\w+|advert\w*|ads?|consent|cookies?|gdpr|cmp"
    r"|share|social|sidebar"
    r"|footer|nav\w*|menu|recirc\w*|teasers?|captions?|credits?|bio|breadcrumbs?|marketing|recommend\w*|trending"
    r"|most-read"
    r"|paywall-(?:message|prompt|overlay|box)|regwall|login|signup|modal|overlay|banner|toolbar|tags?"
    r"|disclaimer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BODY_CLASS = re.compile(
    r"(?:article|story|post|entry|content)[-_]*(?:body|content|text)|body[-_]*(?:container|content|text|copy)"
    r"|articlebody|entry-content",
    re.IGNORECASE,
)
_AS_MUCH = 0.95
_MUCH_MORE = 1.12
"""Below, two readings differ in a caption or a heading."""
_SHORTEST = 40
"""Characters of a paragraph that is no caption, button or date."""
_LINKED = 0.5
_POST_CHARACTERS = 120
_PART_CHARACTERS = 250
"""Of a part of a piece; the cards that announce other articles are shorter."""
_LIVE = re.compile(
    r"\blive[- ]?(?:blog|updates?|story|post|reporting|coverage|ticker)|liveblog|LiveBlogPosting|newsticker|en direct",
    re.IGNORECASE,
)

_CORRECTION = re.compile(
    r"^\W*(?:corrections?|clarification|editor['’]?s['’]? note|correction appended|amendment)\b|\b(?:this|an"
    r" earlier version of this)"
    r" (?:article|story|post|report|headline|piece|caption)\b[^.]{0,60}\b(?:was|has been|said|stated|misstated"
    r"|incorrectly|gave)\b",
    re.IGNORECASE,
)


def parse_page(page: str) -> Any | None:
    """The page as an lxml tree; None where it is none."""
    from lxml import etree, html  # type: ignore[import-untyped]

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def modified_of(root: Any) -> str | None:
    """When the page says that it was last changed, in its <meta> marks."""
    wanted = (
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "lastmod",
        "last-modified",
        "dcterms.modified",
    )
    for node in root.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").casefold()
        if name in wanted and node.get("content"):
            return str(node.get("content"))
    return next((node.get("datetime") for node in root.iter("time") if node.get("itemprop") == "dateModified"), None)


def further_articles(root: Any) -> int:
    """How many more articles a page holds, each whole and with its own <h1>, as pages do that go on when scrolled."""
    articles = [node for node in root.iter("article") if not _is_side(node) and next(node.iter("h1"), None) is not None]
    return max(0, sum(_weight(node) >= 1.5 * _PART_CHARACTERS for node in articles) - 1)


def has_container(root: Any) -> bool:
    """True where the page marks what its article is."""
    return any(_is_body(node) for node in root.iter("div", "section", "article")) or any(
        next(root.iter(tag), None) is not None for tag in ("article", "main")
    )


def paragraphs_of(root: Any) -> list[str]:
    """The visible paragraphs of the page's article, from all of its containers."""
    containers = [node for node in root.iter("div", "section", "article") if _is_body(node)]
    known = set(containers)
    outer = [node for node in containers if not any(above in known for above in node.iterancestors())]
    if not outer:
        articles = [node for node in root.iter("article") if not _is_side(node)]
        outer = [max(articles, key=_weight)] if articles else list(root.iter("main"))[:1] or [root]
    return [text for node in outer for text in _paragraphs(node)]


def live_posts(root: Any, page: str) -> list[str]:
    """The posts of a live blog, or the parts of a piece in several <article>s, each with its headline.

    Empty where the page is none: articles with an <h1> of their own are no parts of one piece.
    """
    headings = " ".join(words_of(node) for node in (*root.iter("title"), *root.iter("h1")))
    is_live = bool(_LIVE.search(page) or re.search(r"\blive\b", headings, re.IGNORECASE))
    posts = [node for node in root.iter("article", "section", "div", "li") if _is_post(node)]
    known = set(posts)
    holders = {above for node in posts for above in node.iterancestors() if above in known}
    inner = [node for node in posts if node not in holders]
    made = []
    for node in inner:
        texts = _paragraphs(node, shortest=1)
        headline = next((words_of(each) for each in node.iter("h1", "h2", "h3", "h4") if words_of(each)), "")
        if not is_live and (node.tag != "article" or sum(map(len, texts)) < _PART_CHARACTERS):
            continue
        if not is_live and next(node.iter("h1"), None) is not None:
            return []
        if sum(map(len, texts)) >= _POST_CHARACTERS or (headline and texts):
            made.append("\n\n".join([headline, *texts] if headline and headline not in texts else texts))
    return made if len(made) > 1 else []


def corrections_of(root: Any) -> list[str]:
    """Notices of correction, wherever they stand on the page."""
    found = []
    for node in root.iter("p", "div", "li", "em", "span", "section"):
        if any(child.tag in ("p", "div", "section", "li") for child in node):
            continue
        text = words_of(node)
        kind = f"{node.get('class') or ''} {node.get('id') or ''}".casefold()
        marked = any(
            word in kind for word in ("correction", "clarification", "amendment", "editors-note", "editor-note")
        )
        if 25 <= len(text) <= 1_000 and (_CORRECTION.search(text) or marked) and text not in found:
            found.append(text)
    return found


def _is_body(node: Any) -> bool:
    if node.get("itemprop") == "articleBody":
        return True
    return bool(_BODY_CLASS.search(node.get("class") or "")) and not _is_side(node)


def _is_side(node: Any) -> bool:
    for each in (node, *node.iterancestors()):
        if each.tag in ("body", "html", "main"):
            return False
        if each.tag in _BOILERPLATE:
            return True
        kind = f"{each.get('class') or ''} {each.get('id') or ''}"
        if kind.strip() and _SIDE.search(kind) and each.tag not in ("article", "p"):
            return True
    return False


def _is_post(node: Any) -> bool:
    if node.tag == "article":
        return not _is_side(node)
    kind = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''} {node.get('itemtype') or ''}"
    return bool(
        re.search(r"(?:live|blog)[\w-]*(?:post|entry|update|item)\b|liveBlogUpdate|BlogPosting", kind)
    ) and not _is_side(node)


def _weight(node: Any) -> int:
    return sum(map(len, _paragraphs(node)))


def _paragraphs(node: Any, shortest: int = _SHORTEST) -> list[str]:
    texts: dict[str, None] = {}
    for each in node.iter("p", "blockquote", "li", "pre"):
        if any(child.tag in ("p", "li", "blockquote", "pre") for child in each.iterdescendants()) or _is_side(each):
            continue
        text = words_of(each)
        linked = sum(len(words_of(link)) for link in each.iter("a"))
        if len(text) >= shortest and linked <= _LINKED * len(text):
            texts.setdefault(text)
    return list(texts)


def contains_most(longer: str, shorter: str) -> bool:
    """True where most paragraphs of the shorter text begin in the longer one too.

    >>> contains_most("One two three. Four five six.", "One two three.")
    True
    """
    known = "".join(longer.split())
    starts = ["".join(line.split())[:60] for line in shorter.split("\n") if len(line) > 20] or [
        "".join(shorter.split())[:60]
    ]
    return sum(start in known for start in starts) >= 0.5 * len(starts)


def best_body(extracted: str, others: Sequence[str]) -> str:
    """The fullest of several readings of one body: another one where it holds most of the first, and much more."""
    best = extracted
    for other in others:
        flattened = "\n" not in best and "\n" in other and len(other) > _AS_MUCH * len(best)
        if (flattened or len(other) > _MUCH_MORE * len(best)) and (len(best) < 50 or contains_most(other, best)):
            best = other
    return best
