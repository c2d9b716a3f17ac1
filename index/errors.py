"""Every error that this package raises on purpose.

Each message says what is wrong, where, and what to do about it; the command
line prints it as it stands, so that no user ever needs a traceback::

    CrosscheckError
    ├── ArticleError            an article file or record cannot be used
    ├── FilterError             a filter that cannot be understood or matches nothing
    ├── QuestionError           a question that cannot be asked
    ├── EncoderError            an embedding model cannot be loaded or run
    ├── ReaderError             the reader's weights are missing or damaged
    ├── LanguageModelError      a language model cannot be reached or used
    ├── GoldError               a gold file cannot be used
    └── StorageError             something about an index directory
        ├── IndexMissing        there is no index there
        ├── IndexMismatch       made with another encoder or another format
        ├── IndexDamaged        its files contradict each other
        └── IndexLocked         another process is writing to it
"""

from __future__ import annotations


class CrosscheckError(Exception):
    """The root. ``remedy`` is the sentence that says what to do.

    >>> str(CrosscheckError("news.index holds no index.", remedy="Run crosscheck index."))
    'news.index holds no index. Run crosscheck index.'
    """

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()


class ArticleError(CrosscheckError):
    """An article file or record cannot be used."""


class FilterError(CrosscheckError):
    """A filter that cannot be understood, or that matches nothing."""


class QuestionError(CrosscheckError):
    """A question that cannot be asked."""


class EncoderError(CrosscheckError):
    """An embedding model cannot be loaded or run."""


class ReaderError(CrosscheckError):
    """The reader's weights are missing or damaged."""


class LanguageModelError(CrosscheckError):
    """A language model cannot be reached or used."""


class GoldError(CrosscheckError):
    """A gold file cannot be used."""


class StorageError(CrosscheckError):
    """Something about an index directory."""


class IndexMissing(StorageError):
    """There is no index there."""


class IndexMismatch(StorageError):
    """The index was made with another encoder or another format."""


class IndexDamaged(StorageError):
    """The files of the index contradict each other."""


class IndexLocked(StorageError):
    """Another process is writing to the index."""
