"""The study's own tables, kept as CSV: shown as they are, with their totals added up again.

A total that the cells do not add up to is told, and never printed as if it were right.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from realist_eval.errors import InputError, Problem
from realist_eval.reporter.plan import OwnTable
from realist_eval.reporter.report import Block, Column, Paragraph, Row, Table, Value
from realist_eval.reporter.sections.desk import NUMBER, Desk, cells

TOTALS = ("total", "totals", "all", "sum", "overall")
NOTHING = ("", "-", "–", "—", "n/a", "na", "nil")
_NUMBER = re.compile(r"^\(?[-−]?\s*[£$€]?\s*(\d{1,3}(?:[,\s\u00a0\u202f’']\d{3})+|\d+)(\.\d+)?\s*%?\)?$")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A total that its cells do not add up to."""

    row: str
    column: str
    printed: float
    summed: float

    def __str__(self) -> str:
        more = "above" if self.printed > self.summed else "below"
        apart = shown(abs(self.printed - self.summed))
        return (
            f"{self.row}, {self.column}: the file says {shown(self.printed)}, the cells add up to "
            f"{shown(self.summed)} (the printed total is {apart} {more} the sum)"
        )


def tables(desk: Desk) -> list[Block]:
    """Every table that the plan names."""
    if not desk.plan.tables:
        return [Paragraph.of("The report plan names no table of the study's own.", style="note")]
    return [_table(desk, one, f"own-{number}") for number, one in enumerate(desk.plan.tables, 1)]


def _table(desk: Desk, own: OwnTable, name: str) -> Table:
    head, body = _read(own)
    values = [[parsed(text) for text in row] for row in body]
    mismatches = checked(own, head, values)
    wrong = {(one.row, one.column): one for one in mismatches}
    columns = tuple(
        Column(title, 1.0, NUMBER) if _numeric(values, at) else Column(title, _width(values, at))
        for at, title in enumerate(head)
    )
    total_row = _total_label(own.total_row, [str(row[0] or "") for row in values])
    rows = []
    for row in values:
        checks = (wrong.get((str(row[0] or ""), column)) for column in head)
        shown_ = (f"{shown(one.summed)}*" if one else value for value, one in zip(row, checks, strict=True))
        rows.append(Row(cells(*shown_), total=bool(total_row) and row[0] == total_row))
    note, wide = _note(mismatches), len(head) > 7
    return Table(name, own.title, columns, tuple(rows), note, wide=wide, limit=desk.plan.rows)


def _note(mismatches: Sequence[Mismatch]) -> str:
    """What the check found, beneath the table."""
    if not mismatches:
        return ""
    counted = "1 total does" if len(mismatches) == 1 else f"{len(mismatches)} totals do"
    return (
        f"Check: {counted} not add up. {'; '.join(map(str, mismatches))}. "
        "* The sum of the cells stands here, not the total in the file."
    )


def _width(values: Sequence[Sequence[Value]], at: int) -> float:
    """A column's share of the width, by how much stands in it."""
    lengths = [len(str(row[at])) for row in values if row[at] is not None]
    return min(4.0, max(1.2, sum(lengths) / max(len(lengths), 1) / 12))


def _read(own: OwnTable) -> tuple[list[str], list[list[str]]]:
    """The headings and rows of a file; raises InputError where it cannot be read as a table."""
    try:
        text = own.path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"could not be read ({error.strerror}).", str(own.path)) from error
    except UnicodeDecodeError as error:
        problem = Problem("is not UTF-8 text.", str(own.path), hint="Save it as “CSV UTF-8”.")
        raise InputError(problem) from error
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    found = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = [row for row in found if any(map(str.strip, row))]
    if not rows:
        raise InputError("is empty.", str(own.path), hint="A table needs a row of headings.")
    head = [title.strip() or f"Column {at}" for at, title in enumerate(rows[0], 1)]
    ragged = [at for at, row in enumerate(rows[1:], 2) if len(row) > len(head)]
    if ragged:
        hint = f"The headings name {len(head)} columns. Put quotation marks around a cell that holds a comma."
        message = "has more cells than there are headings."
        raise InputError([Problem(message, str(own.path), at, hint=hint) for at in ragged])
    return head, [[*map(str.strip, row), *[""] * (len(head) - len(row))] for row in rows[1:]]


def parsed(text: str) -> Value:
    """A number where the text is one (£1,234.50, 12 %, (300)), else the text; None where there is none."""
    if text.lower() in NOTHING:
        return text or None
    match = _NUMBER.match(text)
    if not match:
        return text
    number = float(re.sub(r"[^\d]", "", match[1]) + (match[2] or ""))
    number = -number if text.startswith(("-", "−", "(")) else number
    return int(number) if number.is_integer() else number


def shown(number: float) -> str:
    """A number as it stands in a sentence."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}"


def _numeric(values: Sequence[Sequence[Value]], at: int) -> bool:
    held = [row[at] for row in values if row[at] is not None and str(row[at]).lower() not in NOTHING]
    return bool(held) and all(not isinstance(value, str) for value in held)


def _total_label(given: str, labels: Sequence[str]) -> str:
    """The label of the totals: as the plan says, else the last one that is called so."""
    if given:
        return given if given in labels else ""
    return next((label for label in reversed(labels) if label.lower().rstrip(":") in TOTALS), "")


def checked(own: OwnTable, head: Sequence[str], values: Sequence[Sequence[Value]]) -> list[Mismatch]:
    """Every total that the cells do not add up to: of columns, of rows, and the grand total."""
    total_row = _total_label(own.total_row, [str(row[0] or "") for row in values])
    total_column = _total_label(own.total_column, head[1:])
    body = [row for row in values if str(row[0] or "") != total_row]
    totals = next((row for row in values if total_row and row[0] == total_row), None)
    goal = list(head).index(total_column) if total_column in head[1:] else 0
    parts = [at for at, one in enumerate(head) if at not in (0, goal) and (not own.parts or one in own.parts)]
    found = []
    for at, column in enumerate(head):
        if totals and at not in (0, goal):
            found += _compared(total_row, column, totals[at], [row[at] for row in body])
    for row in body if goal else ():
        found += _compared(str(row[0] or ""), total_column, row[goal], [row[at] for at in parts])
    if totals and goal:  # the sum of all cells, not of totals that may be wrong themselves
        cells = [row[at] for row in body for at in parts]
        if not any(isinstance(cell, int | float) for cell in cells):
            cells = [row[goal] for row in body]
        found += _compared(total_row, total_column, totals[goal], cells)
    return found


def _compared(row: str, column: str, printed: Value, parts: Sequence[Value]) -> list[Mismatch]:
    numbers = [part for part in parts if isinstance(part, int | float)]
    if not isinstance(printed, int | float) or not numbers:
        return []
    summed = round(sum(numbers), 6)
    return [Mismatch(row, column, printed, summed)] if abs(printed - summed) > 1e-6 else []
