"""Matrices of counts: who says what, what goes with what, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from realist_eval.analysis import Crosstab, Tally, co_occurrence, standing_out
from realist_eval.reporter.figures.charts import heat_map
from realist_eval.reporter.report import Block, Cell, Column, Heading, Later, Paragraph, Row, Table
from realist_eval.reporter.sections.desk import NUMBER, STATUS, Desk, cells, counted, spoken, with_status

WIDEST = 16  # columns that a landscape page can hold

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
    for rows, columns, title in COUNTED:
        blocks += _cross(desk, rows, columns, title)
    figure = heat_map(desk, desk.crosstab("code", "case"))
    return [*([figure] if figure else []), *blocks, *_together(desk), _long_form(desk)]


def _cross(desk: Desk, rows: str, columns: str, title: str) -> list[Block]:
    linked = rows in ("context", "mechanism") and columns in ("mechanism", "outcome")
    table = desk.crosstab(rows, columns)
    if linked:
        table = Crosstab(
            tuple(row for row in table.rows if table.row_total(row).members), table.columns, table.cells
        )
    if not table:
        return []
    if len(table.columns) > WIDEST:
        table = _turned(table)
        rows, columns = columns, rows
    names = (rows.capitalize(), _namer(desk, rows), _namer(desk, columns))
    name = f"{rows}-by-{columns}"
    note = _striking(table, _namer(desk, rows), _namer(desk, columns))
    parts = _parts(table)
    shown = [
        counted(
            desk,
            name if not n else f"{name}-{n + 1}",
            title + _part(n, len(parts)),
            part,
            names,
            note if not n else "",
        )
        for n, part in enumerate(parts)
    ]
    return [Heading(title), *shown]


def _part(n: int, of: int) -> str:
    return f" (part {n + 1} of {of})" if of > 1 else ""


def _parts(table: Crosstab) -> list[Crosstab]:
    """The table in as many parts as the pages are narrow."""
    columns = table.columns
    slices = [columns[at : at + WIDEST] for at in range(0, len(columns), WIDEST)]
    return [
        Crosstab(table.rows, part, {key: tally for key, tally in table.cells.items() if key[1] in part})
        for part in slices
    ]


def _turned(table: Crosstab) -> Crosstab:
    cells_ = {(column, row): tally for (row, column), tally in table.cells.items()}
    return Crosstab(table.columns, table.rows, cells_) if len(table.rows) < len(table.columns) else table


def _namer(desk: Desk, dimension: str) -> Callable[[str], str]:
    if dimension in ("code", "context", "mechanism", "outcome"):
        return desk.label
    if dimension == "source":
        return desk.evidence.names.__getitem__
    return spoken


def _striking(table: Crosstab, name_row: Callable[[str], str], name_column: Callable[[str], str]) -> str:
    found = standing_out(table)
    firm = [
        f"{name_row(row)} × {name_column(column)}: {care}"
        for (row, column), care in found.items()
        if care != "too few to say"
    ]
    doubtful = sum(care == "too few to say" for care in found.values())
    said = []
    if firm:
        said.append(
            "Cells that stand out against what their row and column would lead one to expect (standardised "
            f"residual beyond 2; a pointer where to read, not a test): {'; '.join(firm)}."
        )
    if doubtful:
        said.append(
            f"{doubtful} more {'cell looks' if doubtful == 1 else 'cells look'} unusual but "
            "would be expected fewer than 5 times: too few to say."
        )
    return " ".join(said)


def _together(desk: Desk) -> list[Block]:
    """Codes that stand in one turn, as pairs."""
    table = co_occurrence(desk.evidence)
    pairs = [
        (one, other, table.cell(one, other))
        for at, one in enumerate(table.rows)
        for other in table.rows[at + 1 :]
        if table.cell(one, other).members
    ]
    if not pairs:
        return []
    pairs.sort(key=lambda pair: (-pair[2].sources, -pair[2].quotations, pair[0], pair[1]))
    rows = tuple(_pair(desk, *pair) for pair in pairs)
    columns = (
        Column("Code", 3),
        Column("Together with", 3),
        Column("Sources", 1, NUMBER),
        Column("Turns", 1, NUMBER),
    )
    note = (
        "Two codes occur together where both stand in one turn of one speaker. "
        "Pairs that never do are not listed."
    )
    return [
        Heading("Codes that occur together"),
        with_status(
            Table("co-occurrence", "Codes that occur together", columns, rows, note, limit=desk.plan.rows)
        ),
    ]


def _pair(desk: Desk, one: str, other: str, tally: Tally) -> Row:
    turns = Cell(tally.quotations, desk.bank.of_members(tally.members))
    return Row(
        (*cells(desk.label(one), desk.label(other), tally.sources), turns), mark=desk.mark(tally.members)
    )


def _long_form(desk: Desk) -> Table:
    """All counts as one long table of true numbers, for those who calculate further."""
    columns = (
        Column("Rows"),
        Column("Row"),
        Column("Columns"),
        Column("Column"),
        Column("Sources", 1, NUMBER),
        Column("Quotations", 1, NUMBER),
        STATUS,
    )
    return Table("counts", "Counts", columns, Later(_long_count(desk), lambda: _long_rows(desk)), data=True)


def _long_count(desk: Desk) -> int:
    tables = [desk.crosstab(rows, columns) for rows, columns, _ in COUNTED]
    return sum(len(table.rows) * len(table.columns) for table in tables)


def _long_rows(desk: Desk) -> Iterator[Row]:
    for rows, columns, _ in COUNTED:
        table = desk.crosstab(rows, columns)
        for row in table.rows:
            for column in table.columns:
                tally = table.cell(row, column)
                mark = desk.mark(tally.members)
                values = (rows, row, columns, column, tally.sources, tally.quotations, mark)
                yield Row(cells(*values), mark=mark)
