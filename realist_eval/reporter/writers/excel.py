"""Excel: a sheet a table, headings frozen, filters, true numbers, and no text that turns into a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from realist_eval.analysis.passages import shortened
from realist_eval.reporter.report import Cell, Column, Report, Row, Table, printable
from realist_eval.reporter.writers.data import plain
from realist_eval.reporter.writers.package import repacked

_SHEET = re.compile(r"[\[\]:*?/\\']")
LONGEST = 32_767  # characters that a cell can hold
WIDTHS = {"number": 10.0, "text": 18.0, "quotes": 60.0}


def write_excel(report: Report) -> bytes:
    """The workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.title = printable(report.full_title)
    book.properties.creator = printable(report.facts.get("authors", "realist-eval"))
    names: set[str] = set()
    _about(book, report, names)
    for table in report.tables:
        _sheet(book, table, names)
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue(), report)


def _about(book: Any, report: Report, names: set[str]) -> None:
    """The first sheet: what this is, and where everything stands."""
    columns = (Column("About", 2.2), Column("", 4))
    listed = [(table.id, table.title) for table in report.tables]
    values = [("Title", report.full_title), *report.facts.items(), *listed]
    rows = tuple(Row((Cell(name), Cell(value))) for name, value in values)
    _sheet(book, Table("about", "About", columns, rows), names)


def _sheet(book: Any, table: Table, names: set[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_sheet_name(table.id, names))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, 1):
        width = WIDTHS[column.kind] * max(1.0, min(column.width, 3.0)) ** 0.8
        sheet.column_dimensions[get_column_letter(number)].width = round(width, 1)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    heads = []
    for column in table.columns:
        head = _text(sheet, printable(column.title))
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="D9E2EC")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        heads.append(head)
    sheet.append(heads)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in table.rows:
        sheet.append(list(_cells(sheet, row, wrapped)))


def _cells(sheet: Any, row: Row, wrapped: Any) -> Iterable[Any]:
    for cell in row.cells:
        value = plain(cell)
        if not isinstance(value, str):
            yield value
            continue
        kept = _text(sheet, value)
        if len(value) > 24:
            kept.alignment = wrapped
        yield kept


def _text(sheet: Any, value: str) -> Any:
    """A cell of text, whatever it begins with; Excel shows it as it is and does not calculate."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=shortened(value, LONGEST - 8))
    if value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes: 31 characters, none of []:*?/\\, not yet used."""
    base = _SHEET.sub(" ", name)[:31] or "Table"
    found, number = base, 2
    while found.lower() in taken:
        found = f"{base[: 31 - len(str(number)) - 1]} {number}"
        number += 1
    taken.add(found.lower())
    return found
