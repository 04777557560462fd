"""Writers for machines: JSON, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from msgspec.json import encode as _json

from realist_eval.reporter.report import Cell, Listing, Quote, Report, Section, Table, Value, printable

FORMULA = frozenset("=+-@\t\r\n")
MOST_QUOTES = 5  # in one cell of a data file; all of them stand in the table of quotations


def lines(table: Table | Listing) -> Iterator[Sequence[Value]]:
    """The rows of a table as data files hold them."""
    if isinstance(table, Listing):
        return (values for values, _ in table.rows)
    return ([_plain(cell) for cell in row.cells] for row in table.rows)


def _plain(cell: Cell) -> Value:
    """A cell's value; quotations as one text, each with its source."""
    value, quotes = cell
    if value is not None or not quotes:
        return printable(value) if isinstance(value, str) else value
    lines = [f"“{quote.text}” [{quote.source}]" for quote in quotes[:MOST_QUOTES]]
    if len(quotes) > MOST_QUOTES:
        lines.append(f"and {len(quotes) - MOST_QUOTES} more")
    return printable("\n".join(lines))


def write_csv(report: Report) -> dict[str, bytes]:
    """A file a table, UTF-8 with the mark that Excel needs, no formula in sight."""
    return {f"{table.id}.csv": _csv(table) for table in report.tables}


def _csv(table: Table | Listing) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_safe([printable(column.title) for column in table.columns]))
    writer.writerows(map(_safe, lines(table)))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _safe(row: Sequence[Value]) -> list[Value]:
    """A row in which no spreadsheet takes text for a formula: an apostrophe goes before = + - @ and tab.

    A sign alone, such as a polarity, is no formula.
    """
    return [
        f"'{value}" if isinstance(value, str) and len(value) > 1 and value[0] in FORMULA else value
        for value in row
    ]


def write_json(report: Report) -> bytes:
    """The whole report: facts, tables with typed values, quotations with their offsets; a line a row."""
    head = {
        "title": printable(report.full_title),
        "status": report.mark or "decided",
        "language": report.language,
        "facts": {printable(name): printable(value) for name, value in report.facts.items()},
        "sections": [{"id": one.id, "title": one.title, "tables": _tables(one)} for one in report.sections],
    }
    out = bytearray(_json(head)[:-1] + b',\n"tables": {\n')
    for number, table in enumerate(report.tables):
        out += (b",\n" if number else b"") + _json(table.id) + b": "
        _add_table(out, table)
    out += b'\n},\n"quotations": [\n'
    out += b",\n".join(_json(_quote(quote)) for quote in report.quotes) + b"\n]}\n"
    return bytes(out)


def _tables(section: Section) -> list[str]:
    return [block.id for block in section.blocks if isinstance(block, Table | Listing)]


def _add_table(out: bytearray, table: Table | Listing) -> None:
    head = {
        "title": printable(table.title),
        "columns": [column.title for column in table.columns],
        "note": printable(table.note),
    }
    out += _json(head)[:-1] + b',"rows":[\n'
    if isinstance(table, Listing):
        out += b",\n".join(_json(values) for values, _ in table.rows)
        marks = [mark for _, mark in table.rows]
    else:
        out += b",\n".join(_json(list(map(_typed, row.cells))) for row in table.rows)
        marks = [row.mark for row in table.rows]
    out += b'\n],"status":' + _json(marks) + b"}"


def _typed(cell: Cell) -> object:
    value, quotes = cell
    if value is None and quotes:
        return [quote.id for quote in quotes]
    return printable(value) if isinstance(value, str) else value


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
