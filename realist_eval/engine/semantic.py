"""What stretches of speech mean, as a small transformer reads them: a second opinion.

A transcript is read in windows. Each piece of a word gets the chances that it stands in a context, a
mechanism or an outcome, and that one begins there. It costs several times the parse, so it must be asked for.
Transformer: Vaswani et al. 2017, as in BERT (Devlin et al. 2019) and MiniLM (Wang et al. 2020).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import pi, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from realist_eval.engine.lexicon import DATA
from realist_eval.engine.pieces import Pieces
from realist_eval.engine.weights import Floats, Weights
from realist_eval.errors import InputError, Problem
from realist_eval.model import KINDS

Array = NDArray[np.float32]
Ints = NDArray[np.int32]
WINDOW, STRIDE = 254, 222  # pieces read at once, and how far on the next window begins
TOGETHER = 8  # windows
HEADS = 12
MARKS = ("[CLS]", "[SEP]")  # stand before and after a window
LEAST = 0.01  # no chance is taken for less, nor for more than the rest


class Read(NamedTuple):
    """A text as it was read: where the word of each piece stands, and the chances of its tags.

    Tags: no element, then the beginning and the rest of each kind.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    chances: Floats  # (pieces, tags)


class Linear(NamedTuple):
    """A matrix and what is added after it."""

    matrix: Array
    bias: Array

    def __call__(self, values: Array) -> Array:
        """Rows times the matrix."""
        out: Array = values @ self.matrix + self.bias
        return out


class Norm(NamedTuple):
    """Scales each row to mean 0 and variance 1, then as learned."""

    weight: Array
    bias: Array

    def __call__(self, values: Array) -> Array:
        """Each row by itself."""
        centred = values - values.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        out: Array = centred / np.sqrt(variance + 1e-12) * self.weight + self.bias
        return out


@dataclass(frozen=True)
class Layer:
    """One layer: every piece looks at every other of its window, then each by itself."""

    look: Linear  # queries, keys and values side by side
    gather: Linear
    looked: Norm
    widen: Linear
    narrow: Linear
    thought: Norm

    def __call__(self, values: Array) -> Array:
        """One step for (windows, pieces, width)."""
        values = self.looked(values + self.gather(_attend(self.look(values))))
        return self.thought(values + self.narrow(_gelu(self.widen(values))))


def _attend(looked: Array) -> Array:
    windows, pieces, width = looked.shape
    parts = looked.reshape(windows, pieces, 3, HEADS, width // 3 // HEADS).transpose(2, 0, 3, 1, 4)
    query, key, value = parts
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32(sqrt(query.shape[-1]))
    weights = _softmax(scores)
    out: Array = (weights @ value).transpose(0, 2, 1, 3).reshape(windows, pieces, width // 3)
    return out


def _softmax(scores: Array) -> Array:
    raised: Array = scores - scores.max(axis=-1, keepdims=True)
    np.exp(raised, out=raised)
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised


def _gelu(values: Array) -> Array:
    """Hendrycks and Gimpel 2016, by their tanh; in place, since it would cost more than the matrices."""
    inner = values * values
    inner *= np.float32(0.044715)
    inner += 1
    inner *= values
    inner *= np.float32(sqrt(2 / pi))
    np.tanh(inner, out=inner)
    inner += 1
    inner *= values
    inner *= np.float32(0.5)
    return inner


@dataclass(frozen=True)
class Reader:
    """The encoder and its tagger."""

    pieces: Pieces
    words: Array
    places: Array
    start: Norm
    layers: tuple[Layer, ...]
    tags: Linear

    def read(self, text: str) -> Read:
        """Read a whole text; what windows share is weighed by how far it is from their ends."""
        ids, starts, ends = self.pieces.cut(text)
        sums = np.zeros((len(ids), self.tags.bias.size))
        weights = np.zeros((len(ids), 1))
        for first, chances in self._windows(ids):
            last, count = first + len(chances), len(chances)
            near = np.minimum(np.arange(1, count + 1), np.arange(count, 0, -1))[:, None]
            sums[first:last] += chances * near
            weights[first:last] += near
        return Read(starts, ends, sums / np.maximum(weights, 1))

    def _windows(self, ids: NDArray[np.int64]) -> Iterator[tuple[int, Array]]:
        """The first piece of each window, and the chances of its pieces."""
        firsts = list(range(0, max(1, len(ids) - WINDOW + STRIDE), STRIDE)) if len(ids) else []
        whole = [first for first in firsts if first + WINDOW <= len(ids)]
        for begin in range(0, len(whole), TOGETHER):
            some = whole[begin : begin + TOGETHER]
            yield from zip(
                some, self._tag(np.stack([ids[first : first + WINDOW] for first in some])), strict=True
            )
        if len(whole) < len(firsts):
            yield firsts[-1], self._tag(ids[None, firsts[-1] :])[0]

    def _tag(self, ids: NDArray[np.int64]) -> Array:
        """The chances of every piece of some windows of one length."""
        before, after = (np.full((len(ids), 1), self.pieces.ids[mark]) for mark in MARKS)
        marked = np.hstack([before, ids, after])
        values = self.start(self.words[marked] + self.places[: marked.shape[1]])
        for layer in self.layers:
            values = layer(values)
        return _softmax(self.tags(values[:, 1:-1]))


@lru_cache(maxsize=1)
def load_reader(language: str = "en") -> Reader:
    """The numbers that ship; raises InputError where the language has none."""
    with np.load(_path(language)) as arrays:
        return read_arrays(dict(arrays))


@lru_cache(maxsize=1)
def reader_sha(language: str = "en") -> str:
    """Which numbers these are; raises InputError where the language has none."""
    return hashlib.sha256(_path(language).read_bytes()).hexdigest()[:12]


def _path(language: str) -> Path:
    path = DATA / language / "semantic.npz"
    if not path.exists():
        hint = "Suggest without --semantic."
        raise InputError(Problem(f"there is no transformer for the language “{language}”.", hint=hint))
    return path


def read_arrays(arrays: Mapping[str, NDArray[Any]]) -> Reader:
    """A reader from its stored numbers: bytes with a scale a row, and half floats."""

    def numbers(name: str) -> Array:
        stored: Array = arrays[name].astype(np.float32)
        return stored * arrays[f"{name} scale"] if f"{name} scale" in arrays else stored

    def linear(name: str) -> Linear:
        return Linear(np.ascontiguousarray(numbers(f"{name}.weight").T), numbers(f"{name}.bias"))

    def norm(name: str) -> Norm:
        return Norm(numbers(f"{name}.weight"), numbers(f"{name}.bias"))

    layers = 1 + max(int(name.split(".")[1]) for name in arrays if name.startswith("layers."))
    steps = [
        Layer(
            linear(f"{own}.look"), linear(f"{own}.gather"), norm(f"{own}.looked"),
            linear(f"{own}.widen"), linear(f"{own}.narrow"), norm(f"{own}.thought"),
        )
        for own in (f"layers.{number}" for number in range(layers))
    ]  # fmt: skip
    pieces = arrays["pieces"].tobytes().decode("utf-8").split("\n")
    ids = {piece: number for number, piece in enumerate(pieces)}
    return Reader(
        Pieces(ids), numbers("words"), numbers("places"), norm("start"), tuple(steps), linear("tags")
    )


def add_opinions(scores: Floats, read: Read, places: Ints, weights: Weights) -> None:
    """Add what a reading says of these stretches to their scores."""
    columns = [weights.candidates.columns.index(name) for name in ("element", *KINDS)]
    scores[:, columns] += _opinions(read, places, weights.settings)


def _opinions(read: Read, places: Ints, settings: Mapping[str, float]) -> Floats:
    """What the reading adds to the log-odds of stretches (start, end): of an element, then of each kind."""
    kinds = read.chances[:, 1::2] + read.chances[:, 2::2]
    first = np.searchsorted(read.ends, places[:, 0], "right")
    last = np.maximum(np.searchsorted(read.starts, places[:, 1], "left"), first + 1)
    sums = np.vstack([np.zeros(len(KINDS)), np.cumsum(kinds, axis=0)])
    mean = (sums[last] - sums[first]) / (last - first)[:, None]
    begins = np.append(read.chances[:, 1::2].sum(axis=1), 1.0)
    goes_on = np.append(read.chances[:, 2::2].sum(axis=1), 0.0)
    edges = _odds(begins[first]) + _odds(1 - goes_on[last])
    element = (
        settings["semantic inside"] * _odds(mean.sum(axis=1))
        + settings["semantic edges"] * edges
        + settings["semantic usual"]
    )
    own = settings["semantic kind"] * np.log(np.maximum(mean / mean.sum(axis=1, keepdims=True), 2 * LEAST))
    return np.column_stack([element + settings["semantic usual"], own])


def _odds(chances: Floats) -> Floats:
    clipped = np.clip(chances, LEAST, 1 - LEAST)
    odds: Floats = np.log(clipped / (1 - clipped))
    return odds
