"""What figures and sets of units are called on screen and paper."""

from __future__ import annotations

from realist_eval.agreement.estimates import Estimate
from realist_eval.model import Code

NAMES = {  # what figures are called on screen, in the order in which they stand
    "percent": "percent agreement",
    "cohen": "Cohen's kappa",
    "fleiss": "Fleiss' kappa",
    "alpha": "Krippendorff's alpha",
    "alpha_masi": "alpha of sets (MASI)",
    "ac1": "Gwet's AC1",
    "alpha_unitizing": "unitizing alpha",
    "alpha_boundaries": "  coded or not, only",
    "f1_spans": "F1, same words, code",
    "f1_boundaries": "F1, same words",
    "f1_passages": "F1, same passage",
    "f1_whole": "F1, whole triple",
}
SETS = {  # which units figures are over
    "all": "all {n:,} {unit}s",
    "coded": "{n:,} {unit}s somebody coded",
    "unaided": "{n:,} coded, no suggestion in view",
    "aided": "{n:,} coded, suggestion in view",
}
SHORT = {  # as heads of narrow columns, of the figures by which rounds are compared
    "percent": "agree",
    "alpha": "alpha",
    "ac1": "AC1",
    "alpha_unitizing": "unitizing",
    "f1_spans": "F1 words",
    "f1_whole": "F1 triple",
}
LINKED = {  # the same of configurations
    "all": "{n:,} passages that two coders linked",
    "unaided": "{n:,} linked, no suggestion in view",
    "aided": "{n:,} linked, suggestion in view",
}


def name_of(key: str) -> str:
    """What a figure is called: `alpha`, `cohen: ana, ben` and `context_percent` in words."""
    if key in NAMES:
        return NAMES[key]
    first, _, coders = key.partition(": ")
    if coders:
        return f"{NAMES[first]}, {coders}"
    part, _, figure = key.rpartition("_")
    return f"{part}, {'agreement' if figure == 'percent' else figure}"


def shown(key: str, figure: Estimate) -> str:
    """A figure as printed: plain agreement as percent, everything else with two decimals."""
    return figure.percent if key.endswith("percent") else str(figure)


def entry_words(code: Code) -> str:
    """What the codebook says of a code, on one line."""
    said = (("", code.definition), ("Include: ", code.include), ("Exclude: ", code.exclude))
    return " ".join(f"{lead}{' '.join(words.split())}" for lead, words in said if words)
