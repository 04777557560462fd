"""The sections that a report may hold, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from realist_eval.reporter.report import Block
from realist_eval.reporter.sections import (
    appendix,
    findings,
    frame,
    matrices,
    matrix,
    own,
    rameses,
    relations,
    sample,
)
from realist_eval.reporter.sections.desk import Desk

SECTIONS: Mapping[str, tuple[str, Callable[[Desk], list[Block]]]] = {
    "methods": ("Methods and sample", sample.methods),
    "summary": ("Summary of key points", findings.summary),
    "matrix": ("Context-mechanism-outcome matrix", matrix.matrix),
    "outcomes": ("Findings by outcome", findings.outcomes),
    "mechanisms": ("Enabling and preventing mechanisms", findings.mechanisms),
    "contexts": ("Contexts", findings.contexts),
    "cases": ("Findings by case", findings.cases),
    "roles": ("Findings by role", findings.roles),
    "deviant": ("Deviant cases and rivals", relations.deviant),
    "ripples": ("Ripple chains", relations.ripple_chains),
    "theories": ("Programme theories", frame.theories),
    "matrices": ("Counts", matrices.matrices),
    "framework": ("Framework matrix", frame.framework),
    "agreement": ("Coders and agreement", frame.agreement),
    "tables": ("The study's own tables", own.tables),
    "quotations": ("Quotations", appendix.quotations),
    "codebook": ("Codebook", frame.codebook),
    "rameses": ("Reporting items", rameses.rameses),
    "audit": ("Audit appendix", appendix.audit),
}
