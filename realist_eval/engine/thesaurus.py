"""What words mean to each other in general: groups written by hand, and vectors of common English words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from realist_eval.engine.lexicon import DATA
from realist_eval.engine.stems import stem, words_of
from realist_eval.engine.weights import Floats

RARE = 1.0  # the salience of a word that the vectors do not know


@dataclass(frozen=True)
class Thesaurus:
    """Groups by stem, vectors by word, and how much a word tells by how rare it is."""

    by_stem: Mapping[str, tuple[str, ...]]
    common: frozenset[str]
    ranks: Mapping[str, int]  # word to its row, the most frequent first
    vectors: NDArray[np.int8]
    scale: float

    def groups(self, key: str) -> tuple[str, ...]:
        """The groups that a stem belongs to."""
        return self.by_stem.get(key, ())

    def vector(self, word: str) -> Floats | None:
        """The unit vector of a word, or None where it is unknown or too common to mean anything."""
        row = None if word in self.common else self.ranks.get(word)
        if row is None:
            return None
        vector = self.vectors[row].astype(float)
        unit: Floats = vector / (np.linalg.norm(vector) or 1.0)
        return unit

    def weighed(self, words: Sequence[str]) -> Floats:
        """The unit vector of each word, however common, times its salience; nothing for unknown words."""
        found = np.zeros((len(words), self.vectors.shape[1]))
        known = [place for place, word in enumerate(words) if word in self.ranks]
        vectors = self.vectors[[self.ranks[words[place]] for place in known]].astype(float)
        lengths = np.linalg.norm(vectors, axis=1)
        worths = np.array([self.salience(words[place]) for place in known])
        found[known] = vectors * (worths / np.where(lengths > 0, lengths, 1.0))[:, None]
        return found

    def is_common(self, word: str) -> bool:
        """Whether a word says nothing about any code."""
        return word in self.common or len(word) < 2

    def salience(self, word: str) -> float:
        """Between 0 and 1: how much a word tells, by how rare it is in general English."""
        rank = self.ranks.get(word)
        return RARE if rank is None else (rank + 3) / (rank + 3 + 100)


def stems_of(text: str, thesaurus: Thesaurus) -> frozenset[str]:
    """The stems of the words of a text that mean something."""
    return frozenset(stem(word) for word in words_of(text) if not thesaurus.is_common(word))


@lru_cache(maxsize=4)
def load_thesaurus(language: str = "en") -> Thesaurus:
    """The thesaurus of a language; a language without vectors has groups only, or nothing."""
    folder = DATA / language
    path = folder / "thesaurus.json"
    entry = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"common": [], "groups": {}}
    by_stem: dict[str, list[str]] = {}
    for group, words in entry["groups"].items():
        for key in dict.fromkeys(stem(word) for word in words):
            by_stem.setdefault(key, []).append(group)
    ranks: dict[str, int] = {}
    vectors: NDArray[np.int8] = np.zeros((0, 1), dtype=np.int8)
    store = folder / "vectors.npz"
    if store.exists():
        with np.load(store, allow_pickle=False) as arrays:
            vectors = arrays["vectors"]
            words = arrays["words"].tobytes().decode("utf-8").split("\n")
        ranks = {word: row for row, word in enumerate(words)}
    groups = {key: tuple(found) for key, found in by_stem.items()}
    return Thesaurus(groups, frozenset(entry["common"]), ranks, vectors, 1.0)
