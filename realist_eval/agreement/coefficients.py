"""Coefficients of agreement. Each is undefined where it is undefined, never 1.0 or 0.0 instead.

A coefficient takes `Ratings` (units by coders, with missing values) and gives a float of at most 1, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import update_wrapper

import numpy as np

from realist_eval.agreement.ratings import Floats, Ratings

Each = Callable[[Ratings, Floats], Floats]
Distance = Callable[[tuple[Hashable, ...], Floats], Floats]
_NONE = 1e-12  # what is nearer to nothing than this is rounding


class Coefficient:
    """A coefficient: call it for its value, or ask `each` for many at once."""

    def __init__(self, each: Each) -> None:
        """`each` takes weights (samples, units) and gives (samples,), NaN where it is undefined."""
        self.each = each
        update_wrapper(self, each)

    def __call__(self, ratings: Ratings) -> float | None:
        """The value, or None where it is undefined."""
        value = float(self.each(ratings, ratings.weights[None])[0])
        return None if np.isnan(value) else value


@Coefficient
def percent(ratings: Ratings, weights: Floats) -> Floats:
    """The share of pairs of coders that agree, averaged over units that two or more coders rated."""
    rated = ratings.raters >= 2
    counts, m = ratings.counts[rated], ratings.raters[rated]
    agreed = (counts * (counts - 1)).sum(axis=1) / (m * (m - 1))
    return divided(weights[:, rated] @ agreed, weights[:, rated].sum(axis=1))


def divided(above: Floats, below: Floats) -> Floats:
    """Division that gives NaN where there is nothing to divide by."""
    defined = np.abs(below) > _NONE
    quotient: Floats = np.divide(above, below, out=np.full(np.shape(below), np.nan), where=defined)
    return quotient


def _beyond_chance(observed: Floats, expected: Floats) -> Floats:
    return divided(observed - expected, 1 - expected)


@Coefficient
def cohen(ratings: Ratings, weights: Floats) -> Floats:
    """Kappa of two coders, over the units that both rated.

    Source: Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20. Raises ValueError for other than two coders.
    """
    if ratings.codes.shape[1] != 2:
        raise ValueError("Cohen's kappa is for two coders")
    both = (ratings.codes >= 0).all(axis=1)
    first, second = ratings.codes[both].T
    weights = weights[:, both]
    unit = np.eye(len(ratings.categories))
    total = weights.sum(axis=1)
    shares = [divided(weights @ unit[coder], np.broadcast_to(total[:, None], (len(weights), len(unit))))
              for coder in (first, second)]  # fmt: skip
    observed = divided(weights @ (first == second).astype(float), total)
    return _beyond_chance(observed, (shares[0] * shares[1]).sum(axis=1) if len(unit) else observed)


@Coefficient
def fleiss(ratings: Ratings, weights: Floats) -> Floats:
    """Kappa of several coders; where values are missing, each unit's shares count alike.

    Source: Fleiss (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin 76;
    for missing values Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 2.
    """
    return _beyond_chance(percent.each(ratings, weights), (_shares(ratings, weights) ** 2).sum(axis=1))


@Coefficient
def gwet(ratings: Ratings, weights: Floats) -> Floats:
    """AC1: less upset than kappa where one category is by far the commonest.

    Source: Gwet (2008), Computing inter-rater reliability and its variance in the presence of high
    agreement, British Journal of Mathematical and Statistical Psychology 61. Undefined for one category.
    """
    shares, size = _shares(ratings, weights), len(ratings.categories)
    if size < 2:
        return np.full(len(weights), np.nan)
    return _beyond_chance(percent.each(ratings, weights), (shares * (1 - shares)).sum(axis=1) / (size - 1))


def _shares(ratings: Ratings, weights: Floats) -> Floats:
    """(samples, categories): the mean share of each, over the units that anybody rated."""
    rated = ratings.raters >= 1
    each = ratings.counts[rated] / ratings.raters[rated, None]
    total = weights[:, rated].sum(axis=1)
    sums = weights[:, rated] @ each
    return divided(sums, np.broadcast_to(total[:, None], sums.shape))


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
    sets: list[frozenset[Hashable]] = list(categories)  # type: ignore[arg-type]
    codes = list(dict.fromkeys(code for one in sets for code in one))
    held = np.array([[code in one for code in codes] for one in sets], dtype=float)
    held = held.reshape(len(sets), len(codes))
    shared, size = held @ held.T, held.sum(axis=1)
    union = size[:, None] + size[None, :] - shared
    within = (shared == size[:, None]) | (shared == size[None, :])
    jaccard = np.divide(shared, union, out=np.zeros_like(union), where=union > 0)
    distances: Floats = 1 - jaccard * np.where(within, 2 / 3, 1 / 3)
    np.fill_diagonal(distances, 0.0)
    return distances


DISTANCES: Mapping[str, Distance] = {
    "nominal": nominal,
    "ordinal": ordinal,
    "interval": interval,
    "ratio": ratio,
    "masi": masi,
}


def alpha_of(name: str) -> Coefficient:
    """Krippendorff's alpha for any number of coders, with missing values, under a distance of the table.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C. Undefined where no
    unit was rated twice or where all values are alike. Raises KeyError for an unknown distance.
    """
    distance = DISTANCES[name]

    def each(ratings: Ratings, weights: Floats) -> Floats:
        if distance is ordinal and len(weights) > 1:  # ranks depend on how often each value was drawn
            return np.concatenate([each(ratings, one[None]) for one in weights])
        return _alpha(ratings, weights, distance)

    return Coefficient(each)


def _alpha(ratings: Ratings, weights: Floats, distance: Distance) -> Floats:
    paired = ratings.raters >= 2
    counts, m, weights = ratings.counts[paired], ratings.raters[paired], weights[:, paired]
    totals = weights @ counts
    squared = distance(ratings.categories, totals[0])
    apart = (counts @ squared * counts).sum(axis=1) / (m - 1)
    expected = (totals @ squared * totals).sum(axis=1)
    return 1 - divided((totals.sum(axis=1) - 1) * (weights @ apart), expected)


alpha = alpha_of("nominal")
alpha_masi = alpha_of("masi")
