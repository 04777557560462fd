"""Codings to patterns, matrices and chains."""

from realist_eval.analysis.counting import (
    DIMENSIONS,
    Crosstab,
    Tally,
    co_occurrence,
    counts,
    crosstab,
    standing_out,
)
from realist_eval.analysis.evidence import Evidence, Quotation
from realist_eval.analysis.likeness import Alike, Spread, alike, spread
from realist_eval.analysis.links import (
    DeviantCodings,
    DeviantPatterns,
    Ripple,
    Rivals,
    deviant_codings,
    deviant_patterns,
    paths,
    ripple_links,
    ripples,
    rivals,
)
from realist_eval.analysis.patterns import BEST_RULE, Pattern, patterns
from realist_eval.analysis.selecting import FILTERS, choices, select, zoom_out

__all__ = [
    "BEST_RULE",
    "DIMENSIONS",
    "FILTERS",
    "Alike",
    "Crosstab",
    "DeviantCodings",
    "DeviantPatterns",
    "Evidence",
    "Pattern",
    "Quotation",
    "Ripple",
    "Rivals",
    "Spread",
    "Tally",
    "alike",
    "choices",
    "co_occurrence",
    "counts",
    "crosstab",
    "deviant_codings",
    "deviant_patterns",
    "paths",
    "patterns",
    "ripple_links",
    "ripples",
    "rivals",
    "select",
    "spread",
    "standing_out",
    "zoom_out",
]
