"""The CMO matrix: a row a pattern, each backed by verbatim quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from realist_eval.analysis import BEST_RULE, Pattern
from realist_eval.reporter.figures.maps import pathway_map
from realist_eval.reporter.report import Block, Cell, Column, Paragraph, Ref, Row, Table
from realist_eval.reporter.sections import lists
from realist_eval.reporter.sections.desk import NUMBER, Desk, cells, many, sentence, spoken

MANY = 60  # patterns from which a row shows its best quotation alone
BRIEF = 30  # rows in Word; the rest stands in the data files
REPEATED = 6  # rows in Word of a table that repeats rows of the matrix
COLUMNS = (
    Column("No.", 0.5, NUMBER),
    Column("If … then … because", 2.4, letters=19),
    Column("Context", 1.5, letters=11),
    Column("Mechanism", 3.2, letters=26),
    Column("Outcome", 1.5),
    Column("Level; cases", 1.3),
    Column("n of sources", 0.8, NUMBER, letters=7),
    Column("n of quotes", 0.8, NUMBER, letters=8),
    Column("In their words", 5, "quotes"),
    Column("Status", 1.1, letters=11),
)
NOTE = (
    "A row is a pattern: the configurations that share context, mechanism, outcome, valence of the outcome "
    "and polarity. Polarity + explains something coming about, − something failing or being held back. "
    "(unstated): nobody said it in that passage. Rows are ordered by number of sources, then of quotations; "
    "one passage is never counted twice. "
)


def matrix(desk: Desk) -> list[Block]:
    """The matrix and how to read it."""
    if not desk.patterns:
        return [Paragraph.of("No configuration has been coded yet, so there is no matrix.")]
    recurring = sum(pattern.demi_regularity for pattern in desk.patterns)
    recur = "1 recurs" if recurring == 1 else f"{recurring or 'none'} recur"
    figure = pathway_map(desk)
    found = many(len(desk.patterns), "pattern")
    said = f" shows {found}, of which {recur} across sources (a demi-regularity)."
    title = "Context-mechanism-outcome matrix"
    return [
        Paragraph.of(Ref("matrix"), said),
        pattern_table(desk, "matrix", title, desk.patterns, note=NOTE + BEST_RULE),
        *([figure] if figure else []),
        lists.patterns(desk),
    ]


def pattern_table(
    desk: Desk, name: str, title: str, found: Sequence[Pattern], note: str = "", limit: int | None = None
) -> Table:
    """Patterns as rows with their best quotations; the rows' numbers are those of the whole matrix."""
    plan = desk.plan
    layout = Table(name, title, COLUMNS, tuple(_row(desk, one) for one in found), note.strip(), wide=True)
    brief = BRIEF if limit is None else REPEATED
    quotes = plan.quotes if limit is None and len(found) <= MANY else 1
    return replace(layout, limit=limit or plan.rows, brief=brief, quotes=quotes, length=plan.quotation_length)


def _row(desk: Desk, pattern: Pattern) -> Row:
    quotes = desk.quotes_of(pattern)
    reach = "\n".join(filter(None, (", ".join(pattern.levels), ", ".join(pattern.cases))))
    elements = (desk.label(pattern.context), _mechanism(desk, pattern), _outcome(desk, pattern))
    counts = (Cell(pattern.n_sources, quotes), Cell(pattern.n_quotations, quotes), Cell(None, quotes))
    values = (sentence(desk, pattern), *elements, reach, *counts, said_status(pattern))
    mark = pattern.status if pattern.unreviewed else ""
    return Row(cells(desk.ranks[pattern.key], *values), desk.facets_of(pattern), mark)


def said_status(pattern: Pattern) -> str:
    """The status, and how firmly it was said."""
    counts = {
        "hedged": pattern.hedged,
        "reported": pattern.reported,
        "counterfactual": pattern.counterfactual,
        "with words from the question": pattern.asked,
    }
    doubts = [f"{number} {word}" for word, number in counts.items() if number]
    return f"{pattern.status} ({', '.join(doubts)})" if doubts else pattern.status


def _mechanism(desk: Desk, pattern: Pattern) -> str:
    parts = [("resource", pattern.resource), ("reasoning", pattern.reasoning)]
    return "\n".join([desk.label(pattern.mechanism), *(f"{name}: {text}" for name, text in parts if text)])


def _outcome(desk: Desk, pattern: Pattern) -> str:
    sign = "+" if pattern.polarity == "+" else "−"
    kind = f"{spoken(pattern.valence)}, {sign}" if pattern.valence else sign
    return f"{desk.label(pattern.outcome)} ({kind})"
