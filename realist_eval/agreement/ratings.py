"""Who put which unit under what, as counts: the common ground of all coefficients."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
MISSING = -1


@dataclass(frozen=True, eq=False)
class Ratings:
    """Values of `units` (rows) by `coders` (columns).

    `codes` is (units, coders); it points into `categories`, and -1 is a missing value.
    `weights` is (units,): how much each unit counts. `clusters` is (units,): what a bootstrap draws whole.
    """

    codes: Integers
    categories: tuple[Hashable, ...]
    weights: Floats
    clusters: Integers

    @classmethod
    def of(
        cls,
        rows: Sequence[Sequence[Hashable | None]],
        *,
        categories: Sequence[Hashable] | None = None,
        weights: Floats | None = None,
        clusters: Integers | None = None,
    ) -> Ratings:
        """From rows of values, one a unit, one value a coder; None is missing.

        Without `categories` those that occur are taken; without `weights` and `clusters` each unit counts
        once and is drawn by itself.
        """
        known = tuple(categories) if categories is not None else _categories(rows)
        place = {value: number for number, value in enumerate(known)}
        codes = [[MISSING if value is None else place[value] for value in row] for row in rows]
        table = np.array(codes, dtype=np.int64).reshape(len(rows), len(rows[0]) if rows else 0)
        return cls(
            table,
            known,
            np.ones(len(rows)) if weights is None else weights,
            np.arange(len(rows)) if clusters is None else clusters,
        )

    @cached_property
    def counts(self) -> Floats:
        """(units, categories): how many coders chose each."""
        counts = np.zeros((len(self.codes), len(self.categories)))
        units, coders = np.nonzero(self.codes >= 0)
        np.add.at(counts, (units, self.codes[units, coders]), 1)
        return counts

    @cached_property
    def raters(self) -> Floats:
        """(units,): how many coders gave a value."""
        raters: Floats = (self.codes >= 0).sum(axis=1).astype(float)
        return raters

    @cached_property
    def _patterns(self) -> tuple[Integers, Integers]:
        """The different rows, and which of them each unit has."""
        base, width = len(self.categories) + 1, self.codes.shape[1]
        if not len(self.codes) or base**width >= 2**62:
            rows, where = np.unique(self.codes, axis=0, return_inverse=True)
            return rows, where.reshape(-1)
        keys = (self.codes + 1) @ base ** np.arange(width)  # a row as one number: quicker to sort
        _, first, where = np.unique(keys, return_index=True, return_inverse=True)
        return self.codes[first], where.reshape(-1)

    @cached_property
    def packed(self) -> Ratings:
        """The same with each different row once, weighted: all coefficients are the same over it."""
        rows, where = self._patterns
        weights = np.bincount(where, self.weights, minlength=len(rows)).astype(float)
        return Ratings(rows, self.categories, weights, np.arange(len(rows)))

    def drawn(self, draws: Floats) -> Floats:
        """(samples, rows of `packed`): their weights when clusters are drawn as often as `draws` says."""
        rows, where = self._patterns
        held = np.zeros((draws.shape[1], len(rows)))
        np.add.at(held, (self.clusters, where), self.weights)
        return draws @ held

    def only(self, units: NDArray[np.bool_]) -> Ratings:
        """Some of the units."""
        return Ratings(self.codes[units], self.categories, self.weights[units], self.clusters[units])

    def pair(self, one: int, other: int) -> Ratings:
        """Two of the coders."""
        return Ratings(self.codes[:, [one, other]], self.categories, self.weights, self.clusters)


def _categories(rows: Sequence[Sequence[Hashable | None]]) -> tuple[Hashable, ...]:
    seen = dict.fromkeys(value for row in rows for value in row if value is not None)
    try:
        return tuple(sorted(seen))  # type: ignore[type-var]
    except TypeError:  # values of several kinds have no order but that of appearance
        return tuple(seen)
