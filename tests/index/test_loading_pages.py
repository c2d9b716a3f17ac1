"""Saved web pages: what an extractor leaves out, and pages that are no article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.articles import Article
from index.loading import load_articles
from tests.index.files import MORE, NEWS, page, write

LONG = [
    f"Paragraph {number} of the report on the bridge says that the council met engineers for {number} hours that day."
    for number in range(1, 9)
]


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def load_one(path: Path) -> Article:
    report = load_articles([path])
    assert report.skipped == ()
    (article,) = report.articles
    return article


def test_every_update_of_a_live_blog(tmp_path: Path) -> None:
    posts = "".join(
        f'<article class="live-post"><h2>Update {number}</h2><p>{text}</p><p>{NEWS}</p></article>'
        for number, text in enumerate(LONG[:4], start=1)
    )
    body = f"<main class='liveblog'><h1>Bridge: live updates</h1>{posts}</main>"
    article = load_one(write(tmp_path / "a.html", page(body, "<title>Bridge: live updates</title>")))
    assert all(text in article.text for text in (*LONG[:4], "Update 1", "Update 4"))


def test_updates_that_stand_in_the_pages_own_data(tmp_path: Path) -> None:
    updates = [{"@type": "BlogPosting", "headline": f"Update {n}", "articleBody": text} for n, text in enumerate(LONG)]
    data = ld(**{"@type": "LiveBlogPosting", "headline": "Bridge", "liveBlogUpdate": updates})
    article = load_one(write(tmp_path / "a.html", page(f"<article><p>{LONG[0]}</p></article>", data)))
    assert all(text in article.text for text in LONG)


def test_parts_of_a_piece_are_joined_and_other_articles_are_told(tmp_path: Path) -> None:
    halves = (LONG[:4], LONG[4:])
    parts = "".join(f"<article><h2>Part</h2>{paragraphs(half)}</article>" for half in halves)
    cards = f"<article><h3>More</h3><p>{MORE}</p></article>"
    article = load_one(write(tmp_path / "a.html", page(f"<main><h1>The bridge</h1>{parts}{cards}</main>")))
    assert [text for text in LONG if text not in article.text] == []
    assert MORE not in article.text
    scrolled = "".join(
        f"<article><h1>Story {half[0]}</h1>{paragraphs(half)}{paragraphs(half)}</article>" for half in halves
    )
    report = load_articles([write(tmp_path / "b.html", page(f"<main>{scrolled}</main>"))])
    assert [each.reason for each in report.flawed] == ["holds another article below the first"]


def test_a_body_in_two_containers(tmp_path: Path) -> None:
    body = (
        f'<article><div class="article-body__content">{paragraphs(LONG[:4])}</div><div class="promo"><p>Subscribe'
        f" now</p></div>"
        f'<div class="article-body__content">{paragraphs(LONG[4:])}</div></article>'
        f"<aside><p>{MORE}</p></aside>"
    )
    article = load_one(write(tmp_path / "a.html", page(body)))
    assert [text for text in LONG if text not in article.text] == []
    assert MORE not in article.text


def test_the_pages_own_data_where_they_hold_more(tmp_path: Path) -> None:
    head = ld(articleBody="\n\n".join(LONG), isAccessibleForFree=False, publisher={"name": "York Herald"})
    wall = "<div class='wall'><p>Already a subscriber? Log in to continue reading.</p></div>"
    body = f"<article><p>{LONG[0]}</p>{wall}</article>"
    article = load_one(write(tmp_path / "a.html", page(body, head)))
    assert article.text == "\n\n".join(LONG)
    assert article.source == "York Herald"


def test_a_page_that_says_how_long_its_article_is(tmp_path: Path) -> None:
    report = load_articles(
        [write(tmp_path / "a.html", page(f"<article>{paragraphs(LONG)}</article>", ld(wordCount=2_000)))]
    )
    assert [each.reason for each in report.flawed] == ["has 152 of the 2,000 words that the page says"]
    assert not report.files[0].is_complete


@pytest.mark.parametrize(
    ("body", "head", "reason"),
    [
        (
            f"<article><p>{NEWS}</p><p>Already a subscriber? Log in to continue reading this article.</p></article>",
            ld(isAccessibleForFree="False"),
            "is behind a paywall: the page holds only its beginning",
        ),
        (
            "<div><h1>Before you go on</h1><p>We and our 700 partners store cookies on your device.</p>"
            "<button>Accept all</button><button>Manage options</button></div>",
            "",
            "is a request for consent, not an article",
        ),
        (
            "<h1>Just a moment...</h1><p>Verify you are human by completing the action below. york.example needs to"
            " review"
            " the security of your connection before proceeding.</p>",
            "",
            "is a robot check, not an article",
        ),
        (
            "<h1>Page not found</h1><p>We cannot find what you are looking for on this site.</p>",
            "",
            "is the notice that a page is gone",
        ),
    ],
)
def test_what_is_no_article_is_refused_with_that_reason(tmp_path: Path, body: str, head: str, reason: str) -> None:
    report = load_articles([write(tmp_path / "a.html", page(body, head))])
    assert report.articles == ()
    assert [each.reason.startswith(reason) for each in report.skipped] == [True]


def test_an_article_about_cookies_and_robots_is_one(tmp_path: Path) -> None:
    texts = [f"Regulators said that cookies and consent to partners need {text[10:]}" for text in LONG]
    texts += ["A robot that passes for a human beat every captcha, the firm said on Monday.", *LONG]
    article = load_one(write(tmp_path / "a.html", page(f"<article><h1>Cookies</h1>{paragraphs(texts)}</article>")))
    assert texts[0] in article.text


def test_days_of_change_and_notices_of_correction_are_kept(tmp_path: Path) -> None:
    notice = "An earlier version of this article said that 41 people were hurt. The number was 39."
    head = ld(datePublished="2019-03-04T10:00:00Z", dateModified="2020-05-06T10:00:00Z", headline="Bridge")
    body = (
        f"<article><h1>Bridge</h1>{paragraphs(LONG)}</article><footer><div class='correction'>{notice}</div></footer>"
    )
    article = load_one(write(tmp_path / "a.html", page(body, head)))
    assert (str(article.published), str(article.modified)) == ("2019-03-04", "2020-05-06")
    assert article.text.endswith(notice)
