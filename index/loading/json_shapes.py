"""What JSON of news looks like: from any file to records with the fields of ``drafts.FIELD_NAMES``.

Each shape is that of a provider or a crawler, known by its own keys: ninjs,
NewsAPI, the Guardian and New York Times interfaces, fundus, trafilatura,
news-please, Facebook's ``__typename``... What is none of them is read by its
field names as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

Record = Mapping[object, object]

_LISTS = (
    "articles",
    "items",
    "entries",
    "results",
    "data",
    "docs",
    "news",
    "stories",
    "documents",
    "hits",
    "value",
    "records",
    "posts",
)
_ENVELOPES = ("response", "result", "payload", "feed", "channel", "data", "hits", "body")
_TEXTS = ("text", "body", "content", "maintext", "article", "body_text", "bodytext", "full_text", "fulltext")
_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+?\s*\d+\s*(?:chars|characters|Zeichen)\s*\]\s*$")
"""How NewsAPI and those that copy it end a text that they cut: "... [+254 chars]"."""
_ELLIPSIS = re.compile(
    r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|(?:…|\.\.\.)\s*(?:\(?(?:read|continue)\b[^.]{0,40}\)?)?)\s*$", re.IGNORECASE
)
_DEPTH = 4


def records_of(content: object, depth: int = 0) -> list[object] | None:
    """The records of a JSON document; None where it is itself one record.

    >>> records_of({"status": "ok", "articles": [{"title": "a"}]})
    [{'title': 'a'}]
    >>> records_of({"response": {"results": [{"webTitle": "a"}]}})
    [{'webTitle': 'a'}]
    >>> records_of({"TheTimes": [{"title": "a", "body": {"sections": []}}]})
    [{'title': 'a', 'body': {'sections': []}, 'fundus_publisher': 'TheTimes'}]
    >>> records_of({"title": "a", "text": "b"}) is None
    True
    """
    if isinstance(content, list):
        return content
    if not isinstance(content, Mapping) or depth > _DEPTH:
        return None
    if _is_record(content):
        return None
    for name in _LISTS:
        held = content.get(name)
        if isinstance(held, list) and (not held or any(isinstance(each, Mapping) for each in held)):
            return [
                each["_source"] if isinstance(each, Mapping) and isinstance(each.get("_source"), Mapping) else each
                for each in held
            ]
    for name in _ENVELOPES:
        found = records_of(content.get(name), depth + 1) if isinstance(content.get(name), Mapping) else None
        if found is not None:
            return found
    return _by_publisher(content)


def flatten(record: Record) -> dict[object, object]:
    """A record of any shape with the field names that ``drafts`` knows, and ``truncated`` where the text was cut.

    >>> flatten({"title": "T", "content": "It rai… [+254 chars]"})
    {'title': 'T', 'content': 'It rai…', 'truncated': True}
    >>> made = flatten({"webTitle": "T", "webUrl": "https://x.example/a", "fields": {"body": "<p>It rained.</p>"}})
    >>> made["title"], made["text"]
    ('T', '<p>It rained.</p>')
    """
    for shape in _SHAPES:
        made = shape(record)
        if made is not None:
            return _cut(made)
    return _cut(dict(record))


def _is_record(content: Record) -> bool:
    return any(isinstance(content.get(name), str) and content.get(name) for name in _TEXTS) or (
        any(name in content for name in ("headline", "title", "webTitle"))
        and any(
            name in content for name in (*_TEXTS, "body_xhtml", "body_html", "lead_paragraph", "fields", "description")
        )
    )


def _by_publisher(content: Record) -> list[object] | None:
    """fundus: an object with a list of articles for each publisher's class name."""
    lists = [(name, held) for name, held in content.items() if isinstance(held, list)]
    if not lists or len(lists) != len(content):
        return None
    made: list[object] = []
    for name, held in lists:
        for each in held:
            if not isinstance(each, Mapping):
                return None
            made.append({**each, "fundus_publisher": str(name)})
    return made


def _ninjs(record: Record) -> dict[object, object] | None:
    """IPTC ninjs 1.x and 2.x: body_text, body_xhtml, or ``bodies``; headlines may be a list too."""
    is_new = isinstance(record.get("bodies"), list)
    if not is_new and not any(str(name).startswith("body_") for name in record):
        return None
    text: object = None
    if is_new:
        bodies = [each for each in _mappings(record.get("bodies")) if each.get("value")]
        bodies.sort(key=lambda each: "html" not in str(each.get("contenttype", each.get("contentType", ""))))
        text = next((each.get("value") for each in bodies), None)
    for name in ("body_xhtml", "body_html", "body_text"):
        text = text or record.get(name)
    text = text or next((value for name, value in record.items() if str(name).startswith("body_") and value), None)
    if not text:
        return None
    headlines = [each.get("value") for each in _mappings(record.get("headlines"))]
    infosource = [
        each.get("name") for each in (*_mappings(record.get("infosource")), *_mappings(record.get("infosources")))
    ]
    people = [each.get("name") for each in _mappings(record.get("person")) if each.get("rel") in ("author", "creator")]
    return _made(
        id=record.get("uri"),
        title=record.get("headline") or _first(headlines) or record.get("title") or record.get("name"),
        text=text,
        source=record.get("source")
        or record.get("provider")
        or record.get("copyrightholder")
        or record.get("copyrightHolder")
        or _first(infosource)
        or record.get("usageterms"),
        published=record.get("firstpublished")
        or record.get("firstcreated")
        or record.get("firstCreated")
        or record.get("versioncreated")
        or record.get("versionCreated")
        or record.get("contentcreated"),
        modified=record.get("versioncreated") or record.get("versionCreated"),
        author=record.get("byline")
        or _first([each.get("value") for each in _mappings(record.get("bylines"))])
        or _first(people),
        language=record.get("language"),
        url=_web(record.get("uri")) or _first([each.get("href") for each in _mappings(record.get("altids"))]),
        genre=_first(
            [each.get("name") for each in _mappings(record.get("genre"))]
            + [each.get("name") for each in _mappings(record.get("genres"))]
        ),
    )


def _guardian(record: Record) -> dict[object, object] | None:
    fields = record.get("fields")
    if "webTitle" not in record and "webPublicationDate" not in record:
        return None
    held: Record = fields if isinstance(fields, Mapping) else {}
    blocks = record.get("blocks")
    body = blocks.get("body") if isinstance(blocks, Mapping) else None
    from_blocks = "".join(str(each.get("bodyHtml") or each.get("bodyTextSummary") or "") for each in _mappings(body))
    url = record.get("webUrl") or held.get("shortUrl")
    return _made(
        id=record.get("id"),
        title=held.get("headline") or record.get("webTitle"),
        text=held.get("body") or from_blocks or held.get("bodyText") or held.get("trailText"),
        truncated=not (held.get("body") or from_blocks or held.get("bodyText")) or None,
        source=held.get("publication") or "The Guardian",
        published=record.get("webPublicationDate") or held.get("firstPublicationDate"),
        modified=held.get("lastModified"),
        author=held.get("byline"),
        url=url,
        genre=record.get("pillarName") if str(record.get("pillarName")).casefold() == "opinion" else None,
        language=held.get("lang"),
    )


def _new_york_times(record: Record) -> dict[object, object] | None:
    headline = record.get("headline")
    if "lead_paragraph" not in record and not (isinstance(headline, Mapping) and "main" in headline):
        return None
    parts = [str(record.get(name) or "").strip() for name in ("abstract", "lead_paragraph", "snippet")]
    kept: list[str] = []
    for part in sorted(filter(None, parts), key=len, reverse=True):
        if not any(part.rstrip(".… ") in other for other in kept):
            kept.append(part)
    byline = record.get("byline")
    return _made(
        id=record.get("_id") or record.get("uri"),
        title=headline.get("main") if isinstance(headline, Mapping) else headline,
        text="\n\n".join(kept),
        truncated=True,  # the interface gives the beginning of an article, never the whole
        source=record.get("source"),
        published=record.get("pub_date"),
        author=byline.get("original") if isinstance(byline, Mapping) else byline,
        url=record.get("web_url"),
        genre=record.get("type_of_material"),
    )


def _fundus(record: Record) -> dict[object, object] | None:
    body = record.get("body")
    if not (isinstance(body, Mapping) and ("sections" in body or "summary" in body)):
        return None
    parts = [*_strings(body.get("summary"))]
    for section in _mappings(body.get("sections")):
        parts += _strings(section.get("headline"))
        parts += _strings(section.get("paragraphs"))
    name = str(record.get("fundus_publisher") or record.get("publisher") or "")
    return _made(
        title=record.get("title"),
        text="\n\n".join(parts),
        source=re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", name) or None,
        published=record.get("publishing_date"),
        author=" and ".join(_strings(record.get("authors"))) or None,
        url=record.get("url") or record.get("requested_url"),
        language=record.get("lang"),
        truncated=(record.get("free_access") is False) or None,
    )


def _trafilatura(record: Record) -> dict[object, object] | None:
    """Its ``source`` is the page's address, ``sitename`` (or ``source-hostname``) the name."""
    if not ({"source-hostname", "sitename"} & set(record)) or "text" not in record:
        return None
    return _made(
        id=record.get("id"),
        title=record.get("title"),
        text=record.get("text"),
        source=record.get("source-hostname") or record.get("sitename") or record.get("hostname"),
        published=record.get("date"),
        author=record.get("author"),
        url=record.get("source") or record.get("url"),
        language=record.get("language"),
    )


def _news_please(record: Record) -> dict[object, object] | None:
    if "maintext" not in record:
        return None
    return _made(
        title=record.get("title"),
        text=record.get("maintext"),
        source=record.get("source_domain"),
        published=record.get("date_publish"),
        modified=record.get("date_modify"),
        author=" and ".join(_strings(record.get("authors"))) or None,
        url=record.get("url"),
        language=record.get("language"),
    )


def _newspaper(record: Record) -> dict[object, object] | None:
    """newspaper3k and newspaper4k: the site's name stands among the page's marks."""
    if "publish_date" not in record or not (
        {"meta_site_name", "meta_data", "top_img", "top_image", "movies"} & set(record)
    ):
        return None
    data = record.get("meta_data")
    marks = data.get("og") if isinstance(data, Mapping) and isinstance(data.get("og"), Mapping) else {}
    return _made(
        id=record.get("id"),
        title=record.get("title"),
        text=record.get("text"),
        source=record.get("meta_site_name")
        or (marks.get("site_name") if isinstance(marks, Mapping) else None)
        or record.get("source"),
        published=record.get("publish_date"),
        author=" and ".join(_strings(record.get("authors"))) or None,
        url=record.get("url") or record.get("canonical_link"),
        language=record.get("language") or record.get("meta_lang"),
    )


def _huffpost(record: Record) -> dict[object, object] | None:
    """Lists of headlines with one line each: the line is what there is of the article."""
    if "short_description" not in record or any(record.get(name) for name in _TEXTS):
        return None
    return {**record, "text": record["short_description"], "truncated": True}


def _description_only(record: Record) -> dict[object, object] | None:
    """NewsAPI and its like where the plan gives no content: the description is the beginning of the article."""
    if "description" not in record or any(record.get(name) for name in _TEXTS) or not record.get("description"):
        return None
    if not ({"publishedAt", "urlToImage", "published_at", "pubDate"} & set(record)):
        return None
    return {**record, "text": record["description"], "truncated": True}


_SHAPES = (
    _ninjs,
    _guardian,
    _new_york_times,
    _fundus,
    _trafilatura,
    _news_please,
    _newspaper,
    _huffpost,
    _description_only,
)


def _cut(record: dict[object, object]) -> dict[object, object]:
    """Take a provider's "[+254 chars]" off the text, and say that it was cut."""
    for name in ("content", "text", "body", "description"):
        value = record.get(name)
        if isinstance(value, str) and (found := _CUT.search(value[-60:])):
            kept = value[: len(value) - len(value[-60:]) + found.start()]
            return {**record, name: kept if kept.endswith("…") else f"{kept}…", "truncated": True}
    return record


def ends_cut(text: str) -> bool:
    """True where a text ends as providers end what they cut: "read more ...", "[…]".

    >>> ends_cut("The ferry sank and […]"), ends_cut("It was late.")
    (True, False)
    """
    return _CUT.search(text[-60:]) is not None or _ELLIPSIS.search(text[-60:]) is not None


def _made(**fields: object) -> dict[object, object]:
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _mappings(value: object) -> Iterator[Record]:
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, Mapping))


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [each.strip() for each in value if isinstance(each, str) and each.strip()]
    return []


def _first(values: Sequence[object]) -> object:
    return next((value for value in values if value), None)


def _web(value: object) -> object:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None
