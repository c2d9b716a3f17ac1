"""What a saved web page holds beside the one body that an extractor finds.

Its own data (JSON-LD), the updates of a live blog, bodies in two containers,
notices of correction; and whether it is an article at all, or a page that asks
for money, for consent or whether its reader is a person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]

_ARTICLE_TYPES = ("Article", "Posting", "Report", "Review")
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

_PAYWALL = re.compile(
    r"already a (?:subscriber|member)|subscribe (?:now|today|from|to (?:read|continue|unlock))|(?:for|only to)"
    r" (?:our )?subscribers"
    r"|subscribers only|to (?:continue|keep) reading|continue reading (?:this|with)|log ?in to (?:continue|read)"
    r"|free articles? (?:this|left|remaining)"
    r"|unlock (?:this|the) (?:article|story)|start your (?:free )?trial|register (?:now )?to (?:read|continue)|nur"
    r" für abonnenten|jetzt abonnieren"
    r"|weiterlesen mit|réservé aux abonnés|déjà abonné|contenido exclusivo para suscriptores|riservato agli abbonati",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookies?\b|\bpartners?\b|your (?:data|privacy)|privacy (?:choices|settings|policy)|\bconsent\b|on your"
    r" device|accept all|reject all"
    r"|manage (?:options|settings|preferences|choices)|personali[sz]ed ads|zustimm\w+|alle akzeptieren"
    r"|datenschutz\w*|einwillig\w+"
    r"|tout accepter|tout refuser|vos données|aceptar todo|tus datos|accetta tutt\w",
    re.IGNORECASE,
)
_CONSENT_BUTTON = re.compile(
    r"^\s*(?:accept(?: all)?|agree|i agree|allow all|reject all|manage (?:options|settings|preferences|choices)"
    r"|more options"
    r"|(?:alle[ns]? )?(?:akzeptieren|zustimmen)|tout accepter|accepter(?: et continuer)?|aceptar(?: todo)?"
    r"|accetta(?: tutto)?)\b",
    re.IGNORECASE,
)
_ROBOT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:captcha|recaptcha|hcaptcha|cf-browser-verification|cf-challenge|px-captcha|DDoS protection|Ray ID"
        r"|cloudflare|incapsula"
        r"|datadome|perimeterx)\b|\breference #|press (?:&|and) hold|ad[- ]?blocker",
        r"(?:human|robot|\bbots?\b|a (?:real )?person|mensch|humain)\b",
        r"(?:enable|switch on|turn on|allow|activate|aktivieren|activez)\b[^.]{0,60}\b(?:javascript|JS|scripts?"
        r"|cookies)",
        r"(?:check|verif|review|prüf)\w*\b[^.]{0,40}\b(?:connection|browser|security|identity|verbindung)",
        r"unusual (?:traffic|activity)|access (?:to this page )?(?:has been )?denied|too many requests|request blocked",
        r"just a moment|attention required|one (?:more )?(?:second|moment)|pardon our interruption|are you a robot",
    )
)
_GONE = re.compile(
    r"\b(?:404|page (?:not found|cannot be found)|seite nicht gefunden|page introuvable|página no encontrada)\b",
    re.IGNORECASE,
)
_A_NOTICE = 1_500
"""Characters of a page that only asks something; articles are longer, or do not ask."""
_TEASER = 600

_CORRECTION = re.compile(
    r"^\W*(?:corrections?|clarification|editor['’]?s['’]? note|correction appended|amendment)\b|\b(?:this|an"
    r" earlier version of this)"
    r" (?:article|story|post|report|headline|piece|caption)\b[^.]{0,60}\b(?:was|has been|said|stated|misstated"
    r"|incorrectly|gave)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnData:
    """What a page's JSON-LD says of its article."""

    body: str = ""
    headline: str = ""
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    modified: str | None = None
    is_free: bool = True
    words: int | None = None
    updates: tuple[str, ...] = ()
    """The texts of a live blog's posts, each with its headline."""


def parse_page(page: str) -> Any | None:
    """The page as an lxml tree; None where it is none."""
    from lxml import etree, html  # type: ignore[import-untyped]

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def own_data(root: Any, plain: Any) -> OwnData:
    """The article among a page's JSON-LD objects; ``plain`` turns a fragment of HTML into text."""
    found = [each for each in _objects(root) if _is_article(each)]
    if not found:
        return OwnData()
    main = max(
        found, key=lambda each: len(str(each.get("articleBody") or "")) + len(_records(each.get("liveBlogUpdate")))
    )
    updates = []
    for post in _records(main.get("liveBlogUpdate")):
        text = plain(str(post.get("articleBody") or "")).strip()
        if text:
            headline = str(post.get("headline") or "").strip()
            updates.append(f"{headline}\n\n{text}" if headline and not text.startswith(headline) else text)
    words = main.get("wordCount")
    return OwnData(
        body=plain(str(main.get("articleBody") or "")).strip(),
        headline=str(main.get("headline") or "").strip(),
        publisher=_name(main.get("publisher")),
        author=_name(main.get("author")),
        published=_string(main.get("datePublished")),
        modified=_string(main.get("dateModified")),
        is_free=str(main.get("isAccessibleForFree", True)).casefold() not in ("false", "no"),
        words=int(str(words)) if str(words or "").isdigit() else None,
        updates=tuple(updates),
    )


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
    headings = " ".join(_words(node) for node in (*root.iter("title"), *root.iter("h1")))
    is_live = bool(_LIVE.search(page) or re.search(r"\blive\b", headings, re.IGNORECASE))
    posts = [node for node in root.iter("article", "section", "div", "li") if _is_post(node)]
    known = set(posts)
    holders = {above for node in posts for above in node.iterancestors() if above in known}
    inner = [node for node in posts if node not in holders]
    made = []
    for node in inner:
        texts = _paragraphs(node, shortest=1)
        headline = next((_words(each) for each in node.iter("h1", "h2", "h3", "h4") if _words(each)), "")
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
        text = _words(node)
        kind = f"{node.get('class') or ''} {node.get('id') or ''}".casefold()
        marked = any(
            word in kind for word in ("correction", "clarification", "amendment", "editors-note", "editor-note")
        )
        if 25 <= len(text) <= 1_000 and (_CORRECTION.search(text) or marked) and text not in found:
            found.append(text)
    return found


def without_asking(text: str) -> str:
    """The text without the paragraphs that ask for money.

    >>> without_asking("It rained.\\nAlready a subscriber? Log in to continue reading this article.")
    'It rained.'
    """
    kept = [line for line in text.split("\n") if not (len(line) < 400 and _PAYWALL.search(line))]
    return "\n".join(kept).strip() if len(kept) < text.count("\n") + 1 else text


def why_no_article(root: Any, text: str, data: OwnData) -> str | None:
    """What a page is if it is no article; None where it can be one. ``text`` is what was extracted from it."""
    body = next(root.iter("body"), root)
    shown = _words(body)
    title = " ".join(_words(node) for node in (*root.iter("title"), *root.iter("h1")))
    if len(data.body) > len(text):
        return None
    if len(shown) < _A_NOTICE:
        if sum(bool(mark.search(f"{title} {shown}")) for mark in _ROBOT) >= 2:
            return "is a robot check, not an article"
        if _GONE.search(title):
            return "is the notice that a page is gone, not an article"
        buttons = sum(bool(_CONSENT_BUTTON.match(_words(node))) for node in root.iter("button", "a", "input"))
        asked = {found.casefold() for found in _CONSENT.findall(shown)}
        if (buttons and len(asked) >= 1) or len(asked) >= 4:
            return "is a request for consent, not an article"
    is_paid = not data.is_free or (_PAYWALL.search(shown) is not None and _PAYWALL.search(text) is not None)
    if is_paid and len(without_asking(text)) < _TEASER:
        return "is behind a paywall: the page holds only its beginning"
    return None


def _objects(root: Any) -> Iterator[Record]:
    for node in root.iter("script"):
        if "ld+json" not in (node.get("type") or ""):
            continue
        try:
            content = json.loads(node.text_content().strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _walk(content, 0)


def _walk(content: object, depth: int) -> Iterator[Record]:
    if depth > 4:
        return
    if isinstance(content, list):
        for each in content:
            yield from _walk(each, depth + 1)
    elif isinstance(content, Mapping):
        yield content
        for name in ("@graph", "mainEntity", "hasPart"):
            yield from _walk(content.get(name), depth + 1)


def _is_article(record: Record) -> bool:
    kinds = record.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(str(name).endswith(_ARTICLE_TYPES) for name in names)


def _records(value: object) -> list[Record]:
    if isinstance(value, Mapping):
        return [value]
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _name(value: object) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    names = [str(each.get("name")).strip() for each in _records(value) if each.get("name")]
    if isinstance(value, list):
        names += [each.strip() for each in value if isinstance(each, str) and each.strip()]
    return " and ".join(names) or None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


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
        text = _words(each)
        linked = sum(len(_words(link)) for link in each.iter("a"))
        if len(text) >= shortest and linked <= _LINKED * len(text):
            texts.setdefault(text)
    return list(texts)


def _words(node: Any) -> str:
    if not isinstance(node.tag, str):
        return ""
    if node.tag in ("body", "html"):
        shown = node.xpath(".//text()[not(ancestor::script) and not(ancestor::style) and not(ancestor::noscript)]")
        return " ".join(" ".join(shown).split())
    return " ".join(node.text_content().split())


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


_AS_MUCH = 0.95
_MUCH_MORE = 1.12
"""Below, two readings differ in a caption or a heading."""
