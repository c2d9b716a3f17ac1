"""Files inside files: archives, mail, books and web archives. Nothing unpacks without a limit."""

from __future__ import annotations

import gzip
from email.message import EmailMessage
from pathlib import Path

import pytest

from index.loading import load_articles, members
from tests.index.files import MORE, NEWS, json_lines, packed, page, warc, write

ARTICLE = page(f"<article><h1>Barge strikes bridge</h1><p>{NEWS}</p><p>{MORE}</p></article>")


def message(subject: str = "Briefing", sender: str = "York Herald <news@york.example>") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "reader@example.org", subject
    made["Date"] = "Mon, 04 Mar 2019 06:30:00 +0000"
    made.set_content(f"{NEWS}\n\n{MORE}\n")
    made.add_alternative(f"<html><body><p>{NEWS}</p><p>{MORE}</p></body></html>", subtype="html")
    return made


def test_a_zip_is_read_like_a_folder(tmp_path: Path) -> None:
    files = {"a.txt": NEWS, "deep/b.txt": MORE, "__MACOSX/a.txt": NEWS, "deep/.hidden": NEWS, "c.jpg": b"\xff\xd8"}
    report = load_articles([write(tmp_path / "news.zip", packed(files))])
    assert [(each.id, each.text) for each in report.articles] == [
        ("news.zip/a.txt", NEWS),
        ("news.zip/deep/b.txt", MORE),
    ]
    assert [each.path for each in report.skipped] == [f"{tmp_path}/news.zip/c.jpg"]


def test_records_inside_gzip_keep_their_numbers(tmp_path: Path) -> None:
    data = gzip.compress(json_lines({"text": NEWS}, {"title": "no text"}, {"text": MORE}).encode())
    report = load_articles([write(tmp_path / "a.jsonl.gz", data)])
    assert [each.id for each in report.articles] == ["a.jsonl.gz#1", "a.jsonl.gz#3"]
    assert [(each.path, each.line) for each in report.skipped] == [(f"{tmp_path}/a.jsonl.gz", 2)]


def test_archives_in_archives_end(tmp_path: Path) -> None:
    data: str | bytes = NEWS
    name = "a.txt"
    for _ in range(6):
        data, name = packed({name: data}), "inner.zip"
    report = load_articles([write(tmp_path / "a.zip", data)])
    assert report.articles == ()
    assert [each.reason for each in report.skipped] == ["is an archive inside of archives"]


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_UNPACKED_BYTES", 10_000)
    for name, data in (("a.zip", packed({"a.txt": "x" * 100_000})), ("b.gz", gzip.compress(b"x" * 100_000))):
        report = load_articles([write(tmp_path / name, data)])
        assert [each.reason for each in report.skipped] == ["unpacks to an enormous size"]


def test_two_tables_of_one_zip_that_count_from_one(tmp_path: Path) -> None:
    files = {"a.csv": f'id,text\n1,"{NEWS}"\n', "b.csv": f'id,text\n1,"{MORE}"\n'}
    report = load_articles([write(tmp_path / "n.zip", packed(files))])
    assert [(each.id, each.text) for each in report.articles] == [("1", NEWS), ("n.zip/b.csv#1", MORE)]


def test_a_message_is_an_article_of_its_sender(tmp_path: Path) -> None:
    report = load_articles([write(tmp_path / "a.eml", bytes(message("Fwd: Barge strikes bridge")))])
    (article,) = report.articles
    assert (article.id, article.title, article.source) == ("a.eml", "Barge strikes bridge", "York Herald")
    assert (str(article.published), article.text) == ("2019-03-04", f"{NEWS}\n\n{MORE}")


def test_an_address_alone_is_no_source(tmp_path: Path) -> None:
    report = load_articles([write(tmp_path / "a.eml", bytes(message(sender="news@york.example")))])
    assert [each.source for each in report.articles] == [None]


def test_each_attachment_is_an_article_of_its_own(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(MORE.encode(), maintype="text", subtype="plain", filename="more.txt")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    report = load_articles([write(tmp_path / "a.eml", bytes(mail))])
    assert [(each.id, each.text) for each in report.articles] == [
        ("a.eml", f"{NEWS}\n\n{MORE}"),
        ("a.eml/more.txt", MORE),
    ]


def test_every_message_of_a_mailbox(tmp_path: Path) -> None:
    line = b"From someone Mon Mar  4 06:30:00 2019\n"
    box = b"".join(line + bytes(message(name, f"{name} <{name}@x.example>")) + b"\n\n" for name in ("Herald", "Post"))
    report = load_articles([write(tmp_path / "a.mbox", box)])
    assert [(each.id, each.title, each.source) for each in report.articles] == [
        ("a.mbox#1", "Herald", "Herald"),
        ("a.mbox#2", "Post", "Post"),
    ]


def test_a_saved_page_as_one_file(tmp_path: Path) -> None:
    text = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://york.example/2019/03/04/barge\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n'
        f"{ARTICLE}\r\n--b--\r\n"
    )
    report = load_articles([write(tmp_path / "a.mhtml", text)])
    (article,) = report.articles
    assert (article.id, article.url) == ("a.mhtml", "https://york.example/2019/03/04/barge")
    assert NEWS in article.text


def test_a_web_archive_has_an_article_for_each_page(tmp_path: Path) -> None:
    crawl = (
        warc(ARTICLE, kind="text/html; charset=utf-8")
        + warc("PNG", "https://york.example/a.png", "image/png")
        + warc("<html>404</html>", "https://york.example/gone", status="404 Not Found")
        + warc(MORE, "https://york.example/b.txt", "text/plain")
    )
    for name, data in (("a.warc", crawl), ("b.warc.gz", gzip.compress(crawl))):
        report = load_articles([write(tmp_path / name, data)])
        assert [(each.id, each.url) for each in report.articles] == [
            (f"{name}#1", "https://york.example/a"),
            (f"{name}#2", "https://york.example/b.txt"),
        ]


def test_opendocument(tmp_path: Path) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    space = f'xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0"'
    body = (
        f"<text:h>Barge strikes bridge</text:h><text:p>{NEWS[:20]}<text:span>{NEWS[20:]}</text:span></text:p><text:p/>"
    )
    inside = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {space}>{inside}</office:document-content>"
    report = load_articles([write(tmp_path / "a.odt", packed({"mimetype": "x", "content.xml": content}))])
    assert [each.text for each in report.articles] == [f"Barge strikes bridge\n\n{NEWS}"]


def test_each_chapter_of_an_issue(tmp_path: Path) -> None:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:publisher>York Herald</dc:publisher><dc:date>2019-03-04</dc:date><dc:title>Monday</dc:title>"
        "</metadata><manifest>"
        '<item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="b.xhtml"/><item id="a"'
        ' href="a.xhtml"/></manifest>'
        '<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>'
    )
    container = '<container xmlns="urn:x"><rootfiles><rootfile full-path="OPS/p.opf"/></rootfiles></container>'
    book = packed({
        "META-INF/container.xml": container, "OPS/p.opf": package,
        "OPS/nav.xhtml": "<html><body>Contents</body></html>",
        "OPS/a.xhtml": f"<html><body><h1>Second</h1><p>{MORE}</p></body></html>",
        "OPS/b.xhtml": f"<html><body><h1>First</h1><p>{NEWS}</p></body></html>",
    })  # fmt: skip
    report = load_articles([write(tmp_path / "a.epub", book)])
    assert [(each.id, each.title, each.text, each.source, str(each.published)) for each in report.articles] == [
        ("a.epub#1", "First", NEWS, "York Herald", "2019-03-04"),
        ("a.epub#2", "Second", MORE, "York Herald", "2019-03-04"),
    ]


def test_utf_16_without_its_mark(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        report = load_articles([write(tmp_path / f"{encoding}.txt", NEWS.encode(encoding))])
        assert [each.text for each in report.articles] == [NEWS]
