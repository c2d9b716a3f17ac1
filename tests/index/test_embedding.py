"""The encoder: the same vectors as sentence-transformers, in order, nothing cut off in silence."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import DEFAULT_ENCODER, Encoder
from index.errors import EncoderError
from index.model_files import canonical_name, load_tokenizer, model_folder, weights_hash
from index.sentence_bert import OverlongText, group_by_tokens, read_recipe
from tests.running import run_async

ROOT = Path(__file__).resolve().parents[2]
WORDS = [f"w{number}" for number in range(40)]
WINDOW = 16


def save_model(folder: Path, kind: str = "bert", pooling: str = "mean", normalize: bool = True) -> Path:
    """A small untrained sentence-transformers model over the words w0 ... w39, saved as users save theirs."""
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules

    torch.manual_seed(7)
    made = folder / "made"
    made.mkdir(parents=True)
    (made / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    transformers.BertTokenizer(str(made / "vocab.txt")).save_pretrained(made)
    network: Any
    if kind == "bert":
        config = transformers.BertConfig(
            vocab_size=45,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=64,
            initializer_range=0.3,
        )
        network = transformers.BertModel(config)
    else:
        network = transformers.DistilBertModel(
            transformers.DistilBertConfig(
                vocab_size=45, dim=32, n_layers=1, n_heads=4, hidden_dim=64, max_position_embeddings=64
            )
        )
    network.save_pretrained(made)
    transformer = modules.Transformer(str(made), max_seq_length=WINDOW)
    steps: list[Any] = [transformer, modules.Pooling(32, pooling_mode=pooling)]
    if normalize:
        steps.append(modules.Normalize())
    SentenceTransformer(modules=steps, device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCHECK_CACHE", str(cache))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("mean"))


@pytest.fixture
def encoder(folder: Path) -> Encoder:
    return Encoder.load(str(folder))


def of_length(words: int) -> str:
    return " ".join(WORDS[number % len(WORDS)] for number in range(words))


TEXTS = ["w1 w2", "", of_length(WINDOW - 2), "w3", "w5 w4 w3 w2 w1", "never seen"]


def reference(folder: Path, texts: Sequence[str]) -> np.ndarray:
    from sentence_transformers import SentenceTransformer

    return np.asarray(SentenceTransformer(str(folder), device="cpu").encode(list(texts), normalize_embeddings=True))


@pytest.mark.parametrize(("pooling", "normalize"), [("mean", True), ("cls", True), ("mean", False)])
def test_a_local_bert_runs_compiled_and_equals_sentence_transformers(
    tmp_path: Path, pooling: str, normalize: bool
) -> None:
    folder = save_model(tmp_path, pooling=pooling, normalize=normalize)
    encoder = Encoder.load(str(folder))
    vectors = encoder.encode(TEXTS)
    assert encoder.backend.runtime.startswith("openvino")
    assert (vectors.dtype, vectors.shape) == (np.float32, (6, 32))
    assert np.sum(vectors * reference(folder, TEXTS), axis=1).min() > 0.999
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(6), abs=1e-5)


def test_any_other_network_runs_in_sentence_transformers(tmp_path: Path) -> None:
    folder = save_model(tmp_path, kind="distilbert", normalize=False)
    encoder = Encoder.load(str(folder))
    done: list[int] = []
    vectors = encoder.encode(TEXTS, progress=done.append)
    assert encoder.backend.runtime == "sentence-transformers"
    assert np.sum(vectors * reference(folder, TEXTS), axis=1).min() > 0.9999
    assert (sum(done), encoder.dimension, encoder.window_tokens, encoder.special_tokens) == (6, 32, WINDOW, 2)
    assert encoder.count_tokens_batch(["w1 w2", ""]) == [2, 0]
    with pytest.raises(EncoderError, match=f"has {WINDOW + 1} tokens"):
        encoder.encode([of_length(WINDOW - 1)])


def test_a_tokenizer_is_loaded_once_and_anew_where_its_file_has_changed(tmp_path: Path) -> None:
    folder = save_model(tmp_path)
    file = folder / "tokenizer.json"
    loaded = load_tokenizer(folder)
    assert load_tokenizer(folder) is loaded
    assert (loaded.truncation, loaded.padding) == (None, None)
    file.write_text(file.read_text(encoding="utf-8").replace('"w7"', '"seven"'), encoding="utf-8")
    assert loaded.token_to_id("seven") is None
    assert load_tokenizer(folder).token_to_id("seven") == loaded.token_to_id("w7")


def test_where_openvino_is_missing_torch_gives_the_same_vectors(
    encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    compiled = encoder.encode(TEXTS)
    monkeypatch.setitem(sys.modules, "openvino", None)
    with caplog.at_level(logging.WARNING):
        other = Encoder.load(str(folder))
        assert other.backend.runtime == "torch fp32"
    assert other.fingerprint == encoder.fingerprint
    assert np.sum(compiled * other.encode(TEXTS), axis=1).min() > 0.999
    assert "torch runs it" in caplog.text


def test_a_vector_belongs_to_its_text_whatever_stands_beside_it(encoder: Encoder) -> None:
    texts = [of_length(1 + number % (WINDOW - 2)) + f" w{number % 40}" for number in range(300)]
    texts = [text for text, tokens in zip(texts, encoder.count_tokens_batch(texts), strict=True) if tokens <= 14]
    done: list[int] = []
    together = encoder.encode(texts, progress=done.append)
    assert sum(done) == len(texts)
    for position in (0, 7, 100, len(texts) - 1):
        alone = encoder.encode([texts[position]])[0]
        assert float(alone @ together[position]) > 0.999


def test_tokens_are_counted_without_special_tokens(encoder: Encoder) -> None:
    assert encoder.count_tokens("w1 w2 w3") == 3
    assert encoder.count_tokens_batch(["", "w1", of_length(100)]) == [0, 1, 100]
    assert (encoder.window_tokens, encoder.special_tokens, encoder.dimension) == (WINDOW, 2, 32)


def test_a_text_that_fills_the_window_is_read_to_its_end(encoder: Encoder) -> None:
    full = of_length(WINDOW - 2)
    changed_at_the_end = of_length(WINDOW - 3) + " w39"
    first, second = encoder.encode([full, changed_at_the_end])
    assert float(first @ second) < 0.9999


def test_one_token_too_many_is_refused_and_named(encoder: Encoder) -> None:
    with pytest.raises(EncoderError) as refused:
        encoder.encode(["w1", of_length(WINDOW - 1), "w2"])
    assert "Text 1 of 3 has 17 tokens" in str(refused.value)
    assert "reads 16 at once" in str(refused.value)


def test_a_long_question_is_the_mean_of_its_pieces_weighted_by_tokens(encoder: Encoder) -> None:
    long = of_length(20)  # cut at the last space before its middle
    cut = long.rfind(" ", 0, len(long) // 2)
    pieces = [long[:cut], long[cut:]]
    first, second = encoder.encode(pieces)
    mean = first * encoder.count_tokens(pieces[0]) + second * encoder.count_tokens(pieces[1])
    expected = mean / np.linalg.norm(mean)
    assert float(encoder.encode_query(long) @ expected) > 0.999
    assert float(np.array(encoder.embed_documents(["w1", long])[1]) @ expected) > 0.999


def test_a_word_without_spaces_is_cut_too(encoder: Encoder) -> None:
    vector = encoder.encode_query("," * 100)
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)


def test_no_texts_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 32)
    assert encoder.count_tokens_batch([]) == []


def test_an_unpaired_surrogate_is_read_as_a_question_mark(encoder: Encoder) -> None:
    assert encoder.encode(["w1 \ud800 w2"]).tolist() == encoder.encode(["w1 ? w2"]).tolist()


def test_one_text_instead_of_a_list_is_a_mistake(encoder: Encoder) -> None:
    with pytest.raises(TypeError, match="list of texts"):
        encoder.encode("w1 w2")


def test_the_fingerprint_follows_weights_pooling_and_window_only(folder: Path, tmp_path: Path) -> None:
    original = Encoder.load(str(folder)).fingerprint
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert Encoder.load(str(copy)).fingerprint == original

    pooling = next(copy.glob("*_Pooling/config.json"))
    kept = pooling.read_text()
    changed = kept.replace('"mean"', '"cls"')
    assert changed != kept
    pooling.write_text(changed)
    assert Encoder.load(str(copy)).fingerprint != original
    pooling.write_text(kept)
    assert Encoder.load(str(copy)).fingerprint == original

    window = copy / "sentence_bert_config.json"
    window.write_text(json.dumps({**json.loads(window.read_text()), "max_seq_length": 12}))
    assert Encoder.load(str(copy)).window_tokens == 12, "where older models state it"
    assert Encoder.load(str(copy)).fingerprint != original

    weights = copy / "model.safetensors"
    sound = weights.read_bytes()
    weights.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    assert weights_hash(copy) != weights_hash(folder)


def test_a_damaged_model_is_an_encoder_error(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(EncoderError):
        Encoder.load(str(copy)).encode(["w1"])
    (copy / "tokenizer.json").write_text("{")
    with pytest.raises(EncoderError):
        Encoder.load(str(copy)).count_tokens("w1")
    (copy / "tokenizer_config.json").write_text("{")
    with pytest.raises(EncoderError, match="cannot be read"):
        Encoder.load(str(copy))


def test_a_folder_without_a_model_and_an_empty_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="holds no model weights"):
        Encoder.load(str(tmp_path))
    with pytest.raises(EncoderError, match="empty"):
        Encoder.load(" ")


def test_a_model_that_cannot_be_fetched_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(EncoderError) as refused:
        Encoder.load("nobody/has-this-model")
    assert "nobody/has-this-model" in refused.value.problem
    assert DEFAULT_ENCODER in refused.value.remedy


def test_names_that_mean_the_same_model(tmp_path: Path) -> None:
    assert canonical_name("all-minilm-l6-v2") == DEFAULT_ENCODER
    (tmp_path / "x").mkdir()
    assert canonical_name(str(tmp_path / "x" / "..")) == str(tmp_path.resolve())
    assert canonical_name(" someone/other ") == "someone/other"


def test_prompts_and_other_modules_take_the_slow_path(folder: Path, tmp_path: Path) -> None:
    assert read_recipe(folder) is not None
    prompted = tmp_path / "prompted"
    shutil.copytree(folder, prompted)
    settings = prompted / "config_sentence_transformers.json"
    settings.write_text(json.dumps({"prompts": {"query": "query: ", "document": ""}, "default_prompt_name": None}))
    assert read_recipe(prompted) is None
    dense = tmp_path / "dense"
    shutil.copytree(folder, dense)
    modules = json.loads((dense / "modules.json").read_text())
    modules.append({"idx": 3, "name": "3", "path": "3_Dense", "type": "sentence_transformers.models.Dense"})
    (dense / "modules.json").write_text(json.dumps(modules))
    assert read_recipe(dense) is None


def test_it_is_a_langchain_embeddings(encoder: Encoder) -> None:
    from langchain_core.embeddings import Embeddings

    assert isinstance(encoder.as_langchain(), Embeddings)
    assert isinstance(Encoder.load(), Embeddings)
    expected = encoder.encode(["w1 w2"])[0].tolist()
    assert encoder.embed_query("w1 w2") == encoder.embed_documents(["w1 w2"])[0] == expected
    assert run_async(encoder.aembed_query("w1 w2")) == expected
    assert run_async(encoder.aembed_documents(["w1 w2"])) == [expected]


@given(st.lists(st.integers(min_value=1, max_value=40), max_size=60), st.integers(min_value=1, max_value=100))
def test_batches_hold_every_row_once_and_keep_to_the_budget(lengths: list[int], batch_tokens: int) -> None:
    rows = [(number, [1] * length) for number, length in enumerate(lengths)]
    batches = list(group_by_tokens(rows, batch_tokens))
    assert sorted(number for batch in batches for number, _ in batch) == list(range(len(rows)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(len(ids) for _, ids in batch) <= batch_tokens


def test_an_overlong_text_knows_where_it_stands() -> None:
    assert (OverlongText(3, 300).position, OverlongText(3, 300).tokens) == (3, 300)


# The shipped model

RAIN = (
    "On Monday the river rose by another forty centimetres and the council closed the lower bridge, the station "
    "and two schools; the mayor, who had asked people to stay at home, said that pumps were on their way. "
)


@pytest.mark.real_model
def test_the_default_encoder_needs_no_network_and_reads_256_tokens() -> None:
    encoder = Encoder.load()
    assert (encoder.name, encoder.dimension) == ("all-MiniLM-L6-v2", 384)
    assert (encoder.window_tokens, encoder.special_tokens) == (256, 2)
    rain, flood, tax = encoder.encode(["It rained all day.", "Heavy rain fell.", "Parliament passed the tax bill."])
    assert rain @ flood > rain @ tax


@pytest.mark.real_model
def test_full_length_texts_equal_sentence_transformers() -> None:
    """The bundled tokenizer.json cuts at 128 tokens; a cut vector would be far from 0.999."""
    encoder = Encoder.load()
    words = (RAIN * 12).split()
    texts = []
    for start in range(8):
        kept = words[start * 5 :]
        while encoder.count_tokens(" ".join(kept)) > 254:
            kept = kept[:-1]
        texts.append(" ".join(kept))
    assert min(encoder.count_tokens_batch(texts)) >= 250
    texts += ["Who?", RAIN, "Müller's café — “closed” 大雨"]
    assert np.sum(encoder.encode(texts) * reference(model_folder(DEFAULT_ENCODER), texts), axis=1).min() > 0.999
    with pytest.raises(EncoderError, match="reads 256 at once"):
        encoder.encode([texts[0] + " and more and more"])


@pytest.mark.real_model
def test_a_warm_start_imports_neither_torch_nor_langchain(cache: Path) -> None:
    Encoder.load().encode(["Fill the cache."])
    script = (
        "import sys; from index.embedding import Encoder; Encoder.load().encode(['Who?']);"
        "print(*{'torch', 'transformers', 'sentence_transformers', 'langchain_core'} & set(sys.modules))"
    )
    finished = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (finished.stdout.strip(), finished.returncode) == ("", 0), finished.stderr
