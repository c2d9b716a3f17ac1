"""JSON, tables and XML as providers, agencies and crawlers write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.articles import Article
from index.loading import load_articles
from tests.index.files import MORE, NEWS, json_lines, write

DAY = "2019-03-04"
PAGE = f"<p>{NEWS}</p><p>{MORE}</p>"
BOTH = f"{NEWS}\n\n{MORE}"

NINJS = {
    "uri": "tag:york.example,2019:1", "type": "text", "versioncreated": "2019-03-04T10:00:00Z",
    "copyrightholder": "York Herald", "byline": "Jane Doe", "headline": "Barge strikes bridge",
    "body_text": NEWS, "body_xhtml": PAGE,
}  # fmt: skip
NINJS_2 = {
    "uri": "tag:york.example,2019:1", "type": "text", "firstCreated": "2019-03-04T10:00:00Z",
    "headlines": [{"role": "main", "value": "Barge strikes bridge"}], "infosources": [{"name": "York Herald"}],
    "bylines": [{"value": "By Jane Doe"}],
    "bodies": [{"contenttype": "text/plain", "value": NEWS}, {"contenttype": "text/html", "value": PAGE}],
}  # fmt: skip
GUARDIAN = {
    "id": "uk/2019/mar/04/barge", "webTitle": "Barge strikes bridge", "webPublicationDate": "2019-03-04T10:00:00Z",
    "webUrl": "https://www.theguardian.com/uk/2019/mar/04/barge",
    "fields": {"byline": "Jane Doe", "bodyText": NEWS + " " + MORE, "body": PAGE},
}  # fmt: skip
TIMES = {
    "_id": "nyt://article/1", "web_url": "https://www.nytimes.com/2019/03/04/barge.html",
    "source": "The New York Times",
    "headline": {"main": "Barge strikes bridge"}, "byline": {"original": "By Jane Doe"}, "abstract": NEWS,
    "lead_paragraph": f"{NEWS} {MORE}", "snippet": NEWS, "pub_date": "2019-03-04T10:00:00+0000",
}  # fmt: skip
FUNDUS = {
    "title": "Barge strikes bridge", "authors": ["Jane Doe"], "publishing_date": "2019-03-04 10:00:00+00:00",
    "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [NEWS, MORE]}]},
}  # fmt: skip
TRAFILATURA = {
    "title": "Barge strikes bridge", "author": "Jane Doe", "date": DAY, "text": BOTH, "raw_text": NEWS,
    "source": "https://york.example/barge", "source-hostname": "York Herald", "id": None,
}  # fmt: skip
NEWS_PLEASE = {
    "title": "Barge strikes bridge", "authors": ["Jane Doe"], "date_publish": "2019-03-04 10:00:00",
    "maintext": BOTH, "source_domain": "www.york.example", "url": "https://www.york.example/barge",
}  # fmt: skip

SHAPES = {
    "ninjs": (NINJS, "York Herald", BOTH),
    "ninjs-2": (NINJS_2, "York Herald", BOTH),
    "guardian": ({"response": {"status": "ok", "results": [GUARDIAN]}}, "The Guardian", BOTH),
    "new-york-times": ({"response": {"docs": [TIMES], "meta": {}}}, "The New York Times", f"{NEWS} {MORE}"),
    "fundus": ({"YorkHerald": [FUNDUS], "RyedalePost": []}, "York Herald", BOTH),
    "trafilatura": (TRAFILATURA, "York Herald", BOTH),
    "news-please": (NEWS_PLEASE, "york.example", BOTH),
}


def load_one(path: Path) -> Article:
    report = load_articles([path])
    assert report.skipped == ()
    (article,) = report.articles
    return article


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_gives_text_source_date_and_author(tmp_path: Path, shape: str) -> None:
    content, source, text = SHAPES[shape]
    article = load_one(write(tmp_path / "a.json", json.dumps(content)))
    assert (article.title, article.source, str(article.published)) == ("Barge strikes bridge", source, DAY)
    assert (article.author, article.text) == ("Jane Doe", text)
    assert article.truncated is (shape == "new-york-times")


def test_newsapi_says_what_it_cut(tmp_path: Path) -> None:
    record = {
        "source": {"id": None, "name": "York Herald"}, "title": "T", "url": "https://york.example/a",
        "publishedAt": "2019-03-04T10:00:00Z", "content": f"{NEWS}… [+254 chars]",
    }  # fmt: skip
    report = load_articles(
        [write(tmp_path / "a.json", json.dumps({"status": "ok", "articles": [record, {**record, "content": MORE}]}))]
    )
    assert [(each.text, each.truncated) for each in report.articles] == [(f"{NEWS}…", True), (MORE, False)]
    assert [each.reason for each in report.flawed] == ["the text of 1 article was cut by the provider"]
    assert report.files[0].truncated == 1


def test_records_by_line_under_the_name_json(tmp_path: Path) -> None:
    lines = json_lines(
        {
            "headline": "A",
            "short_description": NEWS,
            "authors": "Jane Doe",
            "date": DAY,
            "link": "https://huffpost.com/a",
        },
        {"headline": "B", "short_description": MORE, "date": DAY, "link": "https://huffpost.com/b"},
    )
    report = load_articles([write(tmp_path / "a.json", lines)])
    assert [(each.id, each.title, each.source, each.truncated) for each in report.articles] == [
        ("a.json#1", "A", "HuffPost", True),
        ("a.json#2", "B", "HuffPost", True),
    ]


def test_lists_in_cells_and_the_sites_name(tmp_path: Path) -> None:
    table = (
        "url,title,movies,tags,authors,publish_date,meta_site_name,text\n"
        f"https://york.example/a,T,[],set(),\"['Jane Doe', 'John Roe']\",2019-03-04T00:00:00,York Herald,\"{NEWS}\"\n"
    )
    article = load_one(write(tmp_path / "a.csv", table))
    assert (article.author, article.source, str(article.published)) == (
        "Jane Doe and John Roe",
        "York Herald",
        DAY,
    ) or (article.author == "Jane Doe, John Roe")


@pytest.mark.parametrize(("name", "sign"), [("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "|"), ("a.csv", ",")])
def test_what_stands_between_cells(tmp_path: Path, name: str, sign: str) -> None:
    rows = [["title", "source", "date", "text"], ["T", "York Herald", DAY, f'"{NEWS}\n\n{MORE}"']]
    article = load_one(write(tmp_path / name, "\n".join(sign.join(row) for row in rows)))
    assert (article.title, article.source, article.text) == ("T", "York Herald", BOTH)


def test_a_table_without_texts_is_refused_with_its_columns(tmp_path: Path) -> None:
    report = load_articles([write(tmp_path / "a.csv", f"id,media_name,publish_date,title\n1,York Herald,{DAY},T\n")])
    assert [each.reason for each in report.skipped] == [
        "has no column of article texts (its columns: 'id', 'media_name', 'publish_date', 'title')"
    ]


def test_nitf(tmp_path: Path) -> None:
    paragraphs = f"<p>{NEWS}</p>\n<p>{MORE}</p><media><media-caption><p>A barge.</p></media-caption></media>"
    text = (
        '<?xml version="1.0"?><nitf><head><docdata><doc-id id-string="n1"/><date.issue norm="20190304T100000Z"/>'
        '<doc.copyright holder="York Herald" year="2019"/></docdata></head><body><body.head><hedline>'
        "<hl1>Barge strikes bridge</hl1></hedline><byline>By JANE DOE</byline></body.head>"
        f"<body.content><block>{paragraphs}</block></body.content></body></nitf>"
    )
    article = load_one(write(tmp_path / "a.xml", text))
    assert (article.id, article.title, article.source, article.author) == (
        "n1",
        "Barge strikes bridge",
        "York Herald",
        "JANE DOE",
    )
    assert (str(article.published), article.text) == (DAY, BOTH)


def test_an_archives_lead_block_is_not_read_twice(tmp_path: Path) -> None:
    blocks = f'<block class="lead_paragraph"><p>{NEWS}</p></block><block class="full_text">{PAGE}</block>'
    article = load_one(write(tmp_path / "a.xml", f"<nitf><body><body.content>{blocks}</body.content></body></nitf>"))
    assert article.text == BOTH


@pytest.mark.parametrize("prefix", ["", "n:"])
def test_newsml_g2_alone_and_in_a_message(tmp_path: Path, prefix: str) -> None:
    def item(number: int, kind: str, body: str) -> str:
        return (
            f'<{prefix}newsItem guid="urn:{number}"><{prefix}itemMeta><{prefix}itemClass qcode="ninat:{kind}"/>'
            f"<{prefix}provider><{prefix}name>York Herald</{prefix}name></{prefix}provider>"
            f"<{prefix}firstCreated>2019-03-04T10:00:00Z</{prefix}firstCreated>"
            f"<{prefix}versionCreated>2019-03-06T10:00:00Z</{prefix}versionCreated></{prefix}itemMeta><{prefix}contentMeta>"
            f"<{prefix}headline>Barge strikes bridge</{prefix}headline></{prefix}contentMeta>"
            f"<{prefix}contentSet><{prefix}inlineXML><html"
            f' xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
            f"<body>{body}</body></html></{prefix}inlineXML></{prefix}contentSet></{prefix}newsItem>"
        )

    space = f'xmlns{":n" if prefix else ""}="http://iptc.org/std/nar/2006-10-01/"'
    items = item(1, "text", PAGE) + item(2, "picture", "")
    report = load_articles([write(tmp_path / "a.xml", f"<{prefix}newsMessage {space}>{items}</{prefix}newsMessage>")])
    (article,) = report.articles
    assert (article.id, article.source, article.text) == ("urn:1", "York Herald", BOTH)
    assert (str(article.published), str(article.modified)) == (DAY, "2019-03-06")
    assert [each.reason for each in report.flawed] == ["the item is a picture, a video or a graphic, not a text"]
