"""The sections that a report may hold, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from realist_eval.reporter.report import Block
from realist_eval.reporter.sections.appendix import audit, quotations
from realist_eval.reporter.sections.desk import Desk
from realist_eval.reporter.sections.matrices import matrices
from realist_eval.reporter.sections.matrix import matrix
from realist_eval.reporter.sections.relations import deviant, ripple_chains
from realist_eval.reporter.sections.sample import methods

SECTIONS: Mapping[str, tuple[str, Callable[[Desk], list[Block]]]] = {
    "methods": ("Methods and sample", methods),
    "matrix": ("Context-mechanism-outcome matrix", matrix),
    "deviant": ("Deviant cases and rivals", deviant),
    "ripples": ("Ripple chains", ripple_chains),
    "matrices": ("Counts", matrices),
    "quotations": ("Quotations", quotations),
    "audit": ("Audit appendix", audit),
}
