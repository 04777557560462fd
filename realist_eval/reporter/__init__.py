"""Tables and figures to files."""

from realist_eval.reporter.build import build_report, small_groups
from realist_eval.reporter.plan import Plan
from realist_eval.reporter.plan_file import load_plan
from realist_eval.reporter.quotes import ATTRIBUTIONS
from realist_eval.reporter.report import Report
from realist_eval.reporter.writing import DEFAULT_FORMATS, FORMATS, WRITERS, write_all, write_report

__all__ = [
    "ATTRIBUTIONS",
    "DEFAULT_FORMATS",
    "FORMATS",
    "WRITERS",
    "Plan",
    "Report",
    "build_report",
    "load_plan",
    "small_groups",
    "write_all",
    "write_report",
]
