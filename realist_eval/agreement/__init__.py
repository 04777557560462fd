"""Coders' codings to coefficients and aligned differences."""

from realist_eval.agreement.disagreements import Disagreement, Reading, disagreements
from realist_eval.agreement.estimates import Estimate
from realist_eval.agreement.figures import Block, Comparison, compare
from realist_eval.agreement.notes import notes
from realist_eval.agreement.ratings import Ratings
from realist_eval.agreement.unitizing import Continuum, Unitized
from realist_eval.agreement.units import UNITS, Work, sentences

__all__ = [
    "UNITS",
    "Block",
    "Comparison",
    "Continuum",
    "Disagreement",
    "Estimate",
    "Ratings",
    "Reading",
    "Unitized",
    "Work",
    "compare",
    "disagreements",
    "notes",
    "sentences",
]
