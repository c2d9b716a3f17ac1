"""Keyword search (BM25): the one home of tantivy.

Title, source and text of each chunk are searched; source, date and genre are
also kept as exact fields, so that a filter is part of the query and not a
sieve after it. Words are lower-cased, accents folded and English endings
stripped ("Erdoğan's" finds "Erdogan").
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.damage import claimed_damaged
from index.filters import EVERYTHING, ArticleFilter

_ANALYZER = "news_en"
_TEXT_FIELDS = ("title", "source", "text")
_HEAP_BYTES = 64_000_000
_WORD = re.compile(r"\w+")

# What a question is made of, not what it is about. In a small collection these are
# rare words, and BM25 would take them for the topic. No word here is also a name
# or a month ("may", "will", "us"), and "WHO" and "IT" in capitals are names.
_QUESTION_WORDS = frozenset(
    _WORD.findall(
        "a about an and any are as at be been by can could did do does for from had has have how if in is it its of on"
        " or s said say says should t tell than that the their them there these they this those to was were what when"
        " where which who whom whose why with would you"
    )
)


@dataclass(frozen=True, slots=True)
class KeywordDocument:
    """One chunk as the keyword index takes it."""

    chunk: int
    title: str
    source: str | None
    text: str
    published: date | None
    genre: str | None


def query_words(text: str) -> list[str]:
    """The words of a question that carry its topic; all of them where none does.

    >>> query_words("What did the UK say about Taiwan?")
    ['uk', 'taiwan']
    >>> query_words("What did the WHO say?"), query_words("Who?")
    (['who'], ['who'])
    """
    words = _WORD.findall(text)
    shouted = text.isupper()
    kept = [
        word
        for word in words
        if word.lower() not in _QUESTION_WORDS or (len(word) > 1 and word.isupper() and not shouted)
    ]
    return [word.lower() for word in kept or words]


def write_keywords(
    directory: Path, documents: Iterable[KeywordDocument], *, base: Path | None = None, gone: Sequence[int] = ()
) -> None:
    """Write an index into ``directory``, which must be new.

    With ``base``, an older index, it holds that one's documents without those
    of the chunks ``gone``, and ``documents``. Finished files are linked, not
    copied: tantivy never changes one.
    """
    import tantivy

    directory.mkdir(parents=True)
    if base is not None:
        _link(base, directory)
    made = tantivy.Index(_schema(), path=str(directory))
    _register(made)
    writer = made.writer(heap_size=_HEAP_BYTES, num_threads=1)
    if gone:
        writer.delete_documents_by_query(tantivy.Query.term_set_query(made.schema, "chunk", gone))
    for document in documents:
        writer.add_document(_document(document))
    writer.commit()
    writer.wait_merging_threads()


def deleted_share(directory: Path) -> float:
    """The share of an index's entries that are deleted but still counted in BM25's statistics."""
    try:
        segments = json.loads((directory / "meta.json").read_text(encoding="utf-8"))["segments"]
        entries = sum(segment["max_doc"] for segment in segments)
        deleted = sum((segment["deletes"] or {"num_deleted_docs": 0})["num_deleted_docs"] for segment in segments)
    except (OSError, ValueError, KeyError, TypeError):
        return 1.0
    return deleted / entries if entries else 1.0


def _link(base: Path, directory: Path) -> None:
    for file in base.iterdir():
        if file.name.endswith(".lock"):
            continue
        if file.suffix == ".json":
            shutil.copy2(file, directory / file.name)
            continue
        try:
            os.link(file, directory / file.name)
        except OSError:
            shutil.copy2(file, directory / file.name)


class KeywordIndex:
    """A keyword index opened for searching. Safe to search from several threads."""

    def __init__(self, directory: Path) -> None:
        if not (directory / "meta.json").is_file():
            raise FileNotFoundError(directory / "meta.json")
        self._directory = directory
        with claimed_damaged(directory):
            self._index = self._open(directory)
            self._searcher = self._index.searcher()

    def _open(self, directory: Path) -> Any:
        import tantivy

        if not os.access(directory, os.W_OK):
            # tantivy takes a lock file to open an index: in a read-only folder, open a mirror of links to it
            self._mirror = tempfile.TemporaryDirectory(prefix="crosscheck-")
            for file in directory.iterdir():
                if not file.name.endswith(".lock"):
                    (Path(self._mirror.name) / file.name).symlink_to(file.absolute())
            directory = Path(self._mirror.name)
        opened = tantivy.Index(_schema(), path=str(directory))
        opened.config_reader("manual")  # no thread that watches for commits: a generation never changes
        _register(opened)
        return opened

    @property
    def count(self) -> int:
        return int(self._searcher.num_docs)

    def ids(self) -> list[int]:
        """Every chunk id in the index, sorted."""
        import tantivy

        with claimed_damaged(self._directory):
            hits = self._searcher.search(tantivy.Query.all_query(), limit=max(1, self.count), count=False).hits
            found = self._searcher.fast_field_values("chunk", [address for _, address in hits])
        return sorted(int(i) for i in found if i is not None)

    def search(self, text: str, k: int, may: ArticleFilter = EVERYTHING) -> list[tuple[int, float]]:
        """The ``k`` best chunk ids for the words of ``text`` with their BM25 score, ties by id."""
        import tantivy

        words = " ".join(query_words(text))
        if not words or k <= 0:
            return []
        query, _ = self._index.parse_query_lenient(words, list(_TEXT_FIELDS))
        conditions = _conditions(self._index.schema, may)
        if conditions:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query)]
                + [(tantivy.Occur.Must, tantivy.Query.const_score_query(part, 0.0)) for part in conditions]
            )
        # A few more than asked for, so that equal scores at the cut are settled by id.
        with claimed_damaged(self._directory):
            hits = self._searcher.search(query, limit=k + 32, count=False).hits
            ids = self._searcher.fast_field_values("chunk", [address for _, address in hits])
        found = [(int(i), float(score)) for (score, _), i in zip(hits, ids, strict=True) if i is not None]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]


def _conditions(schema: Any, may: ArticleFilter) -> list[Any]:
    """What ``ArticleFilter.allows`` says, as queries that must all match."""
    from tantivy import FieldType, Query

    made = []
    if may.sources:
        made.append(Query.term_set_query(schema, "source_key", sorted({_key(name) for name in may.sources})))
    if may.genres:
        made.append(Query.term_set_query(schema, "genre", sorted(set(may.genres))))
    if may.is_dated:
        first = may.since or date.min
        last = may.latest or date.max
        made.append(Query.range_query(schema, "published", FieldType.Integer, first.toordinal(), last.toordinal()))
    return made


def _key(source: str | None) -> str:
    return "=" + (source or "").casefold()  # the mark keeps "no source" a term: an empty one is not indexed


def _document(document: KeywordDocument) -> Any:
    import tantivy

    made = tantivy.Document()
    made.add_unsigned("chunk", document.chunk)
    made.add_text("title", document.title)
    made.add_text("source", document.source or "")
    made.add_text("text", document.text)
    made.add_text("source_key", _key(document.source))
    if document.genre:
        made.add_text("genre", document.genre)
    if document.published:
        made.add_integer("published", document.published.toordinal())
    return made


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in _TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name=_ANALYZER)
    for name in ("source_key", "genre"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("chunk", indexed=True, fast=True)
    builder.add_integer_field("published", indexed=True, fast=True)
    return builder.build()


def _register(made: Any) -> None:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    analyzer = (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(64))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stemmer("English"))
        .build()
    )
    made.register_tokenizer(_ANALYZER, analyzer)
