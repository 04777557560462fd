"""Figures with their bootstrap intervals, or with the reason why they are undefined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from realist_eval.agreement.coefficients import Coefficient
from realist_eval.agreement.ratings import Floats, Ratings

LEVEL = 0.95
UNRATED = "no unit was judged by two coders"
ALIKE = "every unit has the same value"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its bootstrap interval; a value of None is undefined, and `why` says why."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""

    @property
    def percent(self) -> str:
        """The same as percent: `28 % [23, 33]`."""
        if self.value is None or self.low is None or self.high is None:
            return str(self) if self.value is None else f"{self.value:.1%}".replace("%", " %")
        return f"{100 * self.value:.1f} % [{100 * self.low:.1f}, {100 * self.high:.1f}]"

    def __str__(self) -> str:
        if self.value is None:
            return f"undefined ({self.why})"
        if self.low is None or self.high is None:
            return two_decimals(self.value)
        return f"{two_decimals(self.value)} [{two_decimals(self.low)}, {two_decimals(self.high)}]"


def two_decimals(value: float) -> str:
    """A figure as printed; what rounds to nothing has no sign."""
    return f"{round(value, 2) + 0.0:.2f}"


def draw(clusters: int, samples: int, seed: int = 0) -> Floats:
    """(samples, clusters): how often each cluster is drawn when as many are drawn with replacement.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; whole clusters, since
    units of one source or turn are alike: Davison and Hinkley (1997), Bootstrap Methods, section 3.8.
    """
    rng = np.random.default_rng(seed)
    drawn = [rng.integers(clusters, size=clusters) for _ in range(samples if clusters else 0)]
    counts = [np.bincount(one, minlength=clusters) for one in drawn]
    return np.array(counts, dtype=float).reshape(len(counts), clusters)


def estimate(value: float | None, drawn: Floats, why: str) -> Estimate:
    """A value with the percentile interval of those drawn (NaN: undefined).

    Undefined samples are left out; there is no interval where more than half are.
    """
    if value is None or np.isnan(value):
        return Estimate(None, why=why)
    defined = drawn[~np.isnan(drawn)]
    if not len(drawn) or len(defined) * 2 < len(drawn):
        return Estimate(float(value))
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(value), float(low), float(high))


def estimates(
    coefficients: Mapping[str, Coefficient], ratings: Ratings, draws: Floats
) -> dict[str, Estimate]:
    """Each coefficient by its name, with an interval from the clusters drawn."""
    packed, weights = ratings.packed, ratings.drawn(draws)
    why = why_undefined(packed)
    return {
        name: estimate(one(packed), one.each(packed, weights) if len(weights) else np.zeros(0), why)
        for name, one in coefficients.items()
    }


def why_undefined(ratings: Ratings) -> str:
    """What keeps a coefficient from being defined over these ratings, in plain words."""
    rated = (ratings.raters >= 2) & (ratings.weights > 0)
    if not rated.any():
        return UNRATED
    used = (ratings.counts[rated] > 0).any(axis=0).sum()
    return ALIKE if used < 2 else "chance alone would give full agreement"
