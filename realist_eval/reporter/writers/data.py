"""Writers for machines: JSON, CSV."""

from __future__ import annotations

import csv
import io
import json
import re

from realist_eval.reporter.report import Cell, Quote, Report, Table, Value, printable

_FORMULA = re.compile(r"^[=+\-@\t\r\n]")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before = + - @ and tab."""
    return f"'{text}" if _FORMULA.match(text) else text


MOST_QUOTES = 5  # in one cell of a data file; all of them stand in the table of quotations


def plain(cell: Cell) -> Value:
    """A cell's value; quotations as one text, each with its source."""
    if cell.value is not None or not cell.quotes:
        return printable(cell.value) if isinstance(cell.value, str) else cell.value
    lines = [quoted(quote) for quote in cell.quotes[:MOST_QUOTES]]
    if len(cell.quotes) > MOST_QUOTES:
        lines.append(f"and {len(cell.quotes) - MOST_QUOTES} more")
    return printable("\n".join(lines))


def quoted(quote: Quote) -> str:
    """A quotation in running text."""
    return f"“{quote.text}” [{quote.source}]"


def write_csv(report: Report) -> dict[str, bytes]:
    """A file a table, UTF-8 with the mark that Excel needs, no formula in sight."""
    return {f"{table.id}.csv": _csv(table) for table in report.tables}


def _csv(table: Table) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(harmless(printable(column.title)) for column in table.columns)
    for row in table.rows:
        writer.writerow(_safe(plain(cell)) for cell in row.cells)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _safe(value: Value) -> Value:
    return harmless(value) if isinstance(value, str) else value


def write_json(report: Report) -> bytes:
    """The whole report: facts, tables with typed values, quotations with their offsets; a line a row."""
    head = {
        "title": printable(report.full_title),
        "status": report.mark or "decided",
        "language": report.language,
        "facts": {printable(name): printable(value) for name, value in report.facts.items()},
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "tables": [block.id for block in section.blocks if isinstance(block, Table)],
            }
            for section in report.sections
        ],
    }
    opened = _json(head)[:-1]
    tables = ",\n".join(f"{_json(table.id)}: {_table(table)}" for table in report.tables)
    quotes = ",\n".join(_json(_quote(quote)) for quote in report.quotes)
    return f'{opened},\n"tables": {{\n{tables}\n}},\n"quotations": [\n{quotes}\n]}}\n'.encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(table: Table) -> str:
    head = {
        "title": printable(table.title),
        "columns": [column.title for column in table.columns],
        "note": printable(table.note),
    }
    rows = ",\n".join(_json([_typed(cell) for cell in row.cells]) for row in table.rows)
    marks = _json([row.mark for row in table.rows])
    return f'{_json(head)[:-1]}, "rows": [\n{rows}\n], "status": {marks}}}'


def _typed(cell: Cell) -> object:
    if cell.value is None and cell.quotes:
        return [quote.id for quote in cell.quotes]
    return printable(cell.value) if isinstance(cell.value, str) else cell.value


def _quote(quote: Quote) -> dict[str, object]:
    return {
        "id": quote.id,
        "text": printable(quote.text),
        "by": printable(quote.by),
        "place": quote.place,
        "turns": list(quote.turns),
        "spans": [list(span) for span in quote.spans],
        "codes": list(quote.codes),
        **{name: list(map(printable, values)) for name, values in quote.facets.items()},
        "status": quote.status or "decided",
    }
