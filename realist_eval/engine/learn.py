"""Logistic regression with a ridge, in numpy: how all weights are learned."""

from __future__ import annotations

import numpy as np

from realist_eval.engine.weights import Floats

ROUNDS = 20
CLOSE_ENOUGH = 1e-3


def fit_logistic(inputs: Floats, answers: Floats, ridge: float, weight: Floats | None = None) -> Floats:
    """Weights of a logistic regression, one a column and the bias last; answers lie between 0 and 1.

    Newton's method from zero, so the same data give the same weights. The bias is not held back.
    """
    design = np.hstack([inputs, np.ones((len(inputs), 1))])
    share = np.ones(len(inputs)) if weight is None else weight
    hold = np.full(design.shape[1], ridge)
    hold[-1] = 1e-6
    found: Floats = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (share * (chance - answers)) + hold * found
        curve = (design * (share * chance * (1 - chance) + 1e-9)[:, None]).T @ design
        curve[np.diag_indices(len(found))] += hold
        step = np.linalg.solve(curve, slope)
        found = found - step
        if float(np.abs(step).max()) < CLOSE_ENOUGH:
            break
    return found
