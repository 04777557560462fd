"""Matrices of counts: who says what, what goes with what, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from realist_eval.analysis import Crosstab, Tally, co_occurrence, standing_out
from realist_eval.reporter.figures.charts import heat_map
from realist_eval.reporter.report import Block, Cell, Heading, Listed, Listing, Paragraph, Row, Table
from realist_eval.reporter.sections.desk import STATUS, Desk, cells, columns, counted, spoken, used_rows

OF_CODES = {"level", "valence", "kind"}  # what a code brings along: nothing in it stands out
WIDEST = 16  # columns that a landscape page can hold
NOTE = (
    "In each cell: number of sources (number of quotations). – stands for none. What falls under several "
    "columns counts once in the totals. Cells are named that stand out against what their row and column "
    "would lead one to expect: standardised residual beyond 2, a pointer where to read, not a test."
)
MOST_NAMED = 10  # cells that stand out, of one table
PAIRS = 20  # of codes that occur together, in Word

COUNTED = (  # rows, columns, title
    ("code", "case", "Codes by case"),
    ("code", "role", "Codes by role: who says what"),
    ("code", "level", "Codes by level"),
    ("context", "mechanism", "Contexts by mechanism"),
    ("context", "outcome", "Contexts by outcome"),
    ("mechanism", "outcome", "Mechanisms by outcome"),
    ("code", "valence", "Codes by valence"),
    ("kind", "case", "Kinds by case"),
)


def matrices(desk: Desk) -> list[Block]:
    """All the cross tables, each with the cells that stand out."""
    if not desk.evidence.codings:
        return [Paragraph.of("Nothing has been coded yet, so there is nothing to count.")]
    blocks: list[Block] = []
    for rows, across, title in COUNTED:
        blocks += _cross(desk, rows, across, title)
    figure = heat_map(desk, desk.crosstab("code", "case"))
    return [Paragraph.of(NOTE), *([figure] if figure else []), *blocks, *_together(desk), _long_form(desk)]


def _cross(desk: Desk, rows: str, across: str, title: str) -> list[Block]:
    table = desk.crosstab(rows, across)
    if rows in ("context", "mechanism"):
        table = Crosstab(used_rows(table), table.columns, table.cells)
    if not table:
        return []
    if len(table.columns) > max(WIDEST, len(table.rows)):
        turned = {(column, row): tally for (row, column), tally in table.cells.items()}
        table, rows, across = Crosstab(table.columns, table.rows, turned), across, rows
    names = (rows.capitalize(), _namer(desk, rows), _namer(desk, across))
    blocks: list[Block] = [Heading(title)]
    parts = _parts(table)
    for n, part in enumerate(parts, 1):
        name = f"{rows}-by-{across}{f'-{n}' if n > 1 else ''}"
        note = _striking(table, *names[1:]) if n == 1 and not {rows, across} & OF_CODES else ""
        of = f" (part {n} of {len(parts)})" if len(parts) > 1 else ""
        blocks.append(counted(desk, name, title + of, part, names, note))
    return blocks


def _parts(table: Crosstab) -> list[Crosstab]:
    """The table in as many parts as the pages are narrow."""
    across = table.columns
    slices = [across[at : at + WIDEST] for at in range(0, len(across), WIDEST)]
    cells_ = [{at: tally for at, tally in table.cells.items() if at[1] in part} for part in slices]
    return [Crosstab(table.rows, part, found) for part, found in zip(slices, cells_, strict=True)]


def _namer(desk: Desk, dimension: str) -> Callable[[str], str]:
    return desk.label if dimension in ("code", "context", "mechanism", "outcome") else spoken


def _striking(table: Crosstab, name_row: Callable[[str], str], name_column: Callable[[str], str]) -> str:
    found = standing_out(table)
    firm = {at: care for at, care in found.items() if care != "too few to say"}
    first = list(firm.items())[:MOST_NAMED]
    named = [f"{name_row(row)} × {name_column(column)}: {care}" for (row, column), care in first]
    named += [f"and {len(firm) - len(first)} more"] if len(firm) > len(first) else []
    doubtful = len(found) - len(firm)
    said = [f"Cells that stand out: {'; '.join(named)}."] if named else []
    look = "cell looks" if doubtful == 1 else "cells look"
    few = f"{doubtful} more {look} unusual but would be expected fewer than 5 times: too few to say."
    return " ".join([*said, few] if doubtful else said)


def _together(desk: Desk) -> list[Block]:
    """Codes that stand in one turn, as pairs."""
    table = co_occurrence(desk.evidence)
    at = {code: place for place, code in enumerate(table.rows)}
    pairs = [(*pair, tally) for pair, tally in table.cells.items() if at[pair[0]] < at[pair[1]]]
    if not pairs:
        return []
    pairs.sort(key=lambda pair: (-pair[2].sources, -pair[2].quotations, pair[0], pair[1]))
    rows = tuple(_pair(desk, *pair) for pair in pairs)
    note = (
        "Two codes occur together where both stand in one turn of one speaker. "
        "Pairs that never do are not listed."
    )
    title, heads = "Codes that occur together", columns("Code 3 | Together with 3 | Sources # | Turns #")
    return [
        Heading(title),
        Table("co-occurrence", title, heads, rows, note, limit=desk.plan.rows, brief=PAIRS),
    ]


def _pair(desk: Desk, one: str, other: str, tally: Tally) -> Row:
    turns = Cell(tally.quotations, desk.bank.of_members(tally.members))
    named = cells(desk.label(one), desk.label(other), tally.sources, turns)
    return Row(named, mark=desk.mark(tally.members))


def _long_form(desk: Desk) -> Listing:
    """All counts as one long table of true numbers, for those who calculate further."""
    heads = (*columns("Rows | Row | Columns | Column | Sources # | Quotations #"), STATUS)
    return Listing("counts", "Counts", heads, lambda: _long_rows(desk))


def _long_rows(desk: Desk) -> Iterator[Listed]:
    for rows, across, _ in COUNTED:
        table = desk.crosstab(rows, across)
        for row in table.rows:
            for column in table.columns:
                tally = table.cell(row, column)
                mark = desk.mark(tally.members)
                yield (rows, row, across, column, tally.sources, tally.quotations, mark), mark
