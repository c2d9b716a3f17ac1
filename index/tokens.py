"""tiktoken, working offline: the ruler for the length of a chunk.

tiktoken downloads its vocabularies at first use. The ranks that ship with this
package (``index/data/crosscheck_32k.tiktoken``, 32,000 entries, made by
``training/tokens/train_ranks.py``) need no network. A language model's own
encoding is used where tiktoken has it or can fetch it in time.

What this leaves out: special tokens. Text from an article is always text, also
where it reads ``<|endoftext|>``.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from base64 import b64decode
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import tiktoken

from index.errors import CrosscheckError

OWN_NAME = "crosscheck_32k"
"""``Encoding.name`` of the shipped ranks: how to tell which encoding one was given."""

OWN_SHA256 = "268302958de6d994365a028917b12dbb2951d43890e89adb289f347d31705fe0"

PATTERN = (
    r"'(?i:[sdmt]|ll|ve|re)"  # English contractions
    r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+"  # a word with the sign or space before it
    r"|\p{N}{1,3}"  # numbers by groups of three digits
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*"  # signs
    r"|\s+"
)
"""How text is cut before merging: words, numbers, signs and white space never share a token.

No look-ahead: with the usual ``\\s+(?!\\S)`` a megabyte of spaces overflows tiktoken's stack.
"""

FETCH_SECONDS = 3.0
"""How long to wait for tiktoken to fetch a vocabulary before using the shipped one."""

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def own_encoding() -> tiktoken.Encoding:
    """The encoding that ships with this package.

    >>> own_encoding().name, own_encoding().n_vocab
    ('crosscheck_32k', 32000)
    """
    data = (files("index") / "data" / f"{OWN_NAME}.tiktoken").read_bytes()
    return tiktoken.Encoding(
        OWN_NAME, pat_str=PATTERN, mergeable_ranks=parse_ranks(data, sha256=OWN_SHA256), special_tokens={}
    )


def parse_ranks(data: bytes, *, sha256: str) -> dict[bytes, int]:
    """Read a rank file (``base64(token) rank`` a line). Raises CrosscheckError where the checksum differs.

    >>> parse_ranks(b"YQ== 0\\n", sha256=hashlib.sha256(b"YQ== 0\\n").hexdigest())
    {b'a': 0}
    """
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise CrosscheckError(
            f"The token ranks {OWN_NAME}.tiktoken are damaged: SHA-256 {found[:12]}… instead of {sha256[:12]}….",
            remedy="Install the package again.",
        )
    pairs = (line.split() for line in data.splitlines())
    return {b64decode(token): int(rank) for token, rank in pairs}


@lru_cache(maxsize=32)
def encoding_for(model: str | None = None, *, timeout_seconds: float = FETCH_SECONDS) -> tiktoken.Encoding:
    """A language model's own encoding, or the shipped one: look at ``.name`` to see which.

    The shipped one is used for no model, for a model that tiktoken does not know,
    and where its vocabulary is neither on disk nor here within ``timeout_seconds``.

    >>> encoding_for().name, encoding_for("a model of our own").name
    ('crosscheck_32k', 'crosscheck_32k')
    """
    if model is None:
        return own_encoding()
    try:
        tiktoken.encoding_name_for_model(model)
    except KeyError:
        log.info("tiktoken knows no encoding for %s: counting with %s", model, OWN_NAME)
        return own_encoding()
    fetched = _fetch(model, timeout_seconds)
    if fetched is None:
        log.info("the encoding of %s is not on this machine: counting with %s", model, OWN_NAME)
        return own_encoding()
    return fetched


def _fetch(model: str, timeout_seconds: float) -> tiktoken.Encoding | None:
    """Let tiktoken load ``model``'s encoding in a thread of its own: its download has no time-out."""
    loaded: list[tiktoken.Encoding] = []

    def load() -> None:
        try:
            loaded.append(tiktoken.encoding_for_model(model))
        except Exception as problem:  # requests, urllib3, OSError, ValueError (hash): all mean "not available"
            log.debug("tiktoken could not load the encoding of %s: %s", model, problem)

    thread = threading.Thread(target=load, name="tiktoken-fetch", daemon=True)
    thread.start()
    thread.join(timeout_seconds)
    return loaded[0] if loaded else None


def count_tokens(text: str) -> int:
    """Tokens of ``text`` in the shipped encoding.

    >>> count_tokens(""), count_tokens("The prime minister said")
    (0, 4)
    """
    return len(own_encoding().encode_ordinary(text))


def count_tokens_of_each(texts: Sequence[str]) -> list[int]:
    """``count_tokens`` of many texts.

    >>> count_tokens_of_each(["", "The prime minister said"])
    [0, 4]
    """
    encode = own_encoding().encode_ordinary
    return [len(encode(text)) for text in texts]
