"""Coefficients of agreement. Each gives None where it is undefined, never 1.0 or 0.0 instead.

A coefficient takes `Ratings` (units by coders, with missing values) and gives a float of at most 1.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from realist_eval.agreement.ratings import Floats, Ratings

Coefficient = Callable[[Ratings], float | None]
Distance = Callable[[tuple[Hashable, ...], Floats], Floats]


def percent(ratings: Ratings) -> float | None:
    """The share of pairs of coders that agree, averaged over units that two or more coders rated."""
    return _mean_agreement(ratings)


def _mean_agreement(ratings: Ratings) -> float | None:
    rated = ratings.raters >= 2
    weights = ratings.weights[rated]
    if not weights.sum():
        return None
    counts, m = ratings.counts[rated], ratings.raters[rated]
    agreed = (counts * (counts - 1)).sum(axis=1) / (m * (m - 1))
    return float((weights * agreed).sum() / weights.sum())


def _beyond_chance(observed: float | None, expected: float | None) -> float | None:
    if observed is None or expected is None or np.isclose(expected, 1.0, rtol=0, atol=1e-15):
        return None
    return (observed - expected) / (1 - expected)


def cohen(ratings: Ratings) -> float | None:
    """Kappa of two coders, over the units that both rated.

    Source: Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20. Raises ValueError for other than two coders.
    """
    if ratings.codes.shape[1] != 2:
        raise ValueError("Cohen's kappa is for two coders")
    both = (ratings.codes >= 0).all(axis=1)
    weights = ratings.weights[both]
    if not weights.sum():
        return None
    size = len(ratings.categories)
    table = np.zeros((size, size))
    np.add.at(table, (ratings.codes[both, 0], ratings.codes[both, 1]), weights)
    table /= weights.sum()
    return _beyond_chance(float(np.trace(table)), float(table.sum(axis=0) @ table.sum(axis=1)))


def fleiss(ratings: Ratings) -> float | None:
    """Kappa of several coders; where values are missing, each unit's shares count alike.

    Source: Fleiss (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin 76;
    for missing values Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 2.
    """
    shares = _shares(ratings)
    return None if shares is None else _beyond_chance(_mean_agreement(ratings), float((shares**2).sum()))


def gwet(ratings: Ratings) -> float | None:
    """AC1: less upset than kappa where one category is by far the commonest.

    Source: Gwet (2008), Computing inter-rater reliability and its variance in the presence of high
    agreement, British Journal of Mathematical and Statistical Psychology 61. Undefined for one category.
    """
    shares, size = _shares(ratings), len(ratings.categories)
    if shares is None or size < 2:
        return None
    return _beyond_chance(_mean_agreement(ratings), float((shares * (1 - shares)).sum() / (size - 1)))


def _shares(ratings: Ratings) -> Floats | None:
    """(categories,): the mean share of each, over the units that anybody rated."""
    rated = ratings.raters >= 1
    weights = ratings.weights[rated]
    if not weights.sum():
        return None
    each = ratings.counts[rated] / ratings.raters[rated, None]
    shares: Floats = (weights[:, None] * each).sum(axis=0) / weights.sum()
    return shares


# ---------------------------------------------------------------- Krippendorff's alpha


def nominal(categories: tuple[Hashable, ...], _totals: Floats) -> Floats:
    """Squared distance of labels: 0 if alike, else 1."""
    return 1 - np.eye(len(categories))


def interval(categories: tuple[Hashable, ...], _totals: Floats) -> Floats:
    """Squared distance of numbers."""
    values = np.array(categories, dtype=float)
    squared: Floats = (values[:, None] - values[None, :]) ** 2
    return squared


def ratio(categories: tuple[Hashable, ...], _totals: Floats) -> Floats:
    """Squared distance of numbers, relative to their size; 0 against 0 is 0."""
    values = np.array(categories, dtype=float)
    sums = values[:, None] + values[None, :]
    differences = values[:, None] - values[None, :]
    shares: Floats = np.divide(differences, sums, out=np.zeros_like(sums), where=sums != 0)
    return shares**2


def ordinal(categories: tuple[Hashable, ...], totals: Floats) -> Floats:
    """Squared distance of ranks: how many values lie between, the ends by half."""
    upto = np.cumsum(totals)
    middle = upto - totals / 2
    squared: Floats = (middle[:, None] - middle[None, :]) ** 2
    return squared if len(categories) else np.zeros((0, 0))


def masi(categories: tuple[Hashable, ...], _totals: Floats) -> Floats:
    """Distance of sets of codes: 1 - Jaccard's share x monotonicity (1, 2/3, 1/3 or 0).

    Source: Passonneau (2006), Measuring agreement on set-valued items (MASI), LREC. Each category is a
    frozenset; two empty sets are alike.
    """
    size = len(categories)
    distances = np.zeros((size, size))
    for a, b in combinations(range(size), 2):
        distances[a, b] = distances[b, a] = masi_distance(categories[a], categories[b])  # type: ignore[arg-type]
    return distances


def masi_distance(a: frozenset[Hashable], b: frozenset[Hashable]) -> float:
    """The distance of two sets, from 0 (alike) to 1 (nothing in common)."""
    if a == b:
        return 0.0
    shared = len(a & b)
    monotonic = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - (shared / len(a | b)) * monotonic if shared else 1.0


DISTANCES: Mapping[str, Distance] = {
    "nominal": nominal,
    "ordinal": ordinal,
    "interval": interval,
    "ratio": ratio,
    "masi": masi,
}


def alpha(ratings: Ratings, distance: Distance = nominal) -> float | None:
    """Krippendorff's alpha for any number of coders, with missing values.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C. Undefined where no
    unit was rated twice or where all values are alike.
    """
    paired = ratings.raters >= 2
    counts, m, weights = ratings.counts[paired], ratings.raters[paired], ratings.weights[paired]
    scaled = counts * (weights / (m - 1))[:, None]
    coincidences = counts.T @ scaled - np.diag(scaled.sum(axis=0))
    totals = coincidences.sum(axis=1)
    squared = distance(ratings.categories, totals)
    expected = float(totals @ squared @ totals)
    if not totals.sum() or np.isclose(expected, 0.0, rtol=0, atol=1e-12):
        return None
    return 1 - float((totals.sum() - 1) * (coincidences * squared).sum()) / expected


def alpha_of(name: str) -> Coefficient:
    """Alpha under a distance of the table; raises KeyError for an unknown name."""
    distance = DISTANCES[name]
    return lambda ratings: alpha(ratings, distance)


# ---------------------------------------------------------------- intervals


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient with its bootstrap interval; None is undefined."""

    value: float | None
    low: float | None = None
    high: float | None = None


def estimate(
    coefficient: Coefficient, ratings: Ratings, *, samples: int = 1000, seed: int = 0, level: float = 0.95
) -> Estimate:
    """The value, with the percentile interval of `samples` draws of units.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13. Samples in which the
    coefficient is undefined are left out; there is no interval where more than half are.
    """
    value = coefficient(ratings)
    if value is None or not samples:
        return Estimate(value)
    rng = np.random.default_rng(seed)
    drawn = [coefficient(ratings.resampled(rng)) for _ in range(samples)]
    defined = [one for one in drawn if one is not None]
    if len(defined) * 2 < samples:
        return Estimate(value)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(low), float(high))
