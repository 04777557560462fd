"""Learns which words join a cause and an effect, from sentences marked as causal only as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

WEIGHT = {"cnc": 0.5, "because": 4.0, "gum": 4.0}  # the small sets count for more
PULL, LEANING_PULL = 5.0, 0.1  # how strongly a weight is held to nothing, and a scheme's own number
STEPS = 60  # of the search
SEEN = 3  # rarer features are left out


Trigger = tuple[list[str], float]
"""The features of one word, and the log-odds it starts from."""


class Sentence(Protocol):
    """What is learned from: a sentence with its words that may join, and whose idea of causal it follows."""

    row: dict[str, Any]
    triggers: list[Trigger]

    @property
    def scheme(self) -> str:
        """Whose idea of causal it follows."""


def joining_model(items: Sequence[Sentence]) -> dict[str, Any]:
    """Weights with which a sentence is causal where at least one of its words joins a cause and an effect."""
    seen = Counter(name for item in items for names, _ in item.triggers for name in names)
    names = sorted(name for name, times in seen.items() if times >= SEEN)
    schemes = sorted({item.scheme for item in items})
    place = {name: at for at, name in enumerate(names)}
    own = {scheme: len(names) + at for at, scheme in enumerate(schemes)}
    rows = [
        {**{place[name]: 1.0 for name in found if name in place}, own[item.scheme]: 1.0}
        for item in items
        for found, _ in item.triggers
    ]
    weights = np.array([WEIGHT[item.scheme] for item in items])
    learned = _fit_any(
        sparse(rows, len(names) + len(schemes)),
        np.array([start for item in items for _, start in item.triggers]),
        np.cumsum([0, *(len(item.triggers) for item in items)]),
        np.array([item.row["causal"] for item in items]),
        weights / weights.mean(),
        np.array([PULL] * len(names) + [LEANING_PULL] * len(schemes)),
    )
    pairs = zip(names, learned[: len(names)], strict=True)
    return {
        "bias": short(learned[-1]),
        "schemes": dict(zip(schemes, map(short, learned[len(names) : -1]), strict=True)),
        "weights": {name: short(weight) for name, weight in pairs if abs(weight) >= 0.005},
    }


def _fit_any(table: csr_matrix, begun: Any, places: Any, causal: Any, weights: Any, pull: Any) -> Any:
    """Weights, and a bias at the end, so that the chance that any row of a sentence is causal fits best.

    Rows `places[n]` to `places[n + 1]` are sentence n's words; `begun` is what they start from.
    """
    across = table.T.tocsr()
    sentence = np.repeat(np.arange(len(places) - 1), np.diff(places))

    def loss(learned: Any) -> tuple[float, Any]:
        score: Any = np.clip(begun + table @ learned[:-1] + learned[-1], -30, 30)
        none: Any = np.maximum(np.add.reduceat(np.logaddexp(0, score), places[:-1]), 1e-9)
        silent = np.exp(-none)
        some: Any = np.clip(1 - silent, 1e-9, 1)
        lost = float((weights * np.where(causal > 0, -np.log(some), none)).sum())
        slope = np.where(causal > 0, -weights * silent / some, weights)[sentence] / (1 + np.exp(-score))
        held = pull * learned[:-1]
        return lost + float((held * learned[:-1]).sum()) / 2, np.append(across @ slope + held, slope.sum())

    start = np.zeros(table.shape[1] + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x


def sparse(rows: Sequence[dict[int, float]], width: int) -> csr_matrix:
    """A table with these values by column, a row each."""
    starts = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
    places = np.array([at for row in rows for at in sorted(row)], dtype=np.int32)
    values = np.array([row[at] for row in rows for at in sorted(row)], dtype=float)
    return csr_matrix((values, places, starts), shape=(len(rows), width))


def short(number: float) -> float:
    """Three decimals: what a weight is written with."""
    return round(float(number), 3)
