"""Bad input is reported with file, reason and remedy; everything beside it is loaded; nothing is raised."""

from __future__ import annotations

import gzip
import json
import os
import time
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.articles import Article
from index.errors import ArticleError
from index.loading import (
    OPENERS,
    READERS,
    FileReport,
    Skipped,
    decoding,
    estimate_articles,
    find_files,
    iter_articles,
    load_articles,
    records,
)
from index.loading.web_pages import strip_html
from tests.index import exports
from tests.index.files import MORE, NEWS, json_lines, locked_pdf, packed, page, pdf, rss, warc, word, write

TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
GOOD = {
    ".txt": NEWS.encode(),
    ".md": f"---\ntitle: T\n---\n{NEWS}".encode(),
    ".html": page(f"<article><p>{NEWS}</p><p>{MORE}</p></article>").encode(),
    ".pdf": pdf([NEWS]),
    ".docx": word([NEWS, MORE]),
    ".json": json.dumps({"articles": [{"text": NEWS}]}).encode(),
    ".jsonl": json_lines({"text": NEWS}, {"text": MORE}).encode(),
    ".csv": f'text\n"{NEWS}"\n'.encode(),
    ".xml": rss(f"<item><title>T</title><description>{NEWS}</description></item>").encode(),
    ".tsv": f'text\ttitle\n"{NEWS}"\tT\n'.encode(),
    ".rtf": exports.rtf([NEWS, MORE]),
    ".odt": packed(
        {"content.xml": f"<office:text xmlns:office='o' xmlns:text='{TEXT}'><text:p>{NEWS}</text:p></office:text>"}
    ),
    ".epub": packed({"a.xhtml": page(f"<h1>T</h1><p>{NEWS}</p><p>{MORE}</p>")}),
    ".zip": packed({"a.txt": NEWS, "b.txt": MORE}),
    ".gz": gzip.compress(NEWS.encode()),
    ".eml": f"From: Herald <a@b.example>\nSubject: T\nContent-Type: text/plain\n\n{NEWS}\n".encode(),
    ".mbox": f"From a Mon Mar  4 06:30:00 2019\nFrom: Herald <a@b.example>\nSubject: T\n\n{NEWS}\n".encode(),
    ".mhtml": f"MIME-Version: 1.0\nContent-Type: text/html\n\n{page(f'<p>{NEWS}</p><p>{MORE}</p>')}".encode(),
    ".warc": warc(page(f"<article><p>{NEWS}</p><p>{MORE}</p></article>")),
}

EXPORTS = {
    "nexis.docx": exports.word(exports.nexis_uni_lines()),
    "nexis.rtf": exports.rtf(exports.nexis_uni_lines()),
    "lexis.txt": exports.lexis_text().encode(),
    "lexis.html": exports.lexis_page().encode(),
    "factiva.html": exports.factiva_page().encode(),
    "factiva-coded.html": exports.factiva_coded_page().encode(),
    "factiva.rtf": exports.rtf(exports.factiva_coded_lines()),
    "factiva.txt": "\n".join(exports.factiva_lines()).encode(),
    "proquest.txt": exports.proquest_text().encode(),
    "proquest.html": exports.proquest_page().encode(),
    "nitf.xml": f"<nitf><body><body.content><p>{NEWS}</p></body.content></body></nitf>".encode(),
    "newsml.xml": f"<newsItem><contentSet><inlineXML><p>{NEWS}</p></inlineXML></contentSet></newsItem>".encode(),
    "guardian.json": json.dumps({"response": {"results": [{"webTitle": "T", "fields": {"body": NEWS}}]}}).encode(),
    "fundus.json": json.dumps({"Herald": [{"title": "T", "body": {"sections": [{"paragraphs": [NEWS]}]}}]}).encode(),
    "ninjs.json": json.dumps({"headline": "T", "body_text": NEWS, "versioncreated": "2019-03-04"}).encode(),
}


def skipped_one(path: Path) -> Skipped:
    """What is said about ``path``, which lies beside a good file that must load."""
    write(path.parent / "zz-good.txt", NEWS)
    report = load_articles([path.parent])
    assert [article.id for article in report.articles] == ["zz-good.txt"]
    (skipped,) = report.skipped
    assert skipped.path == str(path)
    assert skipped.remedy.endswith(".")
    return skipped


@pytest.mark.parametrize("suffix", sorted([*READERS, *OPENERS]))
def test_empty(tmp_path: Path, suffix: str) -> None:
    assert skipped_one(write(tmp_path / f"a{suffix}", b"")).reason.startswith(("is empty", "has no column"))


@pytest.mark.parametrize("suffix", sorted([*READERS, *OPENERS]))
def test_binary(tmp_path: Path, suffix: str) -> None:
    report = load_articles([write(tmp_path / f"a{suffix}", bytes(range(256)) * 8)])
    assert report.articles == ()
    assert report.skipped


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500), "is binary, not text"),
        ("a.txt", pdf([NEWS]), "is a PDF, not text"),
        ("a.txt", word([NEWS]), "is a zip archive or an Office file, not text"),
        ("a.txt", "naïve café: ".encode() * 9 + "naïve".encode("cp1252"), "mixes UTF-8 with another encoding"),
        ("a.txt", b"\xff\xfeR\x00a\x00\x00\xd8", "begins as UTF-16 but byte 6 does not fit"),
        ("a.txt", "caf\ufffd ".encode() * 50, "much of it was lost in an earlier conversion"),
        ("a.txt", b"\x81\x8d\x8f\x90\x9d\xf8\xff" * 20, "is in no text encoding that can be told for sure"),
        ("a.txt", b"\n \t\n", "is empty"),
        ("a.md", b"---\ntitle: T\n---\n\n", "holds no text"),
        ("a.html", page("<script>1</script>"), "holds no article text that could be found"),
        ("a.pdf", b"hello", "is not a PDF, or is damaged at its beginning"),
        ("a.pdf", pdf([]), "holds pictures of text only (a scan)"),
        ("a.pdf", locked_pdf([NEWS], "secret"), "is protected by a password"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(512), "is protected by a password, or is an old .doc file"),
        ("a.docx", word([NEWS])[:-500], "is not a Word file, or is cut off"),
        ("a.docx", word([]), "holds no text"),
        ("a.json", '{"text": "It rai', "is not valid JSON (line 1:"),
        ("a.json", "[" * 100_000, "is nested too deeply"),
        ("a.json", '"just a string"', "holds no JSON object"),
        ("a.csv", "title,date\nT,2026-01-31\n", "has no column of article texts"),
        ("a.xml", "<note><to>you</to></note>", "is no RSS or Atom feed"),
        ("a.xml", rss(""), "is no RSS or Atom feed"),
    ],
)
def test_whole_files(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    skipped = skipped_one(write(tmp_path / name, content))
    assert skipped.reason.startswith(reason)
    assert skipped.line is None


def test_a_pdf_locked_with_an_empty_password_is_read(tmp_path: Path) -> None:
    report = load_articles([write(tmp_path / "a.pdf", locked_pdf(["It rained in York."], ""))])
    assert [article.text for article in report.articles] == ["It rained in York."]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("{}", "the record has no text"),
        ('{"text": ""}', "the record has no text"),
        ('{"text": "\\u0000 \\n"}', "the record has no text"),
        ('{"text": null, "title": "T"}', "the record has no text"),
        ('{"text": true}', "the record has no text"),
        ("[1]", "the record is no JSON object"),
        ("7", "the record is no JSON object"),
        ('{"text": "It rai', "the line is not valid JSON (column 10"),
        ("[" * 100_000, "the line is not JSON that can be read"),
        ("1" * 5000, "the line is not JSON that can be read"),
        ('{"text": "caf\udce9"}', "the line is not UTF-8 text"),
    ],
)
def test_one_record_among_good_ones(tmp_path: Path, record: str, reason: str) -> None:
    lines = json_lines({"text": NEWS}) + record + "\n" + json_lines({"text": MORE})
    report = load_articles([write(tmp_path / "a.jsonl", lines.encode("utf-8", "surrogateescape"))])
    assert [article.id for article in report.articles] == ["a.jsonl#1", "a.jsonl#3"]
    (skipped,) = report.skipped
    assert skipped.line == 2
    assert skipped.reason.startswith(reason)


def test_records_of_a_json_list_and_rows_of_a_csv(tmp_path: Path) -> None:
    write(tmp_path / "a.json", json.dumps([{"text": NEWS}, {"title": "T"}, 3]))
    write(tmp_path / "b.csv", f'id,text\nx,"{NEWS}"\ny,\nx,"{MORE}"\n')
    report = load_articles([tmp_path])
    assert [article.id for article in report.articles] == ["a.json#1", "x"]
    assert [(Path(each.path).name, each.line) for each in report.skipped] == [
        ("a.json", 2), ("a.json", 3), ("b.csv", 3), ("b.csv", 4),
    ]  # fmt: skip


def test_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    text = NEWS[:10] + "\\ud800" + NEWS[10:] * 2
    (article,) = load_articles([write(tmp_path / "a.jsonl", f'{{"text": "{text}", "title": "\\udfff"}}')]).articles
    assert article.text == NEWS[:10] + "\ufffd" + NEWS[10:] * 2
    assert article.title.encode() == "\ufffd".encode()


def test_a_file_cut_inside_a_character_loses_only_that(tmp_path: Path) -> None:
    cut = f"{NEWS} Café".encode()[:-1]
    assert [a.text for a in load_articles([write(tmp_path / "a.txt", cut)]).articles] == [f"{NEWS} Caf"]


def test_a_page_and_a_feed_that_are_cut_off_are_kept_and_reported(tmp_path: Path) -> None:
    write(tmp_path / "a.html", GOOD[".html"][:-30] + b"</p>")
    write(tmp_path / "b.xml", GOOD[".xml"][:-20])
    report = load_articles([tmp_path])
    assert len(report.articles) == 2
    assert [each.reason for each in report.flawed] == [
        "ends before </html>, so it may be cut off",
        "is damaged or cut off; its readable entries were kept",
    ]


def test_enormous(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_FILE_BYTES", 1_000_000)
    write(tmp_path / "a.txt", b"x" * 1_000_001)
    write(tmp_path / "b.txt", b"It rained. " * 50_000)
    monkeypatch.setattr("index.loading.assembly.MAX_ARTICLE_CHARACTERS", 100_000)
    monkeypatch.setattr(records, "_MAX_LINE_BYTES", 200_000)
    write(tmp_path / "c.jsonl", json_lines({"text": NEWS}, {"text": "x" * 300_000}, {"text": MORE}))
    report = load_articles([tmp_path])
    assert [article.id for article in report.articles] == ["c.jsonl#1", "c.jsonl#3"]
    assert [(Path(each.path).name, each.line, each.reason[:24]) for each in report.skipped] == [
        ("a.txt", None, "is enormous (1 MB; the l"),
        ("b.txt", None, "the article is enormous "),
        ("c.jsonl", 2, "the line is enormous"),
    ]


@pytest.mark.parametrize("suffix", sorted(GOOD))
def test_no_permission(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / f"a{suffix}", GOOD[suffix])
    path.chmod(0)
    if os.geteuid() == 0:  # root may read every file
        refuse_to_open(path, monkeypatch)
    assert skipped_one(path).reason == "cannot be read (Permission denied)"


def refuse_to_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really_open = Path.open

    def open_another(self: Path, *args: Any, **options: Any) -> Any:
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return really_open(self, *args, **options)

    monkeypatch.setattr(Path, "open", open_another)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_closed_folder(tmp_path: Path) -> None:
    write(tmp_path / "closed" / "a.txt", NEWS)
    (tmp_path / "closed").chmod(0)
    try:
        assert skipped_one(tmp_path / "closed").reason == "is a folder that cannot be opened"
    finally:
        (tmp_path / "closed").chmod(0o755)


@pytest.mark.parametrize("tag", ["<p ", "<", "<p>", "<div>", "<!--", "&amp;", "<p x=", "</p"])
def test_repeated_markup_takes_no_time(tag: str) -> None:
    began = time.perf_counter()
    strip_html("<p>rain</p>" + tag * 60_000)
    assert time.perf_counter() - began < 10  # a quadratic parser takes minutes


def test_a_pipe_is_not_waited_for_and_a_device_not_read(tmp_path: Path) -> None:
    for suffix in (".txt", ".jsonl", ".csv"):
        os.mkfifo(tmp_path / f"a{suffix}")
        (tmp_path / f"b{suffix}").symlink_to("/dev/zero")
    assert estimate_articles(find_files([tmp_path])) == 4  # both links to one device are one file
    report = load_articles([tmp_path])
    assert [each.reason for each in report.skipped] == ["is no regular file, or a link to nothing"] * 4
    with pytest.raises(ArticleError, match="is no regular file"):
        load_articles([write(tmp_path / "c.txt", NEWS)], manifest=tmp_path / "a.csv")


def test_aliases_in_front_matter_are_refused(tmp_path: Path) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    bomb = "\n".join(["---", "a0: &a0 [x, x]", *levels, "title: *a8", "---", NEWS])
    report = load_articles([write(tmp_path / "a.md", bomb)])
    assert [article.text for article in report.articles] == [NEWS]
    assert [each.reason for each in report.flawed] == [
        "its front matter is not valid YAML (line 3: aliases are not read)"
    ]


@pytest.mark.parametrize("number", ["1" * 400, "-" + "1" * 400, "1e400", "NaN", f'"{"1" * 400}"'])
def test_a_date_of_400_digits_is_no_date(tmp_path: Path, number: str) -> None:
    lines = f'{{"text": "{NEWS}", "date": {number}}}\n' + json_lines({"text": MORE, "date": "2026-01-31"})
    report = load_articles([write(tmp_path / "a.jsonl", lines)])
    assert [article.published for article in report.articles] == [None, date(2026, 1, 31)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_record_that_is_nested_deeply_costs_that_record_only(tmp_path: Path, name: str) -> None:
    deep = "[" * 990 + "]" * 990
    rows = {"a.jsonl": f'{{"text": "{NEWS}"}}\n{{"text": {deep}}}\n{{"text": "{MORE}"}}\n'}
    rows["a.csv"] = f'text\n"{NEWS}"\n"{deep}"\n"{MORE}"\n'
    report = load_articles([write(tmp_path / name, rows[name])])
    texts = [article.text for article in report.articles]
    assert (texts[0], texts[-1]) == (NEWS, MORE)


def test_documents_of_hardly_anything_but_markup_are_refused(tmp_path: Path) -> None:
    made = BytesIO(word([NEWS]))
    with zipfile.ZipFile(made) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    files["word/document.xml"] = b"<w:p/>" * 2_000_001
    empty = b"<p/>" * 2_000_001
    for name, content, most in (
        ("a.docx", packed(files), "2,000,000"),
        ("a.odt", packed({"content.xml": empty}), "2,000,000"),
        ("a.html", page("<article>" + f"<p>{NEWS}</p>" * 200_000 + "</article>"), "100,000"),
    ):
        folder = tmp_path / name
        assert skipped_one(write(folder / name, content)).reason == f"holds more than {most} marks of markup"


def test_a_cell_of_a_million_columns_is_read_once(tmp_path: Path) -> None:
    made = BytesIO(word([NEWS], table=[["rain", "wind"]]))
    with zipfile.ZipFile(made) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    wide = b'<w:tcPr><w:gridSpan w:val="1000000"/>'
    files["word/document.xml"] = bytes(files["word/document.xml"]).replace(b"<w:tcPr>", wide, 1)  # type: ignore[arg-type]
    report = load_articles([write(tmp_path / "a.docx", packed(files))])
    assert report.articles[0].text.count("rain") == 1
    assert [each.reason for each in report.flawed] == ["a table has a cell of impossible width"]


@pytest.mark.parametrize(("empty", "last"), [(10_000, ["Skipped", "Article"]), (10_500, ["Flawed", "Article"])])
def test_notices_without_end_are_counted_and_not_told_one_by_one(tmp_path: Path, empty: int, last: list[str]) -> None:
    told: list[FileReport] = []
    lines = "{}\n" * empty + json_lines({"text": NEWS})
    found = list(iter_articles([write(tmp_path / "a.jsonl", lines)], tell=told.append))
    assert [type(each).__name__ for each in found[-2:]] == last
    assert len(found) == 10_000 + (empty > 10_000) + 1
    assert told[0].lost == empty


def test_a_good_file_under_another_suffix(tmp_path: Path) -> None:
    for suffix in GOOD:
        for content in GOOD.values():
            report = load_articles([write(tmp_path / f"a{suffix}", content)])
            assert report.articles or report.skipped


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
@pytest.mark.parametrize("suffix", sorted([*READERS, *OPENERS]))
def test_no_bytes_raise(tmp_path: Path, suffix: str, data: bytes) -> None:
    check_report(write(tmp_path / f"a{suffix}", data))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("suffix", sorted(GOOD))
def test_no_damage_raises(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    """A real file with one stretch overwritten, or cut off there."""
    good = GOOD[suffix]
    start = data.draw(st.integers(0, len(good)))
    damage = data.draw(st.binary(max_size=40))
    rest = good[start + len(damage) :] if data.draw(st.booleans()) else b""
    check_report(write(tmp_path / f"a{suffix}", good[:start] + damage + rest))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("name", sorted(EXPORTS))
def test_no_damage_to_an_export_raises(tmp_path: Path, name: str, data: st.DataObject) -> None:
    """Lines taken out, doubled or exchanged, and a stretch overwritten: what a hand or a bad conversion does."""
    lines = EXPORTS[name].split(b"\n")
    place, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    if data.draw(st.booleans()):
        lines[place], lines[other] = lines[other], lines[place]
    else:
        del lines[min(place, other) : max(place, other)]
    good = b"\n".join(lines)
    start = data.draw(st.integers(0, len(good)))
    damage = data.draw(st.binary(max_size=10))
    check_report(write(tmp_path / name, good[:start] + damage + good[start + len(damage) :]))


def check_report(path: Path) -> None:
    report = load_articles([path])
    assert report.articles or report.skipped
    for article in report.articles:
        assert isinstance(article, Article)
        assert article.text.strip() == article.text != ""
        json.dumps(article.title + article.text + article.id).encode()
        (article.title + article.text + article.id + (article.url or "") + (article.source or "")).encode()
