"""Whether an element helps or hinders, and whether an outcome came about, was missed, or was only meant.

The words decide; the codebook's `expected` counts where they are silent.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from realist_eval.engine.weights import Floats, Weights
from realist_eval.model import Claim, Coding, Polarity

HINDERED = ("context", "mechanism")
CLOSE = 1.6  # the fit of a code that can be relied on


def valence_of(
    scores: Floats, kind: str, expected: str, allowed: tuple[str, ...], weights: Weights, fit: float
) -> tuple[str, float]:
    """The likeliest valence of an element of this kind, and how sure; `scores` are its candidate's.

    What the code leads to expect counts as far as the code fits the words: `fit`.
    """
    columns, settings = weights.candidates.columns, weights.settings
    trust = min(1.0, max(0.0, fit) / CLOSE)
    if kind in HINDERED:
        lean = float(scores[columns.index(f"hindering {kind}")])
        lean += trust * settings["expected"] * {"hindering": 1, "enabling": -1}.get(expected, 0)
        chosen, sure = ("hindering", lean) if lean > 0 else ("enabling", -lean)
    else:
        leans = {
            "not_achieved": float(scores[columns.index("not_achieved")]),
            "intended": float(scores[columns.index("intended")]),
        }
        if expected in leans:
            leans[expected] += trust * settings["expected outcome"]
        name = max(leans, key=lambda valence: leans[valence])
        chosen, sure = (name, leans[name]) if leans[name] > 0 else ("achieved", -leans[name])
    if allowed and chosen not in allowed:
        chosen = expected or allowed[0]
    return chosen, 1 / (1 + float(np.exp(-sure)))


def polarity_of(codings: Sequence[Coding], claims: Sequence[Claim]) -> Polarity:
    """`-` where the configuration explains a failing or a holding back."""
    outcome = next((coding for coding in codings if coding.kind == "outcome"), None)
    if outcome is not None:
        if outcome.valence == "not_achieved":
            return "-"
        held = any(coding.valence == "hindering" and coding.kind == "mechanism" for coding in codings)
        return "-" if held and outcome.valence == "intended" else "+"
    mechanism = next((coding for coding in codings if coding.kind == "mechanism"), None)
    if mechanism is not None:
        return "-" if mechanism.valence == "hindering" else "+"
    return claims[0].polarity if claims else "+"
