"""Write a checkpoint as the weights that ship: ``python -m training.export --run build/run --out rag/reader/weights``.

Half precision (fp16; 21 MB), safetensors, with checksums in reader.json. The
calibration that is there is kept if it is asked for; run ``training.calibrate`` after this.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from safetensors.torch import load_file, save_file

from training.encode import encoder_folder
from training.initial import load_encoder

FORMAT = 1
UNCALIBRATED = {
    "answerable": [0.5, 0.5, 0.0, 0.0],
    "span": [0.5, 0.0, 0.5, 0.0],
    "sentence": [1.0, 0.0, 0.0, 0.0],
    "relation_temperature": 1.0,
    "relation_bias": [0.0, 0.0, 0.0],
}


def export(run: Path, out: Path) -> str:
    """Write reader.safetensors and reader.json; returns the SHA-256 of the weights."""
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: value.half().contiguous() for name, value in load_file(run / "network.safetensors").items()}
    save_file(weights, out / "reader.safetensors", metadata={"format": "pt"})
    digest = hashlib.sha256((out / "reader.safetensors").read_bytes()).hexdigest()
    words = load_encoder(encoder_folder())["embeddings.word_embeddings.weight"].float()
    described = {
        "format": FORMAT,
        "weights_sha256": digest,
        "word_vectors_sha256": hashlib.sha256(words.numpy().tobytes()).hexdigest(),
        "calibration": UNCALIBRATED,
    }
    (out / "reader.json").write_text(json.dumps(described, indent=1) + "\n")
    return digest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("build/run"))
    parser.add_argument("--out", type=Path, default=Path("rag/reader/weights"))
    given = parser.parse_args()
    print(export(given.run, given.out))


if __name__ == "__main__":
    main()
