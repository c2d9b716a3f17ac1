"""Article files to Articles: ``load_articles(paths)``, with a report of what could not be used.

One module per format. Each yields Drafts (what a file or record says), and
``assembly`` turns them into Articles.
"""

from __future__ import annotations

from index.loading.assembly import READERS, iter_articles, load_articles
from index.loading.files import ArticleFile, estimate_articles, find_files
from index.loading.reports import Flawed, LoadReport, Notice, Skipped

__all__ = [
    "READERS",
    "ArticleFile",
    "Flawed",
    "LoadReport",
    "Notice",
    "Skipped",
    "estimate_articles",
    "find_files",
    "iter_articles",
    "load_articles",
]
