"""The learned numbers: one JSON file a language, readable by a person.

`data/LANGUAGE/weights.json` holds for each model its features and their weights; a weight is a change of
log-odds. See training/ELEMENTS.md for the data, the licence and the figures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from realist_eval.engine.lexicon import DATA

Floats = NDArray[np.float64]
BIAS = "(bias)"


@dataclass(frozen=True)
class Table:
    """One weight for each feature (a row) and each score (a column), and a bias for each score."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    weights: Floats  # (features, columns)
    bias: Floats  # (columns,)
    places: Mapping[str, int]
    meaning: Floats  # (three times the word vectors' dimensions, columns); or no rows
    _pulls: dict[tuple[str, ...], tuple[list[float], list[int]]] = field(default_factory=dict, init=False)

    def ids(self, features: Iterable[str]) -> list[int]:
        """The rows of the features that have one."""
        places = self.places
        return [places[name] for name in features if name in places]

    def pull(self, *columns: str) -> tuple[list[float], list[int]]:
        """What each feature adds to these columns together, and its rank among all, the heaviest first."""
        if columns not in self._pulls:
            weights = sum(self.weights[:, self.columns.index(column)] for column in columns)
            pulls: list[float] = np.asarray(weights).tolist()
            order = sorted(range(len(pulls)), key=lambda row: (-abs(pulls[row]), self.names[row]))
            ranks = dict(zip(order, range(len(order)), strict=True))
            self._pulls[columns] = (pulls, [ranks[row] for row in range(len(pulls))])
        return self._pulls[columns]


@dataclass(frozen=True)
class Weights:
    """All learned numbers of a language."""

    candidates: Table
    links: Table
    settings: Mapping[str, float]
    sha: str


@lru_cache(maxsize=4)
def load_weights(language: str = "en") -> Weights:
    """The numbers of a language; English where it has none of its own."""
    path = DATA / language / "weights.json"
    return read_weights(path if path.exists() else DATA / "en" / "weights.json")


def read_weights(path: Path) -> Weights:
    """Read a weights file."""
    data = path.read_bytes()
    entry = json.loads(data)
    sha = hashlib.sha256(data).hexdigest()[:12]
    return Weights(table(entry["candidates"]), table(entry["links"]), entry["settings"], sha)


def table(entry: Mapping[str, object]) -> Table:
    """A table from its JSON form: `columns` and `weights`, feature to numbers."""
    rows = entry["weights"]
    columns = entry["columns"]
    if not isinstance(rows, dict) or not isinstance(columns, list):
        raise TypeError("weights hold a table of features and a list of columns")
    names = tuple(name for name in rows if name != BIAS)
    weights = np.array([rows[name] for name in names], dtype=float).reshape(len(names), len(columns))
    places = {name: place for place, name in enumerate(names)}
    meaning = np.array(entry.get("meaning", []), dtype=float).reshape(-1, len(columns))
    return Table(names, tuple(columns), weights, np.array(rows[BIAS], dtype=float), places, meaning)
