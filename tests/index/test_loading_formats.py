"""Each format gives the text and fields that a person reads in it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from index.articles import Article
from index.loading import LoadReport, load_articles
from tests.index.files import MORE, NEWS, json_lines, page, pdf, rss, word, write

DAY = date(2026, 1, 31)


def load(path: Path, content: str | bytes) -> LoadReport:
    return load_articles([write(path, content)])


def load_one(path: Path, content: str | bytes) -> Article:
    report = load(path, content)
    assert report.skipped == ()
    assert report.flawed == ()
    (article,) = report.articles
    return article


def test_txt(tmp_path: Path) -> None:
    article = load_one(tmp_path / "a.txt", f"Barge strikes bridge\n\nBy Jane Doe, Reuters\n\n{NEWS}")
    assert article == Article(
        id="a.txt",
        title="Barge strikes bridge",
        text=f"Barge strikes bridge\n\nBy Jane Doe, Reuters\n\n{NEWS}",
        source="Reuters",
        author="Jane Doe",
        genre="report",
        language="en",
    )


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    front = "title: 'Barge: strikes'\nsource: York Herald\ndate: 2026-01-31\nauthor: [Jane Doe, John Roe]\nlang: en-GB"
    text = f"---\n{front}\ntype: Editorial\n---\n\n## The *bridge*\n\nSee [the plan](https://example.org).\n{NEWS}"
    article = load_one(tmp_path / "a.md", text)
    assert (article.title, article.source, article.published) == ("Barge: strikes", "York Herald", DAY)
    assert (article.author, article.genre, article.language) == ("Jane Doe, John Roe", "opinion", "en")
    assert article.text == f"The bridge\n\nSee the plan.\n{NEWS}"


def test_markdown_without_front_matter_takes_its_heading(tmp_path: Path) -> None:
    article = load_one(tmp_path / "a.md", f"# Barge strikes `bridge`\n\n{NEWS}\n")
    assert article.title == "Barge strikes bridge"
    assert article.text == f"Barge strikes bridge\n\n{NEWS}"


def test_markdown_with_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    assert NEWS in load_one(tmp_path / "a.md", f"---\n\n{NEWS}").text


@pytest.mark.parametrize("block", ["title: [", "just words", "a: b: c", "- x", "title: &a [*a]"])
def test_broken_front_matter_is_reported_and_the_text_kept(tmp_path: Path, block: str) -> None:
    report = load(tmp_path / "a.md", f"---\n{block}\n---\n{NEWS}")
    assert [article.text for article in report.articles] == [NEWS]
    assert len(report.flawed) <= 1
    if block != "title: &a [*a]":
        assert "front matter" in report.flawed[0].reason


def test_web_page(tmp_path: Path) -> None:
    head = (
        '<title>Barge strikes bridge - York Herald</title><meta property="og:site_name" content="York Herald">'
        '<meta property="article:published_time" content="2026-01-31T23:00:00-05:00">'
        '<meta name="author" content="Jane Doe">'
        '<meta property="og:title" content="Barge strikes bridge"><link rel="canonical" href="https://example.org/b">'
    )
    body = (
        f"<nav><a href=/>Home</a><a href=/s>Sport</a></nav><article><h1>Barge strikes bridge</h1><p>{NEWS}</p>"
        f"<p>{MORE}</p></article><footer>Subscribe to our newsletter</footer><script>var x = 1</script>"
    )
    article = load_one(tmp_path / "a.html", page(body, head))
    assert (article.title, article.source, article.published) == ("Barge strikes bridge", "York Herald", DAY)
    assert (article.author, article.url) == ("Jane Doe", "https://example.org/b")
    assert NEWS in article.text
    assert MORE in article.text
    assert "Subscribe" not in article.text
    assert "var x" not in article.text


def test_web_page_in_its_declared_encoding(tmp_path: Path) -> None:
    text = page(f"<p>Кафе закрыто. {NEWS}</p>", '<meta charset="koi8-r">').encode("koi8-r")
    assert "Кафе закрыто." in load_one(tmp_path / "a.htm", text).text


def test_a_date_in_the_text_of_a_page_is_not_its_date(tmp_path: Path) -> None:
    body = f"<article><p>The bridge opened on 17 May 1924. {NEWS}</p><p>{MORE}</p></article><p>© 2020 Herald</p>"
    assert load_one(tmp_path / "a.html", page(body)).published is None


def test_pdf(tmp_path: Path) -> None:
    article = load_one(
        tmp_path / "a.pdf", pdf(["Barge strikes bridge", "", "The bridge was closed,", "and no one was hurt."])
    )
    assert article.text == "Barge strikes bridge\n\nThe bridge was closed, and no one was hurt."
    assert article.title == "Barge strikes bridge"
    assert article.published is None


def test_word(tmp_path: Path) -> None:
    data = word([NEWS, "", MORE], title="Barge strikes bridge", table=[["boats", "2"], ["hurt", "0"]])
    article = load_one(tmp_path / "a.docx", data)
    assert article.text == f"{NEWS}\n\n{MORE}\n\nboats\t2\n\nhurt\t0"
    assert article.title == "Barge strikes bridge"
    assert article.author is None  # the account that saved it is not the author


def test_json_lines_under_any_known_name(tmp_path: Path) -> None:
    records = [
        {"id": "x1", "title": "T", "text": NEWS, "source": "AFP", "date": "2026-01-31"},
        {"_id": 2, "headline": "T", "body": NEWS, "publisher": "AFP", "publishedAt": "2026-01-31T10:00:00Z"},
        {"GUID": "x3", "Title": "T", "Content": NEWS, "Outlet": "AFP", "pubDate": "Sat, 31 Jan 2026 10:00:00 GMT"},
        {"title": "T", "article": [NEWS], "site": {"name": "AFP"}, "published_at": 1769853600},
    ]
    report = load(tmp_path / "a.jsonl", json_lines(*records))
    assert [article.id for article in report.articles] == ["x1", "2", "x3", "a.jsonl#4"]
    assert {(a.title, a.text, a.source, a.published) for a in report.articles} == {("T", NEWS, "AFP", DAY)}


def test_the_other_fields_of_a_record(tmp_path: Path) -> None:
    record = {
        "text": f"<p>{NEWS}</p><p>{MORE}</p>", "link": "https://news.example.org/2026/01/31/b",
        "byline": ["A B", "C D"], "type": "Analysis", "lang": "EN", "published": None, "unknown": {"deep": [1]},
    }  # fmt: skip
    article = load_one(tmp_path / "a.jsonl", json_lines(record))
    assert article.text == f"{NEWS}\n\n{MORE}"
    assert (article.url, article.source) == ("https://news.example.org/2026/01/31/b", "example.org")
    assert (article.author, article.genre, article.language, article.published) == ("A B, C D", "analysis", "en", DAY)


def test_json_of_one_article_a_list_and_a_wrapped_list(tmp_path: Path) -> None:
    one = {"text": NEWS, "title": "T"}
    assert load_one(tmp_path / "a.json", json.dumps(one)).id == "a.json"
    for content in ([one, one], {"status": "ok", "articles": [one, one]}, {"items": [one, one]}):
        report = load(tmp_path / "b.json", json.dumps(content, indent=1))
        assert [article.id for article in report.articles] == ["b.json#1", "b.json#2"]


def test_csv_counts_lines_of_the_file(tmp_path: Path) -> None:
    rows = (
        f'title,content,source,date\nA,"{NEWS}\n\n{MORE}",AFP,2026-01-31\n\nB,{MORE.replace(",", ";")},AP,31 Jan 2026\n'
    )
    report = load(tmp_path / "a.csv", rows)
    assert [(a.id, a.title, a.source, a.published) for a in report.articles] == [
        ("a.csv#2", "A", "AFP", DAY),
        ("a.csv#6", "B", "Associated Press", DAY),
    ]
    assert report.articles[0].text == f"{NEWS}\n\n{MORE}"


def test_csv_from_a_spreadsheet(tmp_path: Path) -> None:
    rows = f"title,text\r\nCafé,{MORE.replace(',', ';')}\r\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert load_one(tmp_path / "a.csv", rows.encode(encoding)).title == "Café"


def test_rss(tmp_path: Path) -> None:
    items = (
        f"<item><title>Barge &amp; bridge</title><guid>g1</guid><link>https://example.org/1</link>"
        f"<pubDate>Sat, 31 Jan 2026 23:00:00 -0500</pubDate><dc:creator>Jane Doe</dc:creator>"
        f"<description>Short.</description><content:encoded><![CDATA[<p>{NEWS}</p><p>{MORE}</p>]]></content:encoded></item>"
        f"<item><title>Second</title><description>&lt;p&gt;{MORE}&lt;/p&gt;</description></item>"
    )
    first, second = load(tmp_path / "a.xml", rss(items)).articles
    assert (first.id, first.title, first.source, first.author) == ("g1", "Barge & bridge", "York Herald", "Jane Doe")
    assert (first.text, first.published, first.url) == (f"{NEWS}\n\n{MORE}", DAY, "https://example.org/1")
    assert (second.id, second.text) == ("a.xml#2", MORE)


def test_atom(tmp_path: Path) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>York Herald</title><entry><id>urn:1</id><title>Barge</title>'
        '<link href="https://example.org/1"/><updated>2026-01-31T10:00:00Z</updated>'
        f'<content type="html">&lt;p&gt;{NEWS}&lt;/p&gt;</content></entry></feed>'
    )
    article = load_one(tmp_path / "a.atom", feed)
    assert (article.id, article.title, article.text, article.published) == ("urn:1", "Barge", NEWS, DAY)


def test_markup_in_records_becomes_paragraphs(tmp_path: Path) -> None:
    text = "<h2>Barge</h2>\n<ul><li>two\n boats</li><li>no one <b>hurt</b></li></ul>"
    text += "<!-- x --><script>y</script><p>A&nbsp;B<br>C</p>"
    (article,) = load(tmp_path / "a.jsonl", json_lines({"text": text})).articles
    assert article.text == "Barge\n\ntwo boats\nno one hurt\n\nA B\nC"
