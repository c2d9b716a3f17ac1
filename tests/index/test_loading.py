"""Folders, ids, manifests and the text that is fixed at load."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article
from index.errors import ArticleError
from index.loading import Flawed, LoadReport, Skipped, estimate_articles, find_files, iter_articles, load_articles
from index.loading.decoding import clean_text
from tests.index.files import MORE, NEWS, json_lines, write


def ids(report: LoadReport) -> list[str]:
    return [article.id for article in report.articles]


def test_ids_are_paths_below_the_folder_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/B.txt", "c.TXT"):
        write(tmp_path / name, NEWS)
    assert ids(load_articles([tmp_path])) == ["b.txt", "c.TXT", "a/B.txt", "a/z.txt"]


def test_one_file_is_called_by_its_name(tmp_path: Path) -> None:
    assert ids(load_articles([write(tmp_path / "deep" / "a.txt", NEWS)])) == ["a.txt"]


def test_several_folders_prefix_their_names(tmp_path: Path) -> None:
    for name in ("monday/a.txt", "tuesday/a.txt", "extra.txt"):
        write(tmp_path / name, NEWS)
    paths = [str(tmp_path / name) for name in ("monday", "tuesday", "extra.txt")]
    assert ids(load_articles(paths)) == ["monday/a.txt", "tuesday/a.txt", "extra.txt"]


def test_folders_of_one_name_collide_and_both_are_named(tmp_path: Path) -> None:
    first, second = write(tmp_path / "1/news/a.txt", NEWS), write(tmp_path / "2/news/a.txt", MORE)
    with pytest.raises(ArticleError) as raised:
        load_articles([tmp_path / "1/news", tmp_path / "2/news"])
    assert str(first) in str(raised.value)
    assert str(second) in str(raised.value)
    assert "'news/a.txt'" in str(raised.value)


def test_a_file_named_twice_is_one_article(tmp_path: Path) -> None:
    file = write(tmp_path / "news" / "a.txt", NEWS)
    assert ids(load_articles([tmp_path / "news", file])) == ["news/a.txt"]


def test_hidden_files_are_passed_over_and_unknown_ones_reported(tmp_path: Path) -> None:
    for name in ("a.txt", ".b.txt", ".git/c.txt", "d.jpg", "Makefile"):
        write(tmp_path / name, NEWS)
    report = load_articles([tmp_path])
    assert ids(report) == ["a.txt"]
    assert [(Path(each.path).name, each.reason) for each in report.skipped] == [
        ("Makefile", "files without a suffix are not read"),
        ("d.jpg", ".jpg files are not read"),
    ]
    assert ".docx" in report.skipped[0].remedy


def test_links_that_loop_end(tmp_path: Path) -> None:
    write(tmp_path / "news/a.txt", NEWS)
    os.symlink(tmp_path / "news", tmp_path / "news" / "again")
    os.symlink(tmp_path, tmp_path / "news" / "up")
    os.symlink(tmp_path / "nowhere", tmp_path / "news" / "broken.txt")
    report = load_articles([tmp_path / "news"])
    assert ids(report) == ["a.txt"]
    assert [Path(each.path).name for each in report.skipped] == ["broken.txt"]


def test_a_missing_path_and_no_path_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"nowhere does not exist\. Name a file or a folder"):
        load_articles([tmp_path / "nowhere"])
    with pytest.raises(ArticleError, match="No articles were named"):
        load_articles([])


def test_an_empty_folder_is_an_empty_report(tmp_path: Path) -> None:
    assert load_articles([tmp_path]) == LoadReport(articles=())


def test_estimate_counts_lines_of_record_files(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "one\ntwo\nthree\n")
    write(tmp_path / "b.jsonl", "{}\n{}\n{}\n")
    assert estimate_articles(find_files([tmp_path])) == 1 + 3


def test_a_large_file_of_lines_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", json_lines({"text": NEWS}) * 3 + "not json")
    articles = iter_articles([path])
    first = next(articles)
    assert isinstance(first, Article)
    assert first.id == "a.jsonl#1"
    path.write_text(path.read_text())  # nothing is locked or lost half-way
    assert [type(each) for each in articles] == [Article, Article, Skipped]


# -- the text --------------------------------------------------------------------------------------------------


def test_text_is_fixed_at_load(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbfRain\x00stops\r\nplay\x0b\x85today\r\rSo it does.\n"
    (article,) = load_articles([write(tmp_path / "a.txt", raw.replace(b"\x85", "\x85".encode()))]).articles
    assert article.text == "Rain stops\nplay  today\n\nSo it does."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = f"The café said “no” to the plan — prices rose 5%. {NEWS}"
    (article,) = load_articles([write(tmp_path / "a.txt", text.encode(encoding))]).articles
    assert article.text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Паром затонул в понедельник, на нём было сорок человек, все они спасены."),
        ("cp932", "月曜日に沈没したフェリーには四十人が乗っていたが、全員が救助されたという。"),
        ("gb18030", "星期一沉没的渡轮上有四十人，海岸警卫队说所有人都已获救。"),
        ("cp1250", "Prom, który zatonął w poniedziałek, wiózł czterdzieści osób, wszyscy zostali uratowani."),
    ],
)
def test_old_encodings_are_guessed_where_the_guess_is_sure(tmp_path: Path, encoding: str, text: str) -> None:
    (article,) = load_articles([write(tmp_path / "a.txt", text.encode(encoding))]).articles
    assert article.text == text


@given(st.text())
def test_clean_text_is_clean_and_stays_so(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not any((ord(c) < 32 and c not in "\n\t") or 0xD800 <= ord(c) < 0xE000 for c in cleaned)
    cleaned.encode("utf-8")


# -- ids and dates of records ----------------------------------------------------------------------------------


def test_the_first_of_two_ids_wins_and_the_second_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", json_lines({"id": 7, "text": NEWS}, {"id": "7", "text": MORE}))
    report = load_articles([path])
    assert [(each.id, each.text) for each in report.articles] == [("7", NEWS)]
    assert [(each.line, each.reason) for each in report.skipped] == [
        (2, f"the id '7' is already taken by {path}, line 1")
    ]


def test_a_bad_date_is_reported_and_its_article_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", json_lines({"text": NEWS}, {"text": NEWS, "date": "soon"}))
    report = load_articles([path])
    assert [each.published for each in report.articles] == [None, None]
    assert report.flawed == (
        Flawed(
            str(path),
            "its date 'soon' is no day that can be told for sure",
            "Write it as YYYY-MM-DD; the article was kept.",
            line=2,
        ),
    )


# -- manifests -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_manifest_fills_and_overrides_what_the_file_says(tmp_path: Path, form: str) -> None:
    write(tmp_path / "news/a.md", f"---\ntitle: From the file\n---\n{NEWS}")
    write(tmp_path / "news/b.txt", MORE)
    if form == "csv":
        rows = "path,title,source,date,genre\nnews/a.md,From the manifest,AFP,2026-01-31,opinion\nb.txt,,AP,,\n"
    else:
        rows = json_lines(
            {
                "path": "news/a.md",
                "title": "From the manifest",
                "source": "AFP",
                "date": "2026-01-31",
                "genre": "opinion",
            },
            {"path": "b.txt", "source": "AP"},
        )
    manifest = write(tmp_path / f"manifest.{form}", rows)
    report = load_articles([tmp_path / "news"], manifest)
    assert report.skipped == ()
    first, second = report.articles
    assert (first.title, first.source, first.published, first.genre) == (
        "From the manifest",
        "AFP",
        date(2026, 1, 31),
        "opinion",
    )
    assert (second.source, second.published) == ("Associated Press", None)


def test_manifest_inside_the_folder_is_no_article_and_its_stray_rows_are_reported(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", NEWS)
    manifest = write(tmp_path / "about.csv", "path,source\na.txt,AFP\n\ngone.txt,AP\na.txt,Reuters\n")
    report = load_articles([tmp_path], manifest)
    assert [(each.id, each.source) for each in report.articles] == [("a.txt", "AFP")]
    assert [(each.line, each.reason) for each in report.skipped] == [
        (4, "no article file is called gone.txt"),
        (5, "a.txt is named a second time"),
    ]


def test_manifest_only_fills_the_gaps_of_records(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", json_lines({"text": NEWS, "source": "AP"}, {"text": MORE}))
    manifest = write(tmp_path / "m.csv", "path,source\na.jsonl,AFP\n")
    assert [each.source for each in load_articles([tmp_path], manifest).articles] == ["Associated Press", "AFP"]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("m.csv", "source\nAFP\n", "names no file on line 2"),
        ("m.jsonl", "[1]\n", "has no JSON object on line 1"),
        ("m.csv", "", "is empty"),
        ("m.csv", b"\x00\x01\x02" * 9, "is binary"),
    ],
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, name: str, content: str | bytes, complaint: str) -> None:
    write(tmp_path / "a.txt", NEWS)
    with pytest.raises(ArticleError, match=complaint):
        load_articles([tmp_path], write(tmp_path / name, content))


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", NEWS)
    with pytest.raises(ArticleError, match=r"m\.csv"):
        load_articles([tmp_path], tmp_path / "m.csv")


# -- the real articles -----------------------------------------------------------------------------------------


def test_every_real_article_loads(shared: Path) -> None:
    report = load_articles([shared / "corpus" / "fakes" / "articles.jsonl"])
    assert (len(report.articles), report.skipped, report.flawed) == (792, (), ())
    assert all(article.published and article.source and article.title for article in report.articles)
    assert {article.language for article in report.articles} == {"en", None}
    assert sum(article.language is None for article in report.articles) <= 3
