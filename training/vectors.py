"""Makes realist_eval/engine/data/en/vectors.npz from the GloVe 6B vectors of 50 dimensions.

    python training/vectors.py glove.6B.50d.txt

The vectors are in the public domain (PDDL 1.0). Kept are the 28,000 most frequent plain words, without what
all words share (the mean and the two strongest directions), at one byte a number.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

import numpy as np

from realist_eval.engine.lexicon import DATA

READ = 45_000
KEPT = 28_000
FREQUENT = 20_000  # what all words share is measured on these
SHARED = 2
SCALE = 160  # of a unit vector's numbers, before they are rounded to a byte


def read_vectors(path: Path) -> tuple[list[str], np.ndarray]:
    """Words and vectors, the most frequent first."""
    with path.open(encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split(" ") for line in islice(lines, READ)]
    return [row[0] for row in rows], np.array([row[1:] for row in rows], dtype=np.float32)


def spread(vectors: np.ndarray) -> np.ndarray:
    """Unit vectors without what all of them share."""
    centred = vectors - vectors[:FREQUENT].mean(axis=0)
    strongest = np.linalg.svd(centred[:FREQUENT], full_matrices=False)[2][:SHARED]
    rest = centred - (centred @ strongest.T) @ strongest
    return rest / np.linalg.norm(rest, axis=1, keepdims=True)


def main() -> None:
    """Read, reduce and write."""
    parser = argparse.ArgumentParser(description="Make the table of word vectors.")
    parser.add_argument("glove", type=Path)
    parser.add_argument("--out", type=Path, default=DATA / "en" / "vectors.npz")
    arguments = parser.parse_args()
    words, vectors = read_vectors(arguments.glove)
    plain = [row for row, word in enumerate(words) if word.isascii() and word.replace("-", "").isalpha()][
        :KEPT
    ]
    rounded = np.clip(np.round(spread(vectors)[plain] * SCALE), -127, 127).astype(np.int8)
    names = np.frombuffer("\n".join(words[row] for row in plain).encode(), dtype=np.uint8)
    np.savez_compressed(arguments.out, vectors=rounded, words=names)


if __name__ == "__main__":
    main()
