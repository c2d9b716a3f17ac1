"""Article files to Articles: ``load_articles(paths)``, with a report of what could not be used.

One module per format. ``opening`` finds the reader of a file; each yields
Drafts (what a file or record says), and ``assembly`` turns them into Articles.
"""

from __future__ import annotations

from index.loading.assembly import iter_articles, load_articles
from index.loading.files import ArticleFile, estimate_articles, find_files
from index.loading.opening import OPENERS, READERS
from index.loading.reports import FileReport, Flawed, Incomplete, LoadReport, Notice, Skipped, grouped, shape_of

__all__ = [
    "OPENERS",
    "READERS",
    "ArticleFile",
    "FileReport",
    "Flawed",
    "Incomplete",
    "LoadReport",
    "Notice",
    "Skipped",
    "estimate_articles",
    "find_files",
    "grouped",
    "iter_articles",
    "load_articles",
    "shape_of",
]
