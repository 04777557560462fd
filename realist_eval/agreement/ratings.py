"""Who put which unit under what, as counts: the common ground of all coefficients."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MISSING = -1


@dataclass(frozen=True, eq=False)
class Ratings:
    """Values of `units` (rows) by `coders` (columns).

    `codes` is (units, coders), int; it points into `categories`, and -1 is a missing value.
    `weights` is (units,): how often each unit counts, 1 for all but a bootstrap's sample.
    """

    codes: NDArray[np.int64]
    categories: tuple[Hashable, ...]
    weights: Floats

    @classmethod
    def of(cls, rows: Sequence[Sequence[Hashable | None]]) -> Ratings:
        """From rows of values, one a unit, one value a coder; None is missing."""
        seen = dict.fromkeys(value for row in rows for value in row if value is not None)
        try:
            categories = tuple(sorted(seen))  # type: ignore[type-var]
        except TypeError:  # values of several kinds have no order but that of appearance
            categories = tuple(seen)
        place = {value: number for number, value in enumerate(categories)}
        codes = [[MISSING if value is None else place[value] for value in row] for row in rows]
        width = len(rows[0]) if rows else 0
        return cls(np.array(codes, dtype=np.int64).reshape(len(rows), width), categories, np.ones(len(rows)))

    @cached_property
    def counts(self) -> Floats:
        """(units, categories): how many coders chose each."""
        numbers = np.arange(len(self.categories))
        counts: Floats = (self.codes[:, :, None] == numbers).sum(axis=1).astype(float)
        return counts

    @cached_property
    def raters(self) -> Floats:
        """(units,): how many coders gave a value."""
        raters: Floats = self.counts.sum(axis=1)
        return raters

    def resampled(self, rng: np.random.Generator) -> Ratings:
        """As many units drawn with replacement, as weights: the rows themselves are shared."""
        n = len(self.codes)
        drawn = rng.multinomial(n, np.full(n, 1 / n)).astype(float) if n else self.weights
        return self.weighted(drawn)

    def weighted(self, weights: Floats) -> Ratings:
        """The same ratings counted otherwise; what is derived from the rows alone is kept."""
        other = Ratings(self.codes, self.categories, weights)
        other.__dict__.update({"counts": self.counts, "raters": self.raters})
        return other
