"""Logistic regression over many features of which few hold at a time."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from realist_eval.engine.weights import Floats

ROUNDS = 200


def fit_sparse(inputs: csr_matrix, answers: Floats, ridge: float, weight: Floats | None = None) -> Floats:
    """Weights, one a column and the bias last; answers lie between 0 and 1. The bias is not held back."""
    share = np.ones(inputs.shape[0]) if weight is None else weight
    hold = np.append(np.full(inputs.shape[1], float(ridge)), 1e-6)

    def loss(found: Floats) -> tuple[float, Floats]:
        odds = inputs @ found[:-1] + found[-1]
        wrong = share * (1 / (1 + np.exp(-np.clip(odds, -30, 30))) - answers)
        total = (share * (np.logaddexp(0, odds) - answers * odds)).sum() + 0.5 * (hold * found**2).sum()
        return float(total), np.append(inputs.T @ wrong, wrong.sum()) + hold * found

    options = {"maxiter": ROUNDS, "maxcor": 20, "ftol": 1e-10, "gtol": 1e-5}
    best: Floats = minimize(
        loss, np.zeros(inputs.shape[1] + 1), jac=True, method="L-BFGS-B", options=options
    ).x
    return best
