"""Word vectors in context, as spaCy's own layers give them, in half their time.

Most small pipelines share one kind of encoder: each word's features are looked up in hashed tables and mixed
to a vector, and four layers let it look at its neighbours. The first step hangs on the word alone, so it is
taken once for each word and kept; the others are the same arithmetic with fewer passes over memory. Whatever
is not built so, or does not give the same vectors for a sentence, is left to spaCy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Vectors = NDArray[np.float32]
SHAPE = ("extract_features", "hashembed", "maxout", "layernorm", "expand_window")
TRIAL = "Well, they've rung me twice (I think) so it's helped us to settle in, hasn't it?"
MOST_WORDS = 50_000  # that are kept
PIECES = 3
TINY = np.float32(1e-8)


class Layer(NamedTuple):
    """A layer: the largest of three sums for each number, brought to mean 0 and variance 1."""

    weights: Vectors  # (inputs, three times the width), one piece beside the other
    bias: Vectors
    gain: Vectors
    shift: Vectors

    def outputs(self, sums: Vectors) -> Vectors:
        """The layer's outputs, from inputs times weights."""
        sums += self.bias
        width = sums.shape[1] // PIECES
        best = np.maximum(sums[:, :width], sums[:, width : 2 * width])
        np.maximum(best, sums[:, 2 * width :], out=best)
        best -= best.mean(axis=1, keepdims=True)
        spread = np.square(best).mean(axis=1, keepdims=True)
        best /= np.sqrt(spread + TINY)
        best *= self.gain
        best += self.shift
        return best


@dataclass
class Encoder:
    """An encoder of the usual kind."""

    columns: list[str | int]  # features of a word
    tables: Sequence[tuple[Vectors, int]]  # one a feature, with the seed of its hash
    mix: Layer
    layers: Sequence[Layer]
    ops: Any
    known: dict[bytes, int] = field(default_factory=dict)
    mixed: Vectors = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))  # a row a known word

    def encode(self, docs: Sequence[Doc]) -> None:
        """Give each document its vectors."""
        rows = [np.ascontiguousarray(doc.to_array(self.columns), dtype=np.uint64) for doc in docs]
        room = len(self.layers)  # rows between documents: as far as a word looks
        words = self._words(np.concatenate(rows))
        width = words.shape[1]
        vectors: Vectors = np.zeros((len(words) + room * (len(docs) + 1), width), dtype=np.float32)
        starts = np.cumsum([room, *(len(row) + room for row in rows)])[: len(docs)].tolist()
        at = 0
        for start, row in zip(starts, rows, strict=True):
            vectors[start : start + len(row)] = words[at : at + len(row)]
            at += len(row)
        beside = np.zeros((len(vectors), 3 * width), dtype=np.float32)
        for layer in self.layers:
            beside[1:, :width] = vectors[:-1]
            beside[:, width : 2 * width] = vectors
            beside[:-1, 2 * width :] = vectors[1:]
            vectors += layer.outputs(beside @ layer.weights)
        for doc, start, row in zip(docs, starts, rows, strict=True):
            doc.tensor = vectors[start : start + len(row)]  # type: ignore[assignment]  # it says float64, and holds float32

    def _words(self, rows: NDArray[np.uint64]) -> Vectors:
        """The vectors of words by themselves."""
        size, data = rows.shape[1] * rows.itemsize, rows.tobytes()
        keys = [data[at : at + size] for at in range(0, len(data), size)]
        new = [key for key in dict.fromkeys(keys) if key not in self.known]
        if new:
            if len(self.known) + len(new) > MOST_WORDS:
                self.known.clear()
                new, self.mixed = list(dict.fromkeys(keys)), self.mixed[:0]
            self._learn(new, rows.shape[1])
        return self.mixed[[self.known[key] for key in keys]]

    def _learn(self, keys: Sequence[bytes], columns: int) -> None:
        rows = np.frombuffer(b"".join(keys), dtype=np.uint64).reshape(-1, columns)
        looked_up = [
            table[self.ops.hash(np.ascontiguousarray(rows[:, column]), seed) % len(table)].sum(axis=1)
            for column, (table, seed) in enumerate(self.tables)
        ]
        # one by one, for the last bits of a product of matrices hang on where a row stands
        found = self.mix.outputs(np.stack([row @ self.mix.weights for row in np.hstack(looked_up)]))
        self.known.update((key, len(self.mixed) + place) for place, key in enumerate(keys))
        self.mixed = np.vstack([self.mixed, found]) if len(self.mixed) else found


def encoder_of(language: Language) -> Encoder | None:
    """The pipeline's encoder, or None where it is not of the usual kind or does not do as spaCy does."""
    model = getattr(dict(language.pipeline).get("tok2vec"), "model", None)
    if model is None:
        return None
    try:
        encoder = _read(model)
        ours, theirs = language.make_doc(TRIAL), language.make_doc(TRIAL)
        encoder.encode([ours, theirs])
        same = np.allclose(ours.tensor, model.predict([theirs])[0], rtol=0, atol=1e-4)
    except (KeyError, IndexError, ValueError, AttributeError):
        return None
    return encoder if same else None


def _read(model: Any) -> Encoder:
    """The numbers of a model; raises ValueError where it is not built as usual."""
    nodes = {name: [node for node in model.walk() if node.name == name] for name in SHAPE}
    tables = [(node.get_param("E"), node.attrs["seed"]) for node in nodes["hashembed"]]
    layers = [
        _layer(one.get_param("W"), one.get_param("b"), two.get_param("G"), two.get_param("b"))
        for one, two in zip(nodes["maxout"], nodes["layernorm"], strict=True)
    ]
    windows = {node.attrs["window_size"] for node in nodes["expand_window"]}
    if windows != {1} or len(nodes["expand_window"]) != len(layers) - 1:
        raise ValueError("an encoder of another kind")
    columns = nodes["extract_features"][0].attrs["columns"]
    return Encoder(columns, tables, layers[0], layers[1:], model.ops)


def _layer(weights: Vectors, bias: Vectors, gain: Vectors, shift: Vectors) -> Layer:
    """A layer from spaCy's arrays: (width, pieces, inputs) and (width, pieces)."""
    width, pieces, inputs = weights.shape
    if pieces != PIECES:
        raise ValueError("an encoder with another number of pieces")
    turned = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, pieces * width))
    return Layer(turned, np.ascontiguousarray(bias.T.reshape(-1)), gain, shift)
