"""Bytes to text, once: after this step no character of an article ever changes.

Every offset in an index counts code points of the text that leaves here, so
decoding, newlines and control characters are settled in this one place.
"""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path
from typing import BinaryIO

from index.errors import ArticleError

MAX_FILE_BYTES = 50_000_000
"""A long newspaper article has 50 kB; a PDF with pictures seldom more than 20 MB. Beyond this it is no article."""
MAX_ARTICLE_CHARACTERS = 2_000_000
"""About four long novels: whatever is longer is a data dump under the wrong suffix."""

MAX_MARKS = 2_000_000
"""Opening and closing tags of one document, before its parser is let in: each takes memory."""

_BYTE_ORDER_MARKS = (  # the longer mark first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF", "Rename it to .pdf."),
    (b"PK\x03\x04", "a zip archive or an Office file", "Rename it to .zip, or to .docx if it is a Word file."),
    (b"{\\rtf", "an RTF document", "Rename it to .rtf."),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "Save it as .docx."),
    (b"\x1f\x8b", "gzip-compressed", "Rename it to end in .gz."),
)
_NOT_TEXT_SHARE = 0.01
"""Real text has no control characters but tab and newlines; one in a hundred bytes means another kind of file."""

_CONTROL_TO_SPACE = {code: " " for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t"}
_NEEDS_CLEANING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL_BYTES = bytes(code for code in range(0x20) if code not in b"\t\n\r\f\x1b")
_GUESSED_ENCODINGS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "koi8_r",
    "cp932", "euc_jp", "gb18030", "big5", "cp949",
)  # fmt: skip
"""What old news files are really in. Offered the whole list, the guesser takes German for cp775, a code page of DOS."""
_GUESS_BYTES = 200_000
_ZERO_SHARE = 0.7
_MAX_CHAOS = 0.1
"""charset-normalizer's share of improbable characters; text in the right encoding measures 0.00 to 0.05."""
_UNKNOWN_ENCODING = "is in no text encoding that can be told for sure"
_SAVE_AS_UTF8 = "Save it as UTF-8 text."


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode a text file: byte-order mark, then UTF-8, then ``declared``, then a confident guess.

    Raises ArticleError where the bytes are not text.

    >>> decode(b"\\xef\\xbb\\xbfcaf\\xc3\\xa9")
    'café'
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data, encoding)
    for signature, kind, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise ArticleError(f"is {kind}, not text", remedy=remedy)
    unmarked = _utf_16_without_mark(data)
    if unmarked is not None:
        return unmarked
    if len(data) - len(data.translate(None, _CONTROL_BYTES)) > _NOT_TEXT_SHARE * len(data):
        raise ArticleError("is binary, not text", remedy="Remove it from the folder, or save it as UTF-8 text.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.end == len(data) and len(data) > 3:
            return data[: error.start].decode("utf-8")  # the file was cut inside its last character
    if declared is not None:
        try:
            return data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass
    return _decode_by_guess(data)


def clean_text(text: str) -> str:
    r"""Fix the text for good: newlines are ``\n``, other control characters are spaces, ends are stripped.

    >>> clean_text("\ufeffone\r\ntwo\x00three\x0b ")
    'one\ntwo three'
    """
    if _NEEDS_CLEANING.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
        text = _SURROGATE.sub("\ufffd", text.translate(_CONTROL_TO_SPACE))
    return text.strip()


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"begins as {encoding.removesuffix('-sig').upper()} but byte {error.start} does not fit, so it is not text",
            remedy=_SAVE_AS_UTF8,
        ) from None


def _utf_16_without_mark(data: bytes) -> str | None:
    """Text in two bytes a letter whose mark is missing: in most scripts every other byte of it says the same.

    >>> _utf_16_without_mark("It rained in York.".encode("utf-16-le"))
    'It rained in York.'
    """
    start = data[:4096]
    if len(data) % 2 or b"\0" not in start:
        return None
    for encoding, zeros, letters in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if zeros.count(0) > _ZERO_SHARE * len(zeros) and letters.count(0) == 0:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                return None
            return text if not _NEEDS_CLEANING.search(text[:4096].replace("\r", "")) else None
    return None


def _decode_by_guess(data: bytes) -> str:
    """Ask charset-normalizer; refuse where UTF-8 is mixed with something else, or nothing fits well."""
    beyond_ascii = sum(byte > 0x7F for byte in data)
    well_formed = re.findall(r"[^\x00-\x7f\ufffd]+", data.decode("utf-8", "replace"))
    if len("".join(well_formed).encode()) * 2 > beyond_ascii:
        raise ArticleError("mixes UTF-8 with another encoding, so parts of it are not text", remedy=_SAVE_AS_UTF8)
    try:
        return data.decode(_guess_encoding(data))
    except UnicodeDecodeError:
        raise ArticleError(_UNKNOWN_ENCODING, remedy=_SAVE_AS_UTF8) from None


def _guess_encoding(data: bytes) -> str:
    from charset_normalizer import from_bytes

    guesses = from_bytes(data[:_GUESS_BYTES], cp_isolation=list(_GUESSED_ENCODINGS))
    ranked = sorted(guesses, key=lambda guess: (guess.chaos, -guess.coherence, guess.encoding != "cp1252"))
    if not ranked or ranked[0].chaos > _MAX_CHAOS:
        raise ArticleError(_UNKNOWN_ENCODING, remedy=_SAVE_AS_UTF8)
    return ranked[0].encoding


def read_bytes(path: Path) -> bytes:
    """The whole file. Raises ArticleError where it is empty, enormous or may not be read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, a device never ends
            raise ArticleError("is no regular file", remedy="Name a file.")
        size = status.st_size
        if size > MAX_FILE_BYTES:
            raise ArticleError(
                f"is enormous ({size / 1e6:.0f} MB; the limit is {MAX_FILE_BYTES / 1e6:.0f} MB)",
                remedy="Split it into articles; many records go into one .jsonl file, which has no limit.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"cannot be read ({error.strerror})", remedy="Check the file and its permissions.") from None
    if not data.strip():
        raise ArticleError("is empty", remedy="Remove it, or fill it.")
    return data


def check_marks(marks: int, most: int = MAX_MARKS) -> None:
    """Refuse a document of markup and hardly any text before it is parsed: each tag takes memory and time."""
    if marks > most:
        raise ArticleError(f"holds more than {most:,} marks of markup", remedy="Save its text alone, or split it.")


def stream_encoding(stream: BinaryIO, guess: bool = True) -> str:
    """The encoding of a file too long to hold: by its byte-order mark; UTF-8; else by a guess over its beginning."""
    start = stream.read(4)
    stream.seek(0)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    if guess:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for block in iter(lambda: stream.read(1 << 20), b""):
                decoder.decode(block)
        except UnicodeDecodeError:
            stream.seek(0)
            return _guess_encoding(stream.read(_GUESS_BYTES))
        finally:
            stream.seek(0)
    return "utf-8-sig"
